"""Weights of the bets of gate/measure/bets/tables.py: those whose worst ratio of samples to the bound is smallest.

python -m benchmarks.measure.weights        takes about ten minutes on one core

For each limit of the checklist and each direction: coordinate search from a first guess, with a fixed seed. What
is minimised is the worst ratio of the mean number of trials until a decision, exact, to Wald's bound, over the
rates and alphas below; rates close to the limit, at which every test is slow, may be a little worse. FAIL is
judged as calibrated and, with more leave, by Ville's inequality; PASS by the latter alone.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from math import exp, log

import numpy as np

from benchmarks.measure.exact import FailEdges, until_fail, until_pass
from gate.measure import RateTest, wald_bound
from gate.measure.bets.calibration import calibrate
from gate.measure.bets.tables import COMMON, RARE, Table

SEED = 20261123
ALPHAS = (0.05, 0.0025)
ROUNDS = 50
LEAST = 0.03  # of a weight, so that nothing that the grid reaches goes undecided for long
SHARPNESS = 60  # of the soft maximum
LEAVE_OF_VILLE = 1.28
LEAVE_AT_SMALL_ALPHA = 0.92  # there a leap over the level counts less, and all ratios are smaller
Weights = np.ndarray


class Direction(Enum):
    """What the bets are to show."""

    FAIL = "above the limit"
    PASS = "below the limit"  # noqa: S105 - the word of the engine, not a password


@dataclass(frozen=True)
class Task:
    """One direction at one limit: bets with the weights to start from, and true rates with the leave that each has.

    trials: so many at most; far beyond the mean at each rate. least_of_last: of the weight of the last alternative.
    """

    table: Table
    direction: Direction
    limit: float
    start: tuple[tuple[float, float], ...]
    rates: tuple[tuple[float, float], ...]
    trials: int
    least_of_last: float = LEAST

    @property
    def is_fail(self) -> bool:
        """Tell the direction."""
        return self.direction is Direction.FAIL

    @property
    def odds(self) -> tuple[float, ...]:
        """The alternatives."""
        return tuple(odds for odds, _ in self.start)

    def test(self, weights: Weights, alpha: float, *, is_calibrated: bool) -> RateTest:
        """The test with these weights."""
        bets = tuple(zip(self.odds, weights.tolist(), strict=True))
        table = replace(self.table, fail=bets) if self.is_fail else replace(self.table, passes=bets)
        test = RateTest(self.limit, alpha, alpha, table=table)
        return replace(test, calibration=calibrate(test.log_e_fail, self.limit, alpha)) if is_calibrated else test

    def ratios(self, test: RateTest) -> list[float]:
        """Mean trials over the bound, at each rate."""
        edge = FailEdges(test) if self.is_fail else lambda bad: test.passes_from(bad) or self.trials
        until = until_fail if self.is_fail else until_pass
        return [
            until(rate, edge, self.trials).mean / wald_bound(rate, self.limit, test.alpha_fail)
            for rate, _ in self.rates
        ]

    def worst(self, weights: Weights) -> float:
        """Soft maximum of all ratios, each over its leave."""
        over = []
        for alpha in ALPHAS:
            leave = LEAVE_AT_SMALL_ALPHA if self.is_fail and alpha < ALPHAS[0] else 1
            for is_calibrated in (True, False) if self.is_fail else (False,):
                more = LEAVE_OF_VILLE if self.is_fail and not is_calibrated else 1
                ratios = self.ratios(self.test(weights, alpha, is_calibrated=is_calibrated))
                over += [r / (leave * more * own) for r, (_, own) in zip(ratios, self.rates, strict=True)]
        return log(sum(exp(SHARPNESS * (r - 1)) for r in over) / len(over)) / SHARPNESS + 1


TASKS = {
    "COMMON, FAIL": Task(
        COMMON,
        Direction.FAIL,
        limit=0.05,
        start=((1.25, 0.11), (1.6, 0.2), (2, 0.22), (3, 0.29), (6, 0.12), (25, 0.06)),
        rates=((0.25, 1.14), (0.15, 1), (0.1, 0.94), (0.07, 1), (0.065, 1.04)),
        trials=9_000,
        least_of_last=0.06,  # three bad ones of three are FAIL at alpha 0.01
    ),
    "RARE, FAIL": Task(
        RARE,
        Direction.FAIL,
        limit=0.001,
        start=((1.25, 0.02), (2.5, 0.1), (5, 0.17), (20, 0.24), (50, 0.35), (200, 0.12)),
        rates=((0.05, 1), (0.02, 1), (0.01, 1), (0.005, 1), (0.0025, 1.12)),
        trials=40_000,
    ),
    "COMMON, PASS": Task(
        COMMON,
        Direction.PASS,
        limit=0.05,
        start=((0, 0.1), (0.1, 0.3), (0.2, 0.2), (0.4, 0.3), (0.65, 0.07), (0.8, 0.03)),
        rates=((0.005, 1), (0.01, 1), (0.02, 1), (0.03, 1.15)),
        trials=6_000,
    ),
    "RARE, PASS": Task(
        RARE,
        Direction.PASS,
        limit=0.001,
        start=((0, 0.09), (0.1, 0.33), (0.2, 0.1), (0.4, 0.24), (0.55, 0.21), (0.8, 0.03)),
        rates=((0.0001, 1), (0.0003, 1), (0.0005, 1), (0.0006, 1.2)),
        trials=200_000,
    ),
}


def search(worst: Callable[[Weights], float], weights: Weights, least: Weights) -> Weights:
    """Change one weight at a time, by steps that grow while they help."""
    random = np.random.default_rng(SEED)
    step, up = np.full(len(weights), 0.3), np.ones(len(weights))
    best = worst(weights)
    for _ in range(ROUNDS):
        i = random.integers(len(weights))
        tried = weights.copy()
        tried[i] *= np.exp(up[i] * step[i])
        tried = np.maximum(tried / tried.sum(), least)
        tried /= tried.sum()
        if (value := worst(tried)) < best:
            best, weights, step[i] = value, tried, 1.3 * step[i]
        else:
            up[i], step[i] = -up[i], 0.75 * step[i]
    return weights


def report(names: list[str]) -> Iterator[str]:
    """The weights of each task, rounded, and the ratios with them."""
    for name in names:
        task = TASKS[name]
        start = np.array([weight for _, weight in task.start])
        least = np.array([LEAST] * (len(start) - 1) + [task.least_of_last])
        weights = search(task.worst, start / start.sum(), least).round(3)
        weights[weights.argmax()] += 1 - weights.sum()
        bets = zip(task.odds, weights, strict=True)
        yield f"{name}: {', '.join(f'({odds:g}, {weight:.3g})' for odds, weight in bets)}"
        for alpha in ALPHAS:
            for is_calibrated in (True, False) if task.is_fail else (False,):
                ratios = task.ratios(task.test(weights, alpha, is_calibrated=is_calibrated))
                rates = (f"{rate:.2%} {ratio:.3f}" for (rate, _), ratio in zip(task.rates, ratios, strict=True))
                yield f"  alpha {alpha:g}, {'calibrated' if is_calibrated else 'Ville'}: {', '.join(rates)}"


if __name__ == "__main__":
    for line in report(sys.argv[1:] or list(TASKS)):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
