"""Counted events against a limit."""
