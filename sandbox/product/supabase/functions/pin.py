"""The transaction PIN: four digits that a thief of the phone does not know."""

import re
from typing import Any

from sandbox.product.supabase.auth.secrets_at_rest import hash_secret, is_secret
from sandbox.product.supabase.functions.call import Call, refused

PIN = re.compile(r"\d{4}")
ATTEMPTS_MAX = 3


async def set_pin(call: Call) -> dict[str, Any]:
    """Keep a new PIN."""
    user_id, pin = call.user_id, call.text("pin")
    if not PIN.fullmatch(pin):
        raise refused("PIN must be exactly 4 digits")
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into private.transaction_pins (user_id, pin_hash) values (%s, %s)"
            " on conflict (user_id) do update"
            " set pin_hash = excluded.pin_hash, failed_attempts = 0, locked_until = null",
            (user_id, await hash_secret(pin)),
        )
    return {"success": True}


async def verify_pin(call: Call) -> dict[str, Any]:
    """Say whether the PIN is right; three wrong ones lock it for half an hour."""
    user_id, pin = call.user_id, call.text("pin")
    async with call.context.pool.connection() as connection:
        found = await connection.execute(
            "select pin_hash, failed_attempts, coalesce(locked_until > now(), false) as is_locked"
            " from private.transaction_pins where user_id = %s for update",
            (user_id,),
        )
        kept = await found.fetchone()
        if kept is None:
            raise refused("No transaction PIN is set")
        if kept["is_locked"]:
            return {"verified": False, "locked": True, "attemptsLeft": 0}
        is_right = await is_secret(pin, kept["pin_hash"])
        failed = 0 if is_right else kept["failed_attempts"] + 1
        is_locked = failed >= ATTEMPTS_MAX and not call.context.faults.is_on("pin-never-locks")
        await connection.execute(
            "update private.transaction_pins set failed_attempts = %s,"
            " locked_until = case when %s then now() + interval '30 minutes' end where user_id = %s",
            (0 if is_locked else failed, is_locked, user_id),
        )
    return {"verified": is_right, "locked": is_locked, "attemptsLeft": ATTEMPTS_MAX - failed}
