"""Fetches the counters of a question over a window, with what came shortly before it as their base."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.sources.prometheus.api import exact_count
from gate.sources.prometheus.counters import Counter, Counters, Instance, Point, instances_behind
from gate.sources.prometheus.selector import Matcher, Selector

if TYPE_CHECKING:
    from gate.sources.prometheus.api import Api, Labels, Samples
    from gate.sources.prometheus.memory import Memory
    from gate.sources.prometheus.question import Question

LOOKBACK_MS = 90_000
"""How old a counter's base may be: targets are scraped at least once a minute."""
ENDED_MS = 300_000
"""Where Prometheus has no `up`, an instance has ended after so long a silence; PromQL waits as long."""
AWAY_MS = 86_400_000
"""An instance that was away for longer is a new one."""
STEPS_MIN = 100


@dataclass(frozen=True)
class Reader:
    """Reads what one question selects. Raises NotShown where there is nothing."""

    api: Api
    memory: Memory
    question: Question
    start_ms: int
    end_ms: int

    def raw(self) -> Counters:
        """Every sample, in one request: for windows that hold some hundred of them."""
        since_ms = self.start_ms - LOOKBACK_MS
        return self._counters(self.memory.samples(self.api, self._selector, since_ms, self.end_ms))

    def stepped(self, slots: int) -> Counters:
        """Where counters stood at the end of each slot and at steps between: for long windows.

        The last sample of every step is taken, also of a series that ended in it, so no growth is lost. A fall that
        was made good within a step is found by `resets()`, which looks at every sample too.
        """
        steps = slots * -(-STEPS_MIN // slots)
        step_ms = (self.end_ms - self.start_ms) // slots // (steps // slots)
        first_ms, last_ms = self.end_ms - (steps - 1) * step_ms, self.end_ms - step_ms
        reach_ms = first_ms - self.start_ms
        samples = defaultdict(dict, self.api.samples(self._selector, LOOKBACK_MS, self.start_ms))
        stood = self.api.steps(f"last_over_time({self._selector}[{reach_ms}ms])", first_ms, last_ms, step_ms)
        stamps = self.api.steps(f"timestamp({self._selector})", first_ms, last_ms, step_ms)
        for labels, values in stood.items():
            own = samples[labels]
            for step, count in values.items():
                seen_ms = int(stamps.get(labels, {}).get(step, 0) * 1000)
                # A series that has ended by the end of the step has no stamp there: take the earliest it can be.
                at_ms = seen_ms if step - reach_ms < seen_ms <= step else step - reach_ms + 1
                own[max(at_ms, max(own, default=0))] = exact_count(count, labels)
        for labels, tail in self.api.samples(self._selector, max(reach_ms, LOOKBACK_MS), self.end_ms).items():
            samples[labels].update(tail)
        before = [max(times) for own in samples.values() if (times := [ms for ms in own if ms <= self.start_ms])]
        length_ms = self.end_ms - min(before, default=self.start_ms)
        return self._counters(samples, self.api.values(f"resets({self._selector}[{length_ms}ms])", self.end_ms))

    @property
    def _selector(self) -> str:
        return str(self.question.selector)

    def _counters(self, samples: Samples, resets: dict[Labels, int] | None = None) -> Counters:
        if not samples:
            raise NotShown(
                f"Prometheus has no series {self._selector}: is the query right, and is the target still scraped?"
            )
        counters = [
            Counter(
                self.question.name_of(labels),
                dict(labels),
                tuple([Point(ms, own[ms]) for ms in sorted(own)]),
                (resets or {}).get(labels, 0),
            )
            for labels, own in samples.items()
        ]
        return Counters(self.start_ms, tuple(self._with_past(counters)), self._ended(counters))

    def _with_past(self, counters: list[Counter]) -> list[Counter]:
        """Give counters of an instance that was away and now goes on a base so old that coverage shows it."""
        seen = {counter.instance for counter in counters if counter.times[0] <= self.start_ms}
        if not seen or all(counter.instance in seen for counter in counters):
            return counters
        past = self.api.values(f"last_over_time({self._selector}[{AWAY_MS}ms])", self.start_ms)
        away = Point(self.start_ms - AWAY_MS, 0)
        return [
            replace(counter, points=(away._replace(stood=stood), *counter.points))
            if counter.instance not in seen
            and (stood := past.get(frozenset(counter.labels.items()))) is not None
            and stood <= counter.points[0].stood
            else counter
            for counter in counters
        ]

    def _ended(self, counters: list[Counter]) -> frozenset[Instance]:
        """Instances that are silent because they are no targets any more; one that can't be scraped is still due."""
        behind = instances_behind(counters)
        if not behind:
            return frozenset()
        instances = {counter.instance for counter in counters}
        names = "|".join(sorted(re.escape(instance.instance) for instance in instances))
        ups = self.api.values(str(Selector("up", (Matcher("instance", "=~", names),))), self.end_ms)
        targets = {Instance(of.get("job", ""), of.get("instance", "")) for of in map(dict, ups)} & instances
        if targets:
            return behind - targets
        return frozenset(
            instance
            for instance in behind
            if all(c.times[-1] < self.end_ms - ENDED_MS for c in counters if c.instance == instance)
        )
