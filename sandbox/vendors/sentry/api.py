"""Sentry's API: count and list events, list issues, show a release."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.sentry.events import KEPT_FOR, Event, events_between, release_names
from sandbox.vendors.sentry.query import FIELDS, QueryError, event_filter
from sandbox.vendors.sentry.shapes import issue_json, release_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sandbox.world import World

ORGANIZATION = "alaskapay"
CURSOR = re.compile(r"0:(\d+):0")
PERIOD = re.compile(r"(\d+)([smhdw])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
PER_PAGE_MAX = 100
PARAMETERS = {"dataset", "field", "query", "start", "end", "statsPeriod", "per_page", "limit", "cursor"}
COUNT = "count()"
FIELD_TYPES = {COUNT: "integer", "timestamp": "date"}


class SentryApi:
    """The endpoints of one organisation."""

    def __init__(self, world: "World") -> None:
        """Tell what the world's apps have reported."""
        self.world = world

    async def events(self, request: "Request") -> Response:
        """Answer a table: the fields asked for, counted where `count()` is among them."""
        query = request.query_params
        fields = query.getlist("field")
        if query.get("dataset") != "errors":
            raise QueryError(f"The sandbox's Sentry holds the dataset 'errors', not '{query.get('dataset')}'.")
        unknown = [name for name in fields if name not in {*FIELDS, COUNT}]
        if unknown or not fields:
            known = ", ".join((*FIELDS, COUNT))
            raise QueryError(
                f"The sandbox's Sentry knows the fields {known}; asked for: {', '.join(unknown) or 'none'}."
            )
        rows = _rows(self._wanted(request), fields)
        return _page(
            request,
            rows,
            lambda shown: {
                "data": shown,
                "meta": {
                    "fields": {name: FIELD_TYPES.get(name, "string") for name in fields},
                    "units": dict.fromkeys(fields),
                    "dataset": "errors",
                },
            },
        )

    async def issues(self, request: "Request") -> Response:
        """List issues: events of one title, the newest first."""
        found: dict[str, list[Event]] = {}
        for event in self._wanted(request, implied="is:unresolved"):
            found.setdefault(event.title, []).append(event)
        return _page(request, [issue_json(events) for events in found.values()], list)

    async def release(self, request: "Request") -> Response:
        """Show a release by its whole name."""
        version = request.path_params["version"]
        if version not in release_names(self.world):
            return _refused(HTTPStatus.NOT_FOUND, "The requested resource does not exist")
        return JSONResponse(release_json(self.world, version))

    def _wanted(self, request: "Request", implied: str = "") -> list[Event]:
        """Filter by time and by query, without the terms that are true of all events here."""
        if unknown := sorted(set(request.query_params) - PARAMETERS):
            raise QueryError(f"The sandbox's Sentry does not know the parameter {', '.join(unknown)}.")
        query = request.query_params.get("query", "")
        is_wanted = event_filter(query.replace(implied, "") if implied else query)
        return [event for event in events_between(self.world, *_window(request)) if is_wanted(event)]


def app(world: "World") -> Starlette:
    """Serve the organisation to the one token of the sandbox."""
    api = SentryApi(world)
    base = "/api/0/organizations"

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) != world.keys.sentry_token:
            return _refused(HTTPStatus.UNAUTHORIZED, "Invalid token")
        if not request.url.path.startswith(f"{base}/{ORGANIZATION}/"):
            return _refused(HTTPStatus.FORBIDDEN, "You do not have permission to perform this action.")
        return None

    return Starlette(
        routes=[
            Route(f"{base}/{ORGANIZATION}/events/", api.events),
            Route(f"{base}/{ORGANIZATION}/issues/", api.issues),
            Route(f"{base}/{ORGANIZATION}/releases/{{version}}/", api.release),
        ],
        middleware=[Middleware(Guard, refusal=refusal)],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "The requested resource does not exist"),
        },
    )


def _rows(events: list[Event], fields: list[str]) -> list[dict[str, Any]]:
    """Make one row an event, or one a group where events are counted."""
    plain = [name for name in fields if name != COUNT]
    keys = [tuple(FIELDS[name](event) for name in plain) for event in events]
    if COUNT not in fields:
        return [dict(zip(plain, key, strict=True)) for key in keys]
    groups = Counter(keys) if plain else {(): len(keys)}
    return [{**dict(zip(plain, key, strict=True)), COUNT: count} for key, count in groups.items()]


def _window(request: "Request") -> tuple[datetime, datetime]:
    now, query = datetime.now(UTC), request.query_params
    if "start" in query and "end" in query:
        return _time(query["start"]), _time(query["end"])
    if "start" in query or "end" in query:
        raise QueryError("start and end are only valid together.")
    period = PERIOD.fullmatch(query.get("statsPeriod", f"{KEPT_FOR.days}d"))
    if period is None:
        raise QueryError(f"Invalid statsPeriod: '{query['statsPeriod']}'")
    return now - timedelta(seconds=int(period[1]) * SECONDS[period[2]]), now


def _time(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{text}' is not a valid ISO 8601 time.") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _page(request: "Request", rows: list[dict[str, Any]], shape: "Callable[[list[Any]], Any]") -> Response:
    """Cut a page out of the rows, and name the next one in `Link` as Sentry does."""
    query = request.query_params
    cursor = CURSOR.fullmatch(query.get("cursor", "0:0:0"))
    size = query.get("per_page", query.get("limit", str(PER_PAGE_MAX)))
    if cursor is None or not size.isdecimal() or not 0 < int(size) <= PER_PAGE_MAX:
        raise QueryError(f"Invalid cursor, or a page size that is not 1 to {PER_PAGE_MAX}.")
    begin = int(cursor[1])
    end = begin + int(size)
    has_more = str(end < len(rows)).lower()
    url = request.url.include_query_params(cursor=f"0:{end}:0")
    link = f'<{url}>; rel="next"; results="{has_more}"; cursor="0:{end}:0"'
    return JSONResponse(shape(rows[begin:end]), headers={"link": link})


def _refused(status: HTTPStatus, detail: str) -> Response:
    return JSONResponse({"detail": detail}, status)
