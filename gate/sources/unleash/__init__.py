"""Unleash: the flag of the release."""
