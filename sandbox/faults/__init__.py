"""The defects that the sandbox can be told to have."""
