"""SendGrid: which sender domains it has verified, and which mails came back to it or were turned away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Generic, Literal, TypeVar
from urllib.parse import urlencode

from pydantic import AwareDatetime, BaseModel, Field, RootModel

from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from datetime import datetime

    from gate.environment.vendors import SendGrid as SendGridSettings
    from gate.sample import Window

DOMAINS, BOUNCES, BLOCKS = "/v3/whitelabel/domains", "/v3/suppression/bounces", "/v3/suppression/blocks"
CALLS = (VendorCall("GET", DOMAINS), VendorCall("GET", BOUNCES), VendorCall("GET", BLOCKS))
SYSTEM = "SendGrid"
PAGE = 500
"""The most that the suppression lists give; a list that gives less at once is read on all the same."""
PAGES_MAX = 20
REASON_CHARACTERS_MAX = 200


class _Domain(BaseModel):
    domain: str
    valid: Annotated[bool, Field(strict=True)]
    default: Annotated[bool, Field(strict=True)]


class _Suppression(BaseModel):
    email: str
    created: AwareDatetime
    reason: str
    status: str


Entry = TypeVar("Entry", bound=BaseModel)


class _Page(RootModel[list[Entry]], Generic[Entry]):
    pass


@dataclass(frozen=True)
class SenderDomain:
    """A domain that mail is sent from. is_valid: SendGrid found our records of it in the DNS when it last looked."""

    name: str
    is_valid: bool
    is_default: bool


@dataclass(frozen=True)
class Returned:
    """A mail that did not get through, and what the receiving server said of it (`status` as in RFC 3463)."""

    how: Literal["bounced", "blocked"]
    email: str
    at: datetime
    status: str
    reason: str

    @property
    def domain(self) -> str:
        """Of the address that it was for."""
        return self.email.rpartition("@")[2].lower()

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"mail to {self.email} {self.how} at {self.at:%Y-%m-%d %H:%M} UTC ({self.status or '?'}: {self.reason})"


@dataclass(frozen=True)
class SendGrid:
    """Reads one account."""

    http_client: HttpClient
    settings: SendGridSettings

    def sender_domains(self) -> tuple[SenderDomain, ...]:
        """Every domain that the account may send from, verified or not. Raises NotShown where it can't be read."""
        found = self._all(DOMAINS, _Page[_Domain], {})
        return tuple(SenderDomain(one.domain.lower(), one.valid, one.default) for one in found)

    def returned(self, during: Window) -> tuple[Returned, ...]:
        """Mails to anybody that bounced or were blocked in that time. Raises NotShown where it can't be read."""
        asked = {"start_time": int(during.start.timestamp()), "end_time": int(during.end.timestamp())}
        bounced = self._all(BOUNCES, _Page[_Suppression], asked)
        blocked = self._all(BLOCKS, _Page[_Suppression], asked)
        both = (*(_fact("bounced", one) for one in bounced), *(_fact("blocked", one) for one in blocked))
        return tuple(one for one in both if during.start <= one.at <= during.end)

    def _all(self, path: str, model: type[_Page[Entry]], query: dict[str, int]) -> list[Entry]:
        """Page after page until an empty one: the contract does not say how many entries a page holds at most."""
        found: list[Entry] = []
        for _ in range(PAGES_MAX):
            asked = urlencode({**query, "limit": PAGE, "offset": len(found)})
            answer = self.http_client.ask("GET", f"{self.settings.url}{path}?{asked}", headers=self._headers)
            page = read_answer(answer, model, SYSTEM).root
            if not page:
                return found
            found += page
        raise NotShown(f"{SYSTEM}: {path} has more than {PAGES_MAX} pages, which is more than is read here")

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.settings.token}", "accept": "application/json"}


def _fact(how: Literal["bounced", "blocked"], entry: _Suppression) -> Returned:
    reason = " ".join(entry.reason.split())[:REASON_CHARACTERS_MAX]
    return Returned(how, entry.email, entry.created.astimezone(UTC), entry.status, reason)
