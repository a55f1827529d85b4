"""Supabase's settings of a project: secrets of the functions with their age, and how sign-ins are guarded."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

FILE = Path(__file__).with_name("auth_config.json")
ROTATED_AGO = timedelta(days=12)
LONG_AGO = timedelta(days=200)
KEYS = ("PAYSTACK_SECRET_KEY", "SENDGRID_API_KEY", "SUPABASE_SERVICE_ROLE_KEY", "TWILIO_AUTH_TOKEN")
OLD_KEY = "SENDGRID_API_KEY"
"""Is long since in use under the fault key-of-last-year."""
ADDRESSES = ("SUPABASE_ANON_KEY", "SUPABASE_DB_URL", "SUPABASE_URL")


def routes(context: "Context", base: str, live: str) -> list[Route]:
    """Answer for the project at `base`, and for the sign-ins of the one at `live`, which stands for production."""

    async def secrets(_request: "Request") -> Response:
        return JSONResponse([*(_secret(name, key_changed_at(context, name)) for name in KEYS), *_addresses(context)])

    async def sign_ins(_request: "Request") -> Response:
        return JSONResponse(_auth_config())

    async def live_sign_ins(_request: "Request") -> Response:
        is_lax = context.faults.is_on("production-unguarded")
        lax = {"hook_password_verification_attempt_enabled": False, "rate_limit_verify": 30_000} if is_lax else {}
        return JSONResponse({**_auth_config(), **lax})

    return [
        Route(f"{base}/secrets", secrets),
        Route(f"{base}/config/auth", sign_ins),
        Route(f"{live}/config/auth", live_sign_ins),
    ]


def key_changed_at(context: "Context", name: str) -> datetime:
    """When a key was last exchanged."""
    is_old = name == OLD_KEY and context.faults.is_on("key-of-last-year")
    return context.moment.window_opens - (LONG_AGO if is_old else ROTATED_AGO)


def _addresses(context: "Context") -> list[dict[str, Any]]:
    return [_secret(name, context.moment.window_opens - LONG_AGO) for name in ADDRESSES]


def _secret(name: str, changed_at: datetime) -> dict[str, Any]:
    """Show a secret as Supabase does: by its digest."""
    updated_at = changed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"name": name, "value": hashlib.sha256(name.encode()).hexdigest(), "updated_at": updated_at}


@cache
def _auth_config() -> dict[str, Any]:
    config: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return config
