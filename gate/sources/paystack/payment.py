"""What the provider knows of one payment, and its way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import BaseModel

from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from gate.environment.vendors import Paystack as PaystackSettings
    from gate.http import HttpClient


class _Transaction(BaseModel):
    status: str
    amount: int
    currency: str
    domain: str


class _Verification(BaseModel):
    data: _Transaction


class _Refund(BaseModel):
    status: str
    amount: int


class _Refunded(BaseModel):
    data: _Refund


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
    """One account: reads it, and gives test money back."""

    http_client: HttpClient
    settings: PaystackSettings

    def payment(self, reference: str) -> ProviderPayment:
        """The payment with this reference. Raises NotShown where Paystack can't be read."""
        answer = self.http_client.ask(
            "GET",
            f"{self.settings.url}/transaction/verify/{quote(reference)}",
            headers={"authorization": f"Bearer {self.settings.secret_key}"},
        )
        found = read_answer(answer, _Verification, "Paystack").data
        return ProviderPayment(reference, found.status, found.amount, found.currency, found.domain)

    def give_back(self, reference: str, kobo: int) -> int:
        """Refund so much of a payment; the kobo that go back. Raises NotShown where Paystack does not take it."""
        answer = self.http_client.ask(
            "POST",
            f"{self.settings.url}/refund",
            headers={"authorization": f"Bearer {self.settings.secret_key}"},
            body={"transaction": reference, "amount": kobo},
        )
        return read_answer(answer, _Refunded, "Paystack").data.amount
