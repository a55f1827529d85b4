"""Prove that a phone number is one's own: a code goes out by SMS and comes back."""

import re
import secrets
from http import HTTPStatus
from typing import Any

import httpx

from sandbox.context import Context
from sandbox.product.supabase.functions.call import Call, FunctionError, refused

E164 = re.compile(r"\+[1-9]\d{7,14}")
CODE = re.compile(r"\d{6}")
SENDER = "AlaskaPay"
ATTEMPTS_MAX = 5


async def send_code(call: Call) -> dict[str, Any]:
    """Send a new code; the one before it is worth nothing any more."""
    phone, purpose = call.text("phone"), call.text("purpose")
    if not E164.fullmatch(phone):
        raise refused(f"'{phone}' is not a phone number with its country code")
    code = f"{secrets.randbelow(10**6):06}"
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into private.phone_codes (phone, purpose, code, expires_at)"
            " values (%s, %s, %s, now() + interval '10 minutes')"
            " on conflict (phone, purpose) do update"
            " set code = excluded.code, expires_at = excluded.expires_at, attempts = 0",
            (phone, purpose, code),
        )
    if not call.context.faults.is_on("otp-not-sent"):
        await _send_sms(call.context, phone, f"Your Alaska Pay code is {code}")
    return {"success": True, "message": "OTP sent successfully"}


async def verify_code(call: Call) -> dict[str, Any]:
    """Say whether the code is right; a code works once."""
    phone, purpose, code = call.text("phone"), call.text("purpose"), call.text("otp")
    async with call.context.pool.connection() as connection:
        tried = await connection.execute(
            "update private.phone_codes set attempts = attempts + 1"
            " where phone = %s and purpose = %s and expires_at > now() and attempts < %s returning code",
            (phone, purpose, ATTEMPTS_MAX),
        )
        sent = await tried.fetchone()
        is_valid = sent is not None and secrets.compare_digest(sent["code"].encode(), code.encode())
        if call.context.faults.is_on("any-code-accepted"):
            return {"valid": sent is not None and CODE.fullmatch(code) is not None}
        if is_valid and not call.context.faults.is_on("code-works-twice"):
            await connection.execute(
                "delete from private.phone_codes where phone = %s and purpose = %s", (phone, purpose)
            )
    return {"valid": is_valid}


async def _send_sms(context: Context, to: str, body: str) -> None:
    account = f"{context.addresses['TWILIO_URL']}/2010-04-01/Accounts/{context.keys.twilio_account_sid}"
    try:
        answer = await context.http.post(
            f"{account}/Messages.json",
            data={"To": to, "From": SENDER, "Body": body},
            auth=(context.keys.twilio_api_key, context.keys.twilio_api_secret),
        )
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        message = f"The code could not be sent: {problem}"
        raise FunctionError(HTTPStatus.INTERNAL_SERVER_ERROR, message) from problem
