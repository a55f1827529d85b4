"""Days on which the team does not deploy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from gate.files.times import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gate.environment.sections import Calendar
    from gate.release import Window

FRIDAY = "friday"
A_MOMENT = timedelta(microseconds=1)


def no_deploy_days(window: Window, calendar: Calendar) -> tuple[str, ...]:
    """The days of the window, in the team's zone, on which it does not deploy; each in words.

    Fridays are always among them, others as `calendar.closed` lists them. A window that closes at midnight does not
    touch the day that begins then.
    """
    zone = ZoneInfo(calendar.timezone)
    first, last = window.opens.astimezone(zone).date(), (window.closes - A_MOMENT).astimezone(zone).date()
    closed = {FRIDAY, *calendar.closed}
    return tuple(
        f"{day:%A}, {day:%Y-%m-%d}" for day in _days(first, last) if {WEEKDAYS[day.weekday()], day.isoformat()} & closed
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
