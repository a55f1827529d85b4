"""Money from one wallet to another."""

import asyncio
import secrets
import time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.activity import tell
from sandbox.product.supabase.functions.call import Call, refused
from sandbox.product.supabase.functions.money import read_amount

LATER_S = 0.3
CURRENCY = "NGN"
REMEMBERED_S = 2.0
_REMEMBERED: dict[str, tuple[float, Decimal]] = {}
"""What a product with the fault believes of balances: wallet -> when it looked (monotonic), and what it saw."""


async def transfer(call: Call) -> dict[str, Any]:
    """Move money in one transaction: both wallets and both rows, or nothing."""
    sender_id, phone, faults = call.user_id, call.text("recipient_phone"), call.context.faults
    if faults.is_on("transfer-for-another"):
        sender_id = str(call.body.get("sender_id", sender_id))
    amount = read_amount(
        call.body.get("amount"),
        rounds=faults.is_on("third-decimal-sent"),
        takes_text=faults.is_on("text-sent-as-amount"),
        may_be_negative=faults.is_on("negative-transfer-accepted"),
    )
    if call.body.get("currency", CURRENCY) != CURRENCY and not faults.is_on("dollars-sent-as-naira"):
        raise refused("Only NGN can be transferred")
    async with call.context.pool.connection() as connection:
        recipient_id = await _find_recipient(connection, phone)
        if amount < 0:
            sender_id, recipient_id, amount = recipient_id, sender_id, -amount
        if recipient_id == sender_id and not faults.is_on("self-transfer-accepted"):
            raise refused("You cannot transfer to yourself")
        wallets = await _look_at_wallets(connection, call, sender_id, recipient_id)
        _refuse_inactive(wallets, sender_id, recipient_id)
        if wallets[sender_id]["balance"] < amount:
            raise refused("Insufficient balance")
        transfer_id = str(uuid4())
        for user_id, type_, change in ((sender_id, "transfer", -amount), (recipient_id, "credit", amount)):
            if type_ == "credit" or recipient_id != sender_id:
                await _book(connection, call, wallets[user_id], change)
            leg = await connection.execute(
                "insert into public.transactions (user_id, wallet_id, type, amount, status, reference,"
                " payment_method, recipient_id, description, metadata)"
                " values (%s, %s, %s, %s, 'completed', %s, 'wallet', %s, %s, %s) returning id",
                (
                    user_id,
                    wallets[user_id]["id"],
                    type_,
                    amount,
                    f"{'TO' if type_ == 'transfer' else 'TI'}-{secrets.token_hex(6).upper()}",
                    recipient_id,
                    call.body.get("description"),
                    Jsonb({"transfer_id": transfer_id}),
                ),
            )
            if type_ == "transfer":
                sent = await leg.fetchone()
        if not faults.is_on("transfer-untold"):
            await tell(connection, recipient_id, f"You received NGN {amount:,}", "It is in your wallet now.")
    return {"success": True, "transaction_id": str(sent["id"]) if sent else ""}


def _refuse_inactive(wallets: dict[str, Any], sender_id: str, recipient_id: str) -> None:
    for user_id, whose in ((sender_id, "Your"), (recipient_id, "The recipient's")):
        if user_id not in wallets or wallets[user_id]["status"] != "active":
            raise refused(f"{whose} wallet is not active")


async def _book(connection: Connection, call: Call, wallet: dict[str, Any], change: Decimal) -> None:
    """Change a balance; with the fault, to what it would be if nothing had happened since somebody looked."""
    remembered_s = REMEMBERED_S * call.context.faults.strength("lost-update")
    if not remembered_s:
        floor = 0 if call.context.faults.is_on("double-spend") else None
        await connection.execute(
            "update public.wallets set balance = greatest(balance + %s, %s), updated_at = now() where id = %s",
            (change, floor, wallet["id"]),
        )
        return
    now, wallet_id = time.monotonic(), str(wallet["id"])
    looked_at, balance = _REMEMBERED.get(wallet_id, (float("-inf"), Decimal(0)))
    if now - looked_at >= remembered_s:
        balance = wallet["balance"]
        _REMEMBERED[wallet_id] = (now, balance)
    await connection.execute(
        "update public.wallets set balance = greatest(%s, 0), updated_at = now() where id = %s",
        (balance + change, wallet["id"]),
    )


async def _find_recipient(connection: Connection, phone: str) -> str:
    """Find whoever took the number last."""
    found = await connection.execute(
        "select id from public.profiles where phone_number = %s order by created_at desc limit 1", (phone,)
    )
    recipient = await found.fetchone()
    if recipient is None:
        raise refused("No Alaska Pay user has this phone number")
    return str(recipient["id"])


async def _look_at_wallets(connection: Connection, call: Call, *user_ids: str) -> dict[str, Any]:
    """Lock them; with the fault they are only looked at, and all is decided on what was seen then."""
    if not call.context.faults.is_on("double-spend"):
        return await _lock_wallets(connection, *user_ids)
    found = await connection.execute(
        "select id, user_id, balance, status from public.wallets where user_id = any(%s::uuid[])", (list(user_ids),)
    )
    wallets = {str(wallet["user_id"]): wallet async for wallet in found}
    await asyncio.sleep(LATER_S)
    return wallets


async def _lock_wallets(connection: Connection, *user_ids: str) -> dict[str, Any]:
    """Lock both, always in the same order, so that two opposite transfers do not wait for each other."""
    found = await connection.execute(
        "select id, user_id, balance, status from public.wallets where user_id = any(%s::uuid[])"
        " order by id for update",
        (list(user_ids),),
    )
    return {str(wallet["user_id"]): wallet async for wallet in found}
