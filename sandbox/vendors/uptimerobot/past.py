"""What the monitors have seen: when they looked, when the site was down, and when nobody looked."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.context import Context

INTERVAL = timedelta(seconds=30)
WATCHED_FOR = timedelta(days=60)
"""How long before the deploy the monitors were set up."""
OLD_OUTAGE = (timedelta(days=17), timedelta(minutes=12))
"""How long before the deploy it began, and its length."""
WAS_DOWN_FOR = timedelta(minutes=10)
WAS_BLIND_FOR = timedelta(minutes=20)
AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(minutes=20)
"""A deploy younger than this has room for a minute of trouble only: its last."""


@dataclass(frozen=True)
class Span:
    """Some time; `end` is None while it lasts."""

    start: datetime
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True)
class Incident:
    """An outage as the monitor noted it."""

    number: int
    span: Span


def watched_since(context: "Context") -> datetime:
    """Tell when the monitors were set up."""
    return context.moment.deployed_at - WATCHED_FOR


def outages(context: "Context") -> list[Incident]:
    """Tell all outages of the site that the monitor has seen, the newest first; one that it stopped watching ended."""
    moment = context.moment
    old = moment.deployed_at - OLD_OUTAGE[0]
    spans = [Span(old, old + OLD_OUTAGE[1])]
    if strength := context.faults.strength("site-was-down"):
        spans.append(past_trouble(moment.deployed_at, moment.now, WAS_DOWN_FOR * strength))
    spans += [Span(spell.since, spell.until) for spell in context.faults.spells("site-down")]
    seen = [part for span in spans for part in _seen(span, blind_spans(context))]
    incidents = [Incident(_number(span.start), span) for span in seen]
    return sorted(incidents, key=lambda incident: incident.span.start, reverse=True)


def blind_spans(context: "Context") -> list[Span]:
    """Tell when the monitor was paused."""
    spans = [Span(spell.since, spell.until) for spell in context.faults.spells("uptime-blind")]
    if context.faults.is_on("uptime-unobserved"):
        spans.append(past_trouble(context.moment.deployed_at, context.moment.now, WAS_BLIND_FOR))
    return spans


def checks(context: "Context", start: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """Tell the checks that succeeded in some time, each with its response time in ms."""
    start, end = max(start, watched_since(context)), min(end, context.data_until())
    silent = [*blind_spans(context), *(incident.span for incident in outages(context))]
    every_s = INTERVAL.total_seconds()
    slot = math.ceil(start.timestamp() / every_s)
    while (at := datetime.fromtimestamp(slot * every_s, UTC)) <= end:
        if not any(span.holds(at) for span in silent):
            yield at, 120 + hashlib.sha256(str(slot).encode()).digest()[0]
        slot += 1


def past_trouble(deployed_at: datetime, now: datetime, length: timedelta) -> Span:
    """Place trouble in the middle of the time since the deploy; where that is hours, an hour ago at the latest."""
    since = now - deployed_at
    if since < A_MOMENT:
        length = min(length, since / 2, length / WAS_DOWN_FOR * A_MINUTE)
        return Span(now - length, now)
    length = min(length, since / 2)
    start = deployed_at + (since - length) / 2
    if since > 2 * AN_HOUR:
        start = min(start, now - AN_HOUR - length)
    return Span(start, start + length)


def _seen(span: Span, blind: list[Span]) -> Iterator[Span]:
    """Cut the pauses of the monitor out of an outage."""
    start: datetime | None = span.start
    for pause in sorted(blind, key=lambda pause: pause.start):
        if start is None or (span.end is not None and pause.start >= span.end):
            break
        if pause.start > start:
            yield Span(start, pause.start)
        start = None if pause.end is None else max(start, pause.end)
    if start is not None and (span.end is None or start < span.end):
        yield Span(start, span.end)


def _number(start: datetime) -> int:
    """Number an incident as UptimeRobot does: long, and growing with time."""
    return int(start.timestamp() * 1000) * 200_000
