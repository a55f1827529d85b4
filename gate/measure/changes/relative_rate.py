"""Two streams of events: is the ratio of their rates within a band?

Sign-ins of now against the same hours of earlier weeks; users with the new version against the others, by
their intended shares. Weeks differ by more than chance alone: choose limits that allow for it, or set `cluster`.
"""

import math
from dataclasses import dataclass
from typing import Any

from gate.measure.bounds import TWO_SIDED, lower_bound, upper_bound
from gate.measure.changes.ratio import RatioProcess
from gate.measure.counts.counters import Counters
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first
from gate.measure.text import amount, rounded

LOG_2 = math.log(2)


@dataclass(frozen=True)
class RelativeRateTest:
    """The band, and what it takes to decide.

    low, high: limits of the ratio, which must lie between them. cluster: how many events may come together (>= 1).
    unit, baseline: what is counted, and where or when the other stream was, as in "sign-ins" and
    "in 4 earlier weeks". is_split: both streams are watched live, as in a split of users; then an empty baseline is
    a finding. Otherwise it is a lack of history, and decides nothing.
    """

    low: float
    high: float
    alpha_fail: float = ALPHA_FAIL
    alpha_pass: float = ALPHA_PASS
    cluster: float = 1
    unit: str = "events"
    baseline: str = "in the baseline"
    is_split: bool = False

    def __post_init__(self) -> None:
        """Refuse what can't be tested."""
        if not 0 < self.low < self.high < math.inf:
            raise ValueError(f"0 < low < high must hold, not low {self.low!r} and high {self.high!r}.")
        if not 1 <= self.cluster < math.inf:
            raise ValueError(f"cluster must be 1 or more, not {self.cluster!r}.")

    def processes(self) -> tuple[RatioProcess, RatioProcess]:
        """Start the evidence about the lower limit, and about the upper."""
        return RatioProcess(self.low, self.cluster), RatioProcess(self.high, self.cluster)

    def parameters(self) -> dict[str, float]:
        """Give what two gates must share for one to go on from the other."""
        return {
            "low": self.low,
            "high": self.high,
            "alpha_fail": self.alpha_fail,
            "alpha_pass": self.alpha_pass,
            "cluster": self.cluster,
        }


