"""Many watches at once: what WatchGate does, for arrays of counts."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gate.measure import RATE_SHARE, Calibration, RateTest, State, WatchGate, calibrate

Counts = np.ndarray
"""Trials or bad ones of each poll: a row a watch, a column a poll."""


@dataclass(frozen=True)
class Watches:
    """Gates of one kind. Calibrated as those of fixtures/measures are, unless `cluster` is more than 1."""

    limit: float
    alpha: float
    cluster: float = 1

    @cached_property
    def test(self) -> RateTest:
        """The test of the rate on the whole."""
        return RateTest(self.limit, self.alpha, cluster=self.cluster)

    @cached_property
    def calibration(self) -> Calibration | None:
        """That of the rate on the whole."""
        return calibrate(self.test.log_e_fail, self.limit, self.alpha * RATE_SHARE) if self.cluster == 1 else None

    def first_fails(self, trials: Counts, bad: Counts) -> Counts:
        """The poll, from 1, at which each says FAIL; 0 where it never does."""
        rate, spike = self._rate(trials.cumsum(axis=1), bad.cumsum(axis=1)), self._spike(trials, bad)
        if calibration := self.calibration:
            fails = (rate >= calibration.level) | (spike >= -np.log(self.alpha * (1 - RATE_SHARE)))
        else:
            fails = np.logaddexp(rate, spike) - np.log(2) >= self.test.fail_level
        return np.where(fails.any(axis=1), fails.argmax(axis=1) + 1, 0)

    def check(self, trials: Counts, bad: Counts, runs: int) -> None:
        """Raise if the first watches end otherwise than those of the gate itself."""
        expected = self.first_fails(trials[:runs], bad[:runs]).tolist()
        for run, first in enumerate(expected):
            gate = WatchGate(
                self.limit,
                trials.shape[1],
                alpha_fail=self.alpha,
                cluster=self.cluster,
                calibration=self.calibration,
            )
            polls = zip(trials[run].cumsum().tolist(), bad[run].cumsum().tolist(), strict=True)
            states = [gate.update(n, b).state for n, b in polls]
            if (states.index(State.FAIL) + 1 if State.FAIL in states else 0) != first:
                raise AssertionError(f"watch {run} fails at {first}, the gate's states are {states}")

    def _rate(self, n: Counts, bad: Counts) -> Counts:
        """Log evidence of the rate on the whole, after each poll."""
        total = np.full(n.shape, -np.inf)
        for on_bad, on_good, log_weight in self.test.fail_bets:
            np.logaddexp(total, bad * on_bad + (n - bad) * on_good + log_weight, out=total)
        return total

    def _spike(self, trials: Counts, bad: Counts) -> Counts:
        """Log evidence of a change, after each poll."""
        runs, polls = trials.shape
        total = np.tile(np.log(np.maximum(polls - np.arange(1, polls + 1), 1e-300) / polls), (runs, 1))
        for on_bad, on_good, log_weight in self.test.fail_bets:
            mass = np.full(runs, -np.inf)
            for poll in range(polls):
                mass = np.logaddexp(mass, -np.log(polls))
                mass += bad[:, poll] * on_bad + (trials[:, poll] - bad[:, poll]) * on_good
                np.logaddexp(total[:, poll], mass + log_weight, out=total[:, poll])
        return total


def rate_fails(test: RateTest, n: Counts, bad: Counts) -> Counts:
    """Which runs a test of the rate alone would ever call FAIL at these cumulative counts."""
    edges = np.array([test.fails_up_to(k) for k in range(int(bad.max()) + 1)])
    return ((n <= edges[bad]) & (bad > 0)).any(axis=1)


def rate_passes(test: RateTest, n: Counts, bad: Counts) -> Counts:
    """Which runs it would ever call PASS."""
    edges = np.array([test.passes_from(k) or 10**12 for k in range(int(bad.max()) + 1)])
    return (n >= edges[bad]).any(axis=1)


def calibrated(test: RateTest) -> RateTest:
    """The same test, calibrated."""
    return replace(test, calibration=calibrate(test.log_e_fail, test.limit, test.alpha_fail))
