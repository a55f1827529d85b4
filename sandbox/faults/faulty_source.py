"""What can be wrong with any system that measures are read from: no data, no sense, or no entrance.

A double of such a system stands behind `FaultySource`, and tells nothing later than `context.data_until()`. What starts
anew under source-reset counts from `context.counting_since()`.
"""

import json
from http import HTTPStatus

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.context import Context

RETRY_AFTER_S = 60
NAMES = frozenset({"metric"})
"""Prometheus' labels: words, also those that look like numbers."""
PAGE = "<!doctype html><title>Welcome</title><h1>Welcome</h1><p>Please sign in to see your dashboards.</p>"


class FaultySource:
    """Answer as a sick system does, while one of the faults source-401, -429, -html and -null is on."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        """Stand before this app."""
        self.app = app
        self.context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self.context.faults.is_on("source-null"):
            await _without_numbers(self.app, scope, receive, send)
        else:
            await (self._refusal() or self.app)(scope, receive, send)

    def _refusal(self) -> Response | None:
        if self.context.faults.is_on("source-401"):
            return JSONResponse({"message": "The token has been revoked"}, HTTPStatus.UNAUTHORIZED)
        if self.context.faults.is_on("source-429"):
            headers = {"retry-after": str(RETRY_AFTER_S)}
            return JSONResponse({"message": "Too many requests"}, HTTPStatus.TOO_MANY_REQUESTS, headers)
        return HTMLResponse(PAGE) if self.context.faults.is_on("source-html") else None


async def _without_numbers(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer null wherever the system's JSON has a number, also one that is written as text."""
    start: Message = {}
    body = bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        try:
            changed = json.dumps(_nulled(json.loads(body))).encode()
        except ValueError:  # not JSON: there is nothing to take out
            changed = bytes(body)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*headers, (b"content-length", str(len(changed)).encode())]})
        await send({"type": "http.response.body", "body": changed})

    await app(scope, receive, keep)


def _nulled(value: object) -> object:
    if isinstance(value, dict):
        return {name: inner if name in NAMES else _nulled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_nulled(inner) for inner in value]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    return None if _is_number(value) else value


def _is_number(value: float | str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
