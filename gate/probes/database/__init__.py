"""Postgres: read, tried and restored."""
