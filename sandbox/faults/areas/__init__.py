"""The faults' sentences, one file an area."""
