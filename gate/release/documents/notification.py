"""Was a team told of a release in time, and told what it has to know?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gate.release import Notification, Window

NAMED_MAX = 2


@dataclass(frozen=True)
class Notice:
    """What a team was told: the words that were read, None where only a receipt is known. at: when it came, UTC."""

    where: str
    at: datetime
    words: str | None = None


def notices_by_receipt(notifications: Iterable[Notification], team: str, now: datetime) -> tuple[Notice, ...]:
    """What the release file says of a team, as far as receipt and time are written; what is yet to come is nothing."""
    return tuple(
        Notice(f"receipt {told.receipt}", told.at)
        for told in notifications
        if told.team == team and told.receipt and told.at and told.at <= now
    )


def why_not_told(notices: Iterable[Notice], version: str, window: Window, zone: str) -> str:
    """Say why none of the notices tells the team of version and window before it opens; empty where one does.

    The window is named by its day and both its times in the team's own zone. `notices` are not empty.
    """
    nearest_first = sorted(notices, key=lambda notice: notice.words is None or not _says(notice.words, version))
    doubts = [_doubt(notice, version, window, ZoneInfo(zone)) for notice in nearest_first]
    return "" if "" in doubts else "; ".join(dict.fromkeys(doubts[:NAMED_MAX]))


def _doubt(notice: Notice, version: str, window: Window, zone: ZoneInfo) -> str:
    if notice.at >= window.opens:
        return (
            f"{notice.where} came at {notice.at:%Y-%m-%d %H:%M} UTC, after the window had opened "
            f"({window.opens:%Y-%m-%d %H:%M})"
        )
    if notice.words is None:
        return ""
    opens, closes = window.opens.astimezone(zone), window.closes.astimezone(zone)
    days = {form for day in (opens, closes) for form in (f"{day:%Y-%m-%d}", f"{day.day} {day:%B}", f"{day:%d/%m/%Y}")}
    asked = {
        f"version {version}": _says(notice.words, version),
        f"the day, {opens:%Y-%m-%d}": any(_says(notice.words, day) for day in days),
        f"the times, {opens:%H:%M} to {closes:%H:%M}": all(_says(notice.words, f"{t:%H:%M}") for t in (opens, closes)),
    }
    missing = [what for what, is_said in asked.items() if not is_said]
    return f"{notice.where} does not name {' nor '.join(missing)}" if missing else ""


def _says(words: str, part: str) -> bool:
    """Whether a text stands there by itself: 2.4.0 is not in 12.4.0, and 09:12 not in 09:12:30."""
    return bool(re.search(rf"(?<![\w.:]){re.escape(part)}(?!\w|[.:]\d)", words))
