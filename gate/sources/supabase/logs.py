"""Supabase's logs: how many requests came to the API's edge, and how many of them went wrong.

A line of these logs is a request as the edge saw it. First attempts can't be told from retries there, so an indicator
of this source needs `cluster` in the environment file: how often a client tries. Our own synthetic users can't be told
from people either. Lines are counted by the minute, and a minute without any line counts as not held.

The endpoint is `logs`, in ClickHouse's SQL: `logs.all`, with BigQuery's, was taken away on 2026-09-23
(supabase.com/changelog/48235).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.sample import Sample, Window
from gate.sources.supabase import project as supabase_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.indicators import Indicator, IndicatorName
    from gate.environment.vendors import SupabaseManagement
    from gate.sample import Arm

CALLS = (VendorCall("GET", "/v1/projects/{ref}/analytics/endpoints/logs"), *supabase_project.CALLS)
"""The HTTP client takes one list of calls a vendor."""
SYSTEM = "Supabase's logs"
AT_ONCE = timedelta(hours=16)
"""A query may reach over 24 h and answer 1,000 rows; this is 960 minutes, cut by 40 slots at most."""
SLOTS_MAX = 40
MINUTE = timedelta(minutes=1)
MS = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATUS = "toInt32OrZero(log_attributes['response.status_code'])"
BAD = {
    "error_rate": f"{STATUS} >= 500 or {STATUS} in (408, 429)",
    "server_errors": f"{STATUS} >= 500",
}
SQL = """
select toUnixTimestamp(toStartOfMinute(timestamp)) as minute,
  intDiv(toUnixTimestamp64Milli(timestamp) - {start_ms}, {slot_ms}) as slot,
  count() as total,
  countIf({bad}) as bad,
  countIf({status} = 0) as unknown,
  countIf(log_attributes['identifier'] != '' and not startsWith(log_attributes['identifier'], '{ref}')) as foreign,
  toUnixTimestamp64Milli(max(timestamp)) as newest_ms
from logs
where source = 'edge_logs'
  and timestamp >= toDateTime64('{start}', 3, 'UTC')
  and timestamp < toDateTime64('{end}', 3, 'UTC'){further}
