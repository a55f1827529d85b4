"""The REST API, and who may do what through it."""
