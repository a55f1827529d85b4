"""Faults of the days since the deploy: what people did then is put ten years back, and later returned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import sql

from sandbox.context import Context
from sandbox.faults.effects import FaultEffect

TAKE = """
    update {table} set created_at = created_at - interval '3650 days'
    where created_at >= %(since)s and created_at < now() - interval '5 seconds' and hashtext(id::text) %% 10 <> 0
"""
"""Nine of ten; what has just begun is left alone, as somebody may still be at it."""
RETURN = (
    "update {table} set created_at = created_at + interval '3650 days' where created_at < now() - interval '9 years'"
)


def _withhold(*tables: str) -> FaultEffect:
    @asynccontextmanager
    async def effect(context: Context) -> AsyncIterator[None]:
        async def run(statement: str) -> None:
            async with context.pool.connection() as connection:
                for table in tables:
                    query = sql.SQL(statement).format(table=sql.Identifier(*table.split(".")))
                    await connection.execute(query, {"since": context.moment.deployed_at})

        await run(TAKE)
        yield
        await run(RETURN)

    return effect


FAULT_EFFECTS = {
    "registrations-few": _withhold("auth.users", "public.profiles"),
    "volume-low": _withhold("public.transactions"),
}
