"""Paystack's messages to the product: signed, tried again until taken, and repeated as the real ones are."""

import asyncio
import hashlib
import hmac
import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from sandbox.context import Context

LOG = logging.getLogger(__name__)
PAUSES_S = (0.2, 0.4, 0.8, 1.6)
"""Between the attempts; hours at the real Paystack."""
REPEAT_AFTER_S = 0.1
REPEATED = ("charge.success", "refund.processed")


UNDER_WAY: set[asyncio.Task[None]] = set()
"""Asyncio itself keeps only weak references to tasks."""


def announce(context: "Context", event: str, data: dict[str, Any]) -> None:
    """Begin to deliver an event, in the background."""
    body = json.dumps({"event": event, "data": data}).encode()
    delivery = asyncio.create_task(_deliver(context, event, body))
    UNDER_WAY.add(delivery)
    delivery.add_done_callback(UNDER_WAY.discard)


async def _deliver(context: "Context", event: str, body: bytes) -> None:
    if await _is_taken(context, body):
        if event in REPEATED:
            await asyncio.sleep(REPEAT_AFTER_S)
            await _is_taken(context, body)
        return
    attempts = len(PAUSES_S) + 1
    LOG.warning("Paystack gave up: the product did not take '%s' in %d attempts.", event, attempts)


async def _is_taken(context: "Context", body: bytes) -> bool:
    signature = hmac.new(context.keys.paystack_secret.encode(), body, hashlib.sha512).hexdigest()
    for pause_s in (0.0, *PAUSES_S):
        await asyncio.sleep(pause_s)
        try:
            answer = await context.http.post(
                f"{context.addresses['SUPABASE_URL']}/functions/v1/paystack-webhook",
                content=body,
                headers={"content-type": "application/json", "x-paystack-signature": signature},
            )
        except httpx.TransportError:
            continue
        if answer.status_code == HTTPStatus.OK:
            return True
    return False
