"""Naira and kobo, exactly, and the balances that they change."""

import re
from decimal import Decimal

from sandbox.product.supabase.auth.users import Connection
from sandbox.product.supabase.functions.call import refused

KOBO = Decimal("0.01")
LIMIT = Decimal(10) ** 13
"""The first amount that numeric(15, 2) cannot hold."""
LEADING_NUMBER = re.compile(r"\d+")


def read_naira(value: object, *, may_be_negative: bool = False) -> Decimal:
    """Read an amount from JSON; a fraction of a kobo is no amount."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refused("amount must be a number")
    amount = Decimal(value)
    if not (0 < amount < LIMIT or (may_be_negative and -LIMIT < amount < 0)):
        raise refused("amount must be above 0")
    if amount != amount.quantize(KOBO):
        raise refused("amount must be whole kobo")
    return amount.quantize(KOBO)


def to_kobo(naira: Decimal) -> int:
    """Count it in kobo."""
    return int(naira / KOBO)


def to_naira(kobo: int) -> Decimal:
    """Count it in Naira."""
    return kobo * KOBO


def read_amount(value: object, *, rounds: bool, takes_text: bool, may_be_negative: bool = False) -> Decimal:
    """Read an amount from JSON, as carefully as the faults permit."""
    if takes_text and isinstance(value, str) and (found := LEADING_NUMBER.match(value)):
        value = int(found[0])
    if rounds and isinstance(value, Decimal):
        value = value.quantize(KOBO)
    return read_naira(value, may_be_negative=may_be_negative)


async def credit(connection: Connection, wallet_id: str, amount: Decimal) -> None:
    """Add an amount to a wallet; one below 0 is taken out."""
    await connection.execute(
        "update public.wallets set balance = balance + %s, updated_at = now() where id = %s", (amount, wallet_id)
    )