group by minute, slot
order by minute, slot
"""
Count = Annotated[int, Field(ge=0)]


class _Lines(BaseModel):
    """Requests of one minute and slot."""

    minute: Count
    slot: Count
    total: Annotated[int, Field(gt=0)]
    bad: Count
    unknown: Count
    foreign: Count
    newest_ms: Count

    @property
    def start(self) -> datetime:
        return datetime.fromtimestamp(self.minute, UTC)

    @property
    def newest(self) -> datetime:
        return datetime.fromtimestamp(self.newest_ms / 1000, UTC)


class _Answer(BaseModel):
    error: str | dict[str, Any] | None = None
    result: list[_Lines] | None = None


@dataclass(frozen=True)
class SupabaseLogs:
    """Reads the edge logs of the project `ref`."""

    http_client: HttpClient
    settings: SupabaseManagement
    ref: str

    def counts(self, name: IndicatorName, indicator: Indicator, window: Window, arm: Arm = "all") -> Sample:
        """Requests in the part of the window that is over, and those that went wrong: error_rate or server_errors.

        error_rate: 5xx, 408 and 429; server_errors: 5xx; `indicator.bad` says it otherwise, as a condition in
        ClickHouse's SQL, and `query`, `exposed` and `rest` narrow the lines likewise. missing: requests without a
        status. coverage: the minutes that hold any line. Raises NotShown where the logs can't be read, hold nothing,
        or hold another project's lines.
        """
        return self.series(name, indicator, window, 1, arm)[-1]

    def series(
        self, name: IndicatorName, indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The same counts from the window's start to the end of each of so many equal slots (to the ms), 40 at most."""
        bad = indicator.bad or BAD.get(name)
        if bad is None:
            raise NotShown(
                f"{SYSTEM} can't tell {name}: name another source for it (gate/environment/capabilities.yaml)"
            )
        if not 1 <= slots <= SLOTS_MAX:
            raise ValueError(f"{window} can be cut into 1 to {SLOTS_MAX} slots, not into {slots}.")
        conditions = [indicator.query, *self._of_arm(name, indicator, arm)]
        past = window.until(datetime.now(UTC))
        start_ms, end_ms = (past.start - EPOCH) // MS, (past.end - EPOCH) // MS
        slot_ms = max(-(-(end_ms - start_ms) // slots), 1)
        fixed = {
            "bad": bad,
            "status": STATUS,
            "ref": self.ref,
            "further": "".join(f"\n  and ({condition})" for condition in conditions if condition),
            "start_ms": str(start_ms),
            "slot_ms": str(slot_ms),
        }
        found: list[_Lines] = []
        asked = []
        for part in _parts(past):
            sql = SQL.format(**fixed, start=_clock(part.start), end=_clock(part.end)).strip()
            asked.append(sql)
            found += self._believed(self._ask(sql, part), part, slots)
        if not found:
            raise NotShown(f"{SYSTEM} hold no request from {past}: is {self.ref} the project that people use?")
        ends = [past.until(past.start + number * slot_ms * MS) for number in range(1, slots)] + [past]
        return tuple(
            _sample(name, [lines for lines in found if lines.slot <= number], until, asked)
            for number, until in enumerate(ends)
        )

    @staticmethod
    def _of_arm(name: IndicatorName, indicator: Indicator, arm: Arm) -> Iterator[str]:
        if arm == "all":
            return
        condition = indicator.exposed if arm == "exposed" else indicator.rest
        if condition is None:
            raise NotShown(f"{SYSTEM} can't tell who has the new version: write indicators.{name}.{arm}")
        yield condition

    def _ask(self, sql: str, part: Window) -> list[_Lines]:
        asked = {
            "sql": sql,
            "iso_timestamp_start": _text(_floor(part.start)),
            "iso_timestamp_end": _text(_floor(part.end + MINUTE - MS)),
        }
        answer = self.http_client.ask(
            "GET",
            f"{self.settings.url}/v1/projects/{self.ref}/analytics/endpoints/logs?{urlencode(asked)}",
            headers={"authorization": f"Bearer {self.settings.token}"},
        )
        read = read_answer(answer, _Answer, SYSTEM)
        if read.error:
            raise NotShown(f"{SYSTEM} refuse the query ({_first_line(read.error)}): look at the indicator's conditions")
        if read.result is None:
            raise NotShown(f"{SYSTEM}: its answer has result wrong, so it can't be read: has its API changed?")
        return read.result

    def _believed(self, minutes: list[_Lines], part: Window, slots: int) -> list[_Lines]:
        """The same lines. Raises NotShown where they are not what was asked for."""
        starts = {(minute.start, minute.slot) for minute in minutes}
        if len(starts) != len(minutes):
            raise NotShown(f"{SYSTEM} tell of a minute twice, so they can't be added up: has its API changed?")
        if any(not _floor(part.start) <= start < part.end or slot >= slots for start, slot in starts):
            raise NotShown(f"{SYSTEM} tell of another time than they were asked for: has its API changed?")
        if any(minute.bad + minute.unknown > minute.total for minute in minutes):
            raise NotShown(f"{SYSTEM} tell of more bad requests than requests: look at the indicator's conditions")
        if any(minute.foreign for minute in minutes):
            raise NotShown(f"{SYSTEM} hold lines of another project than {self.ref}: look at identity.supabase_ref")
        return minutes


def _parts(past: Window) -> Iterator[Window]:
    """The window in pieces that may be asked for at once, cut at whole minutes."""
    start = past.start
    while start < past.end:
        end = min(_floor(start) + AT_ONCE, past.end)
        yield Window(start, end)
        start = end


def _sample(name: IndicatorName, found: list[_Lines], until: Window, asked: list[str]) -> Sample:
    newest = max((lines.newest for lines in found), default=until.start)
    unknown = sum(lines.unknown for lines in found)
    minutes = {lines.start for lines in found}
    held = timedelta()
    for start in minutes:
        held += min(start + MINUTE, newest, until.end) - max(start, until.start)
    return Sample(
        indicator=name,
        source="supabase_logs",
        observed_at=newest,
        evidence={"asked": asked, "minutes with lines": len(minutes)},
        numerator=sum(lines.bad for lines in found),
        denominator=sum(lines.total for lines in found) - unknown,
        window=until,
        missing=unknown,
        coverage=held / until.length,
    )


def _floor(time: datetime) -> datetime:
    return time.replace(second=0, microsecond=0)


def _clock(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}.{time.microsecond // 1000:03}"


def _text(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _first_line(error: str | dict[str, Any]) -> str:
    said = str(error.get("message", "")) if isinstance(error, dict) else error
    return " ".join(said.split())[:200]
