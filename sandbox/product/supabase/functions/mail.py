"""Mail on behalf of the product."""

from http import HTTPStatus
from typing import Any

from sandbox.product.supabase.auth.mails import send_mail
from sandbox.product.supabase.functions.call import Call, FunctionError


async def send_transactional_email(call: Call) -> dict[str, Any]:
    """Send what the caller wrote; for signed-in users and for other parts of the product."""
    if call.caller is None or call.caller.role == "anon":
        raise FunctionError(HTTPStatus.UNAUTHORIZED, "Unauthorized")
    text = str(call.body.get("text") or call.text("html"))
    message_id = await send_mail(call.context, to=call.text("to"), subject=call.text("subject"), text=text)
    return {"success": True, "messageId": message_id}
