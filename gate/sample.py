"""What a source answers: numbers with the sample they stand on, the window they speak of, and how fresh they are.

Times are aware UTC. A source answers, it never judges; what it can't answer raises NotShown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Arm = Literal["all", "exposed", "rest"]
"""Whose traffic: everybody's, or during a rollout of those who have the new version, or of the others."""


@dataclass(frozen=True)
class Window:
    """A span of time, `start` within and `end` without."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse what is no span."""
        if self.start.tzinfo is None or self.end.tzinfo is None or self.end < self.start:
            raise ValueError(f"{self.start} to {self.end} is no window of aware times.")

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    @property
    def length_ms(self) -> int:
        """How long it is, in whole ms."""
        return self.length // timedelta(milliseconds=1)

    def earlier(self, by: timedelta) -> Window:
        """The same span, so long before."""
        return Window(self.start - by, self.end - by)

    def until(self, end: datetime) -> Window:
        """The part up to `end`."""
        return Window(self.start, min(max(end, self.start), self.end))

    def __str__(self) -> str:
        """Read as 2026-11-24 09:12:00 to 10:12:00 UTC."""
        is_one_day = self.start.date() == self.end.date()
        return f"{self.start:%Y-%m-%d %H:%M:%S} to {self.end:{'%H:%M:%S' if is_one_day else '%Y-%m-%d %H:%M:%S'}} UTC"


@dataclass(frozen=True)
class Reported:
    """What all answers of sources share.

    source: "prometheus", as in the environment file. observed_at: how far the source's own data reach.
    evidence: the request as sent, redacted, and the fields that were read, for the record.
    """

    indicator: str
    source: str
    observed_at: datetime
    evidence: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True)
class Sample(Reported):
    """Counts in a window.

    numerator: bad trials (for success indicators those that failed), or events. denominator: trials; for events,
    the ms that were watched. missing: trials whose end is not known yet. fault: why the counters can't be trusted
    (one fell, say); such a sample never passes. coverage: share of the window that the source really holds.
    """

    numerator: int
    denominator: int
    window: Window
    missing: int = 0
    fault: str = ""
    coverage: float = 1.0


@dataclass(frozen=True)
class Gauge(Reported):
    """A gauge at `observed_at`; `unit` is ms, share, count or bytes."""

    value: float
    unit: str


@dataclass(frozen=True)
class Total(Reported):
    """What came together in a window: people, or money in kobo; exact."""

    amount: int
    unit: Literal["count", "kobo"]
    window: Window
    coverage: float = 1.0


@dataclass(frozen=True)
class Daily(Reported):
    """Events of each whole day of a window, oldest first."""

    counts: tuple[int, ...]
    window: Window
    coverage: float = 1.0


@dataclass(frozen=True)
class Stars(Reported):
    """How often each of 1 to 5 stars was given to one version; `kind` says what was counted (written reviews, say)."""

    counts: Mapping[int, int]
    kind: str


@dataclass(frozen=True)
class Downtime(Reported):
    """Time in a window, in whole ms: down as observed, and not observed at all."""

    down_ms: int
    unobserved_ms: int
    window: Window
    outages: int = 0


@dataclass(frozen=True)
class FlagStep:
    """The flag's share of users from a moment on, as the flag service's own history has it."""

    percent: int
    since: datetime
    by: str


@dataclass(frozen=True)
class Flag(Reported):
    """A feature flag as it stands, and every step since the deploy, oldest first."""

    name: str
    is_on: bool
    percent: int
    steps: tuple[FlagStep, ...]
