"""One file a vendor: a sample for an indicator and a window."""
