"""Shares of trials against a limit."""
