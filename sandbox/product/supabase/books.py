"""The books of the product, and the fault that puts one wallet out of balance."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from sandbox.context import Context

FAULT = "wallet-out-of-balance"
SURPLUS = Decimal("0.01")


@asynccontextmanager
async def keep_books(context: Context) -> AsyncIterator[None]:
    """Add one kobo to one wallet while the fault is on, and take it away again."""
    switched, ending = asyncio.Event(), asyncio.Event()
    context.faults.on_change(FAULT, switched.set)

    async def keep_keeping() -> None:
        given = Decimal(0)
        while not ending.is_set():
            wanted = SURPLUS if context.faults.is_on(FAULT) else Decimal(0)
            if wanted != given:
                await _add(context, wanted - given)
                given = wanted
            await switched.wait()
            switched.clear()

    keeping = asyncio.create_task(keep_keeping())
    yield
    ending.set()
    switched.set()
    await keeping


async def _add(context: Context, amount: Decimal) -> None:
    async with context.pool.connection() as connection:
        await connection.execute(
            "update public.wallets set balance = balance + %s"
            " where id = (select min(id::text)::uuid from public.wallets)",
            (amount,),
        )
