"""The best test of a rate that there can be, by dynamic programming: how much is left to gain.

It stops where going on costs more, on average over the true rates, than a wrong FAIL: V(n, bad), in probabilities
of the rate at the limit, is the smaller of `error` and sum_j cost_j LR_j(n, bad) + E V(n + 1, …). The prices of the
rates are raised where the ratio to the bound is worst, until no rate can gain but at another's cost. It knows the
rates that it will be judged by, and counts no error beyond its last trial: what can be shipped is not as good.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log

import numpy as np

from benchmarks.measure.exact import FailEdges, until_fail
from benchmarks.measure.samples import ALPHAS, FAIL_RATES
from gate.measure import RateTest, calibrate, wald_bound

TRIALS = {0.001: 12_000, 0.05: 6_000}
ROUNDS = 6
HALVINGS = 7
LEARNING = 6.0
SPREAD = 9.0  # standard deviations beyond which the number of bad ones is not followed
LOG_LARGEST = 60.0


def boundary(limit: float, rates: np.ndarray, costs: np.ndarray, error: float, trials: int) -> np.ndarray:
    """The last trial at which 0, 1, 2, … bad ones mean FAIL."""
    on_bad, on_good = np.log(rates / limit), np.log((1 - rates) / (1 - limit))
    bad = np.arange(int(trials * limit + SPREAD * (trials * limit) ** 0.5) + 40)
    ahead, last = np.zeros(len(bad)), np.zeros(len(bad), dtype=int)
    for n in range(trials - 1, -1, -1):
        ratios = np.exp(np.minimum(bad[:, None] * on_bad + (n - bad[:, None]) * on_good, LOG_LARGEST))
        going_on = ratios @ costs + (1 - limit) * ahead + limit * np.append(ahead[1:], ahead[-1])
        stops = (going_on >= error) & (bad <= n)
        last = np.where(stops & (last == 0), n, last)
        ahead = np.where(stops, error, going_on)
    return np.maximum.accumulate(last)


def optimum(limit: float, alpha: float) -> list[float]:
    """Mean trials over the bound at each rate, the worst of them as small as can be."""
    rates, trials = np.array(FAIL_RATES[limit]), TRIALS[limit]
    bounds = np.array([wald_bound(rate, limit, alpha) for rate in FAIL_RATES[limit]])
    prices, level, best = np.full(len(rates), 1 / len(rates)), log(1 / alpha) + 1, [np.inf]
    for _ in range(ROUNDS):
        low, high = level - 1.5, level + 1.5
        for _ in range(HALVINGS):
            level = (low + high) / 2
            edges = boundary(limit, rates, prices / bounds, exp(level), trials)
            error = until_fail(limit, lambda k: int(edges[min(k, len(edges) - 1)]), trials).chance  # noqa: B023
            low, high = (low, level) if error <= alpha else (level, high)
        level = high
        edges = boundary(limit, rates, prices / bounds, exp(level), trials)
        means = [until_fail(rate, lambda k: int(edges[min(k, len(edges) - 1)]), trials).mean for rate in rates]  # noqa: B023
        ratios = np.array(means) / bounds
        best = min(best, ratios.tolist(), key=max)
        prices *= np.exp(LEARNING * (ratios - ratios.mean()))
        prices /= prices.sum()
    return best


def table() -> Iterator[str]:
    """Its ratios beside those of the calibrated test."""
    yield "| limit | true rate | alpha | optimum | calibrated | left to gain |\n|---|---|---|---|---|---|"
    for limit, rates in FAIL_RATES.items():
        for alpha in ALPHAS:
            test = RateTest(limit, alpha)
            edge = FailEdges(replace(test, calibration=calibrate(test.log_e_fail, limit, alpha)))
            for rate, ratio in zip(rates, optimum(limit, alpha), strict=True):
                own = until_fail(rate, edge, 40_000).mean / wald_bound(rate, limit, alpha)
                yield f"| {limit:.1%} | {rate:.2%} | {alpha:g} | {ratio:.2f} | {own:.2f} | {1 - ratio / own:.1%} |"
