"""Mail on behalf of the product."""

from http import HTTPStatus
from typing import Any

from sandbox.product.supabase.auth.mails import send_mail
from sandbox.product.supabase.functions.call import Call, FunctionError


async def send_transactional_email(call: Call) -> dict[str, Any]:
    """Send what the caller wrote; for signed-in users and for other parts of the product."""
    if _is_a_stranger(call):
        raise FunctionError(HTTPStatus.UNAUTHORIZED, "Unauthorized")
    text = str(call.body.get("text") or call.text("html"))
    message_id = await send_mail(call.context, to=call.text("to"), subject=call.text("subject"), text=text)
    return {"success": True, "messageId": message_id}


def _is_a_stranger(call: Call) -> bool:
    faults = call.context.faults
    if call.caller is None:
        return not faults.is_on("function-without-gate")  # it trusts the gate that stood before it
    return call.caller.role == "anon" and not faults.is_on("mail-for-anybody")
