"""UptimeRobot's API v3: list monitors and incidents, and the response times of a monitor."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.pace import Pace
from sandbox.vendors.uptimerobot.past import Incident, blind_spans, checks, outages, watched_since
from sandbox.vendors.uptimerobot.shapes import Monitor, incident_json, moment, monitor_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

BASE = "/v3"
PER_MINUTE = 600
"""A plan of 300 monitors: twice as many requests a minute."""
PAGE = 50
PAGE_MAX = 200
DAY = timedelta(days=1)


class QueryError(ValueError):
    """A question that is not in UptimeRobot's form."""


class UptimeRobotApi:
    """The endpoints of one account with three monitors: the site, the API, and the company's blog elsewhere."""

    def __init__(self, context: "Context") -> None:
        """Watch the context's site."""
        self.context = context
        self.site = int(context.keys.uptimerobot_monitor)
        self.blog = self.site + 1
        self.supabase = self.site + 2

    async def monitors(self, request: "Request") -> Response:
        """List the monitors, page by page; a cursor is the last id of the page before."""
        query = _asked(request, {"limit", "cursor", "status", "url", "name"})
        limit, after = _whole(query, "limit", PAGE), _whole(query, "cursor", 0)
        if not 1 <= limit <= PAGE_MAX:
            raise QueryError(f"limit must not be less than 1 or greater than {PAGE_MAX}")
        found = [
            monitor
            for monitor in self._all_monitors()
            if monitor["id"] > after
            and monitor["status"] in query.get("status", monitor["status"]).split(",")
            and query.get("url", "").lower() in monitor["url"].lower()
            and query.get("name", "").lower() in monitor["friendlyName"].lower()
        ]
        cursor = found[limit - 1]["id"] if len(found) > limit else None
        return JSONResponse({"nextLink": _next(request, cursor), "data": found[:limit]})

    async def incidents(self, request: "Request") -> Response:
        """List the incidents, newest first, page by page; a cursor is the last id of the page before."""
        query = _asked(request, {"cursor", "monitor_id", "monitor_name", "started_after", "started_before"})
        wanted, before = _whole(query, "monitor_id", self.site), _whole(query, "cursor", 0)
        since, until = _time(query, "started_after"), _time(query, "started_before")
        found = [
            incident
            for incident in self._incidents(wanted)
            if (not before or incident.number < before)
            and (since is None or incident.span.start > since)
            and (until is None or incident.span.start < until)
        ]
        cursor = found[PAGE - 1].number if len(found) > PAGE else None
        shown = [incident_json(incident, wanted, self._name(wanted)) for incident in found[:PAGE]]
        return JSONResponse({"nextLink": _next(request, cursor), "data": shown})

    async def response_times(self, request: "Request") -> Response:
        """Show the response times of the checks that succeeded in some time, a day where none is given."""
        query = _asked(request, {"from", "to", "includeTimeSeries", "region"})
        if request.path_params["id"] not in {str(self.site), str(self.blog)}:
            return _refused(HTTPStatus.NOT_FOUND, "Monitor not found", "000-002")
        until = _time(query, "to") or datetime.now(UTC)
        since = _time(query, "from") or until - DAY
        is_site = request.path_params["id"] == str(self.site)
        points = list(checks(self.context, since, until)) if is_site else []
        values = [value for _, value in points]
        shown = {
            "summary": {
                "min": min(values, default=None),
                "max": max(values, default=None),
                "avg": round(sum(values) / len(values)) if values else None,
            },
            "data_points": len(points),
            "from": moment(since),
            "to": moment(until),
        }
        if query.get("includeTimeSeries") == "true":
            shown["time_series"] = [{"timestamp": moment(at), "value": value} for at, value in points]
        return JSONResponse(shown)

    def _all_monitors(self) -> list[dict[str, Any]]:
        context, created = self.context, watched_since(self.context)
        newest = outages(context)[0]
        paused = next((span for span in blind_spans(context) if span.end is None), None)
        if paused:
            status, since = "PAUSED", paused.start
        elif newest.span.end is None:
            status, since = "DOWN", newest.span.start
        else:
            status, since = "UP", newest.span.end
        notifies = not context.faults.is_on("outage-reaches-nobody")
        site = Monitor(
            self.site, self._name(self.site), context.addresses["SITE_URL"], created, status, since, newest, notifies
        )
        blog = Monitor(self.blog, self._name(self.blog), "https://blog.alaskapay.com", created, "UP", created)
        health = f"{context.addresses['SUPABASE_URL']}/auth/v1/health"
        supabase = Monitor(self.supabase, "API", health, created, "UP", created)
        watched = [site, blog] if context.faults.is_on("api-unwatched") else [site, blog, supabase]
        return [monitor_json(monitor) for monitor in watched]

    def _incidents(self, monitor: int) -> list[Incident]:
        return outages(self.context) if monitor == self.site else []

    def _name(self, monitor: int) -> str:
        return urlsplit(self.context.addresses["SITE_URL"]).netloc if monitor == self.site else "Blog"


def app(context: "Context") -> Starlette:
    """Serve the account to its one read-only token."""
    api = UptimeRobotApi(context)

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) == context.keys.uptimerobot_token:
            return None
        return _refused(HTTPStatus.UNAUTHORIZED, "Unauthorized", "000-001")

    def too_many() -> Response:
        return _refused(HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests", "000-429")

    return Starlette(
        routes=[
            Route(f"{BASE}/monitors", api.monitors),
            Route(f"{BASE}/monitors/{{id}}/stats/response-time", api.response_times),
            Route(f"{BASE}/incidents", api.incidents),
        ],
        middleware=[
            Middleware(FaultySource, context=context),
            Middleware(Guard, refusal=refusal),
            Middleware(Pace, per_minute=PER_MINUTE, refusal=too_many),
        ],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, str(problem), "000-400"),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "Not Found", "000-002"),
        },
    )


def _asked(request: "Request", known: set[str]) -> dict[str, str]:
    if unknown := sorted(set(request.query_params) - known):
        raise QueryError(f"property {', '.join(unknown)} should not exist")
    return dict(request.query_params)


def _whole(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch(r"\d+", text):
        raise QueryError(f"{name} must be a number string")
    return int(text)


def _time(query: dict[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    try:
        when = datetime.fromisoformat(query[name])
    except ValueError:
        raise QueryError(f"{name} must be a Date instance") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _next(request: "Request", cursor: int | None) -> str | None:
    return str(request.url.include_query_params(cursor=cursor)) if cursor else None


def _refused(status: HTTPStatus, message: str, code: str) -> Response:
    return JSONResponse({"message": message, "code": code}, status)
