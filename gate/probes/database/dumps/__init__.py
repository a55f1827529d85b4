"""Dumps: taken, read, restored."""
