"""When a test of a rate decides, exactly: forward recursion over bad trials, looked at after each trial.

f_b(n), the probability that the b-th bad trial is trial n and nothing has been decided before, comes from f_(b-1)
by waiting for the next bad one: f_b(n) = rate * sum of f_(b-1)(s) (1 - rate)^(n-s-1) over s < n.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter
from scipy.stats import binom

from gate.measure import RateTest

NEGLIGIBLE = 1e-17
UNDECIDED_MAX = 1e-12
WAIT_MAX = 40  # times 1/rate: the chance of a longer wait for the next bad trial is 1e-17


class Decided(NamedTuple):
    """The chance to decide within so many trials, and the mean number of trials until then or the last of them."""

    chance: float
    mean: float


class _Waiting:
    """The distribution of the trial at which the latest bad one came, among runs that are undecided."""

    def __init__(self, rate: float, trials: int) -> None:
        self.rate, self.trials = rate, trials
        self.first, self.mass = 0, np.array([1.0])

    @property
    def at(self) -> np.ndarray:
        return np.arange(self.first, self.first + len(self.mass))

    def next_bad(self) -> bool:
        """Go on to the next bad trial; tell whether there is any within the trials that counts."""
        width = min(len(self.mass) + int(WAIT_MAX / self.rate), self.trials - self.first) + 1
        padded = np.zeros(width)
        padded[: len(self.mass)] = self.mass[:width]
        return self.keep(lfilter([0, self.rate], [1, self.rate - 1], padded), self.first)

    def keep(self, mass: np.ndarray, first: int) -> bool:
        """Go on with these, without the ends that do not count."""
        kept = np.flatnonzero(mass > NEGLIGIBLE)
        if not len(kept):
            return False
        self.first, self.mass = first + int(kept[0]), mass[kept[0] : kept[-1] + 1]
        return float(self.mass.sum()) > UNDECIDED_MAX


def until_fail(rate: float, edge: Callable[[int], int], trials: int) -> Decided:
    """FAIL when the bad one is among the first edge(bad) trials, as in RateTest.fails_up_to."""
    waiting, chance, mean, bad = _Waiting(rate, trials), 0.0, 0.0, 0
    while waiting.next_bad():
        bad += 1
        soon = max(0, min(edge(bad), trials) + 1 - waiting.first)
        chance += waiting.mass[:soon].sum()
        mean += (waiting.at[:soon] * waiting.mass[:soon]).sum()
        if not waiting.keep(waiting.mass[soon:], waiting.first + soon):
            break
    return Decided(float(chance), float(mean) + trials * (1 - float(chance)))


def until_pass(rate: float, edge: Callable[[int], int], trials: int) -> Decided:
    """PASS when trial edge(bad) comes before the next bad one, as in RateTest.passes_from."""
    waiting, chance, mean, bad = _Waiting(rate, trials), 0.0, 0.0, 0
    while (at := edge(bad)) <= trials:
        calm = (waiting.mass * (1 - rate) ** np.maximum(at - waiting.at, 0)).sum()
        chance += calm
        mean += calm * at
        bad += 1
        if not waiting.next_bad():
            break
        if not waiting.keep(waiting.mass[: max(0, at + 1 - waiting.first)], waiting.first):
            break
    return Decided(float(chance), float(mean) + trials * (1 - float(chance)))


def polled_fail(rate: float, edge: Callable[[int], int], trials: int, polls: int) -> float:
    """The chance of FAIL where it is looked at after so many trials each, not after every one."""
    most = int(trials * polls * rate + 12 * (trials * polls * rate) ** 0.5) + 20
    edges, a_poll = np.array([edge(bad) for bad in range(most)]), binom.pmf(np.arange(most), trials, rate)
    mass, chance = np.eye(1, most)[0], 0.0
    for n in range(trials, trials * polls + 1, trials):
        mass = np.convolve(mass, a_poll)[:most]
        fails = (n <= edges) & (np.arange(most) > 0)
        chance += float(mass[fails].sum())
        mass[fails] = 0
    return chance


class FailEdges:
    """RateTest.fails_up_to, faster where it is asked for one bad one more each time."""

    def __init__(self, test: RateTest) -> None:
        """Start with no bad one."""
        self._test, self._known = test, [0]

    def __call__(self, bad: int) -> int:
        """Give the last n at which so many bad ones mean FAIL."""
        while len(self._known) <= bad:
            self._known.append(self._next())
        return self._known[bad]

    def _next(self) -> int:
        test, bad, low = self._test, len(self._known), max(self._known[-1], len(self._known))
        if test.log_e_fail(low, bad) < test.fail_level:
            return self._known[-1]
        step = max(1, round(0.01 / test.limit))
        while test.log_e_fail(low + step, bad) >= test.fail_level:
            low, step = low + step, 2 * step
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if test.log_e_fail(middle, bad) >= test.fail_level else (low, middle)
        return low
