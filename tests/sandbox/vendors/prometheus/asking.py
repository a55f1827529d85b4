"""The words of these tests."""

from collections.abc import Callable

import httpx

Ask = Callable[..., httpx.Response]
"""A question by its path under /api/v1 and its parameters."""
