"""Top up a wallet by card: open a payment, and credit it when Paystack says that it was paid."""

import asyncio
import hashlib
import hmac
import secrets
from http import HTTPStatus
from typing import Any

import httpx

from sandbox.context import Context
from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.call import Call, FunctionError, refused
from sandbox.product.supabase.functions.money import KOBO, credit, read_amount, read_naira, to_kobo, to_naira
from sandbox.product.supabase.functions.withdrawal import FAILED, end_withdrawal

NAIRA = "NGN"
CHARGES = ("charge.success", "charge.failed")
LOCK = " for update"
FIND_AND_LOCK = (
    "select id, wallet_id, amount, currency, status, now() - updated_at > make_interval(secs => %s) as is_old"
    " from public.transactions where reference = %s for update"
)
FORGETS_S = 1.0
LATER_S = 0.2
PAYOUT_STATUS = {"transfer.success": "completed", "transfer.failed": FAILED}


async def initialize(call: Call) -> dict[str, Any]:
    """Open a payment at Paystack, and keep it as a pending transaction."""
    user_id, email = call.user_id, call.text("email")
    amount = read_amount(
        call.body.get("amount"),
        rounds=call.context.faults.is_on("third-decimal-opened"),
        takes_text=call.context.faults.is_on("text-opened-as-amount"),
    )
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
    """Ask Paystack how a payment of the caller's stands; the webhook alone moves money, but for the faults."""
    user_id, reference = call.user_id, call.text("reference")
    async with call.context.pool.connection() as connection:
        found = await connection.execute(
            "select from public.transactions where reference = %s and user_id = %s", (reference, user_id)
        )
    if not found.rowcount:
        raise FunctionError(HTTPStatus.NOT_FOUND, "There is no such payment")
    if call.body.get("status") == "success" and call.context.faults.is_on("payer-believed"):
        said = {"reference": reference, "amount": to_kobo(read_naira(call.body.get("amount")))}
        async with call.context.pool.connection() as connection:
            await _settle(connection, call.context, "charge.success", said)
    payment = await _ask_paystack(call.context, "GET", f"/transaction/verify/{reference}")
    paid = to_naira(payment["amount"])
    if payment["status"] == "success" and call.context.faults.is_on("asking-moves-money"):
        async with call.context.pool.connection() as connection:
            await connection.execute(
                "update public.wallets set balance = balance + %s where user_id = %s", (paid, user_id)
            )
    return {"success": payment["status"] == "success", "status": payment["status"], "amount": str(paid)}


async def webhook(call: Call) -> dict[str, Any]:
    """Believe what Paystack signed, and do it once however often it is said."""
    keys = [call.context.keys.paystack_secret]
    if call.context.faults.is_on("old-signature-believed"):
        keys.append(call.context.keys.replaced_paystack_secret)
    signatures = [hmac.new(key.encode(), call.raw, hashlib.sha512).hexdigest() for key in keys]
    is_signed = call.headers.get("x-paystack-signature", "") in signatures
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
            await end_withdrawal(connection, call.context, PAYOUT_STATUS[event], data.get("reference"))
    return {"received": True}


async def _settle(connection: Connection, context: Context, event: str, data: dict[str, Any]) -> None:
    """Complete or fail the transaction of a payment; the lock lets repeated messages queue up."""
    faults = context.faults
    if faults.is_on("unknown-reference-credited"):
        await _open_for_the_payer(connection, data)
    transaction = await _find(connection, context, data)
    if transaction is None:
        raise refused("No transaction has this reference")
    if faults.is_on("named-payer-credited"):
        transaction |= await _wallet_of(connection, data) or {}
    if faults.is_on("payment-never-credited"):
        return
    if transaction["status"] == "completed":
        await _settle_again(connection, context, event, transaction)
        return
    if event == "charge.failed" and not faults.is_on("decline-credited"):
        await connection.execute(
            "update public.transactions set status = 'failed', updated_at = now() where id = %s",
            (transaction["id"],),
        )
        return
    paid = to_naira(data["amount"])
    if paid != transaction["amount"] and not faults.is_on("wrong-amount-credited"):
        return  # stays pending, until somebody has looked at it
    if data.get("currency", NAIRA) != transaction["currency"] and not faults.is_on("currency-ignored"):
        return
    await connection.execute(
        "update public.transactions set status = 'completed', amount = %s, updated_at = now() where id = %s",
        (paid, transaction["id"]),
    )
    is_short = faults.is_on("amount-off-by-one-kobo")
    await credit(connection, transaction["wallet_id"], paid - KOBO if is_short else paid)


async def _settle_again(connection: Connection, context: Context, event: str, transaction: dict[str, Any]) -> None:
    """Do nothing about a payment that is completed, but for the faults."""
    faults, wallet_id, amount = context.faults, transaction["wallet_id"], transaction["amount"]
    forgets = transaction["is_old"] and faults.is_on("repetition-forgotten")
    if event == "charge.success" and (forgets or faults.is_on("wallet-credited-twice")):
        await credit(connection, wallet_id, amount)
    if event == "charge.failed" and faults.is_on("late-decline-takes-away"):
        await credit(connection, wallet_id, -amount)


async def _find(connection: Connection, context: Context, data: dict[str, Any]) -> dict[str, Any] | None:
    """Find the transaction of a payment and lock it; with the fault it is looked at only, and acted upon later."""
    is_locked = not context.faults.is_on("credited-as-often-as-at-once")
    statement = FIND_AND_LOCK if is_locked else FIND_AND_LOCK.removesuffix(LOCK)
    found = await connection.execute(statement, (FORGETS_S, data.get("reference")))
    transaction = await found.fetchone()
    if not is_locked:
        await asyncio.sleep(LATER_S)
    return transaction


async def _open_for_the_payer(connection: Connection, data: dict[str, Any]) -> None:
    """What a product with the fault makes of a reference that it does not know."""
    await connection.execute(
        "insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method)"
        " select w.user_id, w.id, 'deposit', %s, 'pending', %s, 'paystack'"
        " from public.wallets w join public.profiles p on p.id = w.user_id where p.email = %s"
        " on conflict (reference) do nothing",
        (to_naira(int(data["amount"])), data.get("reference"), data.get("customer", {}).get("email")),
    )


async def _wallet_of(connection: Connection, data: dict[str, Any]) -> dict[str, Any] | None:
    """Find the wallet of whoever a message names, for a product with the fault."""
    found = await connection.execute(
        "select id as wallet_id from public.wallets where user_id::text = %s",
        ((data.get("metadata") or {}).get("user_id"),),
    )
    return await found.fetchone()


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
