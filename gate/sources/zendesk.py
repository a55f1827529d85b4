"""Zendesk: how many support tickets users opened each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.sample import Daily, Window

if TYPE_CHECKING:
    from gate.environment.vendors import Zendesk as ZendeskSettings

SYSTEM = "Zendesk"
CALLS = (VendorCall("GET", "/api/v2/search/count"), VendorCall("GET", "/api/v2/tickets/count"))
INDEX_LAG = timedelta(minutes=10)
"""Zendesk: "it can take up to a few minutes" until a new ticket is found by a search."""
DAYS_MAX = 92


def _plain(count: object) -> object:
    """A count comes as a number or as an object around one."""
    return count.get("value") if isinstance(count, dict) else count


class _Found(BaseModel):
    count: Annotated[int, BeforeValidator(_plain), Field(strict=True, ge=0)]


class _Counted(BaseModel):
    value: Annotated[int, Field(strict=True, ge=0)]
    refreshed_at: AwareDatetime


class _Tickets(BaseModel):
    count: _Counted


@dataclass(frozen=True)
class Zendesk:
    """Counts the tickets of one account, without those of requesters at `synthetic_domain`."""

    http_client: HttpClient
    settings: ZendeskSettings
    synthetic_domain: str | None = None

    def daily_tickets(self, window: Window, timezone: str) -> Daily:
        """Tickets opened on each whole day of `timezone` (Africa/Lagos) within the window.

        `window` of the answer: the days that were counted, each once it was over and indexed; `coverage`: their share
        of the days that were asked for. Raises NotShown where no day can be counted, and where Zendesk can't be read.
        """
        window = Window(window.start.astimezone(UTC), window.end.astimezone(UTC))
        asked = _days(window, timezone)
        if not 0 < len(asked) <= DAYS_MAX:
            raise NotShown(
                f"{SYSTEM}: {window} holds {len(asked) or 'no'} whole days of {timezone}; 1 to {DAYS_MAX} are counted"
            )
        told_at = min(self._refreshed_at(), datetime.now(UTC))
        days = [day for day in asked if day.end + INDEX_LAG <= told_at]
        if not days:
            raise NotShown(
                f"{SYSTEM}: no whole day of {window} is over and indexed (its data reach to {told_at:%Y-%m-%d %H:%M} "
                f"UTC): run again {INDEX_LAG // timedelta(minutes=1)} minutes after {asked[0].end:%Y-%m-%d %H:%M} UTC"
            )
        counted = Window(days[0].start, days[-1].end)
        counts = tuple(self._count(day, self._of_users) for day in days)
        self._must_agree(counted, sum(counts))
        return Daily(
            indicator="tickets",
            source="zendesk",
            observed_at=told_at,
            evidence={"request": self._query(counted, self._of_users), "timezone": timezone, "counts": counts},
            counts=counts,
            window=counted,
            coverage=len(days) / len(asked),
        )

    @property
    def _of_users(self) -> str:
        return f"-requester:*@{self.synthetic_domain}" if self.synthetic_domain else ""

    def _must_agree(self, counted: Window, of_users: int) -> None:
        """What is left out and what is counted must make up the whole: else the exclusion was not understood."""
        synthetic = self._count(counted, f"requester:*@{self.synthetic_domain}") if self.synthetic_domain else 0
        whole = self._count(counted)
        if of_users + synthetic != whole:
            raise NotShown(
                f"{SYSTEM}: its counts contradict each other: {of_users} tickets of users and {synthetic} of our own, "
                f"but {whole} in all: run again, then try the search {self._query(counted, self._of_users)!r} by hand"
            )

    def _count(self, window: Window, whose: str = "") -> int:
        query = urlencode({"query": self._query(window, whose)})
        answer = self.http_client.ask("GET", f"{self.settings.url}/api/v2/search/count?{query}", auth=self._auth)
        return read_answer(answer, _Found, SYSTEM).count

    def _refreshed_at(self) -> datetime:
        answer = self.http_client.ask("GET", f"{self.settings.url}/api/v2/tickets/count", auth=self._auth)
        return read_answer(answer, _Tickets, SYSTEM).count.refreshed_at.astimezone(UTC)

    @property
    def _auth(self) -> tuple[str, str]:
        return f"{self.settings.email}/token", self.settings.token

    @staticmethod
    def _query(window: Window, whose: str) -> str:
        start, end = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (window.start, window.end))
        return f"type:ticket created>={start} created<{end} {whose}".strip()


def _days(window: Window, timezone: str) -> list[Window]:
    """The days of a time zone that lie wholly within the window; where clocks change they have 23 or 25 hours."""
    zone = ZoneInfo(timezone)
    day = window.start.astimezone(zone).date()
    days: list[Window] = []
    while (end := _midnight(day + timedelta(days=1), zone)) <= window.end:
        if (start := _midnight(day, zone)) >= window.start:
            days.append(Window(start, end))
        day += timedelta(days=1)
    return days


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
