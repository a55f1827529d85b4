"""People using the product while it is looked at: they sign in, pay, send money and register, as rows.

What was to happen in the time that has passed is written every moment, whole payments and transfers at a time, so
that the books balance whenever somebody looks.
"""

import logging
import math
import random
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

from sandbox.context import Context
from sandbox.process.repeated import repeatedly
from sandbox.traffic.people import (
    AHEAD,
    DECLINED,
    PAYMENTS_PER_S,
    SECONDS_A_REGISTRATION,
    SECONDS_A_TRANSFER,
    SIGN_INS_PER_S,
    WEEKS_BEFORE,
)

LOG = logging.getLogger(__name__)
EVERY_S = 0.2
CATCHING_UP = timedelta(seconds=1)
ENDS_AFTER = timedelta(seconds=0.4)
"""How long a payment is pending."""
WEEK = timedelta(days=7)
REGULARS = """
    select user_id, wallets.id as wallet_id from public.wallets join auth.users on users.id = user_id
    where email ~ '^[a-z]+\\.[a-z]+[0-9]+@example\\.com$' order by wallets.id
"""
SIGN_IN = """
    insert into auth.sessions (user_id, user_agent, created_at, updated_at)
    values (%s, 'Mozilla/5.0 (Linux; Android 15)', %s, %s)
"""
BEGIN_PAYMENT = """
    insert into public.transactions
      (user_id, wallet_id, type, amount, status, reference, payment_method, created_at, updated_at)
    values (%(user_id)s, %(wallet_id)s, 'deposit', %(amount)s, 'pending', %(reference)s, 'paystack', %(at)s, %(at)s)
"""
END_PAYMENTS = """
    with ended as (
      update public.transactions set status = fate.status, updated_at = now()
      from unnest(%s::text[], %s::text[]) as fate (reference, status)
      where transactions.reference = fate.reference and transactions.status = 'pending'
      returning wallet_id, amount, transactions.status
    )
    update public.wallets set balance = balance + paid.amount, updated_at = now()
    from (select wallet_id, sum(amount) as amount from ended where status = 'completed' group by 1) as paid
    where wallets.id = paid.wallet_id
"""
TRANSFER = """
    with sent as (
      update public.wallets set balance = balance - %(amount)s
      where id = %(from_wallet)s and balance >= %(amount)s returning id
    ), received as (
      update public.wallets set balance = balance + %(amount)s
      where id = %(to_wallet)s and exists (select from sent) returning id
    )
    insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method,
      recipient_id, metadata, created_at, updated_at)
    select leg.user_id, leg.wallet_id, leg.type, %(amount)s, 'completed', leg.prefix || %(code)s, 'wallet', %(to_user)s,
      jsonb_build_object('transfer_id', %(code)s::text), %(at)s, %(at)s
    from received, (values
      (%(from_user)s::uuid, %(from_wallet)s::uuid, 'transfer', 'TO-'),
      (%(to_user)s::uuid, %(to_wallet)s::uuid, 'credit', 'TI-')
    ) as leg (user_id, wallet_id, type, prefix)
"""
REGISTER = """
    with registered as (
      insert into auth.users (email, encrypted_password, email_confirmed_at, raw_user_meta_data, created_at)
      values (%(email)s, '!', %(at)s, '{"full_name": "Ope Newman"}', %(at)s) returning id
    )
    insert into auth.sessions (user_id, user_agent, created_at, updated_at)
    select id, 'Mozilla/5.0 (Linux; Android 15)', %(at)s, %(at)s from registered where %(is_signed_in)s
"""

FORGET_DECLINED = """
    delete from public.transactions
    where payment_method = 'paystack' and status = 'failed' and created_at between %s and %s
"""


@dataclass(frozen=True)
class Pending:
    """A payment that has not ended yet, and how it will."""

    reference: str
    ends_at: datetime
    status: str


