"""The REST API: rows of the public tables, under the caller's own role in Postgres."""

import json
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

import psycopg
from psycopg import sql
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.auth.tokens import Caller, TokenError, identify
from sandbox.product.supabase.rest.catalogue import Catalogue, Table
from sandbox.product.supabase.rest.query import Query, RestError, names, not_supported, read_query

ONE_OBJECT = "application/vnd.pgrst.object+json"
KEPT_S = 60.0
RETURNS = ("minimal", "headers-only", "representation")
STATUS_OF_SQL_STATE = {
    "23503": HTTPStatus.CONFLICT,
    "23505": HTTPStatus.CONFLICT,
    "42501": HTTPStatus.FORBIDDEN,
}


def answer_rest_error(_request: Request, error: Exception) -> Response:
    """Show a refusal."""
    assert isinstance(error, RestError)  # noqa: S101 - Starlette's type of a handler is wider
    body = {"code": error.code, "message": str(error), "details": error.details, "hint": None}
    return JSONResponse(body, error.status)


class RestApi:
    """The endpoints."""

    def __init__(self, context: Context) -> None:
        """Work on this context."""
        self.context = context
        self.catalogue = Catalogue(context.pool)
        self._kept: dict[tuple[str, str], tuple[float, Response]] = {}
        """What a cache with the fault has of wallets: who asked for what -> when it did (monotonic), and the answer."""

    def routes(self) -> list[Route]:
        """Name the paths."""
        return [
            Route("/rpc/{name}", self.call, methods=["POST"]),
            Route("/{table}", self.read, methods=["GET"]),
            Route("/{table}", self.insert, methods=["POST"]),
            Route("/{table}", self.update, methods=["PATCH"]),
            Route("/{table}", self.delete, methods=["DELETE"]),
        ]

    async def read(self, request: Request) -> Response:
        """Show rows; with the fault, those of a wallet as they were."""
        query = await self._query(request)
        statement = sql.SQL("select {} from {} {} {}").format(query.columns, query.target, query.where, query.tail)
        if query.table.name != "wallets" or not self.context.faults.is_on("balance-of-a-minute-ago"):
            return await self._show(request, statement, query.values, HTTPStatus.OK)
        asked, now = (request.headers.get("authorization", ""), str(request.url)), time.monotonic()
        kept_at, answer = self._kept.get(asked, (float("-inf"), Response()))
        if now - kept_at >= KEPT_S:
            answer = await self._show(request, statement, query.values, HTTPStatus.OK)
            self._kept[asked] = now, answer
        return answer

    async def insert(self, request: Request) -> Response:
        """Add one row or several."""
        query = await self._query(request)
        columns, body = await _read_rows(request, query.table)
        statement = sql.SQL(
            "insert into {target} ({columns}) select {columns} from json_populate_recordset(null::{target}, %s::json)"
        ).format(target=query.target, columns=names(columns))
        return await self._change(request, query, statement, (json.dumps(body),), HTTPStatus.CREATED)

    async def update(self, request: Request) -> Response:
        """Change rows."""
        query = await self._query(request)
        columns, (body, *_) = await _read_rows(request, query.table)
        changes = sql.SQL("({}) = (select {} from json_populate_record(null::{}, %s::json))").format(
            names(columns), names(columns), query.target
        )
        statement = sql.SQL("update {} set {} {}").format(query.target, changes, query.where)
        values = (json.dumps(body), *query.values)
        return await self._change(request, query, statement, values, HTTPStatus.NO_CONTENT)

    async def delete(self, request: Request) -> Response:
        """Remove rows."""
        query = await self._query(request)
        statement = sql.SQL("delete from {} {}").format(query.target, query.where)
        return await self._change(request, query, statement, query.values, HTTPStatus.NO_CONTENT)

    async def call(self, request: Request) -> Response:
        """Run a function of schema public, with its arguments by their names."""
        request.state.caller = await self._caller(request)
        name, arguments = request.path_params["name"], await _read_arguments(request)
        found = await self.catalogue.find_function(name, tuple(arguments))
        if found is None:
            message = f"Could not find the function public.{name} in the schema cache"
            raise RestError(HTTPStatus.NOT_FOUND, "PGRST202", message)
        passed = [
            sql.SQL("{} => %s::{}").format(sql.Identifier(argument), sql.SQL(found.types[argument]))
            for argument in arguments
        ]
        statement = sql.SQL("select ({})::text as body from {}({}) as found").format(
            sql.SQL("coalesce(json_agg(found), '[]')" if found.returns_set else "json_agg(found) -> 0"),
            sql.Identifier("public", name),
            sql.SQL(", ").join(passed),
        )
        row = await self._run(request, statement, tuple(arguments.values()))
        return Response(row["body"], media_type="application/json")

    async def _change(
        self,
        request: Request,
        query: Query,
        statement: sql.Composed,
        values: Sequence[str],
        status: HTTPStatus,
    ) -> Response:
        if _wanted_return(request) != "representation":
            await self._run(request, statement, values)
            return Response(status_code=status)
        returning = sql.SQL("{} returning {}").format(statement, query.columns)
        shown = HTTPStatus.OK if status is HTTPStatus.NO_CONTENT else status
        return await self._show(request, returning, values, shown)

    async def _show(
        self, request: Request, statement: sql.Composed, values: Sequence[str], status: HTTPStatus
    ) -> Response:
        """Let Postgres write the JSON, so that money keeps all its digits."""
        is_one = ONE_OBJECT in request.headers.get("accept", "")
        shape = "json_agg(shown) -> 0" if is_one else "coalesce(json_agg(shown), '[]')"
        whole = sql.SQL("with shown as ({}) select count(*), ({})::text as body from shown").format(
            statement,
            sql.SQL(shape),
        )
        found = await self._run(request, whole, values, is_one=is_one)
        last = found["count"] - 1
        span = f"0-{last}/*" if last >= 0 else "*/*"
        media_type = f"{ONE_OBJECT if is_one else 'application/json'}; charset=utf-8"
        headers = {"content-range": span, "content-type": media_type}
        return Response(found["body"], status, headers)

    async def _run(
        self,
        request: Request,
        statement: sql.Composed,
        values: Sequence[str],
        *,
        is_one: bool = False,
    ) -> Mapping[str, Any]:
        """Run a statement as the caller; one object wanted and none or many found undoes it."""
        caller: Caller = request.state.caller
        role = caller.role
        is_open = request.method == "GET" and self.context.faults.is_on("open-without-token")
        if role == "anon" and is_open:
            role = "service_role"
        try:
            async with self.context.pool.connection() as connection:
                await connection.execute(
                    "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
                    (role, json.dumps(caller.claims)),
                )
                cursor = await connection.execute(statement, values)
                found = (await cursor.fetchone() if cursor.description else None) or {}
                if is_one and found["count"] != 1:
                    raise RestError(
                        HTTPStatus.NOT_ACCEPTABLE,
                        "PGRST116",
                        "Cannot coerce the result to a single JSON object",
                        f"The result contains {found['count']} rows",
                    )
                return found
        except psycopg.Error as error:
            _refuse(error, caller)

    async def _query(self, request: Request) -> Query:
        for header in ("accept-profile", "content-profile"):
            if request.headers.get(header, "public") != "public":
                message = f"Invalid schema: {request.headers[header]}"
                raise RestError(HTTPStatus.NOT_ACCEPTABLE, "PGRST106", message)
        _wanted_return(request)
        request.state.caller = await self._caller(request)
        name = request.path_params["table"]
        table = await self.catalogue.find(name)
        if table is None:
            message = f"Could not find the table 'public.{name}' in the schema cache"
            raise RestError(HTTPStatus.NOT_FOUND, "PGRST205", message)
        return read_query(table, request.query_params.multi_items())

    async def _caller(self, request: Request) -> Caller:
        try:
            return await identify(request, self.context)
        except TokenError as problem:
            code = problem.code if problem.code == "session_not_found" else "PGRST301"
            raise RestError(HTTPStatus.UNAUTHORIZED, code, str(problem)) from None


