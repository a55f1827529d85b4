"""Supabase's view of a project: functions, age of their secrets, who reaches the database, backups, sign-ins."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, uuid5

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.product.supabase.auth.confirmation import must_be_confirmed
from sandbox.product.supabase.auth.tokens import TEN_YEARS_S
from sandbox.product.supabase.deployed import Deployment, deployments
from sandbox.vendors.netlify import PRODUCTION_SITE

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

REF = "sandbox"
LIVE_REF = "sandboxlive"
"""Stands for the production project, of which sign-ins can be compared."""
FILE = Path(__file__).with_name("auth_config.json")
MONTH = timedelta(days=30)
LAST_NIGHT = timedelta(hours=7)
NIGHTS_KEPT = 7
NIGHTS_FAILED = 3
RESTORABLE_AGO = timedelta(minutes=1)
"""How long ago the newest point is that can be restored."""
ROTATED_AGO = timedelta(days=12)
LONG_AGO = timedelta(days=200)
KEYS = ("PAYSTACK_SECRET_KEY", "SENDGRID_API_KEY", "SUPABASE_SERVICE_ROLE_KEY", "TWILIO_AUTH_TOKEN")
OLD_KEY = "SENDGRID_API_KEY"
"""Is long since in use under the fault key-of-last-year."""
ADDRESSES = ("SUPABASE_ANON_KEY", "SUPABASE_DB_URL", "SUPABASE_URL")


def routes(context: "Context", base: str) -> list[Route]:
    """Answer for the projects under `base`: for all of the sandbox's own, for the sign-ins of the live one."""
    own, live = f"{base}/{REF}", f"{base}/{LIVE_REF}"

    async def network_restrictions(_request: "Request") -> Response:
        is_open = context.faults.is_on("database-open-to-the-world")
        return JSONResponse(
            {
                "entitlement": "allowed",
                "config": {
                    "dbAllowedCidrs": ["0.0.0.0/0"] if is_open else ["203.0.113.0/24"],
                    "dbAllowedCidrsV6": ["::/0"] if is_open else ["2001:db8:12::/48"],
                },
                "status": "applied",
                "updated_at": context.moment.deployed_at.isoformat(),
                "applied_at": context.moment.deployed_at.isoformat(),
            }
        )

    async def functions(_request: "Request") -> Response:
        return JSONResponse([_function(context, one) for one in deployments(context)])

    async def backups(_request: "Request") -> Response:
        is_bare, is_old = context.faults.is_on("provider-without-backup"), context.faults.is_on("provider-backup-old")
        now = datetime.now(UTC)
        nights = [now - LAST_NIGHT - timedelta(days=days) for days in range(NIGHTS_KEPT)]
        failed = nights[:NIGHTS_FAILED] if is_old else []
        reaches = (
            {} if is_bare or is_old else {"latest_physical_backup_date_unix": int((now - RESTORABLE_AGO).timestamp())}
        )
        return JSONResponse(
            {
                "region": "eu-west-1",
                "walg_enabled": True,
                "pitr_enabled": bool(reaches),
                "backups": []
                if is_bare
                else [
                    {
                        "id": int(night.timestamp()),
                        "is_physical_backup": True,
                        "status": "FAILED" if night in failed else "COMPLETED",
                        "inserted_at": night.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                    }
                    for night in nights
                ],
                "physical_backup_data": reaches,
            }
        )

    async def secrets(_request: "Request") -> Response:
        return JSONResponse([*(_secret(name, key_changed_at(context, name)) for name in KEYS), *_addresses(context)])

    async def sign_ins(_request: "Request") -> Response:
        return JSONResponse(_auth_config(context))

    async def live_sign_ins(_request: "Request") -> Response:
        is_lax = context.faults.is_on("production-unguarded")
        lax = {"hook_password_verification_attempt_enabled": False, "rate_limit_verify": 30_000} if is_lax else {}
        if context.faults.is_on("production-tokens-live-on"):
            lax["jwt_exp"] = TEN_YEARS_S
        return JSONResponse({**_auth_config(context), **lax})

    return [
        Route(f"{own}/functions", functions),
        Route(f"{own}/database/backups", backups),
        Route(f"{own}/network-restrictions", network_restrictions),
        Route(f"{own}/secrets", secrets),
        Route(f"{own}/config/auth", sign_ins),
        Route(f"{live}/config/auth", live_sign_ins),
    ]


def key_changed_at(context: "Context", name: str) -> datetime:
    """When a key was last exchanged."""
    is_old = name == OLD_KEY and context.faults.is_on("key-of-last-year")
    return context.moment.window_opens - (LONG_AGO if is_old else ROTATED_AGO)


def _function(context: "Context", function: Deployment) -> dict[str, object]:
    """Shape an edge function as it stands since the deploy."""
    deployed_ms = int(context.moment.deployed_at.timestamp() * 1000)
    return {
        "id": str(uuid5(NAMESPACE_DNS, function.name)),
        "slug": function.name,
        "name": function.name,
        "status": "THROTTLED" if function.is_throttled else "ACTIVE",
        "version": function.version,
        "created_at": deployed_ms - MONTH // timedelta(milliseconds=1),
        "updated_at": deployed_ms,
        "verify_jwt": function.verify_jwt,
    }


def _addresses(context: "Context") -> list[dict[str, Any]]:
    return [_secret(name, context.moment.window_opens - LONG_AGO) for name in ADDRESSES]


def _secret(name: str, changed_at: datetime) -> dict[str, Any]:
    """Show a secret as Supabase does: by its digest."""
    updated_at = changed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"name": name, "value": hashlib.sha256(name.encode()).hexdigest(), "updated_at": updated_at}


def _auth_config(context: "Context") -> dict[str, Any]:
    """How Auth is set up, as its own settings say too."""
    site = PRODUCTION_SITE if context.faults.is_on("auth-of-production") else context.addresses["SITE_URL"]
    return {
        **_common_auth_config(),
        "site_url": site,
        "uri_allow_list": f"{site}/**,com.alaskapay.app://callback",
        "mailer_autoconfirm": not must_be_confirmed(context),
        "disable_signup": context.setup.has("signups-closed"),
        "security_captcha_enabled": context.setup.has("captcha"),
    }


@cache
def _common_auth_config() -> dict[str, Any]:
    config: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return config
