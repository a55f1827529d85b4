"""What an indicator asks of Prometheus: which counters count trials, and which of these are bad."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.sources.prometheus.selector import Matcher, Selector, parse_matchers, parse_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gate.environment.indicators import Indicator
    from gate.sample import Arm
    from gate.sources.prometheus.api import Labels
    from gate.sources.prometheus.counters import Counter, Counters


@dataclass(frozen=True)
class Statuses:
    """Trials are the growth of a selector's counters; those that fulfil the `bad` matchers too are bad."""

    selector: Selector
    bad: tuple[Matcher, ...]

    @property
    def words(self) -> str:
        """What is bad, for the record."""
        return ",".join(map(str, self.bad))

    def name_of(self, _labels: Labels) -> str:
        """Which metric a series belongs to."""
        return self.selector.name

    def check(self, counters: Iterable[Counter]) -> None:
        """Raise NotShown where `bad` names a label that no series has: it would never find anything bad."""
        known = {label for counter in counters for label in counter.labels}
        for matcher in self.bad:
            if matcher.label not in known:
                raise NotShown(
                    f"Prometheus: no series of {self.selector} has the label {matcher.label} that `bad` names, "
                    "so nothing would ever be bad: look at the indicators in the environment file"
                )

    def trials(self, counters: Counters, until_ms: int) -> int:
        """How many were made."""
        return counters.growth(until_ms, lambda _: True)

    def bad_trials(self, counters: Counters, until_ms: int) -> int:
        """How many of them were bad."""
        return counters.growth(until_ms, lambda counter: all(matcher.matches(counter.labels) for matcher in self.bad))


@dataclass(frozen=True)
class Durations:
    """Trials are the growth of a histogram's `_count`; those that its bucket at the edge does not hold are bad."""

    histogram: Selector
    edge_ms: int
    spellings: frozenset[str]

    @property
    def selector(self) -> Selector:
        """`_count` and the one bucket in one question, so that both come from the same scrapes."""
        edges = "|".join(["", *sorted(map(re.escape, self.spellings))])  # `_count` has no label le
        return Selector("", (Matcher("__name__", "=~", f"{self.histogram.name}_(bucket|count)"),)).narrowed(
            Matcher("le", "=~", edges), *self.histogram.matchers
        )

    @property
    def words(self) -> str:
        """What is bad, for the record."""
        return f"slower than {self.edge_ms} ms"

    def name_of(self, labels: Labels) -> str:
        """Which metric a series belongs to."""
        return f"{self.histogram.name}_{'bucket' if any(name == 'le' for name, _ in labels) else 'count'}"

    def check(self, counters: Iterable[Counter]) -> None:
        """Raise NotShown where a histogram has not exactly one bucket at the edge."""
        counters = tuple(counters)
        counted = {_without_edge(counter) for counter in counters if not _is_bucket(counter)}
        buckets = [_without_edge(counter) for counter in counters if _is_bucket(counter)]
        for labels in counted - set(buckets):
            raise NotShown(f"{no_edge(self.edge_ms)} in {self.histogram.name}{{{_show(labels)}}}")
        if set(buckets) != counted or len(buckets) != len(counted):
            raise NotShown(
                f"Prometheus: the buckets of {self.histogram} at {self.edge_ms} ms are not one for each _count"
            )

    def trials(self, counters: Counters, until_ms: int) -> int:
        """How many were made."""
        return counters.growth(until_ms, lambda counter: not _is_bucket(counter))

    def bad_trials(self, counters: Counters, until_ms: int) -> int:
        """How many of them took longer than the edge; negative where the histogram contradicts itself."""
        return self.trials(counters, until_ms) - counters.growth(until_ms, _is_bucket)


Question = Statuses | Durations


def question_of(
    name: str, indicator: Indicator, arm: Arm, spellings_of: Callable[[Selector], Iterable[str]]
) -> Question:
    """Read the indicator; `spellings_of` answers how the edges of a histogram's buckets are written.

    Raises NotShown for an indicator that says too little, and where no bucket has its edge exactly there.
    """
    where = f"indicators.{name}"
    if not indicator.query:
        raise NotShown(f"{where} has no query, so nothing can be asked of Prometheus")
    selector = parse_selector(indicator.query, f"{where}.query")
    if arm != "all":
        matchers = indicator.exposed if arm == "exposed" else indicator.rest
        if not matchers:
            raise NotShown(f"{where} has no `{arm}`, so it can't be told who has the new version")
        selector = selector.narrowed(*parse_matchers(matchers, f"{where}.{arm}"))
    if indicator.edge_ms:
        bucket = Selector(f"{selector.name}_bucket", selector.matchers)
        spellings = frozenset(text for text in spellings_of(bucket) if _is_edge(text, indicator.edge_ms))
        if not spellings:
            raise NotShown(f"{no_edge(indicator.edge_ms)} in {bucket}")
        return Durations(selector, indicator.edge_ms, spellings)
    if not indicator.bad:
        raise NotShown(f"{where} has neither `bad` nor `edge_ms`, so nothing would ever be bad")
    return Statuses(selector, parse_matchers(indicator.bad, f"{where}.bad"))


def no_edge(edge_ms: int) -> str:
    """Say that a histogram can't answer."""
    return f"Prometheus: no histogram edge at {edge_ms} ms"


def _is_edge(text: str, edge_ms: int) -> bool:
    try:
        return Decimal(text) * 1000 == edge_ms
    except InvalidOperation:
        return False


def _is_bucket(counter: Counter) -> bool:
    return "le" in counter.labels


def _without_edge(counter: Counter) -> Labels:
    return frozenset((name, value) for name, value in counter.labels.items() if name != "le")


def _show(labels: Labels) -> str:
    return ",".join(f'{name}="{value}"' for name, value in sorted(labels))
