"""Times as people write them: points in time, durations, and moments of a release's life such as `w-14d`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer

UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
DURATION = re.compile(r"([1-9][0-9]*)(ms|[smhd])")
MOMENT = re.compile(r"([wd])(?:([+-])([1-9][0-9]*[mhd]))?")


@dataclass(frozen=True)
class Moment:
    """So long after (or before) the window opens, `w`, or the deploy is published, `d`."""

    anchor: Literal["w", "d"]
    offset: timedelta = timedelta()


def parse_moment(text: object) -> Moment:
    """Read `d`, `d+24h` or `w-14d`."""
    match = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if isinstance(text, Moment):
        return text
    if not match:
        raise ValueError("is not a moment; write w (window opens) or d (deployed), such as w-14d or d+24h")
    anchor: Literal["w", "d"] = "w" if match[1] == "w" else "d"
    offset = parse_duration(match[3]) if match[3] else timedelta()
    return Moment(anchor, -offset if match[2] == "-" else offset)


def parse_duration(text: object) -> timedelta:
    """Read `250ms`, `30s`, `15m`, `1h` or `7d`."""
    match = DURATION.fullmatch(text) if isinstance(text, str) else None
    if isinstance(text, timedelta):
        return text
    if not match:
        raise ValueError("is not a duration; write it as 250ms, 30s, 15m, 1h or 7d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def parse_time(text: object) -> datetime:
    """Read a point in time; one without its zone is nobody's."""
    found = text if isinstance(text, datetime) else _from_iso(text)
    if found is None or found.tzinfo is None:
        raise ValueError("is not a time with its zone; write it as 2026-11-24T09:12:00Z")
    return found.astimezone(UTC)


def parse_expiry(text: object) -> datetime:
    """Read a point in time, or a day, of which the last second counts (UTC)."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and _from_iso(text):
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
    try:
        return parse_time(text)
    except ValueError:
        raise ValueError("is not a day or time; write it as 2026-11-24 or 2026-11-24T09:12:00Z") from None


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _no_deploy_day(text: object) -> str:
    """Read a day, or a weekday; kept as it is written."""
    word = f"{text:%Y-%m-%d}" if isinstance(text, date) else text
    is_day = isinstance(word, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) and _from_iso(word)
    if not isinstance(word, str) or not (is_day or word in WEEKDAYS):
        raise ValueError("is no day that can be closed; write a date, as 2026-12-25, or a weekday, as saturday")
    return word


def _from_iso(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _write_moment(moment: Moment) -> str:
    return moment.anchor + (write_duration(moment.offset, "+") if moment.offset else "")


def write_duration(duration: timedelta, plus: str = "") -> str:
    """Write it as `parse_duration` reads it, in the largest unit that fits."""
    ms = abs(duration) // timedelta(milliseconds=1)
    sign = "-" if duration < timedelta() else plus
    for unit in ("d", "h", "m", "s"):
        size = timedelta(**{UNITS[unit]: 1}) // timedelta(milliseconds=1)
        if ms % size == 0:
            return f"{sign}{ms // size}{unit}"
    return f"{sign}{ms}ms"


ReleaseMoment = Annotated[Moment, BeforeValidator(parse_moment), PlainSerializer(_write_moment)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(write_duration)]
NoDeployDay = Annotated[str, BeforeValidator(_no_deploy_day)]
"""A date, or a weekday in small letters."""
Time = Annotated[datetime, BeforeValidator(parse_time)]
Expiry = Annotated[datetime, BeforeValidator(parse_expiry)]
