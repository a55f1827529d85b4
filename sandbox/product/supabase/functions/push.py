"""Push messages by way of Google, as the product's own service account."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import jwt

from sandbox.context import Context
from sandbox.product.supabase.functions.call import Call, FunctionError
from sandbox.vendors.google.fcm import SCOPE, SEND
from sandbox.vendors.google.tokens import ACCOUNT, GRANT


async def send_push_notification(call: Call) -> dict[str, Any]:
    """Send to one device; for signed-in users and for other parts of the product."""
    if call.caller is None or call.caller.role == "anon":
        raise FunctionError(HTTPStatus.UNAUTHORIZED, "Unauthorized")
    if call.context.faults.is_on("push-claimed"):
        return {"success": True}
    notification = {"title": call.text("title"), "body": call.text("body")}
    try:
        answer = await call.context.http.post(
            f"{call.context.addresses['FCM_URL']}{SEND}",
            headers={"authorization": f"Bearer {await _token(call.context)}"},
            json={"message": {"token": call.text("token"), "notification": notification}},
        )
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        message = "The push message could not be sent"
        raise FunctionError(HTTPStatus.INTERNAL_SERVER_ERROR, message) from problem
    return {"success": True, "messageId": answer.json()["name"]}


async def _token(context: Context) -> str:
    address, now = f"{context.addresses['FCM_TOKEN_URL']}/token", datetime.now(UTC)
    claims = {"iss": ACCOUNT, "aud": address, "scope": SCOPE, "iat": now, "exp": now + timedelta(minutes=5)}
    key = context.keys.jwt_secret if context.faults.is_on("push-key-refused") else context.keys.play_private_key
    assertion = jwt.encode(claims, key, "HS256" if context.faults.is_on("push-key-refused") else "RS256")
    answer = await context.http.post(address, data={"grant_type": GRANT, "assertion": assertion})
    answer.raise_for_status()
    return str(answer.json()["access_token"])
