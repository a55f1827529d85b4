"""How soon the measures decide, how often they err, what they cost.

python -m benchmarks.measure [RUNS] > benchmarks/measure.md
Samples and errors of the rate gate are exact (forward recursion over bad trials, as if looked at after each trial);
watches are simulated with a fixed seed. RUNS: of each simulated cell, and hours of 20 quiet triggers (default
20,000). Takes about ten minutes on one core.
"""

import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from benchmarks.measure import cost, optimum, relative_rates, robustness, samples
from benchmarks.measure.aims import QUIET_HOURS, REGRESSION, Worst
from benchmarks.measure.exact import FailEdges, polled_fail
from benchmarks.measure.watches import Watches, calibrated
from gate.measure import RATE_SHARE, RateTest, trigger_alpha, upper_bound

SEED = 20261123
REQUESTS_PER_S = 10
HOUR_S = 3600
RUNS = 20_000
AT_ONCE = 2_000
"""Watches that are held in memory together."""
TRIGGERS = [0.001] * 10 + [0.05] * 10
Lines = Iterator[str]


def regression_row(worst: Worst, poll_s: int, alpha: float, runs: int) -> str:
    """Share of errors 1 %, from minute 30 on 10 %; the limit is 5 %."""
    random = np.random.default_rng(SEED)
    polls = HOUR_S // poll_s
    trials = np.full((runs, polls), REQUESTS_PER_S * poll_s)
    bad = random.binomial(trials, np.where(np.arange(polls) < polls // 2, 0.01, 0.10))
    watches = Watches(0.05, alpha)
    watches.check(trials, bad, 20)
    first = np.concatenate([watches.first_fails(trials[i : i + AT_ONCE], bad[i : i + AT_ONCE]) for i in _parts(runs)])
    delays = (first[first > 0] - polls // 2) * poll_s / 60
    alone = RateTest(0.05, alpha)
    edges = np.array([alone.fails_up_to(k) for k in range(int(bad.sum(axis=1).max()) + 1)])
    by_mean = (trials.cumsum(axis=1) <= edges[bad.cumsum(axis=1)]).any(axis=1).mean()
    if poll_s == 30 and alpha == 0.01:  # noqa: PLR2004 - the row that the aim is about
        worst.take(REGRESSION, float(delays.mean()) if len(delays) == runs else np.inf)
    return (
        f"| {poll_s} s | {alpha} | {runs:,} | {delays.mean():.2f} min | {np.quantile(delays, 0.9):.2f} min | "
        f"{delays.max():.2f} min | {len(delays) / runs:.1%} | {(delays <= 0).sum()} | {by_mean:.1%} |"
    )


def alarm_row(worst: Worst, factor: float, hours: int) -> str:
    """20 triggers for an hour at a multiple of their limits: hours with any FAIL."""
    random = np.random.default_rng(SEED)
    alpha, polls = trigger_alpha(len(TRIGGERS), 1), HOUR_S // 30
    fails = np.zeros(hours, dtype=int)
    for limit in TRIGGERS:
        watches = Watches(limit, alpha)
        for i in _parts(hours):
            trials = np.full((min(AT_ONCE, hours - i), polls), REQUESTS_PER_S * 30)
            fails[i : i + AT_ONCE] += watches.first_fails(trials, random.binomial(trials, factor * limit)) > 0
    alarms = int((fails > 0).sum())
    if factor < 1:
        worst.take(QUIET_HOURS, alarms if hours >= RUNS else np.inf)
    most = upper_bound(alarms, hours)
    share = f"{alarms / hours:.3%} | {most:.3%}"
    by_rate = sum(
        polled_fail(factor * limit, FailEdges(_rate_alone(limit, alpha)), REQUESTS_PER_S * 30, polls)
        for limit in TRIGGERS
    )
    return f"| {factor:g} x limit | {alpha} | {hours:,} | {alarms} | {share} | {hours * by_rate:.2g} |"


def _rate_alone(limit: float, alpha: float) -> RateTest:
    """The test of the rate on the whole within a watch."""
    return calibrated(RateTest(limit, alpha * RATE_SHARE))


def _parts(runs: int) -> range:
    return range(0, runs, AT_ONCE)


def report(runs: int) -> Lines:
    """All tables as Markdown."""
    worst = Worst()
    yield "# Measures, measured\n"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {machine}. Made by `python -m benchmarks.measure {runs}`.\n"
    yield "## FAIL: samples against the bound of any sequential test (exact, checked after each trial)\n"
    yield from samples.fail_table(worst)
    yield "\n## PASS: samples against the bound of any sequential test (exact, checked after each trial)\n"
    yield from samples.pass_table(worst)
    reach = " and ".join(f"{trials:,} (limit {limit:.1%})" for limit, trials in samples.ERROR_TRIALS.items())
    yield f"\nThe error at the limit is that within {reach} trials."
    yield "PASS is not calibrated: its evidence never leaps, so there is nothing to gain.\n"
    yield "## The best that there can be for these rates (dynamic programming), and what is left to gain\n"
    yield from optimum.table()
    yield "\nIt knows the rates that it is judged by and counts no error beyond its last trial."
    yield "It is not shipped: little is left.\n"
    yield "## A regression at minute 30: 1 % -> 10 %, limit 5 %, 10 requests/s, watched for an hour\n"
    yield "| poll | alpha | runs | mean delay | 90 % within | slowest | found | too early | found by mean alone |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield regression_row(worst, 30, 0.01, runs)
    yield regression_row(worst, 30, trigger_alpha(20, 1), runs)
    yield regression_row(worst, 5, 0.01, runs // 10)
    yield "\n## False alarms of 20 triggers in an hour (limits ten 0.1 %, ten 5 %; 10 requests/s each, poll 30 s)\n"
    yield "| true rates | alpha each | hours | with an alarm | share | at most (95 %) | expected, by the rate alone |"
    yield "|---|---|---|---|---|---|---|"
    yield alarm_row(worst, 0.5, runs)
    yield alarm_row(worst, 1.0, runs // 5)
    of = f"{runs:,} runs a cell, {robustness.POLLS} polls, alpha {robustness.ALPHA}"
    yield f"\n## Watches as they really are ({of})\n"
    yield from robustness.table(worst, runs)
    of = f"{relative_rates.RUNS:,} runs of {relative_rates.POLLS} polls"
    yield f"\n## A ratio within a band (alpha 0.05 each, {of})\n"
    yield from relative_rates.table()
    yield "\nAt a limit the share that PASS or FAIL is the realised error; PASS counts runs in which it was ever shown."
    yield "\n## Cost\n"
    yield "| what | microseconds of processor time | bytes saved |\n|---|---|---|"
    yield from cost.rows(worst)
    yield "\n## Against the aims\n"
    yield from worst.table()


if __name__ == "__main__":
    for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
