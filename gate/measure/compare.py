"""A canary against its baseline: the canary's share of all errors against its share of the traffic.

If the canary has the share rho of a poll's trials and R0 times the baseline's rate, an error is the canary's
with probability th0 = rho R0 / (1 - rho + rho R0); an alternative r puts R0 r in place of R0. Swings and
incidents that both arms share cancel. (Lindon and Malek 2022 for multinomial counts; here one-sided.)
"""

import math
from dataclasses import dataclass
from typing import Any

from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, Evidence, log_sum_exp
from gate.measure.reading import Needs, Reading, State
from gate.measure.saved import check_same
from gate.measure.tally import Tally

RATIOS = (1.25, 1.6, 2, 3, 5, 10, 30)


@dataclass(frozen=True)
class CompareGrounds:
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


class CompareGate:
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
        self._alphas = alpha_fail, alpha_pass
        names = ("n_c", "bad_c", "n_b", "bad_b")
        self._tally = Tally(names, parts=[("bad_c", "n_c"), ("bad_b", "n_b")])
        self._evidence = Evidence(alpha_fail, alpha_pass)
        self._log_up = [0.0] * len(RATIOS)
        self._log_down = [0.0] * len(RATIOS)
        self.reading = self._read()

    @property
    def log_e_up(self) -> float:
        """Current log evidence that the canary is worse."""
        return log_sum_exp(self._log_up) - math.log(len(RATIOS))

    @property
    def log_e_down(self) -> float:
        """Current log evidence that the canary is better."""
        return log_sum_exp(self._log_down) - math.log(len(RATIOS))

    def update(  # noqa: PLR0913 - two counts for each of two arms
        self, n_c: int, bad_c: int, n_b: int, bad_b: int, at: int | None = None, *, reset: bool = False
    ) -> Reading:
        """Take cumulative counts of canary (c) and baseline (b); `at` and `reset` as in RateGate."""
        if self._tally.is_repeat(at):
            return self.reading
        growth = self._tally.take((n_c, bad_c, n_b, bad_b), at, reset=reset)
        if growth is not None:
            self._weigh(*growth)
            self._evidence.look(self.log_e_up, self.log_e_down, at)
        self.reading = self._read()
        return self.reading

    def _weigh(self, n_c: int, bad_c: int, n_b: int, bad_b: int) -> None:
        if not (n_c and n_b):
            return  # one arm stood still: nothing to compare with
        odds = self._max_ratio * n_c / n_b  # of an error being the canary's, at the limit
        share = odds / (1 + odds)
        for i, r in enumerate(RATIOS):
            self._log_up[i] += bad_c * math.log(r) - (bad_c + bad_b) * math.log1p(share * (r - 1))
            self._log_down[i] += -bad_c * math.log(r) - (bad_c + bad_b) * math.log1p(share * (1 / r - 1))

    def _read(self) -> Reading:
        n_c, bad_c, n_b, bad_b = self._tally.totals
        grounds = CompareGrounds(self._max_ratio, n_c, bad_c, n_b, bad_b)
        return self._evidence.read(self._tally, (n_c, bad_c), grounds.ratio, grounds)

    def _parameters(self) -> dict[str, float]:
        alpha_fail, alpha_pass = self._alphas
        return {"max_ratio": self._max_ratio, "alpha_fail": alpha_fail, "alpha_pass": alpha_pass}

    def snapshot(self) -> dict[str, Any]:
        """Give the gate's memory as plain JSON."""
        return {
            "parameters": self._parameters(),
            "tally": self._tally.snapshot(),
            "evidence": self._evidence.snapshot(),
            "log_up": list(self._log_up),
            "log_down": list(self._log_down),
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot; ValueError if it was taken with other parameters."""
        check_same(saved["parameters"], self._parameters())
        self._tally.resume(saved["tally"])
        self._evidence.resume(saved["evidence"])
        self._log_up = list(saved["log_up"])
        self._log_down = list(saved["log_down"])
        self.reading = self._read()
