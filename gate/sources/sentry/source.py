"""Sentry: what the apps in the field and the traced requests have reported.

Requests are counted as they are stored (`count_sample()`): `count()` is an estimate where Sentry samples, and
`failure_rate()` a rate without its numbers. Grouped by status, all and failed ones come in one answer. First attempts
can't be told from retries, nor people from our own users, but by tags of the product's own in `query`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from gate.http import Answer, HttpClient, Unreachable, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.sample import Sample, Window
from gate.sources.sentry.shapes import Issues, Outcomes, Sessions, Spans, SpansTable, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.indicators import Indicator, IndicatorName
    from gate.environment.vendors import Sentry as SentrySettings
    from gate.sample import Arm

CALLS = (
    VendorCall("GET", "/api/0/organizations/{org}/events/"),
    VendorCall("GET", "/api/0/organizations/{org}/issues/"),
    VendorCall("GET", "/api/0/organizations/{org}/sessions/"),
    VendorCall("GET", "/api/0/organizations/{org}/stats_v2/"),
    VendorCall("GET", "/api/0/projects/{org}/{project}/rules/"),
)
SYSTEM = "Sentry"
COUNTS_AT_LEAST = timedelta(minutes=1)
SESSIONS_AT_LEAST = timedelta(hours=1)
"""Sessions come in buckets of an hour; a shorter window can't be asked for."""
PAGE = 100
PAGES_MAX = 10
FINE = frozenset({"ok", "cancelled"})
UNKNOWN = frozenset({None, "", "unknown"})
"""A status that says nothing of the end. Sentry's failure_rate() takes it for fine; here it is missing."""
SERVER_ERRORS = frozenset({"internal_error", "unavailable", "deadline_exceeded", "unimplemented", "data_loss"})
LOST = frozenset({"rate_limited", "filtered", "invalid", "abuse", "cardinality_limited"})
CURSOR = re.compile(r'cursor="([^"]+)"')


@dataclass(frozen=True)
class EventGroup:
    """Events of one title, counted."""

    title: str
    count: int


@dataclass(frozen=True)
class FatalIssue:
    """Fatal events of one cause, counted since it was first seen."""

    id: str
    title: str
    count: int
    first_seen: datetime


