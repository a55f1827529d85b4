"""Which hours of the week are quiet, by the traffic of past weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from gate.sample import Window

HOUR = timedelta(hours=1)
HOURS_OF_A_WEEK = 168
KNOWN_SHARE_MIN = 0.95
"""Hours without any traffic count; hours that the past does not reach do not."""


@dataclass(frozen=True)
class BusyHour:
    """An hour of the window that is busier than the quiet ones; traffic per week in the mean."""

    begins: datetime
    traffic: float
    quiet_up_to: float

    def __str__(self) -> str:
        """Read as a sentence."""
        return (
            f"{self.begins:%A %H:%M %Z} sees {self.traffic:,.0f} transactions a week, "
            f"quiet hours at most {self.quiet_up_to:,.0f}"
        )


def busy_hours(
    by_hour: Mapping[datetime, int], window: Window, quiet_share: float, zone: ZoneInfo
) -> tuple[BusyHour, ...]:
    """Hours that the window touches and that are not among the quietest `quiet_share` of the week.

    by_hour: traffic of each whole past hour (UTC, also of those without any), over several weeks. Raises NotShown
    where they don't tell of nearly every hour of a week.
    """
    traffic: dict[tuple[int, int], list[int]] = {}
    for hour, count in by_hour.items():
        traffic.setdefault(_hour_of_week(hour, zone), []).append(count)
    if len(traffic) < KNOWN_SHARE_MIN * HOURS_OF_A_WEEK or not any(by_hour.values()):
        raise NotShown(f"the past traffic tells of {len(traffic)} of the week's {HOURS_OF_A_WEEK} hours only")
    means = {hour: sum(counts) / len(counts) for hour, counts in traffic.items()}
    quiet_up_to = sorted(means.values())[max(0, round(quiet_share * len(means)) - 1)]
    begins = window.start.replace(minute=0, second=0, microsecond=0)
    busy = []
    while begins < window.end:
        mean = means.get(_hour_of_week(begins, zone))
        if mean is None or mean > quiet_up_to:
            busy.append(BusyHour(begins.astimezone(zone), mean or 0.0, quiet_up_to))
        begins += HOUR
    return tuple(busy)


def _hour_of_week(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.weekday(), local.hour
