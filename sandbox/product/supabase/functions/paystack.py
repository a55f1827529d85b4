"""Top up a wallet by card: open a payment, and credit it when Paystack says that it was paid."""

import hashlib
import hmac
import secrets
from http import HTTPStatus
from typing import Any

import httpx

from sandbox.context import Context
from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.call import Call, FunctionError, refused
from sandbox.product.supabase.functions.money import KOBO, credit, read_naira, to_kobo, to_naira
from sandbox.product.supabase.functions.withdrawal import FAILED, end_withdrawal

CHARGES = ("charge.success", "charge.failed")
PAYOUT_STATUS = {"transfer.success": "completed", "transfer.failed": FAILED}


async def initialize(call: Call) -> dict[str, Any]:
    """Open a payment at Paystack, and keep it as a pending transaction."""
    user_id, email = call.user_id, call.text("email")
    amount = read_naira(call.body.get("amount"))
    reference = f"AP-{secrets.token_hex(6).upper()}"
    opened = await _ask_paystack(
        call.context,
        "POST",
        "/transaction/initialize",
        {
            "email": email,
            "amount": to_kobo(amount),
            "currency": "NGN",
            "reference": reference,
            "callback_url": f"{call.context.addresses['SITE_URL']}/#dashboard",
        },
    )
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method)"
            " select user_id, id, 'deposit', %s, 'pending', %s, 'paystack' from public.wallets"
            " where user_id = %s",
            (amount, reference, user_id),
        )
    return {name: opened[name] for name in ("authorization_url", "reference", "access_code")}


async def verify_payment(call: Call) -> dict[str, Any]:
    """Ask Paystack how a payment of the caller's stands; the webhook alone moves money."""
    user_id, reference = call.user_id, call.text("reference")
    async with call.context.pool.connection() as connection:
        found = await connection.execute(
            "select from public.transactions where reference = %s and user_id = %s", (reference, user_id)
        )
    if not found.rowcount:
        raise FunctionError(HTTPStatus.NOT_FOUND, "There is no such payment")
    payment = await _ask_paystack(call.context, "GET", f"/transaction/verify/{reference}")
    paid = to_naira(payment["amount"])
    return {"success": payment["status"] == "success", "status": payment["status"], "amount": str(paid)}


async def webhook(call: Call) -> dict[str, Any]:
    """Believe what Paystack signed, and do it once however often it is said."""
    signature = hmac.new(call.context.keys.paystack_secret.encode(), call.raw, hashlib.sha512).hexdigest()
    is_signed = hmac.compare_digest(signature, call.headers.get("x-paystack-signature", ""))
    if not is_signed and not call.context.faults.is_on("webhook-signature-ignored"):
        raise FunctionError(HTTPStatus.UNAUTHORIZED, "Invalid signature")
    event, data = call.text("event"), call.body.get("data", {})
    async with call.context.pool.connection() as connection:
        await connection.execute(
            "insert into public.webhook_queue (provider, event_type, payload, status, attempts)"
            " values ('paystack', %s, %s::jsonb, 'completed', 1)",
            (event, call.raw.decode()),
        )
        if event in CHARGES:
            await _settle(connection, call.context, event, data)
        elif event == "refund.processed":
            await _take_back(connection, call.context, data)
        elif event in PAYOUT_STATUS:
            await end_withdrawal(connection, PAYOUT_STATUS[event], data.get("reference"))
    return {"received": True}


async def _settle(connection: Connection, context: Context, event: str, data: dict[str, Any]) -> None:
    """Complete or fail the transaction of a payment; the lock lets repeated messages queue up."""
    found = await connection.execute(
        "select id, wallet_id, amount, status from public.transactions where reference = %s for update",
        (data.get("reference"),),
    )
    transaction = await found.fetchone()
    if transaction is None:
        raise refused("No transaction has this reference")
    if context.faults.is_on("payment-never-credited"):
        return
    if transaction["status"] == "completed":
        if event == "charge.success" and context.faults.is_on("wallet-credited-twice"):
            await credit(connection, transaction["wallet_id"], to_naira(data["amount"]))
        return
    if event == "charge.failed" and not context.faults.is_on("decline-credited"):
        await connection.execute(
            "update public.transactions set status = 'failed', updated_at = now() where id = %s",
            (transaction["id"],),
        )
        return
    paid = to_naira(data["amount"])
    if paid != transaction["amount"] and not context.faults.is_on("wrong-amount-credited"):
        return  # stays pending, until somebody has looked at it
    await connection.execute(
        "update public.transactions set status = 'completed', amount = %s, updated_at = now() where id = %s",
        (paid, transaction["id"]),
    )
    is_short = context.faults.is_on("amount-off-by-one-kobo")
    await credit(connection, transaction["wallet_id"], paid - KOBO if is_short else paid)


async def _take_back(connection: Connection, context: Context, data: dict[str, Any]) -> None:
    """Take out of the wallet what went back to the card, once; what is not there any more is owed."""
    if context.faults.is_on("refund-not-taken-back"):
        return
    again = f"-{secrets.token_hex(3)}" if context.faults.is_on("refund-taken-twice") else ""
    amount = to_naira(int(data["amount"]))
    taken = await connection.execute(
        "insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method)"
        " select t.user_id, t.wallet_id, 'debit', %(amount)s,"
        " case when w.balance >= %(amount)s then 'completed' else 'pending' end, %(reference)s, 'refund'"
        " from public.transactions t join public.wallets w on w.id = t.wallet_id"
        " where t.reference = %(paid)s and t.status = 'completed'"
        " on conflict (reference) do nothing returning wallet_id, status",
        {
            "amount": amount,
            "reference": f"RF-{data['refund_reference']}-{data['transaction_reference']}{again}",
            "paid": data["transaction_reference"],
        },
    )
    debit = await taken.fetchone()
    if debit is not None and debit["status"] == "completed":
        await credit(connection, debit["wallet_id"], -amount)


async def _ask_paystack(context: Context, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        answer = await context.http.request(
            method,
            f"{context.addresses['PAYSTACK_URL']}{path}",
            json=body,
            headers={"authorization": f"Bearer {context.keys.paystack_secret}"},
        )
        answer.raise_for_status()
    except httpx.HTTPError as problem:
        message = "The payment provider does not answer. Please try again."
        raise FunctionError(HTTPStatus.INTERNAL_SERVER_ERROR, message) from problem
    data: dict[str, Any] = answer.json()["data"]
    return data
