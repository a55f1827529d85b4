"""What a Prometheus server has scraped: samples every 250 ms of the last minutes, and every 15 s before."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.traffic.requests.counters import INSTANCES, SERIES
from sandbox.vendors.prometheus.promql import Call, Expression, Selector, Sum

if TYPE_CHECKING:
    from sandbox.context import Context

EVERY_MS = 250
RECENT_MS = 10 * 60_000
ONCE_EVERY_MS = 15_000
LOOK_BACK_MS = 5 * 60_000
"""Prometheus' own: a series whose newest sample is older is gone."""
SAMPLES_MAX = 1_000_000
JOB = "api"
LABELS = (
    *({"__name__": series.name, **dict(series.labels), "job": JOB} for series in SERIES),
    *({"__name__": "up", "instance": instance, "job": JOB} for instance in INSTANCES),
)
UPS = (1,) * len(INSTANCES)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Labels = tuple[tuple[str, str], ...]
Vector = list[tuple[Labels, float]]


class TooManySamplesError(Exception):
    """A query for more than a server would load."""

    def __init__(self) -> None:
        """Say it in Prometheus' words."""
        super().__init__("query processing would load too many samples into memory in query execution")


class Storage:
    """Samples as they stand now; to be made anew for each request."""

    def __init__(self, context: "Context") -> None:
        """Look at the context's counters."""
        self._counters = context.counters
        self._now_ms = _to_ms(datetime.now(UTC))
        self._newest_ms = min(self._now_ms, _to_ms(context.data_until()))
        self._counting_since = context.counting_since()

    def vector(self, expression: Expression, at_ms: int) -> Vector:
        """One value for each series."""
        if isinstance(expression, Sum):
            return _summed(self.vector(expression.of, at_ms), expression.by)
        selector = expression.of if isinstance(expression, Call) else expression
        end_ms = at_ms - selector.offset_ms
        begin_ms = end_ms - (LOOK_BACK_MS - 1 if selector.range_ms is None else selector.range_ms)
        taken_ms = self._taken_before(end_ms)
        if taken_ms < begin_ms:
            return []
        function = expression.function if isinstance(expression, Call) else ""
        numbers = fitting(selector)
        if function == "timestamp":
            return [(_without_name(number), taken_ms / 1000) for number in numbers]
        if function == "resets":
            falls = self._falls(numbers, begin_ms, end_ms)
            return [(_without_name(number), count) for number, count in zip(numbers, falls, strict=True)]
        values = self._values(taken_ms, numbers)
        return [(tuple(LABELS[number].items()), value) for number, value in zip(numbers, values, strict=True)]

    def samples(self, selector: Selector, at_ms: int) -> list[tuple[Labels, list[tuple[int, float]]]]:
        """All samples of the selector's range, with the time of each in ms."""
        end_ms = at_ms - selector.offset_ms
        numbers = fitting(selector)
        instants = self._instants(end_ms - (selector.range_ms or 0), end_ms)
        if len(instants) * len(numbers) > SAMPLES_MAX:
            raise TooManySamplesError
        if not instants:
            return []
        columns = zip(*(self._values(instant, numbers) for instant in instants), strict=True)
        return [
            (tuple(LABELS[number].items()), list(zip(instants, column, strict=True)))
            for number, column in zip(numbers, columns, strict=False)
        ]

    def has_samples(self, start_ms: int, end_ms: int) -> bool:
        """Tell whether anything was scraped in that time."""
        return bool(self._instants(start_ms, end_ms))

    def _falls(self, numbers: list[int], begin_ms: int, end_ms: int) -> list[int]:
        """Say how often counters fell; they do so when they start again, and at no other time."""
        again_ms = _to_ms(self._counting_since) if self._counting_since else end_ms
        before_ms, after_ms = self._taken_before(again_ms - 1), self._taken_before(end_ms)
        if not begin_ms <= before_ms < again_ms < after_ms:
            return [0] * len(numbers)
        values = zip(self._values(before_ms, numbers), self._values(after_ms, numbers), strict=True)
        return [int(after < before) for before, after in values]

    def _taken_before(self, at_ms: int) -> int:
        """When the newest sample was taken that is not later."""
        last = min(at_ms, self._newest_ms)
        taken = last - last % EVERY_MS
        return taken if taken >= self._now_ms - RECENT_MS else last - last % ONCE_EVERY_MS

    def _instants(self, start_ms: int, end_ms: int) -> list[int]:
        last = min(end_ms, self._newest_ms)
        turn = self._now_ms - RECENT_MS
        sparse = range(-(-start_ms // ONCE_EVERY_MS) * ONCE_EVERY_MS, min(last + 1, turn), ONCE_EVERY_MS)
        dense = range(-(-max(start_ms, turn) // EVERY_MS) * EVERY_MS, last + 1, EVERY_MS)
        if len(sparse) + len(dense) > SAMPLES_MAX:
            raise TooManySamplesError
        return [*sparse, *dense]

    def _values(self, taken_ms: int, numbers: list[int]) -> list[float]:
        when = EPOCH + timedelta(milliseconds=taken_ms)
        counts = (*self._counters.values(when), *UPS)
        if self._counting_since is None or when < self._counting_since:
            return [_seconds(number, counts[number]) for number in numbers]
        past = (*self._counters.values(self._counting_since), *(0,) * len(UPS))
        return [_seconds(number, counts[number] - past[number]) for number in numbers]


def fitting(selector: Selector) -> list[int]:
    """Number the series that a selector means, in the order of `LABELS`."""
    return [
        number for number, labels in enumerate(LABELS) if all(matcher.fits(labels) for matcher in selector.matchers)
    ]


def _summed(vector: Vector, by: tuple[str, ...]) -> Vector:
    sums: dict[Labels, float] = {}
    for labels, value in vector:
        kept = tuple((name, text) for name, text in labels if name in by)
        sums[kept] = sums.get(kept, 0.0) + value
    return list(sums.items())


def _without_name(number: int) -> Labels:
    return tuple((name, text) for name, text in LABELS[number].items() if name != "__name__")


def _seconds(number: int, count: int) -> float:
    return count / 1000 if LABELS[number]["__name__"].endswith("_sum") else count


def _to_ms(when: datetime) -> int:
    return (when - EPOCH) // timedelta(milliseconds=1)
