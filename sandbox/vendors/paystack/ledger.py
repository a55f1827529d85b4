"""What Paystack knows: the payments opened here, and those of before, which are rows of the product."""

import secrets
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from sandbox.world import World

STATUS_OF_ROW = {"completed": "success", "failed": "failed", "pending": "abandoned", "cancelled": "abandoned"}
FLAT_FEE_KOBO = 100_00
FLAT_FEE_FROM_KOBO = 2_500_00
FEE_MAX_KOBO = 2_000_00
HISTORY = """
    select t.reference, t.amount, t.currency, t.status, t.created_at, p.email
    from public.transactions t left join public.profiles p on p.id = t.user_id
    where t.payment_method = 'paystack' and t.reference <> all(%s)
"""


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
        return zlib.crc32(self.reference.encode())

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


class Ledger:
    """The payments and refunds of this run over those that the product's rows tell of."""

    def __init__(self, world: "World") -> None:
        """Begin with the history."""
        self.world = world
        self.opened_here: dict[str, Payment] = {}
        self.refunds: list[Refund] = []

    async def all_payments(self) -> list[Payment]:
        """Every payment, newest first."""
        async with self.world.pool.connection() as connection:
            cursor = await connection.execute(HISTORY, (list(self.opened_here),))
            rows = await cursor.fetchall()
        payments = [*self.opened_here.values(), *map(_payment_of_row, rows)]
        return sorted(payments, key=lambda payment: payment.created_at, reverse=True)

    async def find(self, reference: str) -> Payment | None:
        """Find one by its reference, or by its number as text."""
        if reference in self.opened_here:
            return self.opened_here[reference]
        wanted = (p for p in await self.all_payments() if reference in {p.reference, str(p.id)})
        return next(wanted, None)

    def with_access_code(self, access_code: str) -> Payment | None:
        """Find the payment of a checkout page."""
        return next((p for p in self.opened_here.values() if p.access_code == access_code), None)


def _payment_of_row(row: "DictRow") -> Payment:
    status = STATUS_OF_ROW.get(row["status"], "abandoned")
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
        card="4084084084084081" if status != "abandoned" else None,
    )
