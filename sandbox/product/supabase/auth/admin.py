"""The part of the auth API that only the service key opens."""

import secrets
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.auth.errors import AuthError, json_object
from sandbox.product.supabase.auth.secrets_at_rest import hash_secret
from sandbox.product.supabase.auth.tokens import TokenError, identify
from sandbox.product.supabase.auth.users import find_user_by_id, user_json

PER_PAGE = 50


class AdminApi:
    """The endpoints."""

    def __init__(self, context: Context) -> None:
        """Work on this context."""
        self.context = context

    def routes(self) -> list[Route]:
        """Name the paths."""
        return [
            Route("/admin/users", self.list_users, methods=["GET"]),
            Route("/admin/users", self.make_user, methods=["POST"]),
            Route("/admin/generate_link", self.make_link, methods=["POST"]),
            Route("/admin/users/{id}", self.show_user, methods=["GET"]),
            Route("/admin/users/{id}", self.delete_user, methods=["DELETE"]),
        ]

    async def list_users(self, request: Request) -> Response:
        """List users, newest first, page by page; `filter` is looked for in address and full name, as Auth does."""
        await self._demand_service_key(request)
        try:
            page = int(request.query_params.get("page") or 1)
            per_page = int(request.query_params.get("per_page") or PER_PAGE)
        except ValueError:
            raise _invalid("page and per_page must be numbers") from None
        if page < 1 or per_page < 1:
            raise _invalid("page and per_page must be 1 or more")
        text = request.query_params.get("filter", "")
        async with self.context.pool.connection() as connection:
            found = await connection.execute(
                "select *, count(*) over () as total from auth.users"
                " where email like %(pattern)s or raw_user_meta_data->>'full_name' ilike %(pattern)s or %(filter)s = ''"
                " order by created_at desc, id limit %(limit)s offset %(offset)s",
                {"filter": text, "pattern": f"%{text}%", "limit": per_page, "offset": (page - 1) * per_page},
            )
            users = await found.fetchall()
        total = users[0]["total"] if users else 0
        return JSONResponse(
            {"users": [user_json(user) for user in users], "aud": "authenticated"},
            headers={"x-total-count": str(total)},
        )

    async def make_user(self, request: Request) -> Response:
        """Make a user without asking it for anything; no mail is sent."""
        await self._demand_service_key(request)
        wish = await json_object(request)
        kept = await hash_secret(str(wish.get("password", "")))
        async with self.context.pool.connection() as connection:
            made = await connection.execute(
                "insert into auth.users (email, encrypted_password, email_confirmed_at, raw_user_meta_data)"
                " values (%s, %s, case when %s then now() end, %s) on conflict (email) do nothing returning *",
                (
                    str(wish.get("email", "")).lower(),
                    kept,
                    wish.get("email_confirm") is True,
                    Jsonb(wish.get("user_metadata") or {}),
                ),
            )
            user = await made.fetchone()
        if user is None:
            message = "A user with this email address has already been registered"
            raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "email_exists", message)
        return JSONResponse(user_json(user))

    async def make_link(self, request: Request) -> Response:
        """Make a link that signs its user in; it is not mailed."""
        await self._demand_service_key(request)
        wish, token = await json_object(request), secrets.token_hex(28)
        if wish.get("type") != "magiclink":
            raise _invalid(f"unsupported type '{wish.get('type')}'")
        async with self.context.pool.connection() as connection:
            found = await connection.execute(
                "update auth.users set recovery_token = %s, recovery_sent_at = now() where email = %s returning *",
                (token, str(wish.get("email", "")).lower()),
            )
            user = await found.fetchone()
        if user is None:
            raise _not_found()
        query = urlencode({"token": token, "type": "magiclink", "redirect_to": self.context.addresses["SITE_URL"]})
        link = f"{self.context.addresses['SUPABASE_URL']}/auth/v1/verify?{query}"
        return JSONResponse(
            {**user_json(user), "action_link": link, "hashed_token": token, "verification_type": "magiclink"}
        )

    async def show_user(self, request: Request) -> Response:
        """Show one user."""
        await self._demand_service_key(request)
        async with self.context.pool.connection() as connection:
            user = await find_user_by_id(connection, _user_id(request))
        if user is None:
            raise _not_found()
        return JSONResponse(user_json(user))

    async def delete_user(self, request: Request) -> Response:
        """Remove a user and all that belongs to it."""
        await self._demand_service_key(request)
        user_id = _user_id(request)
        if self.context.faults.is_on("user-removal-ignored"):
            return JSONResponse({})
        async with self.context.pool.connection() as connection:
            removed = await connection.execute("delete from auth.users where id = %s", (user_id,))
        if not removed.rowcount:
            raise _not_found()
        return JSONResponse({})

    async def _demand_service_key(self, request: Request) -> None:
        try:
            caller = await identify(request, self.context)
        except TokenError as problem:
            raise AuthError(HTTPStatus.UNAUTHORIZED, problem.code, str(problem)) from None
        open_to = {"anon": "admin-open", "authenticated": "admin-calls-for-members"}
        is_open = caller.role in open_to and self.context.faults.is_on(open_to[caller.role])
        if caller.role != "service_role" and not is_open:
            raise AuthError(HTTPStatus.FORBIDDEN, "not_admin", "User not allowed")


def _user_id(request: Request) -> str:
    try:
        return str(UUID(request.path_params["id"]))
    except ValueError:
        raise _invalid("user_id must be an UUID") from None


def _invalid(message: str) -> AuthError:
    return AuthError(HTTPStatus.BAD_REQUEST, "validation_failed", message)


def _not_found() -> AuthError:
    return AuthError(HTTPStatus.NOT_FOUND, "user_not_found", "User not found")