class Trade:
    """The live traffic, up to a moment."""

    def __init__(self, context: Context) -> None:
        """Go on where the history ends."""
        self.context = context
        self._until = context.moment.now
        self._pending: list[Pending] = []
        self._regulars: list[dict[str, Any]] = []

    async def go_on(self) -> None:
        """Write what has happened since the last time, in one transaction."""
        since, now = self._until, datetime.now(UTC)
        begun = [self._payment(at) for at in _times(since, now, PAYMENTS_PER_S)]
        due = [payment for payment in self._pending if payment.ends_at <= now]
        async with self.context.pool.connection() as connection:
            if not self._regulars:
                self._regulars = await (await connection.execute(REGULARS)).fetchall()
            async with connection.pipeline(), connection.cursor() as cursor:
                await cursor.executemany(SIGN_IN, list(self._sign_ins(since, now)))
                await cursor.executemany(BEGIN_PAYMENT, [self._of_somebody() | facts for facts, _ in begun])
                await cursor.execute(END_PAYMENTS, ([p.reference for p in due], [p.status for p in due]))
                await cursor.executemany(
                    TRANSFER, [self._transfer(at) for at in _times(since, now, 1 / SECONDS_A_TRANSFER)]
                )
                await cursor.executemany(REGISTER, list(self._registrations(since, now)))
        self._until = now
        self._pending = [p for p in self._pending if p not in due] + [pending for _, pending in begun]

    def _sign_ins(self, since: datetime, now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
        """As many in each of the earlier weeks, a little ahead; of those of now the silent ones are missing."""
        silent = self.context.faults.strength("sign-ins-silent")
        times = [at for at in _times(since, now, SIGN_INS_PER_S) if random.random() >= silent]
        ahead = _times(since + AHEAD, now + AHEAD, SIGN_INS_PER_S)
        times += [at - week * WEEK for at in ahead for week in range(1, WEEKS_BEFORE + 1)]
        for at in times:
            yield random.choice(self._regulars)["user_id"], at, at

    def _payment(self, at: datetime) -> tuple[dict[str, Any], Pending]:
        declined = 1 - (1 - DECLINED) * (1 - min(self.context.faults.strength("payments-decline"), 1))
        reference = f"AP-{secrets.token_hex(6).upper()}"
        ending = "failed" if random.random() < declined else "completed"
        amount = random.randint(100_00, 2_000_00) / 100
        if self.context.faults.is_on("volume-low"):
            amount /= 10
        return {"amount": round(amount, 2), "reference": reference, "at": at}, Pending(
            reference, at + ENDS_AFTER, ending
        )

    def _of_somebody(self) -> dict[str, Any]:
        return dict(random.choice(self._regulars))

    def _transfer(self, at: datetime) -> dict[str, Any]:
        sender, recipient = random.sample(self._regulars, 2)
        return {
            "from_user": sender["user_id"],
            "from_wallet": sender["wallet_id"],
            "to_user": recipient["user_id"],
            "to_wallet": recipient["wallet_id"],
            "amount": Decimal(random.randint(10_00, 200_00)) / 100,
            "code": secrets.token_hex(6).upper(),
            "at": at,
        }

    def _registrations(self, since: datetime, now: datetime) -> Iterator[dict[str, Any]]:
        """Whoever registers is signed in, unless nobody can be."""
        is_signed_in = random.random() >= self.context.faults.strength("sign-ins-silent")
        for at in _times(since, now, 1 / SECONDS_A_REGISTRATION):
            if not self.context.faults.is_on("registrations-few"):
                email = f"ope.newman.{secrets.token_hex(5)}@example.com"
                yield {"email": email, "at": at, "is_signed_in": is_signed_in}


@asynccontextmanager
async def keep_trading(context: Context) -> AsyncIterator[None]:
    """Go on in the background until the end."""
    trade = Trade(context)

    async def go_on() -> None:
        try:
            await trade.go_on()
        except psycopg.Error as problem:  # what was to happen is written the next time
            LOG.warning("The live traffic could not be written: %s", problem)

    await trade.go_on()  # whoever looks first finds the last seconds too
    async with repeatedly(go_on, EVERY_S):
        yield


async def forget_declined(context: Context) -> None:
    """Take back the payments that were declined by a fault which is to be forgotten; no money has moved by them."""
    spells = context.faults.spells("payments-decline")
    async with context.pool.connection() as connection:
        for spell in spells:
            until = (spell.until or datetime.now(UTC)) + ENDS_AFTER
            await connection.execute(FORGET_DECLINED, (spell.since, until))


def _times(since: datetime, until: datetime, per_s: float) -> list[datetime]:
    """List when something happens that happens so often: at once, but evenly where there is more to catch up with.

    Rows of the past would come after somebody has counted that time.
    """
    first, end = (math.ceil(at.timestamp() * per_s) for at in (since, until))
    if until - since < CATCHING_UP:
        return [until] * (end - first)
    return [datetime.fromtimestamp(number / per_s, UTC) for number in range(first, end)]
