"""Faults of the days since the deploy: what people did then is put ten years back, and later returned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import sql

from sandbox.context import World
from sandbox.faults.fault_lifecycle import Plight

TAKE = """
    update {table} set created_at = created_at - interval '3650 days'
    where created_at >= %(since)s and created_at < now() - interval '5 seconds' and hashtext(id::text) %% 10 <> 0
"""
"""Nine of ten; what has just begun is left alone, as somebody may still be at it."""
RETURN = (
    "update {table} set created_at = created_at + interval '3650 days' where created_at < now() - interval '9 years'"
)


def _withhold(*tables: str) -> Plight:
    @asynccontextmanager
    async def plight(world: World) -> AsyncIterator[None]:
        async def run(statement: str) -> None:
            async with world.pool.connection() as connection:
                for table in tables:
                    query = sql.SQL(statement).format(table=sql.Identifier(*table.split(".")))
                    await connection.execute(query, {"since": world.moment.deployed_at})

        await run(TAKE)
        yield
        await run(RETURN)

    return plight


PLIGHTS = {
    "registrations-few": _withhold("auth.users", "public.profiles"),
    "volume-low": _withhold("public.transactions"),
}
