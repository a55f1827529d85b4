"""Unleash's admin API: show the flag, search its events."""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.traffic.flag import NAME
from sandbox.vendors.guard import Guard
from sandbox.vendors.unleash.history import (
    DEVELOPER,
    DEVELOPER_ID,
    ENVIRONMENT,
    OTHER_ENVIRONMENT,
    OTHER_STRATEGY,
    PROJECT,
    events,
    moment,
    steps,
    strategy,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

PAGE = 50
IS = re.compile(r"IS:([\w.-]+)")
FILTERS = {"feature": "featureName", "project": "project", "type": "type", "environment": "environment"}
PARAMETERS = {*FILTERS, "from", "to", "offset", "limit"}
MAKER = {"id": DEVELOPER_ID, "name": DEVELOPER, "imageUrl": "https://gravatar.com/avatar/0"}


class QueryError(ValueError):
    """A search that is not in Unleash's form."""


class UnleashApi:
    """The one flag of one project."""

    def __init__(self, context: "Context") -> None:
        """Tell what the context's flag is."""
        self.context = context

    async def feature(self, request: "Request") -> Response:
        """Show the flag in all environments."""
        project, name = request.path_params["project"], request.path_params["feature"]
        if (project, name) != (PROJECT, NAME) or self.context.faults.is_on("flag-unknown"):
            return _refused(HTTPStatus.NOT_FOUND, f'There\'s no feature named "{name}" in project "{project}".')
        made_at = events(self.context)[-1]["createdAt"]
        return JSONResponse(
            {
                "environments": self._environments(),
                "name": NAME,
                "impressionData": False,
                "description": "The new checkout",
                "project": PROJECT,
                "stale": False,
                "createdAt": made_at,
                "createdBy": MAKER,
                "type": "release",
                "lastSeenAt": None,
                "variants": [],
                "archived": self.context.faults.is_on("flag-archived"),
                "dependencies": [],
                "children": [],
                "lifecycle": {"stage": "live", "enteredStageAt": made_at},
                "links": [],
                "collaborators": {"users": [MAKER]},
            }
        )

    def _environments(self) -> list[dict[str, Any]]:
        stand = steps(self.context)
        percent = stand[-1].percent if stand else 0
        own = [strategy(percent)] if stand else []
        return [
            self._environment(OTHER_ENVIRONMENT, 2, [strategy(100, OTHER_STRATEGY)], is_on=True),
            self._environment(ENVIRONMENT, 3, own, is_on=percent > 0),
        ]

    def _environment(self, name: str, order: int, own: list[dict[str, Any]], *, is_on: bool) -> dict[str, Any]:
        return {
            "name": name,
            "lastSeenAt": moment(self.context.data_until()),
            "enabled": is_on,
            "yes": 0,
            "no": 0,
            "type": name,
            "sortOrder": order,
            "strategies": own,
        }

    async def search_events(self, request: "Request") -> Response:
        """Search the event log, newest first, page by page."""
        query = request.query_params
        if unknown := sorted(set(query) - PARAMETERS):
            raise QueryError(f"The sandbox's Unleash does not know the parameter {', '.join(unknown)}.")
        wanted = {name: _is(query[name]) for name in query if name not in {"offset", "limit"}}
        found = [
            event
            for event in events(self.context)
            if all(event[field] == wanted.get(name, event[field]) for name, field in FILTERS.items())
            and wanted.get("from", "") <= event["createdAt"][:10] <= wanted.get("to", "9")
        ]
        texts = query.get("offset", "0"), query.get("limit", str(PAGE))
        if not all(text.isdecimal() for text in texts):
            raise QueryError("offset and limit are whole numbers.")
        offset, limit = map(int, texts)
        return JSONResponse({"events": found[offset : offset + limit], "total": len(found)})


def app(context: "Context") -> Starlette:
    """Serve the flag to an admin token; a client's token is for asking flags only."""
    api = UnleashApi(context)

    def refusal(request: "Request") -> Response | None:
        token = request.headers.get("authorization")
        if token == context.keys.unleash_token:
            return None
        if token == context.keys.unleash_client_token:
            words = "invalid token: expected a different token type for this endpoint"
            return JSONResponse({"message": words}, HTTPStatus.FORBIDDEN)
        return _refused(HTTPStatus.UNAUTHORIZED, "You must log in to use Unleash.")

    return Starlette(
        routes=[
            Route("/api/admin/projects/{project}/features/{feature}", api.feature),
            Route("/api/admin/search/events", api.search_events),
        ],
        middleware=[Middleware(FaultySource, context=context), Middleware(Guard, refusal=refusal)],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "The requested resource does not exist"),
        },
    )


def _is(text: str) -> str:
    found = IS.fullmatch(text)
    if found is None:
        raise QueryError(f"The sandbox's Unleash understands IS:value only, not '{text}'.")
    return found[1]


def _refused(status: HTTPStatus, message: str) -> Response:
    names = {HTTPStatus.UNAUTHORIZED: "UnauthorizedError", HTTPStatus.NOT_FOUND: "NotFoundError"}
    name = names.get(status, "BadDataError")
    return JSONResponse(
        {"id": str(uuid4()), "name": name, "message": message, "details": [{"message": message}]}, status
    )
