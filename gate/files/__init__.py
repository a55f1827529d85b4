"""The border between the files that people write and typed facts: all mistakes at once, each with its place."""
