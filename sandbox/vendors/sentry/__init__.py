"""Sentry: what the apps report when something goes wrong in them."""

from sandbox.vendors.sentry import ingest
from sandbox.vendors.sentry.api import app
from sandbox.vendors.sentry.shapes import PROJECT

__all__ = ["PROJECT", "app", "ingest"]
