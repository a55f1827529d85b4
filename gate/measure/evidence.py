"""Running maxima of two e-processes, and what they have decided.

By Ville's inequality an e-process reaches 1/alpha with probability alpha at most, however often one looks,
if its null hypothesis is true. So a maximum that has reached 1/alpha decides for good.
"""

from collections.abc import Sequence
from functools import cached_property
from math import exp, log
from typing import Any

from gate.measure.counts.counters import Counters
from gate.measure.reading import Grounds, Reading, State

ALPHA_FAIL = 0.01
ALPHA_PASS = 0.05
ALPHA_TRIGGERS = 0.05  # for all rollback triggers and all looks of a version together

EXP_MAX = 650.0  # as far as the exponential of a double, times the number of terms, keeps all its digits


def trigger_alpha(gates: int, look: int) -> float:
    """Give a rollback trigger its share of error for the k-th watch or look of a version (k from 1).

    0.05 / (gates * k * (k + 1)): since the sum of 1 / (k (k + 1)) is 1, any number of looks stays below 0.05.
    """
    if gates < 1 or look < 1:
        raise ValueError(f"gates and look count from 1, not {gates!r} and {look!r}.")
    return ALPHA_TRIGGERS / (gates * look * (look + 1))


def log_threshold(name: str, alpha: float) -> float:
    """Give log(1/alpha), the level at which an e-process decides."""
    if not 0 < alpha < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {alpha!r}.")
    return -log(alpha)


def log_sum_exp(logs: Sequence[float]) -> float:
    """Sum in log space without overflow."""
    top = max(logs)
    if -EXP_MAX < top < EXP_MAX:
        return log(sum(map(exp, logs)))
    return top + log(sum([exp(x - top) for x in logs]))


def log_mixture(bets: Sequence[tuple[float, float, float]], good: float, bad: float) -> float:
    """Give log sum exp(bad * on_bad + good * on_good + log_weight) over bets (on_bad, on_good, log_weight)."""
    return log_sum_exp([bad * on_bad + good * on_good + log_weight for on_bad, on_good, log_weight in bets])


class Levels:
    """The log evidence at which a test with these two alphas decides."""

    alpha_fail: float
    alpha_pass: float

    @cached_property
    def fail_level(self) -> float:
        """Give log(1/alpha_fail)."""
        return log_threshold("alpha_fail", self.alpha_fail)

    @cached_property
    def pass_level(self) -> float:
        """Give log(1/alpha_pass)."""
        return log_threshold("alpha_pass", self.alpha_pass)


class Evidence:
    """What has been seen for FAIL and for PASS so far."""

    def __init__(self, alpha_fail: float, alpha_pass: float, fail_level: float | None = None) -> None:
        """Start with both e-values at 1. fail_level: where a calibrated test says FAIL."""
        self.fail_level = log_threshold("alpha_fail", alpha_fail) if fail_level is None else fail_level
        self.pass_level = log_threshold("alpha_pass", alpha_pass)
        self._alphas = alpha_fail, alpha_pass
        self.log_e_fail = 0.0
        self.log_e_pass = 0.0
        self.failed_at: int | None = None
        self.passed_at: int | None = None

    def look(self, log_e_fail: float, log_e_pass: float, at: int | None) -> None:
        """Take the current values of both e-processes; 0 does for any below it, since both start at 0."""
        if log_e_fail > self.log_e_fail:
            if log_e_fail >= self.fail_level > self.log_e_fail:
                self.failed_at = at
            self.log_e_fail = log_e_fail
        if log_e_pass > self.log_e_pass:
            if log_e_pass >= self.pass_level > self.log_e_pass:
                self.passed_at = at
            self.log_e_pass = log_e_pass

    def read(self, counters: Counters, counts: tuple[int, int], estimate: float | None, grounds: Grounds) -> Reading:
        """Say what the numbers allow: FAIL is final, and a counter that fell never passes."""
        n, bad = counts
        confidence: float | None
        since: int | None = None
        if self.log_e_fail >= self.fail_level:
            state, confidence, since = State.FAIL, 1 - self._alphas[0], self.failed_at
        elif counters.fault:
            state, confidence = State.DATA_ERROR, None
        elif self.log_e_pass >= self.pass_level:
            state, confidence, since = State.PASS, 1 - self._alphas[1], self.passed_at
        else:
            state, confidence = State.NOT_ENOUGH_EVIDENCE, 0.0
        return Reading(
            state, confidence, n, bad, estimate, self.log_e_fail, self.log_e_pass, grounds, since, counters.fault
        )

    def snapshot(self) -> dict[str, Any]:
        """Give the maxima as plain JSON."""
        return {
            "log_e_fail": self.log_e_fail,
            "log_e_pass": self.log_e_pass,
            "failed_at": self.failed_at,
            "passed_at": self.passed_at,
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self.log_e_fail = saved["log_e_fail"]
        self.log_e_pass = saved["log_e_pass"]
        self.failed_at = saved["failed_at"]
        self.passed_at = saved["passed_at"]
