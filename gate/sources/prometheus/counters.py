"""How much counters have grown since a window began, from their own samples; nothing is extrapolated.

A counter's base is its last sample at or before the start, so that no event after the start is lost. A counter that
was not there yet while its instance was scraped, or whose instance is new while others were scraped, began at zero.
Where nothing was scraped before the start, counters are followed from their first sample, and coverage says so.
Times are whole ms since 1970.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)
MISSED_SCRAPES_MAX = 2
RECENT_SCRAPES = 10


class Instance(NamedTuple):
    """Which process counts, as Prometheus labels it."""

    job: str
    instance: str


class Point(NamedTuple):
    """What a counter stood at."""

    at_ms: int
    stood: int


@dataclass(frozen=True)
class Counter:
    """One series: its labels, its samples (at least one, oldest first), and falls that no two of these show."""

    name: str
    labels: Mapping[str, str]
    points: tuple[Point, ...]
    hidden_resets: int = 0

    @cached_property
    def instance(self) -> Instance:
        """Whose counter it is."""
        return Instance(self.labels.get("job", ""), self.labels.get("instance", ""))

    @cached_property
    def times(self) -> tuple[int, ...]:
        """When it was sampled."""
        return tuple([point.at_ms for point in self.points])

    def last_at(self, ms: int) -> Point | None:
        """Its last sample at or before this time."""
        place = bisect_right(self.times, ms)
        return self.points[place - 1] if place else None

    def __str__(self) -> str:
        """Read as Prometheus writes it."""
        labels = ",".join(f'{name}="{value}"' for name, value in sorted(self.labels.items()))
        return f"{self.name}{{{labels}}}"


@dataclass(frozen=True)
class Counters:
    """All counters of one question, and when counting begins. ended: instances that are gone for good."""

    start_ms: int
    counters: tuple[Counter, ...]
    ended: frozenset[Instance] = frozenset()

    def growth(self, until_ms: int, is_meant: Callable[[Counter], bool]) -> int:
        """How much the counters that are meant have grown until then; from zero again after a fall."""
        return sum(
            now.stood - before.stood if now.stood >= before.stood else now.stood
            for counter, path in self._paths(until_ms)
            if is_meant(counter)
            for before, now in pairwise(path)
        )

    def fault(self, until_ms: int) -> str:
        """Say which counter fell, and when; empty where none did."""
        for counter, path in self._paths(until_ms):
            for before, now in pairwise(path):
                if now.stood < before.stood:
                    return _restarted(counter, before.at_ms, now.at_ms, f" from {before.stood:,} to {now.stood:,}")
            if counter.hidden_resets:
                return _restarted(counter, path[0].at_ms, path[-1].at_ms)
        return ""

    def observed_ms(self, until_ms: int) -> int:
        """How far the data reach: the newest sample of that instance, among those not ended, which is furthest behind.

        With the newest of all, one instance that answers would hide another that can't be scraped any more.
        """
        newest: dict[Instance, int] = {}
        for counter in self.counters:
            point = counter.last_at(until_ms)
            if point:
                newest[counter.instance] = max(point.at_ms, newest.get(counter.instance, 0))
        of_the_living = (ms for instance, ms in newest.items() if instance not in self.ended)
        return min(of_the_living, default=max(newest.values(), default=self.start_ms))

    def coverage(self, until_ms: int) -> float:
        """Share of the window that was counted, or of what was counted that lies in the window, whichever is less."""
        length = until_ms - self.start_ms
        if not length:
            return 1.0
        bases = [base.at_ms for counter, base in self._bases if counter.times[-1] > self.start_ms]
        counted_from = min(bases, default=self.start_ms)
        held_from = max([self.start_ms, *bases])
        held = max(0, self.observed_ms(until_ms) - held_from)
        return held / max(length, until_ms - counted_from)

    @cached_property
    def _bases(self) -> tuple[tuple[Counter, Point], ...]:
        """Each counter with the point from which it is followed."""
        seen_since: dict[Instance, int] = {}
        for counter in self.counters:
            first_ms = counter.times[0]
            seen_since[counter.instance] = min(first_ms, seen_since.get(counter.instance, first_ms))
        was_watched = any(ms <= self.start_ms for ms in seen_since.values())

        def began_at_zero(counter: Counter) -> bool:
            return counter.times[0] > seen_since[counter.instance] or was_watched

        return tuple(
            [
                (
                    counter,
                    counter.last_at(self.start_ms)
                    or (Point(self.start_ms, 0) if began_at_zero(counter) else counter.points[0]),
                )
                for counter in self.counters
            ]
        )

    def _paths(self, until_ms: int) -> Iterator[tuple[Counter, Sequence[Point]]]:
        for counter, base in self._bases:
            begin, end = bisect_right(counter.times, base.at_ms), bisect_right(counter.times, until_ms)
            yield counter, (base, *counter.points[begin:end])


def instances_behind(counters: Iterable[Counter]) -> frozenset[Instance]:
    """Those that have missed several of their own scrapes at the time of the newest sample of all."""
    times: dict[Instance, set[int]] = {}
    for counter in counters:
        times.setdefault(counter.instance, set()).update(counter.times)
    newest_ms = max((max(own) for own in times.values()), default=0)
    return frozenset(instance for instance, own in times.items() if _is_behind(sorted(own), newest_ms))


def _is_behind(own: Sequence[int], newest_ms: int) -> bool:
    gaps = [later - earlier for earlier, later in pairwise(own[-RECENT_SCRAPES:])]
    return newest_ms - own[-1] > MISSED_SCRAPES_MAX * (median(gaps) if gaps else 0)


def to_ms(moment: datetime) -> int:
    """Whole ms since 1970."""
    return (moment - EPOCH) // MS


def to_time(ms: int) -> datetime:
    """Aware time of ms since 1970."""
    return EPOCH + ms * MS


def _restarted(counter: Counter, before_ms: int, after_ms: int, how_far: str = "") -> str:
    return (
        f"{counter} fell{how_far} between {_clock(before_ms)} and {_clock(after_ms)} UTC: "
        "its instance was restarted, and what it counted last is lost"
    )


def _clock(ms: int) -> str:
    return f"{to_time(ms):%Y-%m-%d %H:%M:%S.%f}"[:-3]
