"""What Paystack knows: the payments opened here, and those of before, which are rows of the product."""

import secrets
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from sandbox.context import Context

FLAT_FEE_KOBO = 100_00
FLAT_FEE_FROM_KOBO = 2_500_00
FEE_MAX_KOBO = 2_000_00
PENDING_FOR = timedelta(minutes=10)
"""So long a customer may still be typing; after that the payment was abandoned."""
STATUS = """
    case
      when t.status = 'completed' then 'success'
      when t.status in ('failed', 'processing') then t.status
      when t.status = 'pending' and t.created_at > now() - %(pending_for)s then 'pending'
      else 'abandoned'
    end
"""
COLUMNS = "t.reference, t.amount, t.currency, t.created_at, p.email"
OF_THE_PRODUCT = """
    from public.transactions t left join public.profiles p on p.id = t.user_id
    where t.payment_method = 'paystack' and t.reference <> all(%(opened)s)
"""
LIST = f"""
    select {COLUMNS}, {STATUS} as status {OF_THE_PRODUCT}
      and t.created_at between %(begin)s and %(end)s and (%(status)s::text is null or {STATUS} = %(status)s)
    order by t.created_at desc, t.reference limit %(limit)s offset %(offset)s
"""
COUNT = f"""
    select count(*)::integer as payments, coalesce(sum(t.amount * 100), 0)::bigint as volume {OF_THE_PRODUCT}
      and t.created_at between %(begin)s and %(end)s and (%(status)s::text is null or {STATUS} = %(status)s)
"""
FIND = f"select {COLUMNS}, {STATUS} as status {OF_THE_PRODUCT} and t.reference = %(reference)s"
REFERENCES = f"select t.reference {OF_THE_PRODUCT}"


@dataclass
class Payment:
    """One transaction; amounts in kobo."""

    reference: str
    email: str
    amount: int
    requested_amount: int
    currency: str = "NGN"
    callback_url: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    status: str = "abandoned"
    gateway_response: str = "The transaction was not completed"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    paid_at: datetime | None = None
    card: str | None = None
    access_code: str = field(default_factory=lambda: secrets.token_hex(8))
    refunded: int = 0

    @property
    def id(self) -> int:
        """A number that stays the same for the reference."""
        return number_of(self.reference)

    @property
    def fees(self) -> int:
        """1.5 %, and a flat part for all but small payments."""
        flat = FLAT_FEE_KOBO if self.amount >= FLAT_FEE_FROM_KOBO else 0
        return min(self.amount * 15 // 1000 + flat, FEE_MAX_KOBO)


@dataclass
class Refund:
    """Money on its way back; amount in kobo."""

    id: int
    payment: Payment
    amount: int
    status: str = "pending"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Filter:
    """Which payments are meant: created in this time, both ends within, and of this status."""

    begin: datetime
    end: datetime
    status: str | None = None


class Ledger:
    """The payments and refunds of this run over those that the product's rows tell of."""

    def __init__(self, context: "Context") -> None:
        """Begin with the history."""
        self.context = context
        self.opened_here: dict[str, Payment] = {}
        self.refunds: list[Refund] = []

    async def page(self, wanted: "Filter", skipped: int, per_page: int) -> list[Payment]:
        """List payments, newest first, some way down the list.

        A row's place in the list is its place among the rows and as many more as payments opened here are newer, so
        the page lies in the rows from `skipped` less all of these on.
        """
        opened = self._opened(wanted)
        offset = max(0, skipped - len(opened))
        asked = self._asked(wanted) | {"offset": offset, "limit": skipped + per_page - offset}
        payments = [*opened, *map(_payment_of_row, await self._rows(LIST, asked))]
        payments.sort(key=lambda payment: payment.created_at, reverse=True)
        return payments[skipped - offset : skipped - offset + per_page]

    async def count(self, wanted: "Filter") -> tuple[int, int]:
        """How many there are, and the sum of their amounts in kobo."""
        opened = self._opened(wanted)
        [row] = await self._rows(COUNT, self._asked(wanted))
        return row["payments"] + len(opened), row["volume"] + sum(payment.amount for payment in opened)

    async def find(self, reference: str) -> Payment | None:
        """Find one by its reference, or by its number as text."""
        if reference in self.opened_here:
            return self.opened_here[reference]
        if reference.isdecimal():
            reference = await self._reference_of(reference)
        found = await self._rows(FIND, self._asked() | {"reference": reference})
        return self.opened_here.get(reference) or next(map(_payment_of_row, found), None)

    def with_access_code(self, access_code: str) -> Payment | None:
        """Find the payment of a checkout page."""
        return next((p for p in self.opened_here.values() if p.access_code == access_code), None)

    async def _reference_of(self, number: str) -> str:
        """Look a payment up by its number, which stands nowhere: it comes of the reference."""
        rows = await self._rows(REFERENCES, self._asked())
        known = (*self.opened_here, *(row["reference"] for row in rows))
        return next((reference for reference in known if str(number_of(reference)) == number), number)

    def _opened(self, wanted: "Filter") -> list[Payment]:
        return [
            payment
            for payment in self.opened_here.values()
            if wanted.begin <= payment.created_at <= wanted.end and wanted.status in {None, payment.status}
        ]

    def _asked(self, wanted: "Filter | None" = None) -> dict[str, Any]:
        asked = {"opened": list(self.opened_here), "pending_for": PENDING_FOR}
        return asked if wanted is None else asked | {"begin": wanted.begin, "end": wanted.end, "status": wanted.status}

    async def _rows(self, statement: str, asked: dict[str, Any]) -> "list[DictRow]":
        async with self.context.pool.connection() as connection:
            return await (await connection.execute(statement.encode(), asked)).fetchall()


def number_of(reference: str) -> int:
    """Number a payment; the same reference has the same number always."""
    return zlib.crc32(reference.encode())


def _payment_of_row(row: "DictRow") -> Payment:
    status = row["status"]
    amount = int(row["amount"] * 100)
    return Payment(
        reference=row["reference"],
        email=row["email"] or "unknown@alaskapay.com",
        amount=amount,
        requested_amount=amount,
        currency=row["currency"],
        status=status,
        gateway_response={"success": "Successful", "failed": "Declined"}.get(status, Payment.gateway_response),
        created_at=row["created_at"],
        paid_at=row["created_at"] if status == "success" else None,
        card="4084084084084081" if status in {"success", "failed"} else None,
    )
