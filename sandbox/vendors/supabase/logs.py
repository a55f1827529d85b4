"""Supabase's logs of the project's edge, for SQL of one form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from sandbox.traffic.requests.statuses import requests_by_status
from sandbox.vendors.supabase.project import REF

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

REACH_MAX = timedelta(hours=24)
ROWS_MAX = 1000
KEPT_FOR = timedelta(days=7)
MINUTE = timedelta(minutes=1)
STATUS = "toInt32OrZero(log_attributes['response.status_code'])"
TIME = r"toDateTime64\('(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})', 3, 'UTC'\)"
SELECT = (
    r"select toUnixTimestamp\(toStartOfMinute\(timestamp\)\) as minute, "
    r"intDiv\(toUnixTimestamp64Milli\(timestamp\) - (?P<since_ms>\d+), (?P<slot_ms>[1-9]\d*)\) as slot, "
    r"count\(\) as total, "
    r"countIf\((?P<bad>.+)\) as bad, "
    rf"countIf\({re.escape(STATUS)} = 0\) as unknown, "
    r"countIf\(log_attributes\['identifier'\] != '' "
    r"and not startsWith\(log_attributes\['identifier'\], '(?P<ref>\w+)'\)\) as foreign, "
    r"toUnixTimestamp64Milli\(max\(timestamp\)\) as newest_ms"
)
WHERE = (
    rf"from logs where source = 'edge_logs' and timestamp >= (?P<start>{TIME}) and timestamp < (?P<end>{TIME}) "
    r"group by minute, slot order by minute, slot"
)
QUERY = re.compile(f"{SELECT} {WHERE}")
CONDITION = re.compile(rf"{re.escape(STATUS)} (?:(?P<sign>>=|=|<) (?P<limit>\d+)|in \((?P<several>[\d, ]+)\))")
SIGNS: dict[str, Callable[[int, int], bool]] = {
    ">=": lambda status, limit: status >= limit,
    "=": lambda status, limit: status == limit,
    "<": lambda status, limit: status < limit,
}


class QueryError(ValueError):
    """SQL that the sandbox does not understand, or a time that can't be asked for."""


@dataclass(frozen=True)
class Question:
    """What was asked: since when and until when, in which slots, which status is bad, which project not foreign."""

    start: datetime
    end: datetime
    slots_since: datetime
    slot: timedelta
    is_bad: Callable[[int], bool]
    ref: str


class Logs:
    """The log store of one project."""

    def __init__(self, context: "Context") -> None:
        """Hold what the context's traffic leaves."""
        self.context = context

    async def query(self, request: "Request") -> Response:
        """Answer SQL; what is wrong with it comes with status 200 and an error, as from the real one."""
        try:
            question = _question(request)
        except QueryError as problem:
            return JSONResponse({"error": str(problem)})
        rows = [row for start, end in self._pieces(question) if (row := self._row(question, start, end))]
        return JSONResponse({"result": rows[:ROWS_MAX]})

    def _pieces(self, question: Question) -> Iterator[tuple[datetime, datetime]]:
        """Cut the time at whole minutes and at the ends of slots."""
        until = self.context.data_until()
        start, last = max(question.start, until - KEPT_FOR), min(question.end, until)
        while start < last:
            number = (start - question.slots_since) // question.slot
            end = min(_floor(start) + MINUTE, question.slots_since + (number + 1) * question.slot, last)
            yield start, end
            start = end

    def _row(self, question: Question, start: datetime, end: datetime) -> dict[str, int] | None:
        found = requests_by_status(self.context, start, end)
        total = found.total()
        if not total:
            return None
        return {
            "minute": int(_floor(start).timestamp()),
            "slot": (start - question.slots_since) // question.slot,
            "total": total,
            "bad": sum(count for status, count in found.items() if question.is_bad(int(status))),
            "unknown": 0,
            "foreign": 0 if question.ref == REF else total,
            "newest_ms": int(end.timestamp() * 1000) - 1,
        }


def _question(request: "Request") -> Question:
    query = request.query_params
    since, until = _time(query.get("iso_timestamp_start")), _time(query.get("iso_timestamp_end"))
    if until - since > REACH_MAX:
        raise QueryError("The timestamp range must be no more than 24 hours.")
    sql = " ".join(query.get("sql", "").split())
    asked = QUERY.fullmatch(sql)
    if asked is None:
        raise QueryError(f"The sandbox's log store does not understand: {sql}")
    start, end = (
        datetime.fromisoformat(re.findall(TIME, asked[name])[0]).replace(tzinfo=UTC) for name in ("start", "end")
    )
    slots_since = datetime.fromtimestamp(int(asked["since_ms"]) / 1000, UTC)
    slot = timedelta(milliseconds=int(asked["slot_ms"]))
    return Question(max(start, since), min(end, until), slots_since, slot, _condition(asked["bad"]), asked["ref"])


def _condition(text: str) -> Callable[[int], bool]:
    """Read `status >= 500 or status in (408, 429)`."""
    parts = [CONDITION.fullmatch(part) for part in text.split(" or ")]
    if not all(parts):
        raise QueryError(f"The sandbox's log store does not understand the condition: {text}")

    def is_met(status: int) -> bool:
        return any(
            status in {int(number) for number in part["several"].split(",")}
            if part["several"]
            else SIGNS[part["sign"]](status, int(part["limit"]))
            for part in parts
            if part
        )

    return is_met


def _time(text: str | None) -> datetime:
    try:
        when = datetime.fromisoformat(text or "")
    except ValueError:
        raise QueryError("Both iso_timestamp_start and iso_timestamp_end are wanted, in ISO 8601.") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _floor(time: datetime) -> datetime:
    return time.replace(second=0, microsecond=0)
