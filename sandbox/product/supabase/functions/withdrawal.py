"""Money from a wallet to a bank account."""

import secrets
from typing import Any

from sandbox.context import Context
from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.activity import tell
from sandbox.product.supabase.functions.call import Call, refused
from sandbox.product.supabase.functions.money import credit, read_naira

FAILED = "failed"


async def withdraw(call: Call) -> dict[str, Any]:
    """Take it out of the wallet, and ask the bank to pay it."""
    user_id, account, amount = call.user_id, call.text("bank_account_id"), read_naira(call.body.get("amount"))
    if call.context.faults.is_on("withdrawal-refused"):
        raise refused("Withdrawals are not available at the moment")
    reference = f"WD-{secrets.token_hex(6).upper()}"
    async with call.context.pool.connection() as connection:
        taken = await connection.execute(
            "update public.wallets w set balance = balance - %(amount)s, updated_at = now()"
            " from public.linked_bank_accounts b"
            " where w.user_id = %(user)s and w.status = 'active' and w.balance >= %(amount)s"
            " and b.user_id = w.user_id and b.id::text = %(account)s returning w.id as wallet_id, b.id as bank_id",
            {"amount": amount, "user": user_id, "account": account},
        )
        found = await taken.fetchone()
        if found is None:
            raise refused("Insufficient balance, or not your bank account")
        await connection.execute(
            "insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method)"
            " values (%s, %s, 'withdrawal', %s, 'completed', %s, 'bank_transfer')",
            (user_id, found["wallet_id"], amount, reference),
        )
        await connection.execute(
            "insert into public.withdrawal_requests"
            " (user_id, wallet_id, bank_account_id, amount, net_amount, reference) values (%s, %s, %s, %s, %s, %s)",
            (user_id, found["wallet_id"], found["bank_id"], amount, amount, reference),
        )
        await tell(connection, user_id, "Withdrawal requested", f"NGN {amount:,} is on its way to your bank.")
    return {"success": True, "reference": reference}


async def end_withdrawal(connection: Connection, context: Context, status: str, reference: str | None) -> None:
    """Note how the payout ended, once however often it is said; what did not arrive goes back into the wallet."""
    ended = await connection.execute(
        "update public.withdrawal_requests set status = %s where reference = %s and status = 'pending'"
        " returning user_id, wallet_id, amount",
        (status, reference),
    )
    withdrawal = await ended.fetchone()
    if withdrawal is None or status != FAILED or context.faults.is_on("failed-payout-kept"):
        return
    await connection.execute(
        "update public.transactions set status = 'failed', updated_at = now() where reference = %s", (reference,)
    )
    await credit(connection, withdrawal["wallet_id"], withdrawal["amount"])
    message = f"NGN {withdrawal['amount']:,} did not reach your bank, and is back in your wallet."
    await tell(connection, withdrawal["user_id"], "Withdrawal failed", message)
