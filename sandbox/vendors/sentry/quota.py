"""What Sentry takes of what is sent to it: all, but under the fault events-dropped only a half."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.traffic.requests.statuses import requests_by_status
from sandbox.vendors.sentry.events import events_between, sent_between

if TYPE_CHECKING:
    from sandbox.context import Context

HOUR = timedelta(hours=1)
DROPPED_SHARE = 0.5
CATEGORIES = ("error", "transaction")


def requests_taken(context: "Context", start: datetime, end: datetime) -> Counter[str]:
    """Count the traced requests of a window that were taken, by HTTP status."""
    sent = requests_by_status(context, start, end)
    for spell in context.faults.spells("events-dropped"):
        begin, until = max(start, spell.since), min(end, spell.until or end)
        if begin < until:
            meanwhile = requests_by_status(context, begin, until)
            sent -= Counter({status: round(count * DROPPED_SHARE) for status, count in meanwhile.items()})
    return sent


def outcome_groups(
    context: "Context", category: str, by: list[str], start: datetime, end: datetime
) -> tuple[list[datetime], list[dict[str, Any]]]:
    """Tell the hours of a window, and what became of the events of a category in them."""
    until = context.data_until()
    first = start.replace(minute=0, second=0, microsecond=0)
    hours = [first + number * HOUR for number in range(-(-(min(end, until) - first) // HOUR))]
    counted = [_sent_and_taken(context, category, hour, min(hour + HOUR, until)) for hour in hours]
    outcomes = {
        ("accepted", "none"): [taken for _, taken in counted],
        ("rate_limited", "usage_exceeded"): [sent - taken for sent, taken in counted],
    }
    groups = []
    for (outcome, reason), series in outcomes.items():
        facts = {"outcome": outcome, "reason": reason, "category": category}
        shown = {name: value for name, value in facts.items() if name in by}
        totals = {"sum(quantity)": sum(series)}
        if any(series):
            groups.append({"by": shown, "totals": totals, "series": {"sum(quantity)": series}})
    return hours, groups


def _sent_and_taken(context: "Context", category: str, start: datetime, end: datetime) -> tuple[int, int]:
    if category == "transaction":
        return requests_by_status(context, start, end).total(), requests_taken(context, start, end).total()
    return len(sent_between(context, start, end)), len(events_between(context, start, end))
