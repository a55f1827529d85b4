"""GitHub: the repository of Alaska Pay, from the release before to the sample release."""

from sandbox.vendors.github.api import app

__all__ = ["app"]
