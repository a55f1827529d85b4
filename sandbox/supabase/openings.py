"""Faults of the database's own rules: what somebody has changed in it, and how it was before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import LiteralString

from sandbox.world import World

OPENINGS: dict[str, tuple[LiteralString, LiteralString]] = {
    "table-open-to-everybody": (
        "alter table public.withdrawal_requests disable row level security",
        "alter table public.withdrawal_requests enable row level security",
    ),
    "table-writable-by-everybody": (
        "create policy anybody_writes on public.support_tickets for insert to anon with check (true)",
        "drop policy anybody_writes on public.support_tickets",
    ),
    "view-with-owners-rights": (
        "alter view public.wallet_accounts set (security_invoker = false)",
        "alter view public.wallet_accounts set (security_invoker = true)",
    ),
    "definer-function-open": (
        """
        create function public.balance_of(phone text) returns numeric
        language sql stable security definer set search_path = '' as $$
          select balance from public.wallets join public.profiles on profiles.id = user_id
          where phone_number = balance_of.phone
        $$
        """,
        "drop function public.balance_of",
    ),
    "definer-function-led-astray": (
        """
        create function private.count_wallets() returns bigint language plpgsql stable security definer as $$
        begin
          return (select count(*) from public.wallets);
        end $$
        """,
        "drop function private.count_wallets",
    ),
    "function-answers-everybody": (
        """
        create function public.number_of_wallets() returns bigint language sql stable as
        $$ select count(*) from public.wallets $$
        """,
        "drop function public.number_of_wallets",
    ),
}
"""Fault -> what opens, and what closes again."""


@asynccontextmanager
async def keep_openings(world: World) -> AsyncIterator[None]:
    """Open what faults open, as long as they are on."""
    async with AsyncExitStack() as kept:
        for fault, statements in OPENINGS.items():
            await kept.enter_async_context(_keep(world, fault, *statements))
        yield


@asynccontextmanager
async def _keep(world: World, fault: str, opens: LiteralString, closes: LiteralString) -> AsyncIterator[None]:
    switched, ending = asyncio.Event(), asyncio.Event()
    world.faults.on_change(fault, switched.set)

    async def keep_keeping() -> None:
        is_open = False
        while not ending.is_set():
            if world.faults.is_on(fault) is not is_open:
                async with world.pool.connection() as connection:
                    await connection.execute(closes if is_open else opens)
                is_open = not is_open
            await switched.wait()
            switched.clear()

    keeping = asyncio.create_task(keep_keeping())
    yield
    ending.set()
    switched.set()
    await keeping
