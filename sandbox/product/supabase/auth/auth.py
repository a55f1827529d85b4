"""The auth API: sign up, sign in, sign out, reset a password."""

import re
import secrets
from http import HTTPStatus
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.auth.confirmation import must_be_confirmed, send_confirmation
from sandbox.product.supabase.auth.errors import AuthError, json_object
from sandbox.product.supabase.auth.mails import demand_mail_quota, send_mail
from sandbox.product.supabase.auth.secrets_at_rest import hash_secret, is_secret
from sandbox.product.supabase.auth.sign_in_guard import is_locked, note_failure
from sandbox.product.supabase.auth.signing import public_keys
from sandbox.product.supabase.auth.tokens import Caller, TokenError, identify
from sandbox.product.supabase.auth.users import (
    Connection,
    find_user,
    find_user_by_id,
    open_session,
    session_json,
    user_json,
)

PASSWORD_LENGTH_MIN = 6
LEAKED = frozenset({"password", "123456", "Password1!"})
CHARACTERS = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PROVIDERS = {"email": True, "phone": False, "anonymous_users": False, "google": False, "apple": False}


class AuthApi:
    """The endpoints."""

    def __init__(self, context: Context) -> None:
        """Work on this context."""
        self.context = context

    def routes(self) -> list[Route]:
        """Name the paths."""
        return [
            Route("/signup", self.sign_up, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/user", self.show_user, methods=["GET"]),
            Route("/user", self.change_user, methods=["PUT"]),
            Route("/logout", self.sign_out, methods=["POST"]),
            Route("/recover", self.recover, methods=["POST"]),
            Route("/resend", self.resend, methods=["POST"]),
            Route("/health", self.health),
            Route("/settings", self.settings),
            Route("/.well-known/jwks.json", self.public_keys),
        ]

    async def sign_up(self, request: Request) -> Response:
        """Make a user; where addresses have to be confirmed, a mail follows, else a session."""
        wish, must_confirm = await json_object(request), must_be_confirmed(self.context)
        self._demand_captcha(wish)
        if self.context.setup.has("signups-closed"):
            message = "Signups not allowed for this instance"
            raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "signup_disabled", message)
        email, password = str(wish.get("email", "")).lower(), str(wish.get("password", ""))
        _demand_address(email)
        if not self.context.faults.is_on("short-password-when-signing-up"):
            _demand_strength(password, self.context)
        kept = await hash_secret(password)
        async with self.context.pool.connection() as connection:
            made = await connection.execute(
                "insert into auth.users (email, encrypted_password, email_confirmed_at, raw_user_meta_data)"
                " values (%s, %s, case when %s then now() end, %s) on conflict (email) do nothing returning *",
                (email, kept, not must_confirm, Jsonb(wish.get("data") or {})),
            )
            user = await made.fetchone()
            if user is None:
                raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "user_already_exists", "User already registered")
            await self._forget_what_faults_forget(connection, user["id"])
            if not must_confirm or self.context.faults.is_on("session-before-confirmation"):
                return await self._begin_session(connection, request, user)
        await send_confirmation(self.context, user, request.query_params.get("redirect_to", ""))
        return JSONResponse(user_json(user))

    async def token(self, request: Request) -> Response:
        """Give tokens for a password or for a refresh token."""
        grants = {"password": self._by_password, "refresh_token": self._by_refresh_token}
        grant_type = request.query_params.get("grant_type", "")
        if grant_type not in grants:
            raise _invalid(f"unsupported grant_type '{grant_type}'")
        return await grants[grant_type](request, await json_object(request))

    async def show_user(self, request: Request) -> Response:
        """Show whose token it is."""
        caller = await self._caller(request)
        async with self.context.pool.connection() as connection:
            return JSONResponse(user_json(await self._user_of(connection, caller)))

    async def change_user(self, request: Request) -> Response:
        """Change password, e-mail address or metadata."""
        caller, wish = await self._caller(request), await json_object(request)
        if "password" in wish and not self.context.faults.is_on("short-password-when-changed"):
            _demand_strength(str(wish["password"]), self.context)
        kept = await hash_secret(str(wish["password"])) if "password" in wish else None
        email = str(wish["email"]).lower() if "email" in wish else None
        if email is not None:
            _demand_address(email)
        try:
            async with self.context.pool.connection() as connection:
                await connection.execute(
                    "update auth.users set encrypted_password = coalesce(%s, encrypted_password),"
                    " email = coalesce(%s, email), raw_user_meta_data = raw_user_meta_data || %s,"
                    " updated_at = now() where id = %s",
                    (kept, email, Jsonb(wish.get("data") or {}), caller.user_id),
                )
                if kept is not None and not self.context.faults.is_on("changed-password-keeps-sessions"):
                    await connection.execute(
                        "delete from auth.sessions where user_id = %s and id <> %s", (caller.user_id, caller.session_id)
                    )
                return JSONResponse(user_json(await self._user_of(connection, caller)))
        except UniqueViolation:
            message = "A user with this email address has already been registered"
            raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "email_exists", message) from None

    async def sign_out(self, request: Request) -> Response:
        """End the session, all sessions of its user, or all others."""
        caller, scope = await self._caller(request), request.query_params.get("scope", "global")
        if scope == "global" and self.context.faults.is_on("sign-out-of-one-device"):
            scope = "local"
        which = {"global": "true", "local": "id = %(session)s", "others": "id <> %(session)s"}
        if scope not in which:
            raise _invalid(f"unsupported logout scope '{scope}'")
        if not self.context.faults.is_on("session-survives-sign-out"):
            async with self.context.pool.connection() as connection:
                await connection.execute(
                    f"delete from auth.sessions where user_id = %(user)s and {which[scope]}",  # noqa: S608 - from the table above
                    {"user": caller.user_id, "session": caller.session_id},
                )
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def recover(self, request: Request) -> Response:
        """Mail a link to reset the password; an unknown address is not told apart."""
        wish = await json_object(request)
        self._demand_captcha(wish)
        email = str(wish.get("email", ""))
        token = secrets.token_hex(28)
        async with self.context.pool.connection() as connection:
            user = await find_user(connection, email=email)
            if user:
                await connection.execute(
                    "update auth.users set recovery_token = %s, recovery_sent_at = now() where id = %s",
                    (token, user["id"]),
                )
        if user:
            demand_mail_quota(self.context)
            link = f"{self.context.addresses['SITE_URL']}/#auth?token={token}"
            text = f"Follow this link to reset the password of your Alaska Pay account:\n\n{link}\n"
            await send_mail(self.context, to=user["email"], subject="Reset your password", text=text)
        elif self.context.faults.is_on("reset-tells-accounts"):
            raise AuthError(HTTPStatus.NOT_FOUND, "user_not_found", "There is no account with this address")
        return JSONResponse({})

    async def resend(self, request: Request) -> Response:
        """Mail the link again, where an address waits for its confirmation."""
        async with self.context.pool.connection() as connection:
            user = await find_user(connection, email=str((await json_object(request)).get("email", "")))
        if user and user["email_confirmed_at"] is None:
            await send_confirmation(self.context, user, request.query_params.get("redirect_to", ""))
        return JSONResponse({})

    async def health(self, _request: Request) -> Response:
        """Say that the service runs."""
        return JSONResponse({"version": "v2.180.0", "name": "GoTrue", "description": "The auth API"})

    async def public_keys(self, _request: Request) -> Response:
        """Show what access tokens are verified with."""
        return JSONResponse({"keys": public_keys(self.context)})

    async def settings(self, _request: Request) -> Response:
        """Say how one can sign up and in."""
        return JSONResponse(
            {
                "external": PROVIDERS,
                "disable_signup": self.context.setup.has("signups-closed"),
                "mailer_autoconfirm": not must_be_confirmed(self.context),
                "phone_autoconfirm": False,
                "sms_provider": "twilio",
                "saml_enabled": False,
            }
        )

    def _demand_captcha(self, wish: dict[str, Any]) -> None:
        """Refuse whoever brings nothing from a CAPTCHA; what is brought is not looked at."""
        is_brought = bool((wish.get("gotrue_meta_security") or {}).get("captcha_token"))
        if self.context.setup.has("captcha") and not is_brought:
            raise _refused("captcha_failed", "captcha protection: request disallowed (no captcha_token found)")

    async def _by_password(self, request: Request, wish: dict[str, Any]) -> Response:
        self._demand_captcha(wish)
        if await is_locked(self.context, str(wish.get("email", "")).lower()):
            message = "Request rate limit reached"
            raise AuthError(HTTPStatus.TOO_MANY_REQUESTS, "over_request_rate_limit", message)
        async with self.context.pool.connection() as connection:
            user = await find_user(connection, email=str(wish.get("email", "")))
            is_right = user is not None and await is_secret(str(wish.get("password", "")), user["encrypted_password"])
            if self.context.faults.is_on("right-password-refused"):
                is_right = False
            if self.context.faults.is_on("wrong-password-accepted"):
                is_right = True
            if user is None or not is_right:
                if user is not None:
                    await note_failure(self.context, user["email"])
                elif self.context.faults.is_on("sign-in-tells-accounts"):
                    raise _refused("user_not_found", "User not found")
                raise _refused("invalid_credentials", "Invalid login credentials")
            if user["email_confirmed_at"] is None and not self.context.faults.is_on("unconfirmed-signs-in"):
                raise _refused("email_not_confirmed", "Email not confirmed")
            return await self._begin_session(connection, request, user)

    async def _by_refresh_token(self, _request: Request, wish: dict[str, Any]) -> Response:
        """Trade a refresh token for the next pair; each works once."""
        token = str(wish.get("refresh_token", ""))
        async with self.context.pool.connection() as connection:
            revoked = await connection.execute(
                "update auth.refresh_tokens set revoked = true, updated_at = now()"
                " where token = %s and (not revoked or %s) returning user_id, session_id",
                (token, self.context.faults.is_on("refresh-token-works-twice")),
            )
            found = await revoked.fetchone()
            if found is None:
                raise _refused("refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
            return JSONResponse(
                await session_json(
                    connection, str(found["user_id"]), str(found["session_id"]), self.context, parent=token
                )
            )

    async def _begin_session(self, connection: Connection, request: Request, user: DictRow) -> Response:
        session_id = await open_session(connection, user, request.headers.get("user-agent", ""))
        return JSONResponse(await session_json(connection, str(user["id"]), session_id, self.context))

    async def _caller(self, request: Request) -> Caller:
        try:
            caller = await identify(request, self.context)
        except TokenError as problem:
            raise AuthError(HTTPStatus.FORBIDDEN, problem.code, str(problem)) from None
        if caller.user_id is None:
            raise AuthError(HTTPStatus.FORBIDDEN, "bad_jwt", "invalid claim: missing sub claim")
        return caller

    async def _user_of(self, connection: Connection, caller: Caller) -> DictRow:
        user = await find_user_by_id(connection, caller.user_id or "")
        if user is None:
            raise AuthError(HTTPStatus.FORBIDDEN, "user_not_found", "User from sub claim in JWT does not exist")
        return user

    async def _forget_what_faults_forget(self, connection: Connection, user_id: str) -> None:
        if self.context.faults.is_on("profile-not-created"):
            await connection.execute("delete from public.profiles where id = %s", (user_id,))
        if self.context.faults.is_on("wallet-not-created"):
            await connection.execute("delete from public.wallets where user_id = %s", (user_id,))


def _demand_address(email: str) -> None:
    if not EMAIL.fullmatch(email):
        raise _invalid("Unable to validate email address: invalid format")


def _demand_strength(password: str, context: Context) -> None:
    is_strict = context.setup.has("leaked-password-check")
    if is_strict and password in LEAKED:
        message = "Password is known to be weak and easy to guess, please choose a different one."
        raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_password", message, "pwned")
    if is_strict and not all(re.search(kind, password) for kind in CHARACTERS):
        message = "Password should contain at least one character of each: lower case, upper case, digits, symbols."
        raise AuthError(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_password", message, "characters")
    if len(password) < PASSWORD_LENGTH_MIN:
        raise AuthError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "weak_password",
            f"Password should be at least {PASSWORD_LENGTH_MIN} characters.",
            "length",
        )


def _invalid(message: str) -> AuthError:
    return AuthError(HTTPStatus.BAD_REQUEST, "validation_failed", message)


def _refused(error_code: str, message: str) -> AuthError:
    return AuthError(HTTPStatus.BAD_REQUEST, error_code, message)
