"""Mail on behalf of the product."""

from typing import Any

from sandbox.supabase.functions.call import Call
from sandbox.supabase.mails import send_mail


async def send_transactional_email(call: Call) -> dict[str, Any]:
    """Send what the caller wrote; for signed-in users and for other parts of the product."""
    if call.caller is None or call.caller.role != "service_role":
        call.user_id  # noqa: B018 - refuses whoever is not signed in
    text = str(call.body.get("text") or call.text("html"))
    message_id = await send_mail(call.world, to=call.text("to"), subject=call.text("subject"), text=text)
    return {"success": True, "messageId": message_id}
