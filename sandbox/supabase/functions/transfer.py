"""Money from one wallet to another."""

import secrets
import time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from sandbox.supabase.functions.call import Call, refused
from sandbox.supabase.functions.money import read_naira
from sandbox.supabase.users import Connection

CURRENCY = "NGN"
REMEMBERED_S = 2.0
_REMEMBERED: dict[str, tuple[float, Decimal]] = {}
"""What a product with the fault believes of balances: wallet -> when it looked (monotonic), and what it saw."""


async def transfer(call: Call) -> dict[str, Any]:
    """Move money in one transaction: both wallets and both rows, or nothing."""
    sender_id, phone = call.user_id, call.text("recipient_phone")
    amount = read_naira(call.body.get("amount"))
    if call.body.get("currency", CURRENCY) != CURRENCY:
        raise refused("Only NGN can be transferred")
    async with call.world.pool.connection() as connection:
        recipient_id = await _find_recipient(connection, phone)
        if recipient_id == sender_id:
            raise refused("You cannot transfer to yourself")
        wallets = await _lock_wallets(connection, sender_id, recipient_id)
        for user_id, whose in ((sender_id, "Your"), (recipient_id, "The recipient's")):
            if user_id not in wallets or wallets[user_id]["status"] != "active":
                raise refused(f"{whose} wallet is not active")
        if wallets[sender_id]["balance"] < amount:
            raise refused("Insufficient balance")
        transfer_id = str(uuid4())
        for user_id, type_, change in ((sender_id, "transfer", -amount), (recipient_id, "credit", amount)):
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
    return {"success": True, "transaction_id": str(sent["id"]) if sent else ""}


async def _book(connection: Connection, call: Call, wallet: dict[str, Any], change: Decimal) -> None:
    """Change a balance; with the fault, to what it would be if nothing had happened since somebody looked."""
    remembered_s = REMEMBERED_S * call.world.faults.strength("lost-update")
    if not remembered_s:
        await connection.execute(
            "update public.wallets set balance = balance + %s, updated_at = now() where id = %s",
            (change, wallet["id"]),
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


async def _lock_wallets(connection: Connection, *user_ids: str) -> dict[str, Any]:
    """Lock both, always in the same order, so that two opposite transfers do not wait for each other."""
    found = await connection.execute(
        "select id, user_id, balance, status from public.wallets where user_id = any(%s::uuid[])"
        " order by id for update",
        (list(user_ids),),
    )
    return {str(wallet["user_id"]): wallet async for wallet in found}
