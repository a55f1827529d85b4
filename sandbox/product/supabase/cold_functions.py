"""Functions that nobody has called since the deploy: each has to start before it answers."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

FAULT = "functions-cold"
PATH = "/functions/v1/"
STARTS_S = 6


class ColdFunctions:
    """Knows since when each function has been starting."""

    def __init__(self, context: Context) -> None:
        """Begin cold, and each time that the fault is switched."""
        self._context = context
        self._called: dict[str, datetime] = {}
        context.faults.on_change(FAULT, self._called.clear)

    def stands_in_the_way(self, request: Request) -> Response | None:
        """Answer for a function that is still starting."""
        path, starts_s = request.url.path, STARTS_S * self._context.faults.strength(FAULT)
        if not (starts_s and path.startswith(PATH)):
            return None
        since = self._called.setdefault(path, datetime.now(UTC))
        if (datetime.now(UTC) - since).total_seconds() >= starts_s:
            return None
        body = {"code": "BOOT_ERROR", "message": "Worker failed to boot (please check logs)"}
        return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE)
