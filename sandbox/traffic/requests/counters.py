"""What the API counts of its requests: pure functions of time, of the flag's steps and of the spells of faults.

Time is cut into stretches in which nothing changes; the past is added up once, and a moment costs one stretch.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from sandbox.faults.switches import Faults, Spell
from sandbox.moments import Moment
from sandbox.traffic.flag import Flag, Step
from sandbox.traffic.requests.chances import BILLION, EDGES_S, STATUSES, Chances, chances, outcomes, part
from sandbox.traffic.requests.flow import Flow
from sandbox.traffic.requests.incidents import past_spells

FIRST_ATTEMPTS_PER_S = 10_000.0
"""In the mean of a week; 4,000 at the quietest moment."""
UP_SINCE = timedelta(days=35)
"""Before the deploy: when the instances started and counted from 0."""
BETA_SHARE = BILLION // 100
"""Beta testers have the new checkout before the first step of the rollout."""
INSTANCES = ("api-1", "api-2")
VARIANTS = ("on", "off")
SHARE_OFF = "flag-share-off"
ILLS = ("requests-fail", "server-errors", "requests-slow", "requests-very-slow", "exposed-fail", SHARE_OFF)
RETRIES = 3
"""After a failed first attempt: all but the last fail the same way, each in half a second to one."""
RETRY_BUCKET = EDGES_S.index(1)
MIDDLES_MS = (25, 75, 150, 350, 750, 1500, 3500, 7000)
"""What a request is taken to last, by its bucket."""
SYNTHETIC_REQUESTS = 5
"""For each synthetic user; half of them fail and all are slow, so that a measure that counts them moves."""
CELLS = tuple((instance, variant) for instance in INSTANCES for variant in VARIANTS)
BUCKETS = len(EDGES_S) + 1
NOTHING = ((0,) * (len(STATUSES) + BUCKETS),) * len(CELLS)
RequestCounts = tuple[tuple[int, ...], ...]
"""For each cell the outcomes of first attempts, as `outcomes` counts them."""


class Series(NamedTuple):
    """A counter of Prometheus; labels sorted by name."""

    name: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Stretch:
    """A time in which nothing changes, and all that was counted before it."""

    since: datetime
    exposed: int
    chances: tuple[Chances, Chances]
    before: RequestCounts


@dataclass(frozen=True)
class Planting:
    """Synthetic users that came all at once."""

    at: datetime
    users: int


class Counters:
    """All counters of both instances."""

    def __init__(self, moment: Moment, flag: Flag, faults: Faults) -> None:
        """Count from long before the deploy."""
        self.flow = Flow(FIRST_ATTEMPTS_PER_S, moment.deployed_at)
        self._up_since = moment.deployed_at - UP_SINCE
        self._moment, self._flag, self._faults = moment, flag, faults
        self._plantings: list[Planting] = []
        self.values = lru_cache(maxsize=1024)(self._count)
        """Every counter at a moment that is not to come, in the order of `SERIES`; `_sum` in whole ms."""
        for name in ILLS:
            faults.on_change(name, self.values.cache_clear)

    def plant_synthetic(self, users: int) -> None:
        """Let synthetic users come now."""
        self._plantings.append(Planting(datetime.now(UTC), users))

    def at(self, when: datetime) -> Mapping[Series, int]:
        """Every counter by its name."""
        return dict(zip(SERIES, self.values(when), strict=True))

    def _count(self, when: datetime) -> tuple[int, ...]:
        counts = NOTHING
        stretches = _stretches(
            self._up_since,
            self.flow,
            self._flag.steps,
            tuple((name, past_spells(self._moment, name) + self._faults.spells(name)) for name in ILLS),
        )
        position = bisect_right(stretches, when, key=lambda stretch: stretch.since)
        if position:
            stretch = stretches[position - 1]
            counts = _grown(stretch, self.flow.between(stretch.since, when))
        planted = SYNTHETIC_REQUESTS * sum(planting.users for planting in self._plantings if planting.at <= when)
        return tuple(_values(counts, planted))


@lru_cache(maxsize=8)
def _stretches(
    start: datetime, flow: Flow, steps: tuple[Step, ...], ills: tuple[tuple[str, tuple[Spell, ...]], ...]
) -> tuple[Stretch, ...]:
    spells = [spell for _, of_one in ills for spell in of_one]
    ends = {spell.until for spell in spells if spell.until is not None}
    cuts = sorted({start, *(step.since for step in steps), *(spell.since for spell in spells), *ends})
    stretches: list[Stretch] = []
    for since in (cut for cut in cuts if cut >= start):
        before = NOTHING
        if stretches:
            before = _grown(stretches[-1], flow.between(stretches[-1].since, since))
        strengths = {name: _strength(of_one, since) for name, of_one in ills}
        exposed = _exposed(steps, since)
        if strengths[SHARE_OFF]:
            exposed //= 2
        arms = (chances(strengths, is_exposed=True), chances(strengths, is_exposed=False))
        stretches.append(Stretch(since, exposed, arms, before))
    return tuple(stretches)


def _exposed(steps: tuple[Step, ...], at: datetime) -> int:
    """Which part of the users has the new checkout."""
    begun = [step for step in steps if step.since <= at]
    return begun[-1].percent * BILLION // 100 if begun else BETA_SHARE


def _strength(spells: tuple[Spell, ...], at: datetime) -> float:
    strongest = (s.strength for s in spells if s.since <= at and (s.until is None or at < s.until))
    return max(strongest, default=0.0)


def _grown(stretch: Stretch, arrivals: int) -> RequestCounts:
    """Add the requests that came within a stretch: first by instance, then by variant."""
    second = arrivals // len(INSTANCES)
    grown = []
    for requests in (arrivals - second, second):
        on = part(requests, stretch.exposed)
        grown += [outcomes(on, stretch.chances[0]), outcomes(requests - on, stretch.chances[1])]
    return tuple(tuple(map(int.__add__, before, more)) for before, more in zip(stretch.before, grown, strict=True))


def _values(counts: RequestCounts, planted: int) -> Iterator[int]:
    """Count what `SERIES` names, in its order."""
    for cell, in_cell in zip(CELLS, counts, strict=True):
        ended, buckets = in_cell[: len(STATUSES)], in_cell[len(STATUSES) :]
        yield from _values_of_cell(ended, buckets)
        failed = sum(ended[1:])
        further = (failed, *((RETRIES - 1) * count for count in ended[1:]))
        yield from _values_of_cell(further, _all_in(RETRY_BUCKET, RETRIES * failed))
        ours = planted if cell == CELLS[0] else 0
        yield from _values_of_cell((ours - ours // 2, ours // 2, 0, 0), _all_in(BUCKETS - 1, ours))


def _values_of_cell(ended: tuple[int, ...], buckets: tuple[int, ...]) -> Iterator[int]:
    yield from ended
    yield from accumulate(buckets)
    yield sum(buckets)
    yield sum(count * middle for count, middle in zip(buckets, MIDDLES_MS, strict=True))


def _all_in(bucket: int, count: int) -> tuple[int, ...]:
    return tuple(count if number == bucket else 0 for number in range(BUCKETS))


def _names() -> Iterator[Series]:
    for instance, variant in CELLS:
        for attempt, synthetic in (("first", "false"), ("retry", "false"), ("first", "true")):
            labels = {"attempt": attempt, "instance": instance, "synthetic": synthetic, "variant": variant}
            for status in STATUSES:
                yield _named("http_requests_total", labels | {"status": status})
            for edge in (*(f"{edge:g}" for edge in EDGES_S), "+Inf"):
                yield _named("http_request_duration_seconds_bucket", labels | {"le": edge})
            yield _named("http_request_duration_seconds_count", labels)
            yield _named("http_request_duration_seconds_sum", labels)


def _named(name: str, labels: dict[str, str]) -> Series:
    return Series(name, tuple(sorted(labels.items())))


SERIES = tuple(_names())