@dataclass(frozen=True)
class RelativeRateGrounds:
    """Exposure and events of both streams behind a reading."""

    test: RelativeRateTest
    n_c: int
    events_c: int
    n_b: int
    events_b: int

    @property
    def is_comparable(self) -> bool:
        """Tell whether there is a baseline."""
        return self.n_b > 0 and (self.events_b > 0 or self.test.is_split)

    @property
    def ratio(self) -> float | None:
        """The watched stream's rate over the baseline's."""
        if not (self.n_c and self.events_b):
            return None
        return (self.events_c / self.n_c) / (self.events_b / self.n_b)

    def account(self, state: State) -> str:
        """Say the counts of both streams and, if undecided, what is still needed."""
        others = f"{self.events_b:,}" if self.events_b else "none"
        text = f"{self.events_c:,} {self.test.unit} against {others} {self.test.baseline}: "
        if not self.is_comparable:
            return f"{text}nothing to compare with"
        if self.ratio is not None:
            text += f"{rounded(self.ratio)} times, "
        text += f"limits {self.test.low:g} and {self.test.high:g}"
        if state is State.NOT_ENOUGH_EVIDENCE and (more := self.needs().expected):
            text += f"; {amount(more)} more at this ratio needed to decide"
        if self.test.cluster != 1:
            text += f"; clusters of {self.test.cluster:g}"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Exact conditional interval of the ratio (Clopper-Pearson of the share of all events).

        Exact for events that come one by one while both exposures grow in proportion.
        """
        events = self.events_c + self.events_b
        if not (self.n_c and self.n_b and events):
            return 0.0, None
        low, high = lower_bound(self.events_c, events, TWO_SIDED), upper_bound(self.events_c, events, TWO_SIDED)
        scale = self.n_b / self.n_c
        return (
            None if low == 1 else scale * low / (1 - low),
            None if high == 1 else scale * high / (1 - high),
        )

    def needs(self) -> Needs:
        """Further events of the watched stream until a decision, if the ratio and both rates stay as they are."""
        if not (self.events_c and self.n_c and self.is_comparable):
            return Needs()

        def would_decide(k: int) -> bool:
            grown = 1 + k / self.events_c
            low, high = self.test.processes()
            for process in (low, high):
                process.weigh(self.n_c, self.events_c * grown, self.n_b, self.events_b * grown)
            fails = max(low.log_e_down, high.log_e_up) - LOG_2 >= -math.log(self.test.alpha_fail)
            return fails or min(low.log_e_up, high.log_e_down) >= -math.log(self.test.alpha_pass)

        return Needs(expected=first(would_decide))


class RelativeRateGate(Gate):
    """A ratio of two rates between two limits; parameters as RelativeRateTest.

    PASS: it is above `low` and below `high`; both must be shown, each with alpha_pass (intersection-union).
    FAIL: it is below `low` or above `high`, each with half of alpha_fail; silence is a ratio of 0.
    reading.n counts the events of both streams, .bad those of the watched one, .estimate is the ratio.
    """

    def __init__(  # noqa: PLR0913 - the parameters of a test
        self,
        low: float,
        high: float,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
        cluster: float = 1,
        unit: str = "events",
        baseline: str = "in the baseline",
        is_split: bool = False,
    ) -> None:
        """Open the gate."""
        self.test = RelativeRateTest(low, high, alpha_fail, alpha_pass, cluster, unit, baseline, is_split)
        self._low, self._high = self.test.processes()
        # the greatest log evidence so far for "above low" and for "below high"; each may have come at its own poll
        self._log_e_within = [0.0, 0.0]
        names = ("n_c", "events_c", "n_b", "events_b")
        super().__init__(self.test.parameters(), Counters(names, within=[("events_c", "n_c"), ("events_b", "n_b")]))

    def update(  # noqa: PLR0913 - exposure and events of each of two streams
        self, n_c: int, events_c: int, n_b: int, events_b: int, at: int | None = None, *, reset: bool = False
    ) -> Reading:
        """Take cumulative exposure and events of the watched stream (c) and the baseline (b).

        n_c, n_b: ms that were watched; for a split of users their intended shares times those ms (10 and 90 do
        for a single look). A poll in which only one of the exposures grows is not weighed. ValueError for events
        that grow while their exposure doesn't. `at` and `reset` as in RateGate.
        """
        if self._counters.is_repeat(at):
            return self.reading
        growth = self._counters.take((n_c, events_c, n_b, events_b), at, reset=reset)
        if growth is not None:
            self._low.weigh(*growth)
            self._high.weigh(*growth)
            if self._grounds().is_comparable:
                self._look(at)
        self.reading = self._read()
        return self.reading

    def _look(self, at: int | None) -> None:
        for i, log_e in enumerate((self._low.log_e_up, self._high.log_e_down)):
            self._log_e_within[i] = max(self._log_e_within[i], log_e)
        outside = max(self._low.log_e_down, self._high.log_e_up) - LOG_2
        self._evidence.look(outside, min(self._log_e_within), at)

    def _grounds(self) -> RelativeRateGrounds:
        return RelativeRateGrounds(self.test, *self._counters.totals)

    def _read(self) -> Reading:
        grounds = self._grounds()
        counts = grounds.events_c + grounds.events_b, grounds.events_c
        return self._evidence.read(self._counters, counts, grounds.ratio, grounds)

    def _own(self) -> dict[str, Any]:
        return {
            "low": self._low.snapshot(),
            "high": self._high.snapshot(),
            "log_e_within": list(self._log_e_within),
        }

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self._low.resume(saved["low"])
        self._high.resume(saved["high"])
        self._log_e_within = list(saved["log_e_within"])
