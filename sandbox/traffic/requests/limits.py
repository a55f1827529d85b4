"""What the app asks most: how much somebody has spent today, held against the daily limit."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg

from sandbox.context import Context
from sandbox.process.repeated import repeatedly

SPENT_TODAY = "select private.spent_today(%s)"
EVERY_S = 0.2
ASKED_BEFORE = 2000
"""So often at the start, at once: the statistics of statements begin there, and something has to have been before."""
WALLETS = "select id from public.wallets order by id limit 300"


@asynccontextmanager
async def keep_asking(context: Context) -> AsyncIterator[None]:
    """Ask again and again for somebody's sum until the end."""
    async with context.pool.connection() as connection:
        wallets = [row["id"] async for row in await connection.execute(WALLETS)]
        async with connection.cursor() as cursor:
            await cursor.executemany(SPENT_TODAY, [(random.choice(wallets),) for _ in range(ASKED_BEFORE)])

    async def ask() -> None:
        with suppress(psycopg.Error):  # who is not answered asks again
            async with context.pool.connection() as connection:
                await connection.execute(SPENT_TODAY, (random.choice(wallets),))

    async with repeatedly(ask, EVERY_S):
        yield
