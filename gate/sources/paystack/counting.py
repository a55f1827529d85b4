"""How all payments of a time have ended: listed page by page, since the provider can't leave our own users out.

success and reversed (paid, and given back later) are good, failed is bad; what is still on its way is missing;
abandoned, a checkout that nobody finished, is no trial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import AwareDatetime, BaseModel

from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.sample import Arm, Sample, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.indicators import Indicator, IndicatorName
    from gate.environment.vendors import Paystack as PaystackSettings
    from gate.http import HttpClient

SYSTEM = "Paystack"
GOOD = frozenset({"success", "reversed"})
BAD = frozenset({"failed"})
OPEN = frozenset({"ongoing", "pending", "processing", "queued"})
APART = frozenset({"abandoned"})
PER_PAGE = 100
PAGES_MAX = 400
CHANGES_FOR = timedelta(minutes=15)
"""An abandoned checkout may still be finished so long after it was opened."""
LATE = timedelta(seconds=10)
"""A payment may be listed so long after others that were opened with it."""


class _Customer(BaseModel):
    email: str


class _Transaction(BaseModel):
    reference: str
    status: str
    domain: str
    created_at: AwareDatetime
    customer: _Customer


class _Meta(BaseModel):
    total: int


class _List(BaseModel):
    data: list[_Transaction]
    meta: _Meta


@dataclass
class _Seen:
    """What is known of the payments since one moment."""

    payments: dict[str, _Transaction] = field(default_factory=dict)
    reached: datetime | None = None

    def asks_since(self, start: datetime) -> datetime:
        """From when on the list may hold something new."""
        if self.reached is None or not self.payments:
            return start
        newest = max(one.created_at for one in self.payments.values())
        unsettled = [
            one.created_at
            for one in self.payments.values()
            if one.status in OPEN or (one.status in APART and one.created_at > self.reached - CHANGES_FOR)
        ]
        return max(start, min([min(self.reached, newest) - LATE, *unsettled]))

    def take(self, one: _Transaction) -> None:
        """Remember how a payment stands; a declined one that is paid on a second try stays declined: no count falls."""
        known = self.payments.get(one.reference)
        if known is None or known.status not in GOOD | BAD:
            self.payments[one.reference] = one


@dataclass
class PaymentCounts:
    """Counts the payments of one account. `domain` is test or live: payments of the other answer nothing.

    What was seen is kept, so that a longer window with the same start costs only what is new.
    """

    http_client: HttpClient
    settings: PaystackSettings
    domain: str
    synthetic_domain: str
    _seen: dict[datetime, _Seen] = field(default_factory=dict, init=False, repr=False)

    def counts(self, name: IndicatorName, indicator: Indicator, window: Window, arm: Arm = "all") -> Sample:
        """Payments of people that were opened in the window: failed of those that have ended. Raises NotShown."""
        return self.series(name, indicator, window, 1, arm)[-1]

    def series(
        self, name: IndicatorName, _indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The same counts from the window's start to the end of each of so many equal slots, all of one reading.

        `observed_at` is the time of the newest payment, whoever's and however it ended: a silence is no calm.
        """
        if name != "payment_success" or arm != "all":
            raise NotShown(f"{SYSTEM} can't tell {name} of {arm}; it knows how all payments have ended")
        payments = self._payments(window)
        newest = max((one.created_at for one in self._seen[window.start].payments.values()), default=window.start)
        ends = [window.start + window.length * slot / slots for slot in range(1, slots + 1)]
        return tuple([self._sample(name, payments, window.until(end), newest) for end in ends])

    def _sample(self, name: IndicatorName, payments: list[_Transaction], window: Window, newest: datetime) -> Sample:
        statuses = [one.status for one in payments if window.start <= one.created_at < window.end]
        good, bad, missing, apart = (sum(s in kind for s in statuses) for kind in (GOOD, BAD, OPEN, APART))
        evidence = {"window": str(window), "good": good, "failed": bad, "on their way": missing, "abandoned": apart}
        return Sample(name, "paystack", min(newest, window.end), evidence, bad, good + bad, window, missing)

    def _payments(self, window: Window) -> list[_Transaction]:
        """Payments of people since the window's start, each once, however the pages move meanwhile."""
        seen = self._seen.setdefault(window.start, _Seen())
        if seen.reached is None or window.end > seen.reached:
            asked_at = datetime.now(UTC)
            for one in self._listed(seen.asks_since(window.start), window.end):
                self._refuse_strange(one)
                seen.take(one)
            seen.reached = min(window.end, asked_at)
        ending = f"@{self.synthetic_domain}".casefold()
        return [one for one in seen.payments.values() if not one.customer.email.casefold().endswith(ending)]

    def _listed(self, since: datetime, until: datetime) -> Iterator[_Transaction]:
        """All payments of a time, page by page; newer ones push others on to later pages, so some come twice."""
        references: set[str] = set()
        due = 0
        for page in range(1, PAGES_MAX + 1):
            asked = {"from": _text(since), "to": _text(until), "perPage": PER_PAGE, "page": page}
            answer = self.http_client.ask(
                "GET",
                f"{self.settings.url}/transaction?{urlencode(asked)}",
                headers={"authorization": f"Bearer {self.settings.secret_key}"},
            )
            found = read_answer(answer, _List, SYSTEM)
            if len(found.data) > found.meta.total:
                raise NotShown(f"{SYSTEM} gives {len(found.data)} payments and says that there are {found.meta.total}")
            yield from found.data
            references.update(one.reference for one in found.data)
            due = due or found.meta.total
            if len(references) >= found.meta.total or not found.data:
                break
        else:
            raise NotShown(
                f"{SYSTEM} lists more than {PAGES_MAX * PER_PAGE:,} payments: "
                "read payment_success from postgres instead"
            )
        if len(references) < due:
            raise NotShown(f"{SYSTEM} says that it lists {due:,} payments, but gives {len(references):,}: run again")

    def _refuse_strange(self, one: _Transaction) -> None:
        if one.domain != self.domain:
            raise NotShown(f"{SYSTEM} answers with {one.domain} payments, and those can't answer for {self.domain}")
        if one.status not in GOOD | BAD | OPEN | APART:
            raise NotShown(f"{SYSTEM} says “{one.status}” of a payment, which nobody has told us how to count")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