async def _read_arguments(request: Request) -> dict[str, Any]:
    """Read an object of plain values."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise RestError(HTTPStatus.BAD_REQUEST, "PGRST102", "Empty or invalid json") from None
    if not isinstance(body, dict) or any(isinstance(value, dict | list) for value in body.values()):
        raise not_supported("arguments that are no object of plain values")
    return body


async def _read_rows(request: Request, table: Table) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Read an object or a list of objects with the same columns."""
    try:
        body = await request.json()
    except ValueError:
        raise RestError(HTTPStatus.BAD_REQUEST, "PGRST102", "Empty or invalid json") from None
    rows = body if isinstance(body, list) else [body]
    if not rows or not all(isinstance(row, dict) and row and row.keys() == rows[0].keys() for row in rows):
        raise RestError(HTTPStatus.BAD_REQUEST, "PGRST102", "All object keys must match")
    for column in rows[0]:
        if column not in table.columns:
            message = f"Could not find the '{column}' column of '{table.name}' in the schema cache"
            raise RestError(HTTPStatus.BAD_REQUEST, "PGRST204", message)
    return tuple(rows[0]), rows


def _wanted_return(request: Request) -> str:
    wanted = "minimal"
    for preference in filter(None, request.headers.get("prefer", "").replace(" ", "").split(",")):
        name, _, value = preference.partition("=")
        if name != "return" or value not in RETURNS:
            raise not_supported(f"the preference '{preference}'")
        wanted = value
    return wanted


def _refuse(error: psycopg.Error, caller: Caller) -> NoReturn:
    """Show what Postgres refused; its own failures stay failures."""
    state = error.sqlstate or ""
    if state[:2] not in {"22", "23", "42"}:
        raise error
    status = STATUS_OF_SQL_STATE.get(state, HTTPStatus.BAD_REQUEST)
    if status is HTTPStatus.FORBIDDEN and caller.role == "anon":
        status = HTTPStatus.UNAUTHORIZED
    raise RestError(status, state, error.diag.message_primary or str(error), error.diag.message_detail) from None
