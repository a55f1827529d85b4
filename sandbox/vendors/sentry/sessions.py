"""Release health: the sessions of the apps, by the hour, and how they ended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.traffic.requests.flow import Flow
from sandbox.vendors.sentry.events import EARLY_SHARE, release_names

if TYPE_CHECKING:
    from sandbox.context import Context

SESSIONS_PER_S = 5
HOUR = timedelta(hours=1)
KEPT_FOR = timedelta(days=90)
PARTS = 10_000
"""Of so many sessions, these end badly when all is well."""
ERRORED, ABNORMAL, CRASHED = 150, 3, 12
GROWING_CRASHED = 400
"""And so many more crash under the fault fatal-issue-growing, at full strength."""
FIELDS = ("sum(session)", "crash_free_rate(session)")
GROUPS = ("release", "session.status", "project")
NUMBER = 4501


def session_groups(
    context: "Context", fields: list[str], by: list[str], start: datetime, end: datetime
) -> tuple[list[datetime], list[dict[str, Any]]]:
    """Tell the hours of a window, and its sessions grouped as asked."""
    first = start.replace(minute=0, second=0, microsecond=0)
    hours = [first + number * HOUR for number in range(-(-(end - first) // HOUR))]
    counted: dict[tuple[tuple[str, Any], ...], list[dict[str, int]]] = {}
    for number, hour in enumerate(hours):
        for release, ends in _sessions_of_hour(context, hour, min(hour + HOUR, end)):
            for status, count in ends.items():
                facts = {"release": release, "session.status": status, "project": NUMBER}
                key = tuple((name, facts[name]) for name in GROUPS if name in by)
                series = counted.setdefault(key, [{} for _ in hours])
                series[number][status] = series[number].get(status, 0) + count
    return hours, [_group(dict(key), series, fields) for key, series in counted.items()]


def _sessions_of_hour(context: "Context", start: datetime, end: datetime) -> Iterator[tuple[str, dict[str, int]]]:
    until = context.data_until()
    start, end = max(start, until - KEPT_FOR), min(end, until)
    if start >= end:
        return
    flow = Flow(SESSIONS_PER_S, context.moment.deployed_at)
    new, previous = release_names(context)
    deployed = min(max(context.moment.deployed_at, start), end)
    early = flow.between(deployed, end) // EARLY_SHARE
    yield previous, _ends(flow.between(start, end) - early, 0)
    if early:
        yield new, _ends(early, _growing(context, flow, deployed, end))


def _growing(context: "Context", flow: Flow, start: datetime, end: datetime) -> int:
    """Count the sessions of the new version that crash by the fault."""
    crashed = 0.0
    for spell in context.faults.spells("fatal-issue-growing"):
        begin, until = max(start, spell.since), min(end, spell.until or datetime.now(UTC))
        if begin < until:
            crashed += flow.between(begin, until) / EARLY_SHARE * min(spell.strength, 1) * GROWING_CRASHED / PARTS
    return round(crashed)


def _ends(sessions: int, crashed_more: int) -> dict[str, int]:
    crashed = min(sessions * CRASHED // PARTS + crashed_more, sessions)
    errored = min(sessions * ERRORED // PARTS, sessions - crashed)
    abnormal = min(sessions * ABNORMAL // PARTS, sessions - crashed - errored)
    healthy = sessions - crashed - errored - abnormal
    return {"healthy": healthy, "errored": errored, "abnormal": abnormal, "crashed": crashed}


def _group(by: dict[str, Any], series: list[dict[str, int]], fields: list[str]) -> dict[str, Any]:
    whole: dict[str, int] = {}
    for ends in series:
        for status, count in ends.items():
            whole[status] = whole.get(status, 0) + count
    return {
        "by": by,
        "totals": {field: _value(field, whole) for field in fields},
        "series": {field: [_value(field, ends) for ends in series] for field in fields},
    }


def _value(field: str, ends: dict[str, int]) -> float | None:
    """Work out a field; a rate of nothing is null, not 100 %."""
    total = sum(ends.values())
    if field == "sum(session)":
        return total
    return 1 - ends.get("crashed", 0) / total if total else None
