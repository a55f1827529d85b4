"""What goes on beside a sign-in, and what the user hears of it."""

from typing import Any

from psycopg.types.json import Jsonb

from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.call import Call

ALERT_AT = 3
NOTIFICATIONS_MAX = 20


async def create_session(call: Call) -> dict[str, Any]:
    """Note on which device somebody signed in."""
    await _note(call, "session.created")
    return {"success": True}


async def log_activity(call: Call) -> dict[str, Any]:
    """Note what a user did."""
    await _note(call, str(call.body.get("action") or call.body.get("activity_type") or "unknown"))
    return {"success": True}


async def send_activity_alert(call: Call) -> dict[str, Any]:
    """Tell a user, inside the product, what was done in their name."""
    activity = str(call.body.get("activity") or "login")
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into public.notification_history (user_id, type, title, message)"
            " values (%s, 'security', 'Account activity', %s)",
            (call.user_id, f"There was a {activity} to your account."),
        )
    return {"success": True}


async def tell(connection: Connection, user_id: str, title: str, message: str) -> None:
    """Tell a user, inside the product, what became of their money."""
    await connection.execute(
        "insert into public.notification_history (user_id, type, title, message) values (%s, 'wallet', %s, %s)",
        (user_id, title, message),
    )


async def get_notifications(call: Call) -> dict[str, Any]:
    """List what the user was told, newest first."""
    async with call.context.pool.connection() as connection:
        found = await connection.execute(
            "select id::text, type, title, message, is_read, created_at from public.notification_history"
            " where user_id = %s order by created_at desc limit %s",
            (call.user_id, NOTIFICATIONS_MAX),
        )
        rows = await found.fetchall()
    return {"notifications": [row | {"created_at": row["created_at"].isoformat()} for row in rows]}


async def track_failed_login(call: Call) -> dict[str, Any]:
    """Count wrong passwords; the user hears of the third."""
    email = call.text("email").lower()
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into public.failed_login_attempts (email, ip_address, user_agent) values (%s, %s, %s)",
            (email, call.body.get("ipAddress"), call.body.get("userAgent")),
        )
        counted = await connection.execute(
            "select count(*) from public.failed_login_attempts"
            " where email = %s and created_at > now() - interval '1 hour'",
            (email,),
        )
        found = await counted.fetchone()
    attempts = found["count"] if found else 0
    return {"attemptCount": attempts, "shouldAlert": attempts >= ALERT_AT}


async def _note(call: Call, action: str) -> None:
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into public.audit_logs (user_id, action, resource_type, changes) values (%s, %s, %s, %s)",
            (call.user_id, action, "account", Jsonb({"user_agent": call.headers.get("user-agent")})),
        )
