"""The events that the apps have sent: a steady trickle of small errors, and a crash where one is wanted."""

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.traffic.app_event import AppEvent

if TYPE_CHECKING:
    from sandbox.context import Context

PACKAGE = "com.alaskapay.app"
KEPT_FOR = timedelta(hours=24)
SECONDS_BETWEEN = 15
EARLY_SHARE = 4
"""One user in four has the new version as soon as it is out."""
TROUBLES = (
    ("error", "session", "TimeoutError: wallet did not answer in 10 s"),
    ("error", "session", "ValueError: phone number has too few digits"),
    ("warning", "session", "Image of the avatar could not be loaded"),
    ("error", "start-up", "Push token could not be registered"),
)
CRASH = ("fatal", "start-up", "SIGABRT: main activity could not be created")
GROWING = ("fatal", "session", "SIGSEGV: payment sheet was shown by a screen that is gone")
CRASH_AFTER_DEPLOY = timedelta(seconds=45)


def release_names(context: "Context") -> tuple[str, str]:
    """Name the release and the one before it as the app reports them: package@version+build."""
    release = context.moment.release
    new = f"{PACKAGE}@{release.version}+{release.ios_build}"
    return new, f"{PACKAGE}@{release.previous_version}+{int(release.ios_build) - 90}"


def events_between(context: "Context", begin: datetime, end: datetime) -> list[AppEvent]:
    """Tell what of a window was taken, newest first."""
    return [event for event in sent_between(context, begin, end) if not _is_dropped(context, event)]


def sent_between(context: "Context", begin: datetime, end: datetime) -> list[AppEvent]:
    """Tell what was sent in a window, newest first."""
    until = context.data_until()
    begin, end = max(begin, until - KEPT_FOR), min(end, until)
    sent = (*_trickle(context, begin, end), *_crashes(context), *_growing(context, begin, end), *context.own_events)
    found = [event for event in sent if begin <= event.timestamp <= end]
    return sorted(found, key=lambda event: event.timestamp, reverse=True)


def _is_dropped(context: "Context", event: AppEvent) -> bool:
    """Whether it came while every second one is dropped, and is such a one."""
    is_second = int(event.id, 16) % 2 == 1
    spells = context.faults.spells("events-dropped") if is_second else ()
    return any(s.since <= event.timestamp and (s.until is None or event.timestamp < s.until) for s in spells)


def _trickle(context: "Context", begin: datetime, end: datetime) -> Iterator[AppEvent]:
    """One event a slot of the clock, so that every question gets the same past."""
    new, previous = release_names(context)
    for slot in range(int(begin.timestamp()) // SECONDS_BETWEEN, int(end.timestamp()) // SECONDS_BETWEEN + 1):
        digest = hashlib.sha256(str(slot).encode()).digest()
        timestamp = datetime.fromtimestamp(slot * SECONDS_BETWEEN, UTC)
        is_new = timestamp > context.moment.deployed_at and digest[0] % EARLY_SHARE == 0
        level, phase, title = TROUBLES[digest[1] % len(TROUBLES)]
        yield AppEvent(digest.hex()[:32], new if is_new else previous, level, phase, title, timestamp)


def _crashes(context: "Context") -> Iterator[AppEvent]:
    if context.faults.is_on("fatal-startup-event"):
        level, phase, title = CRASH
        at = context.moment.deployed_at + CRASH_AFTER_DEPLOY
        yield AppEvent("dead" * 8, release_names(context)[0], level, phase, title, at)


def _growing(context: "Context", begin: datetime, end: datetime) -> Iterator[AppEvent]:
    """A crash a second at full strength, from the beginning of the fault on."""
    level, phase, title = GROWING
    for spell in context.faults.spells("fatal-issue-growing"):
        apart_s = 1 / spell.strength
        until = min(end, spell.until or end)
        number = max(0, math.ceil((begin - spell.since).total_seconds() / apart_s))
        while (at := spell.since + timedelta(seconds=number * apart_s)) <= until:
            yield AppEvent(f"{number:032x}", release_names(context)[0], level, phase, title, at)
            number += 1
