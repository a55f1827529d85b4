"""Support tickets: about three a day, and the flood that a bad release brings."""

import asyncio
import hashlib
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from sandbox.context import Context
from sandbox.process.repeated import repeatedly

FAULT = "tickets-flood"
FLOOD_A_DAY = 100
BETWEEN = timedelta(hours=8)
PAST = timedelta(weeks=8)
POLL_S = 5.0
USERS = 300
"""Of seed.sql."""
SUBJECTS = ("My card was declined", "I forgot my PIN", "Where is my transfer?", "How do I raise my limit?")
FLOOD_SUBJECT = "I can't pay since the update"
STATUSES = ("closed", "closed", "open")


class Ticket(NamedTuple):
    """A row of public.support_tickets; `user` is the number of a user of the seed."""

    id: UUID
    user: int
    subject: str
    status: str
    created_at: datetime


def usual_tickets(until: datetime) -> Iterator[Ticket]:
    """One a slot of eight hours, at any moment of it; the same past for every question."""
    slot_s = BETWEEN.total_seconds()
    for slot in range(math.floor((until - PAST).timestamp() / slot_s), math.floor(until.timestamp() / slot_s) + 1):
        digest = hashlib.sha256(f"ticket {slot}".encode()).digest()
        created_at = datetime.fromtimestamp((slot + digest[0] / 256) * slot_s, UTC)
        if created_at <= until:
            yield _ticket(str(slot), digest, SUBJECTS[digest[1] % len(SUBJECTS)], created_at)


def flood_tickets(since: datetime, until: datetime, strength: float) -> Iterator[Ticket]:
    """So many more, evenly spaced."""
    if strength <= 0:
        return
    between = timedelta(days=1) / (FLOOD_A_DAY * strength)
    for number in range(1, (until - since) // between + 1):
        digest = hashlib.sha256(f"flood {number}".encode()).digest()
        yield _ticket(f"flood {number}", digest, FLOOD_SUBJECT, since + number * between)


def _ticket(name: str, digest: bytes, subject: str, created_at: datetime) -> Ticket:
    user = 1 + int.from_bytes(digest[2:4]) % USERS
    return Ticket(uuid5(NAMESPACE_OID, f"ticket {name}"), user, subject, STATUSES[digest[4] % 3], created_at)


@asynccontextmanager
async def keep_tickets(context: Context) -> AsyncIterator[None]:
    """Write what was opened until now, at once; and what comes, while the sandbox runs."""
    switched, woken = asyncio.Event(), asyncio.Event()
    written_until = await _write(context, context.moment.now - PAST)

    def switch() -> None:
        switched.set()
        woken.set()

    async def write() -> None:
        nonlocal written_until
        if switched.is_set():
            switched.clear()
            await _forget_the_flood(context)
            written_until = context.moment.now - PAST
        written_until = await _write(context, written_until)

    context.faults.on_change(FAULT, switch)
    async with repeatedly(write, POLL_S, woken):
        yield


async def _write(context: Context, since: datetime) -> datetime:
    """Add what was opened after `since`; returns until when that is."""
    now = datetime.now(UTC)
    flood = flood_tickets(context.moment.deployed_at, now, context.faults.strength(FAULT))
    new = [ticket for ticket in (*usual_tickets(now), *flood) if ticket.created_at > since]
    async with context.pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            "insert into public.support_tickets (id, user_id, subject, status, created_at)"
            " select %s, id, %s, %s, %s from auth.users where id = md5(%s)::uuid on conflict do nothing",
            [(t.id, t.subject, t.status, t.created_at, f"user {t.user}") for t in new],
        )
    return now


async def _forget_the_flood(context: Context) -> None:
    async with context.pool.connection() as connection:
        await connection.execute("delete from public.support_tickets where subject = %s", (FLOOD_SUBJECT,))
