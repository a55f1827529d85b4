"""The storage API: files in buckets, under the caller's own role in Postgres; as far as they are listed and signed."""

import json
import secrets
from http import HTTPStatus
from typing import Any

from psycopg.rows import DictRow
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.auth.tokens import TokenError, identify

PUBLIC_FILES = "/storage/v1/object/public/"
"""What lies below is served without a key."""
PICTURE = bytes.fromhex("ffd8ffd9")
"""The least that is a JPEG."""


class StorageError(Exception):
    """A refusal: 400, with the status that is meant beside it, as Supabase does for clients of old."""

    def __init__(self, status: HTTPStatus, error: str, message: str) -> None:
        """Keep what the answer consists of."""
        super().__init__(message)
        self.status, self.error = status, error


def answer_storage_error(_request: Request, error: Exception) -> Response:
    """Show a refusal."""
    assert isinstance(error, StorageError)  # noqa: S101 - Starlette's type of a handler is wider
    body = {"statusCode": str(error.status.value), "error": error.error, "message": str(error)}
    return JSONResponse(body, HTTPStatus.BAD_REQUEST)


class StorageApi:
    """The endpoints."""

    def __init__(self, context: Context) -> None:
        """Work on this context."""
        self.context = context

    def routes(self) -> list[Route]:
        """Name the paths."""
        return [
            Route("/object/list/{bucket}", self.list_objects, methods=["POST"]),
            Route("/object/sign/{bucket}/{name:path}", self.sign, methods=["POST"]),
            Route("/object/public/{bucket}/{name:path}", self.show_publicly, methods=["GET"]),
        ]

    async def list_objects(self, request: Request) -> Response:
        """List a folder: what lies in it, and folders by their names alone."""
        wish = json.loads(await request.body() or b"{}")
        prefix = f"{wish.get('prefix', '').strip('/')}/".lstrip("/")
        rows = await self._as_caller(
            request,
            "select distinct split_part(substr(name, length(%(prefix)s) + 1), '/', 1) as name"
            " from storage.objects where bucket_id = %(bucket)s and starts_with(name, %(prefix)s)"
            " order by 1 limit %(limit)s",
            {"bucket": request.path_params["bucket"], "prefix": prefix, "limit": int(wish.get("limit", 100))},
        )
        return JSONResponse([{"name": row["name"], "id": None, "metadata": None} for row in rows])

    async def sign(self, request: Request) -> Response:
        """Make an address that anybody may read for a while, for who may read the file."""
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        found = await self._as_caller(
            request,
            "select from storage.objects where bucket_id = %(bucket)s and name = %(name)s",
            {"bucket": bucket, "name": name},
        )
        if not found:
            raise StorageError(HTTPStatus.NOT_FOUND, "not_found", "Object not found")
        return JSONResponse({"signedURL": f"/object/sign/{bucket}/{name}?token={secrets.token_urlsafe(24)}"})

    async def show_publicly(self, request: Request) -> Response:
        """Show a file of a public bucket to anybody."""
        async with self.context.pool.connection() as connection:
            found = await connection.execute(
                "select from storage.objects o join storage.buckets b on b.id = o.bucket_id"
                " where b.public and b.id = %s and o.name = %s",
                (request.path_params["bucket"], request.path_params["name"]),
            )
        if not found.rowcount:
            raise StorageError(HTTPStatus.NOT_FOUND, "Bucket not found", "Bucket not found")
        return Response(PICTURE, media_type="image/jpeg")

    async def _as_caller(self, request: Request, statement: Any, values: dict[str, Any]) -> list[DictRow]:  # noqa: ANN401 - a literal
        try:
            caller = await identify(request, self.context)
        except TokenError as problem:
            raise StorageError(HTTPStatus.FORBIDDEN, "Unauthorized", str(problem)) from None
        role = "service_role" if self.context.faults.is_on("storage-passes-row-security") else caller.role
        async with self.context.pool.connection() as connection:
            await connection.execute(
                "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
                (role, json.dumps(caller.claims)),
            )
            return await (await connection.execute(statement, values)).fetchall()
