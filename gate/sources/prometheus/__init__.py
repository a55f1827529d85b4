"""Prometheus: first attempts at the API, counted exactly from the counters' own samples.

Neither `increase()` nor `rate()` is ever asked for: they extrapolate, and a third of an error is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gate.sample import Arm, Sample, Window
from gate.sources.prometheus.api import CALLS, Api
from gate.sources.prometheus.counters import MS, to_ms, to_time
from gate.sources.prometheus.memory import Memory
from gate.sources.prometheus.question import question_of
from gate.sources.prometheus.reading import LOOKBACK_MS, Reader

if TYPE_CHECKING:
    from gate.environment.indicators import Indicator
    from gate.environment.vendors import Prometheus as PrometheusSettings
    from gate.http import HttpClient
    from gate.sources.prometheus.counters import Counters
    from gate.sources.prometheus.question import Question

__all__ = ["CALLS", "Prometheus"]

RAW_POLLS_MAX = 1_000
"""Raw samples are read of windows of up to so many polls: scrapes are hardly more frequent than our own looks."""
SLOTS_MAX = 500
NAMED_SERIES_MAX = 20


@dataclass(frozen=True)
class Prometheus:
    """Reads one Prometheus, or what speaks like one. Raises NotShown where it can't be counted."""

    http_client: HttpClient
    settings: PrometheusSettings
    memory: Memory = field(default_factory=Memory, repr=False)

    def counts(self, name: str, indicator: Indicator, window: Window, arm: Arm = "all") -> Sample:
        """First attempts in the window, and how many were bad; `observed_at` is that of the slowest instance."""
        return self.series(name, indicator, window, 1, arm)[-1]

    def series(
        self, name: str, indicator: Indicator, window: Window, slots: int, arm: Arm = "all"
    ) -> tuple[Sample, ...]:
        """The window cut into equal slots, counted from its start to the end of each, all as one fetch saw it.

        Slots are whole ms, the first takes what is left over. ValueError for more of them than 500, or than ms.
        """
        start_ms, end_ms = to_ms(window.start), to_ms(window.end)
        if not 1 <= slots <= SLOTS_MAX or (slots > 1 and end_ms - start_ms < slots):
            raise ValueError(f"{window} can't be cut into {slots} slots; at most {SLOTS_MAX}, none shorter than 1 ms.")
        api = Api(self.http_client, self.settings)
        since_ms = start_ms - LOOKBACK_MS
        question = question_of(
            name,
            indicator,
            arm,
            lambda bucket: self.memory.spellings(
                str(bucket),
                lambda: [labels.get("le", "") for labels in api.labels(str(bucket), since_ms, end_ms)],
            ),
        )
        reader = Reader(api, self.memory, question, start_ms, end_ms)
        is_short = (end_ms - since_ms) * MS <= RAW_POLLS_MAX * indicator.poll
        counters = reader.raw() if is_short else reader.stepped(slots)
        question.check(counters.counters)
        slot_ms = (end_ms - start_ms) // slots
        ends = [to_time(end_ms - slot_ms * left) for left in reversed(range(1, slots))]
        windows = [*(window.until(end) for end in ends), window]
        return tuple([_sample(name, question, counters, slot) for slot in windows])


def _sample(name: str, question: Question, counters: Counters, window: Window) -> Sample:
    until_ms = to_ms(window.end)
    trials, bad = question.trials(counters, until_ms), question.bad_trials(counters, until_ms)
    fault = counters.fault(until_ms)
    if not 0 <= bad <= trials:
        fault = fault or f"{question.selector} contradicts itself: {bad:,} of {trials:,} trials are bad"
    named = counters.counters[:NAMED_SERIES_MAX]
    return Sample(
        indicator=name,
        source="prometheus",
        observed_at=to_time(counters.observed_ms(until_ms)),
        evidence={
            "trials": str(question.selector),
            "bad": question.words,
            "series": len(counters.counters),
            "newest": {str(counter): counter.points[-1].stood for counter in named},
        },
        numerator=min(max(bad, 0), trials),
        denominator=trials,
        window=window,
        fault=fault,
        coverage=counters.coverage(until_ms),
    )