@dataclass(frozen=True)
class Sentry:
    """Reads one project of an organisation."""

    http_client: HttpClient
    settings: SentrySettings

    def counts(self, name: IndicatorName, indicator: Indicator, window: Window, arm: Arm = "all") -> Sample:
        """Traced requests in the part of the window that is over, and those that failed: error_rate or server_errors.

        error_rate: every status but ok, cancelled and those of no end; server_errors: those of 5xx. `indicator.bad`
        names other statuses ("internal_error, unavailable"), and `query`, `exposed` and `rest` narrow by Sentry's
        search. missing: requests without a known end. coverage: from the first to the last of them; gaps between
        can't be seen. fault: Sentry lost or left out something. Raises NotShown where it can't be read or has nothing.
        """
        return self.series(name, indicator, window, 1, arm)[-1]

    def series(
        self, name: IndicatorName, indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The same counts from the window's start to the end of each of so many equal slots.

        Fewer slots where one would be shorter than a minute. Each is a request of its own.
        """
        failed = self._failed(name, indicator)
        narrowed = list(self._narrowed(name, indicator, arm))
        past = window.until(datetime.now(UTC))
        slots = max(1, min(slots, past.length // COUNTS_AT_LEAST))
        ends = [past.start + past.length * number / slots for number in range(slots + 1)]
        tables = [self._requests(Window(*slot), narrowed) for slot in pairwise(ends)]
        if not any(table.data for table in tables):
            raise NotShown(f"{SYSTEM} has no traced request from {past}: is tracing on in {self.settings.project}?")
        is_partial = any(table.meta.data_scanned != "full" for table in tables)
        faults = ("Sentry looked at a part of its data only" if is_partial else "", self.lost("transaction", past))
        fault = "; ".join(one for one in faults if one)
        rows: list[Spans] = []
        samples = []
        for table, end in zip(tables, ends[1:], strict=True):
            rows = [*rows, *table.data]
            samples.append(_sample(name, rows, past.until(end), failed, fault))
        return tuple(samples)

    def crash_free(self, version: str, window: Window) -> Sample:
        """Sessions of a version in the part of the window that is over, and those that crashed, by whole hours.

        A window shorter than an hour is a ValueError. Raises NotShown where Sentry can't be read or has no session:
        no data is not a hundred percent.
        """
        if window.length < SESSIONS_AT_LEAST:
            raise ValueError(f"{window} is shorter than {SESSIONS_AT_LEAST}, and sessions are told by the hour.")
        past = window.until(datetime.now(UTC))
        asked = [("field", "sum(session)"), ("groupBy", "release"), ("groupBy", "session.status"), ("interval", "1h")]
        answer = self._ask("sessions", [*asked, ("per_page", str(PAGE)), *_span(past)])
        sessions = read_answer(answer, Sessions, SYSTEM)
        if len(sessions.groups) >= PAGE or _next_cursor(answer):
            raise NotShown(
                f"{SYSTEM}: more than {PAGE} groups of sessions, so some may be left out: ask fewer releases"
            )
        ours = [group for group in sessions.groups if _version_of(group.by.release) == version]
        if any(len(group.series.sessions) != len(sessions.intervals) for group in ours):
            raise NotShown(f"{SYSTEM}: its series of sessions does not fit its hours: has its API changed?")
        total = sum(group.totals.sessions for group in ours)
        if not total:
            raise NotShown(f"{SYSTEM} has no session of {version} from {past}: do the apps report release health?")
        alive = [
            at for number, at in enumerate(sessions.intervals) if any(group.series.sessions[number] for group in ours)
        ]
        return Sample(
            indicator="crash_free",
            source="sentry",
            observed_at=min(max(alive, default=past.start) + SESSIONS_AT_LEAST, past.end),
            evidence={"asked": asked, "by status": {group.by.status: group.totals.sessions for group in ours}},
            numerator=sum(group.totals.sessions for group in ours if group.by.status == "crashed"),
            denominator=total,
            window=past,
            fault=self.lost("error", past),
            coverage=len(alive) / len(sessions.intervals),
        )

    def new_fatal_issues(self, version: str, since: datetime) -> tuple[FatalIssue, ...]:
        """Fatal issues of a version first seen after `since` (aware), also resolved ones; the most frequent first.

        Raises NotShown where Sentry can't be read.
        """
        first_seen = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        asked = [
            ("query", f"level:fatal release.version:{version} firstSeen:>{first_seen}"),
            ("sort", "freq"),
            ("limit", str(PAGE)),
            *_span(Window(since, datetime.now(UTC) + timedelta(seconds=1))),
        ]
        found: dict[str, FatalIssue] = {}
        cursor: list[tuple[str, str]] = []
        for _ in range(PAGES_MAX):
            answer = self._ask("issues", [*asked, *cursor])
            for issue in read_answer(answer, Issues, SYSTEM).root:
                if issue.level == "fatal" and issue.first_seen >= since:
                    found[issue.id] = FatalIssue(issue.id, issue.title, issue.count, issue.first_seen)
            following = _next_cursor(answer)
            if not following:
                return tuple(found.values())
            cursor = [("cursor", following)]
        raise NotShown(f"{SYSTEM}: more than {PAGES_MAX} pages of new fatal issues: look there yourself")

    def lost(self, category: str, window: Window) -> str:
        """What of a category ("error", "transaction") Sentry did not take in these hours, in words; else nothing.

        Raises NotShown where Sentry can't be read.
        """
        asked = [("field", "sum(quantity)"), ("category", category), ("groupBy", "outcome"), ("groupBy", "reason")]
        answer = self._ask("stats_v2", [*asked, ("interval", "1h"), *_span(window)])
        groups = read_answer(answer, Outcomes, SYSTEM).groups
        lost = [group for group in groups if group.by.outcome in LOST and group.totals.quantity]
        if not lost:
            return ""
        causes = sorted({f"{group.by.outcome}: {group.by.reason}" for group in lost})
        count = sum(group.totals.quantity for group in lost)
        return f"Sentry did not take {count:,} {category}s of these hours ({', '.join(causes)})"

    def fatal_start_ups(self, version: str, since: datetime) -> tuple[EventGroup, ...]:
        """Fatal events of a version since `since` (aware). Raises NotShown where Sentry can't be read."""
        return self._events(f"level:fatal release.version:{version}", ("title",), since)

    def events_of_any_version(self, during: timedelta) -> int:
        """How many events of whatever version came in the last `during`. Raises NotShown where Sentry can't be read."""
        return sum(group.count for group in self._events("", (), datetime.now(UTC) - during))

    def _requests(self, part: Window, narrowed: list[str]) -> SpansTable:
        """The requests of this project, by status. Raises NotShown for those of another, or for a part of them."""
        fields = ("project", "trace.status", "count_sample()", "count()")
        asked = [
            ("dataset", "spans"),
            *(("field", field) for field in (*fields, "min(precise.finish_ts)", "max(precise.finish_ts)")),
            ("query", " ".join(("is_transaction:true", *narrowed))),
            ("per_page", str(PAGE)),
        ]
        answer = self._ask("events", [*asked, *_span(part)])
        table = read_answer(answer, SpansTable, SYSTEM)
        if _next_cursor(answer):
            raise NotShown(f"{SYSTEM}: more than {PAGE} groups of requests can't be added up: narrow the query")
        if foreign := {row.project for row in table.data} - {self.settings.project}:
            others = ", ".join(sorted(foreign))
            raise NotShown(f"{SYSTEM} answers for {others}, not {self.settings.project}: write its slug as project")
        return table

    def _events(self, query: str, fields: tuple[str, ...], since: datetime) -> tuple[EventGroup, ...]:
        asked = [
            ("dataset", "errors"),
            *(("field", field) for field in (*fields, "count()")),
            ("query", query),
            *_span(Window(since, datetime.now(UTC) + timedelta(seconds=1))),
        ]
        table = read_answer(self._ask("events", asked), Table, SYSTEM)
        return tuple(EventGroup(group.title, group.count) for group in table.data)

    def _ask(self, what: str, asked: list[tuple[str, str]]) -> Answer | Unreachable:
        settings = self.settings
        query = urlencode([*asked, ("project", settings.project)])
        return self.http_client.ask(
            "GET",
            f"{settings.url}/api/0/organizations/{settings.org}/{what}/?{query}",
            headers={"authorization": f"Bearer {settings.token}"},
        )

    @staticmethod
    def _failed(name: IndicatorName, indicator: Indicator) -> _Statuses:
        if indicator.bad is not None:
            return _Statuses(frozenset(status.strip() for status in indicator.bad.split(",")))
        if name == "server_errors":
            return _Statuses(SERVER_ERRORS)
        if name == "error_rate":
            return _Statuses(FINE | UNKNOWN, are_all_others=True)
        raise NotShown(f"{SYSTEM} can't tell {name}: name another source for it (gate/environment/capabilities.yaml)")

    @staticmethod
    def _narrowed(name: IndicatorName, indicator: Indicator, arm: Arm) -> Iterator[str]:
        if indicator.query:
            yield indicator.query
        if arm != "all":
            search = indicator.exposed if arm == "exposed" else indicator.rest
            if search is None:
                raise NotShown(f"{SYSTEM} can't tell who has the new version: write indicators.{name}.{arm}")
            yield search


@dataclass(frozen=True)
class _Statuses:
    """These statuses, or all others."""

    named: frozenset[str | None]
    are_all_others: bool = False

    def __contains__(self, status: str | None) -> bool:
        return (status in self.named) is not self.are_all_others


def _sample(name: IndicatorName, rows: list[Spans], until: Window, failed: _Statuses, fault: str) -> Sample:
    by_status: Counter[str] = Counter()
    for row in rows:
        by_status[row.status or ""] += row.stored
    missing = sum(row.stored for row in rows if row.status in UNKNOWN and row.status not in failed)
    start_s = until.start.timestamp()
    oldest, newest = (
        datetime.fromtimestamp(seconds, UTC)
        for seconds in (
            min((row.oldest_s for row in rows), default=start_s),
            max((row.newest_s for row in rows), default=start_s),
        )
    )
    return Sample(
        indicator=name,
        source="sentry",
        observed_at=newest,
        evidence={"estimated requests": sum(row.estimated for row in rows), "by status": dict(by_status)},
        numerator=sum(row.stored for row in rows if row.status in failed),
        denominator=by_status.total() - missing,
        window=until,
        missing=missing,
        fault=fault,
        coverage=min((newest - oldest) / until.length, 1.0),
    )


def _span(window: Window) -> tuple[tuple[str, str], ...]:
    """A window as Sentry takes it: UTC without saying so."""
    return tuple(
        (name, time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"))
        for name, time in (("start", window.start), ("end", window.end))
    )


def _next_cursor(answer: Answer | Unreachable) -> str:
    """The cursor of the next page, as the header `link` has it; nothing where this is the last one."""
    links = answer.headers.get("link", "") if isinstance(answer, Answer) else ""
    for link in links.split(","):
        if 'rel="next"' in link and 'results="true"' in link and (cursor := CURSOR.search(link)):
            return cursor[1]
    return ""


def _version_of(release: str) -> str:
    """The version in com.alaskapay.app@2.4.0+2400, or the whole name where it has no package."""
    return release.partition("@")[2].partition("+")[0] if "@" in release else release
