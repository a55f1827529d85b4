"""What the provider knows of one payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import BaseModel

from gate.answers import read_answer

if TYPE_CHECKING:
    from gate.http import Door
    from gate.vendors import Paystack as PaystackSettings


class _Transaction(BaseModel):
    status: str
    amount: int
    currency: str
    domain: str


class _Verification(BaseModel):
    data: _Transaction


@dataclass(frozen=True)
class ProviderPayment:
    """A payment as the provider has it; `amount_kobo` is exact."""

    reference: str
    status: str
    amount_kobo: int
    currency: str
    domain: str


@dataclass(frozen=True)
class Paystack:
    """Reads one account."""

    door: Door
    settings: PaystackSettings

    def payment(self, reference: str) -> ProviderPayment:
        """The payment with this reference. Raises NotShown where Paystack can't be read."""
        answer = self.door.ask(
            "GET",
            f"{self.settings.url}/transaction/verify/{quote(reference)}",
            headers={"authorization": f"Bearer {self.settings.secret_key}"},
        )
        found = read_answer(answer, _Verification, "Paystack").data
        return ProviderPayment(reference, found.status, found.amount, found.currency, found.domain)
