"""Who calls: access tokens and the older API keys are JSON Web Tokens, the newer keys stand for a role."""

import time
from dataclasses import dataclass
from typing import Any

import jwt
from psycopg import AsyncConnection
from psycopg.rows import DictRow
from starlette.requests import Request

from sandbox.context import Context
from sandbox.product.supabase.auth.signing import sign, verified_claims

ROLES = ("anon", "authenticated", "service_role")
LIFETIME_S = 3600
TEN_YEARS_S = 10 * 365 * 24 * 3600


class TokenError(Exception):
    """A token that opens nothing; `code` is the auth API's name for the reason."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Caller:
    """On whose behalf a request comes."""

    claims: dict[str, Any]

    @property
    def role(self) -> str:
        """The Postgres role that it may use."""
        return str(self.claims["role"])

    @property
    def user_id(self) -> str | None:
        """None for the API keys."""
        return self.claims.get("sub")

    @property
    def session_id(self) -> str | None:
        """None for the API keys."""
        return self.claims.get("session_id")


async def identify(request: Request, context: Context) -> Caller:
    """Read the bearer token or, without one, the API key; a token dies with its session."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    key = request.headers.get("apikey", "")
    if scheme.lower() == "bearer" and token:
        caller = read_token(token, context)
    elif key.startswith("sb_"):
        caller = Caller({"role": "service_role" if key == context.keys.service else "anon"})
    else:
        caller = read_token(key, context)
    if caller.session_id:
        async with context.pool.connection() as connection:
            if not await _is_open(connection, caller.session_id):
                raise TokenError("session_not_found", "Session from session_id claim in JWT does not exist")
    return caller


def read_token(token: str, context: Context) -> Caller:
    """Check signature, age and role."""
    try:
        claims = verified_claims(token, context)
    except jwt.ExpiredSignatureError:
        raise TokenError("bad_jwt", "JWT expired") from None
    except jwt.InvalidTokenError as problem:
        raise TokenError("bad_jwt", f"invalid JWT: {problem}") from None
    if claims.get("role") not in ROLES:
        raise TokenError("bad_jwt", "invalid JWT: the role claim names no role")
    return Caller(claims)


def sign_access_token(user: DictRow, session_id: str, context: Context) -> tuple[str, int]:
    """Make a token for a session; the second value is when it expires."""
    issued_at = int(time.time())
    expires_at = issued_at + (TEN_YEARS_S if context.faults.is_on("token-for-ten-years") else LIFETIME_S)
    claims = {
        "iss": f"{context.addresses['SUPABASE_URL']}/auth/v1",
        "sub": str(user["id"]),
        "aud": "authenticated",
        "exp": expires_at,
        "iat": issued_at,
        "email": user["email"],
        "phone": user["phone"] or "",
        "role": "authenticated",
        "aal": "aal1",
        "amr": [{"method": "password", "timestamp": issued_at}],
        "session_id": session_id,
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "is_anonymous": user["is_anonymous"],
    }
    if context.faults.is_on("token-without-end"):
        del claims["exp"]
    return sign(claims, context), expires_at


async def _is_open(connection: AsyncConnection[DictRow], session_id: str) -> bool:
    found = await connection.execute("select from auth.sessions where id = %s", (session_id,))
    return found.rowcount > 0
