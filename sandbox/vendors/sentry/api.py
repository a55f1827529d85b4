"""Sentry's API: count and list events, list issues, show a release."""

from collections import Counter
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.traffic.app_event import AppEvent
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.sentry import sessions, spans
from sandbox.vendors.sentry.events import KEPT_FOR, events_between, release_names
from sandbox.vendors.sentry.query import FIELDS, QueryError, event_filter, first_seen_filter
from sandbox.vendors.sentry.quota import CATEGORIES, outcome_groups
from sandbox.vendors.sentry.request import check_parameters, check_values, length, page, window
from sandbox.vendors.sentry.shapes import PROJECT, issue_json, moment, release_json, rule_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

ORGANIZATION = "alaskapay"
RULES = {
    "A new issue is created": "first_seen_event.FirstSeenEventCondition",
    "An issue comes back": "regression_event.RegressionEventCondition",
}
HOUR = timedelta(hours=1)
COUNT = "count()"
FIELD_TYPES = {COUNT: "integer", "timestamp": "date"}


class SentryApi:
    """The endpoints of one organisation."""

    def __init__(self, context: "Context") -> None:
        """Tell what the context's apps have reported."""
        self.context = context

    async def events(self, request: "Request") -> Response:
        """Answer a table: the fields asked for, counted where a count is among them."""
        check_parameters(request, {"dataset", "field", "query"})
        [dataset] = check_values(request, "dataset", ("errors", "spans"))
        if dataset == "spans":
            fields = check_values(request, "field", tuple(spans.FIELDS))
            if request.query_params.get("query") != spans.TRANSACTIONS:
                raise QueryError(f"The sandbox's Sentry searches spans by '{spans.TRANSACTIONS}' only.")
            rows = spans.span_rows(self.context, fields, *window(request, KEPT_FOR))
            types = spans.FIELDS
        else:
            fields = check_values(request, "field", (*FIELDS, COUNT))
            rows = _rows(self._wanted(request), fields)
            types = FIELD_TYPES
        meta = {
            "fields": {name: types.get(name, "string") for name in fields},
            "units": dict.fromkeys(fields),
            "dataset": dataset,
            "dataScanned": "full",
        }
        rows = rows if _is_project(request) else []
        return page(request, rows, lambda shown: {"data": shown, "meta": meta})

    async def issues(self, request: "Request") -> Response:
        """List issues: events of one title, the newest first, or with `sort=freq` the most frequent."""
        check_parameters(request, {"query", "sort"})
        text, is_new = first_seen_filter(request.query_params.get("query", "is:unresolved"))
        found: dict[str, list[AppEvent]] = {}
        for event in self._wanted(request, text.replace("is:unresolved", "")):
            found.setdefault(event.title, []).append(event)
        issues = [events for events in found.values() if is_new(events[-1].timestamp)]
        if request.query_params.get("sort") == "freq":
            issues.sort(key=len, reverse=True)
        return page(request, [issue_json(events) for events in issues] if _is_project(request) else [], list)

    async def sessions(self, request: "Request") -> Response:
        """Tell the sessions of the apps by the hour; nothing finer is to be had."""
        check_parameters(request, {"field", "groupBy", "interval"})
        start, end = window(request, KEPT_FOR)
        if end - start < HOUR or length(request.query_params.get("interval", "1h"), "interval") != HOUR:
            raise QueryError("The time range and the interval have to be at least an hour; here the interval is 1h.")
        fields = check_values(request, "field", sessions.FIELDS)
        by = check_values(request, "groupBy", sessions.GROUPS)
        hours, groups = sessions.session_groups(self.context, fields, by, start, end)
        return JSONResponse({**_times(start, end, hours), "groups": groups, "query": ""})

    async def outcomes(self, request: "Request") -> Response:
        """Tell what became of the events that were sent."""
        check_parameters(request, {"field", "category", "groupBy", "interval"})
        check_values(request, "field", ("sum(quantity)",))
        [category] = check_values(request, "category", CATEGORIES)
        by = check_values(request, "groupBy", ("outcome", "reason", "category"))
        start, end = window(request, KEPT_FOR)
        hours, groups = outcome_groups(self.context, category, by, start, end)
        return JSONResponse({**_times(start, end, hours), "groups": groups})

    async def release(self, request: "Request") -> Response:
        """Show a release by its whole name."""
        version = request.path_params["version"]
        if version not in release_names(self.context):
            return _refused(HTTPStatus.NOT_FOUND, "The requested resource does not exist")
        return JSONResponse(release_json(self.context, version))

    async def rules(self, _request: "Request") -> Response:
        """List when people are told of an issue."""
        faults = self.context.faults
        notifies, is_muted = not faults.is_on("alerts-reach-nobody"), faults.is_on("alerts-muted")
        return JSONResponse(
            [
                rule_json(number, name, f"sentry.rules.conditions.{condition}", notifies=notifies, is_muted=is_muted)
                for number, (name, condition) in enumerate(RULES.items(), 3)
            ]
        )

    def _wanted(self, request: "Request", query: str | None = None) -> list[AppEvent]:
        """Filter by time and by query."""
        is_wanted = event_filter(request.query_params.get("query", "") if query is None else query)
        found = events_between(self.context, *window(request, KEPT_FOR))
        return [event for event in found if is_wanted(event)]


def app(context: "Context") -> Starlette:
    """Serve the organisation to the one token of the sandbox."""
    api = SentryApi(context)
    base = "/api/0/organizations"
    project = f"/api/0/projects/{ORGANIZATION}/{PROJECT['slug']}"

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) != context.keys.sentry_token:
            return _refused(HTTPStatus.UNAUTHORIZED, "Invalid token")
        if not request.url.path.startswith((f"{base}/{ORGANIZATION}/", f"{project}/")):
            return _refused(HTTPStatus.FORBIDDEN, "You do not have permission to perform this action.")
        return None

    return Starlette(
        routes=[
            Route(f"{base}/{ORGANIZATION}/events/", api.events),
            Route(f"{base}/{ORGANIZATION}/issues/", api.issues),
            Route(f"{base}/{ORGANIZATION}/sessions/", api.sessions),
            Route(f"{base}/{ORGANIZATION}/stats_v2/", api.outcomes),
            Route(f"{project}/rules/", api.rules),
            Route(f"{base}/{ORGANIZATION}/releases/{{version}}/", api.release),
        ],
        middleware=[Middleware(FaultySource, context=context), Middleware(Guard, refusal=refusal)],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "The requested resource does not exist"),
        },
    )


def _rows(events: list[AppEvent], fields: list[str]) -> list[dict[str, Any]]:
    """Make one row an event, or one a group where events are counted."""
    plain = [name for name in fields if name != COUNT]
    keys = [tuple(FIELDS[name](event) for name in plain) for event in events]
    if COUNT not in fields:
        return [dict(zip(plain, key, strict=True)) for key in keys]
    groups = Counter(keys) if plain else {(): len(keys)}
    return [{**dict(zip(plain, key, strict=True)), COUNT: count} for key, count in groups.items()]


def _is_project(request: "Request") -> bool:
    """Whether the one project of the organisation is among those asked for."""
    asked = request.query_params.getlist("project")
    return not asked or bool({PROJECT["id"], PROJECT["slug"]} & set(asked))


def _times(start: datetime, end: datetime, hours: list[datetime]) -> dict[str, Any]:
    return {"start": moment(start), "end": moment(end), "intervals": [moment(hour) for hour in hours]}


def _refused(status: HTTPStatus, detail: str) -> Response:
    return JSONResponse({"detail": detail}, status)
