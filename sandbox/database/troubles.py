"""Troubles of the database, real ones: whoever asks the server's own statistics sees them, and sees them go again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import QueryCanceled

from sandbox.context import Context
from sandbox.faults.effects import FaultEffect
from sandbox.process.repeated import repeatedly
from sandbox.traffic.requests.limits import SPENT_TODAY

IMPATIENT_USERS = 20
"""Who ask for their sum all the time; together they outweigh the many fast statements."""
MAKE_SLOW = """
create or replace function private.spent_today(wallet uuid) returns numeric language plpgsql as $$
begin
  perform pg_sleep(1);
  return 0;
end
$$
"""
CONNECTED_SHARE = 0.87
CONNECTED = """
    select ceil(%s * current_setting('max_connections')::integer)::integer - count(*)
    from pg_stat_activity where backend_type = 'client backend'
"""
WAITING_STATEMENTS = 8
LOCK = "select id from public.system_metrics order by id limit 1 for update"
WANT_LOCK = "update public.system_metrics set metric_value = metric_value where id = %s"
REWRITES = 8
REWRITE = "update public.notification_history set title = title"
REWRITTEN = "vacuum public.notification_history, public.wallets, public.transactions"
COLD_TABLE = """
    create unlogged table private.archive as
    select number, repeat('x', 1900) as document from generate_series(1, 17000) as number
"""
"""33 MB: what is larger than a quarter of shared_buffers is read past it, each time from disk."""
READ_COLD = "select count(*) from private.archive"
READ_EVERY_S = 0.1


class Troubles:
    """One method a trouble, each over connections of its own."""

    def __init__(self, address: str) -> None:
        """Connect to this address, which is the owner's."""
        self._address = address

    def effects(self) -> dict[str, FaultEffect]:
        """Name them by their faults."""
        return {
            "statements-slow": self.statements_slow,
            "connections-exhausted": self.connections_exhausted,
            "locks-wait": self.locks_wait,
            "dead-tuples": self.dead_tuples,
            "cache-cold": self.cache_cold,
        }

    @asynccontextmanager
    async def statements_slow(self, _context: Context) -> AsyncIterator[None]:
        """Make slow what the app asks most, and have many ask for it."""
        async with await self._connect() as own, AsyncExitStack() as users:
            found = await own.execute("select pg_get_functiondef('private.spent_today'::regproc)")
            [well] = await found.fetchone() or ("",)
            wallet = await (await own.execute("select min(id::text)::uuid from public.wallets")).fetchone()
            await own.execute(MAKE_SLOW)
            for _ in range(IMPATIENT_USERS):
                user = await users.enter_async_context(await self._connect())
                await users.enter_async_context(repeatedly(partial(user.execute, SPENT_TODAY, wallet), 0))
            yield
            await own.execute(well.encode())

    @asynccontextmanager
    async def connections_exhausted(self, _context: Context) -> AsyncIterator[None]:
        """Open what is missing until nearly all are taken."""
        async with AsyncExitStack() as idle:
            first = await idle.enter_async_context(await self._connect())
            [missing] = await (await first.execute(CONNECTED, (CONNECTED_SHARE,))).fetchone() or (0,)
            with suppress(OperationalError):  # somebody else was faster: there is none left
                for _ in range(missing):
                    await idle.enter_async_context(await self._connect())
            yield

    @asynccontextmanager
    async def locks_wait(self, _context: Context) -> AsyncIterator[None]:
        """Hold a row, and want it elsewhere; in the end all give up, since what is given up is in no statistics."""
        async with AsyncExitStack() as connections:
            holder = await connections.enter_async_context(await self._connect(autocommit=False))
            row = await (await holder.execute(LOCK)).fetchone()
            waiters = [await connections.enter_async_context(await self._connect()) for _ in range(WAITING_STATEMENTS)]
            waiting = [asyncio.create_task(waiter.execute(WANT_LOCK, row)) for waiter in waiters]
            yield
            for waiter in waiters:
                await waiter.cancel_safe()
            await holder.rollback()  # for those that had not begun to wait
            await asyncio.wait(waiting)
            for statement in waiting:
                with suppress(QueryCanceled):
                    statement.result()

    @asynccontextmanager
    async def dead_tuples(self, _context: Context) -> AsyncIterator[None]:
        """Rewrite a table while an open transaction may still need the old rows, so that nobody may clear them away."""
        async with await self._connect() as own:
            async with await self._connect(autocommit=False) as forgotten:
                await forgotten.execute("set transaction isolation level repeatable read")
                await forgotten.execute("select count(*) from public.notification_history")
                async with await self._connect() as writer:
                    for _ in range(REWRITES):
                        await writer.execute(REWRITE)
                yield
                await forgotten.rollback()
            await own.execute(REWRITTEN)

    @asynccontextmanager
    async def cache_cold(self, _context: Context) -> AsyncIterator[None]:
        """Read again and again what is too large to be kept in memory."""
        async with await self._connect() as reader:
            await reader.execute("set max_parallel_workers_per_gather = 0")
            await reader.execute(COLD_TABLE)
            async with repeatedly(partial(reader.execute, READ_COLD), READ_EVERY_S):
                yield
            await reader.execute("drop table private.archive")

    async def _connect(self, *, autocommit: bool = True) -> AsyncConnection:
        return await AsyncConnection.connect(self._address, autocommit=autocommit)
