"""Zendesk: counts of tickets, which are the rows of public.support_tickets."""

import base64
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from psycopg import sql
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard
from sandbox.vendors.pace import Pace

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

INDEX_LAG = timedelta(minutes=1)
PER_MINUTE = 700
TERM = re.compile(
    r"type:(?P<type>\w+)|created(?P<compared>>=|<=|<|>)(?P<time>\S+)|(?P<not>-?)requester:(?P<requester>[\w.*+@-]+)"
)

TICKETS = sql.SQL(
    "select count(*) as found from public.support_tickets as t left join auth.users as u on u.id = t.user_id where {}"
)
CREATED = {
    ">": sql.SQL("t.created_at > %s"),
    ">=": sql.SQL("t.created_at >= %s"),
    "<": sql.SQL("t.created_at < %s"),
    "<=": sql.SQL("t.created_at <= %s"),
}
REQUESTER = {"": sql.SQL("coalesce(u.email, '') like %s"), "-": sql.SQL("coalesce(u.email, '') not like %s")}


class QueryError(ValueError):
    """A search that the sandbox does not understand."""


class Desk:
    """The tickets of one account."""

    def __init__(self, context: "Context") -> None:
        """Count what the product's database holds."""
        self.context = context

    async def count_found(self, request: "Request") -> Response:
        """Count what a search finds; what has just come in is not indexed yet."""
        query = request.query_params.get("query")
        if not query:
            raise QueryError("The query is missing.")
        conditions, values = _conditions(query)
        return JSONResponse({"count": await self._count(conditions, [*values, self.context.data_until() - INDEX_LAG])})

    async def count_all(self, _request: "Request") -> Response:
        """Count all tickets, and say how fresh that is."""
        until = self.context.data_until()
        value = await self._count([], [until])
        return JSONResponse({"count": {"value": value, "refreshed_at": until.isoformat(timespec="seconds")}})

    async def _count(self, conditions: "list[sql.Composable]", values: list[object]) -> int:
        query = TICKETS.format(sql.SQL(" and ").join([*conditions, CREATED["<="]]))
        async with self.context.pool.connection() as connection:
            row = await (await connection.execute(query, values)).fetchone()
        assert row is not None  # noqa: S101 - a count has one row
        found: int = row["found"]
        return found


def app(context: "Context") -> Starlette:
    """Serve the account to one agent with one token."""
    desk = Desk(context)
    credentials = f"{context.keys.zendesk_email}/token:{context.keys.zendesk_token}"
    wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}"

    def refusal(request: "Request") -> Response | None:
        if request.headers.get("authorization") == wanted:
            return None
        return JSONResponse({"error": "Couldn't authenticate you"}, HTTPStatus.UNAUTHORIZED)

    def too_many() -> Response:
        return JSONResponse({"error": "APIRateLimitExceeded"}, HTTPStatus.TOO_MANY_REQUESTS)

    return Starlette(
        routes=[
            Route("/api/v2/search/count", desk.count_found),
            Route("/api/v2/tickets/count", desk.count_all),
        ],
        middleware=[
            Middleware(FaultySource, context=context),
            Middleware(Pace, per_minute=PER_MINUTE, refusal=too_many),
            Middleware(Guard, refusal=refusal),
        ],
        exception_handlers={
            QueryError: lambda _, problem: JSONResponse(
                {"error": "invalid", "description": f"Invalid search: {problem}"}, HTTPStatus.UNPROCESSABLE_ENTITY
            ),
            HTTPStatus.NOT_FOUND: lambda *_: JSONResponse({"error": "InvalidEndpoint"}, HTTPStatus.NOT_FOUND),
        },
    )


def _conditions(query: str) -> "tuple[list[sql.Composable], list[object]]":
    """Read `type:ticket created>=2026-11-24T00:00:00Z -requester:*@example.com`; all terms must hold."""
    if rest := TERM.sub("", query).strip():
        raise QueryError(f"the sandbox's Zendesk does not understand '{rest}'.")
    conditions: list[sql.Composable] = []
    values: list[object] = []
    for found in TERM.finditer(query):
        if found["type"]:
            if found["type"] != "ticket":
                raise QueryError(f"the sandbox's Zendesk holds tickets only, not '{found['type']}'.")
        elif found["time"]:
            conditions.append(CREATED[found["compared"]])
            values.append(_time(found["time"]))
        else:
            conditions.append(REQUESTER[found["not"]])
            values.append(re.sub(r"([%_\\])", r"\\\1", found["requester"]).replace("*", "%"))
    return conditions, values


def _time(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{quote(text)}' is no date or time.") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
