"""Supabase's Management API: the logs of the project's edge, and how the project is set up."""

from sandbox.vendors.supabase.api import app

__all__ = ["app"]
