"""Sentry's other end: takes envelopes as the apps' libraries send them."""

import json
import re
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.traffic.app_event import AppEvent
from sandbox.vendors.sentry.shapes import PROJECT

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

KEY = re.compile(r"\bsentry_key=(\w+)")
EVENT_ID = re.compile(r"[0-9a-f]{32}")


class EnvelopeError(ValueError):
    """What is no envelope, in Relay's words."""


def app(context: "Context") -> Starlette:
    """Take the events of the one project."""

    async def envelope(request: "Request") -> Response:
        key = KEY.search(request.headers.get("x-sentry-auth", ""))
        if key is None or key[1] != context.keys.sentry_key or request.path_params["project"] != PROJECT["id"]:
            return _refused(HTTPStatus.FORBIDDEN, "event submission rejected with_reason: ProjectId")
        if context.faults.is_on("events-refused"):
            return _refused(HTTPStatus.TOO_MANY_REQUESTS, "event rejected due to rate limit")
        try:
            sent = _event(await request.body())
        except EnvelopeError as problem:
            return _refused(HTTPStatus.BAD_REQUEST, str(problem))
        if not context.faults.is_on("events-swallowed"):
            context.own_events.append(sent)
        return JSONResponse({"id": sent.id})

    return Starlette(routes=[Route("/api/{project}/envelope/", envelope, methods=["POST"])])


def _event(body: bytes) -> AppEvent:
    """Read an envelope of one event: a head, the head of its item with its length, and that many bytes."""
    head, _, rest = body.partition(b"\n")
    item, _, content = rest.partition(b"\n")
    told, described = _json(head), _json(item)
    length = described.get("length", len(content.rstrip(b"\n")))
    if described.get("type") != "event" or not isinstance(length, int) or len(content) < length:
        raise EnvelopeError("invalid item header")
    event = _json(content[:length])
    if not EVENT_ID.fullmatch(str(event.get("event_id"))) or event["event_id"] != told.get("event_id"):
        raise EnvelopeError("invalid event id")
    try:
        timestamp = datetime.fromisoformat(str(event.get("timestamp")))
    except ValueError:
        raise EnvelopeError("invalid timestamp") from None
    level, title = str(event.get("level", "error")), str(event.get("message", "<unlabeled event>"))
    return AppEvent(event["event_id"], str(event.get("release", "")), level, "session", title, timestamp)


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise EnvelopeError("invalid envelope")
    return found


def _refused(status: HTTPStatus, detail: str) -> Response:
    return JSONResponse({"detail": detail}, status)
