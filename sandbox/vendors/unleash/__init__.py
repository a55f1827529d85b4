"""Unleash: the flag of the release, and everybody who has turned it."""

from sandbox.vendors.unleash.api import app

__all__ = ["app"]
