"""Sentry: what the apps report when something goes wrong in them."""

from sandbox.vendors.sentry.api import app

__all__ = ["app"]
