"""How many come, and when: a rate shaped by days and weeks; pure functions of time, so the past is never stored.

The quietest moment is `calmest`: days and weeks swing from there.
"""

import math
from dataclasses import dataclass
from datetime import datetime

DAY_S = 86_400
DAILY_SWING = 0.5
WEEKLY_SWING = 0.1


@dataclass(frozen=True)
class Flow:
    """Arrivals per second in the mean of a week, and the moment at which fewest come."""

    mean_per_s: float
    calmest: datetime

    def rate(self, at: datetime) -> float:
        """Arrivals per second at a moment."""
        return self.mean_per_s * (1 - DAILY_SWING * self._cos(at, DAY_S) - WEEKLY_SWING * self._cos(at, 7 * DAY_S))

    def total(self, at: datetime) -> int:
        """All arrivals from some fixed moment long ago until `at`; it only ever grows, so differences are counts."""
        since_s = at.timestamp()
        swung = DAILY_SWING * self._sin(at, DAY_S) + WEEKLY_SWING * self._sin(at, 7 * DAY_S)
        return math.floor(self.mean_per_s * (since_s - swung))

    def between(self, start: datetime, end: datetime) -> int:
        """Arrivals in a window."""
        return self.total(end) - self.total(start)

    def _angle(self, at: datetime, period_s: int) -> float:
        return 2 * math.pi * (at - self.calmest).total_seconds() / period_s

    def _cos(self, at: datetime, period_s: int) -> float:
        return math.cos(self._angle(at, period_s))

    def _sin(self, at: datetime, period_s: int) -> float:
        return math.sin(self._angle(at, period_s)) * period_s / (2 * math.pi)
