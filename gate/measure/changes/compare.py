"""A canary against its baseline: the canary's share of all errors against its share of the traffic."""

import math
from typing import Any, NamedTuple

from gate.measure.changes.ratio import RatioProcess
from gate.measure.counts.counters import Counters
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State


class CompareGrounds(NamedTuple):
    """The counts of both arms behind a reading."""

    max_ratio: float
    n_c: int
    bad_c: int
    n_b: int
    bad_b: int

    @property
    def ratio(self) -> float | None:
        """The canary's rate over the baseline's."""
        if not (self.n_c and self.bad_b):
            return None
        return (self.bad_c / self.n_c) / (self.bad_b / self.n_b)

    def account(self, _state: State) -> str:
        """Say the counts of both arms."""
        return (
            f"canary {self.bad_c:,} bad of {self.n_c:,}, baseline {self.bad_b:,} bad of {self.n_b:,}, "
            f"limit {self.max_ratio:g} times the baseline's rate"
        )

    def interval(self) -> tuple[float | None, float | None]:
        """Give none: a ratio of two moving rates has no interval that is exact."""
        return None, None

    def needs(self) -> Needs:
        """Give none: it depends on the traffic of both arms."""
        return Needs()


class CompareGate(Gate):
    """Canary against baseline; reading.n and .bad count the canary, .estimate is the ratio of both rates.

    FAIL: the canary's rate exceeds max_ratio times the baseline's. PASS: it is below that.
    For a success-heavy indicator feed the rarer outcome as bad.
    """

    def __init__(
        self, max_ratio: float = 1.0, *, alpha_fail: float = ALPHA_FAIL, alpha_pass: float = ALPHA_PASS
    ) -> None:
        """Open the gate."""
        if not 0 < max_ratio < math.inf:
            raise ValueError(f"max_ratio must be positive, not {max_ratio!r}.")
        self._max_ratio = max_ratio
        self._process = RatioProcess(max_ratio)
        names = ("n_c", "bad_c", "n_b", "bad_b")
        super().__init__(
            {"max_ratio": max_ratio, "alpha_fail": alpha_fail, "alpha_pass": alpha_pass},
            Counters(names, parts=[("bad_c", "n_c"), ("bad_b", "n_b")]),
        )

    @property
    def log_e_up(self) -> float:
        """Current log evidence that the canary is worse."""
        return self._process.log_e_up

    @property
    def log_e_down(self) -> float:
        """Current log evidence that the canary is better."""
        return self._process.log_e_down

    def update(  # noqa: PLR0913 - two counts for each of two arms
        self, n_c: int, bad_c: int, n_b: int, bad_b: int, at: int | None = None, *, reset: bool = False
    ) -> Reading:
        """Take cumulative counts of canary (c) and baseline (b); `at` and `reset` as in RateGate."""
        if self._counters.is_repeat(at):
            return self.reading
        growth = self._counters.take((n_c, bad_c, n_b, bad_b), at, reset=reset)
        if growth is not None:
            self._process.weigh(*growth)
            self._evidence.look(self.log_e_up, self.log_e_down, at)
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        n_c, bad_c, n_b, bad_b = self._counters.totals
        grounds = CompareGrounds(self._max_ratio, n_c, bad_c, n_b, bad_b)
        return self._evidence.read(self._counters, (n_c, bad_c), grounds.ratio, grounds)

    def _own(self) -> dict[str, Any]:
        return self._process.snapshot()

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self._process.resume(saved)
