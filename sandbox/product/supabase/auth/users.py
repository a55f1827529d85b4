"""Users and their sessions, as the auth API keeps and shows them."""

import secrets
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from sandbox.context import Context
from sandbox.product.supabase.auth.tokens import LIFETIME_S, sign_access_token

Connection = AsyncConnection[DictRow]


async def find_user(connection: Connection, *, email: str) -> DictRow | None:
    """Look a user up by e-mail address, whatever its case."""
    found = await connection.execute("select * from auth.users where email = %s", (email.lower(),))
    return await found.fetchone()


async def find_user_by_id(connection: Connection, user_id: str) -> DictRow | None:
    """Look a user up."""
    found = await connection.execute("select * from auth.users where id = %s", (user_id,))
    return await found.fetchone()


async def open_session(connection: Connection, user: DictRow, user_agent: str) -> str:
    """Begin a session at a sign-in, and give its number."""
    opened = await connection.execute(
        "insert into auth.sessions (user_id, user_agent) values (%s, %s) returning id",
        (user["id"], user_agent),
    )
    session = await opened.fetchone()
    await connection.execute("update auth.users set last_sign_in_at = now() where id = %s", (user["id"],))
    return str(session["id"]) if session else ""


async def session_json(
    connection: Connection, user_id: str, session_id: str, context: Context, *, parent: str | None = None
) -> dict[str, Any]:
    """Hand out a pair of tokens for a session."""
    user = await find_user_by_id(connection, user_id)
    if user is None:
        raise LookupError(f"Session {session_id} belongs to no user.")
    refresh_token = secrets.token_urlsafe(16)
    await connection.execute(
        "insert into auth.refresh_tokens (token, user_id, session_id, parent) values (%s, %s, %s, %s)",
        (refresh_token, user_id, session_id, parent),
    )
    access_token, expires_at = sign_access_token(user, session_id, context)
    return {
        "access_token": access_token,
        "token_type": "bearer",
        "expires_in": LIFETIME_S,
        "expires_at": expires_at,
        "refresh_token": refresh_token,
        "user": user_json(user),
    }


def user_json(user: DictRow) -> dict[str, Any]:
    """Show a user as the auth API does."""
    user_id = str(user["id"])
    created_at, updated_at = _timestamp(user["created_at"]), _timestamp(user["updated_at"])
    last_sign_in_at = _timestamp(user["last_sign_in_at"])
    identity = {
        "identity_id": user_id,
        "id": user_id,
        "user_id": user_id,
        "identity_data": {"email": user["email"], "email_verified": True, "sub": user_id},
        "provider": "email",
        "last_sign_in_at": last_sign_in_at,
        "created_at": created_at,
        "updated_at": updated_at,
        "email": user["email"],
    }
    return {
        "id": user_id,
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"],
        "email_confirmed_at": _timestamp(user["email_confirmed_at"]),
        "phone": user["phone"] or "",
        "last_sign_in_at": last_sign_in_at,
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "identities": [identity],
        "created_at": created_at,
        "updated_at": updated_at,
        "is_anonymous": user["is_anonymous"],
    }


def _timestamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
