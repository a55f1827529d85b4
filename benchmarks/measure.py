"""How soon the measures decide, how often they err, what they cost.

python -m benchmarks.measure [HOURS] > benchmarks/measure.md
Samples and errors of the rate gate are exact (forward recursion over trials and bad ones, checked after each
trial); watches are simulated with a fixed seed. HOURS: how many hours of 20 quiet triggers (default 1,000; their
share of alarms needs 20,000 to be shown below 0.1 %). Takes two to four minutes on one core, and half a minute
more for each 1,000 hours.
"""

import json
import os
import platform
import sys
import timeit
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from time import process_time

import numpy as np

from gate.measure import (
    CompareGate,
    RateGate,
    RateTest,
    RelativeRateGate,
    SpikeGate,
    State,
    WatchGate,
    trigger_alpha,
    upper_bound,
    wald_bound,
)

SEED = 20261123
ALPHAS = (0.05, 0.0025)
FAIL_RATES = {0.001: (0.05, 0.02, 0.01, 0.005), 0.05: (0.15, 0.10, 0.07)}
PASS_RATES = {0.001: (0.0001, 0.0005), 0.05: (0.005, 0.01, 0.02)}
HORIZONS = {0.001: 36_000, 0.05: 20_000}
SURVIVORS_MIN = 1e-9
NEGLIGIBLE = 1e-18
REQUESTS_PER_S = 10
HOUR_S = 3600
REGRESSION_RUNS = 2_000
ALARM_HOURS = 1_000
HOURS_AT_THE_LIMIT = 1_000
RELATIVE_RATE_RUNS = 2_000
RELATIVE_RATE_POLLS = 120
TRIGGERS = [0.001] * 10 + [0.05] * 10

AIMS = {  # what is demanded of each, and how it is written
    "FAIL: samples over the bound, alpha 0.05": (1.9, "{:.2f}"),
    "PASS: samples over the bound, alpha 0.05": (1.2, "{:.2f}"),
    "regression at minute 30: mean minutes until FAIL": (2, "{:.2f}"),
    "20 triggers at half their limits: share of hours with an alarm, at most (95 %)": (0.001, "{:.3%}"),
    "an update: microseconds of processor time": (10, "{:.1f}"),
}
Lines = Iterator[str]
Gate = RateGate | SpikeGate | WatchGate | CompareGate
Kind = type[RateGate] | type[SpikeGate] | type[WatchGate] | type[CompareGate]


def still_open(rate: float, edges: Sequence[int], *, fails: bool, horizon: int | None) -> list[float]:
    """Probability that the gate is undecided after 0, 1, 2, … trials.

    edges[bad]: FAIL up to this n, or PASS from this n. Without a horizon: until nearly all have decided.
    """
    table = np.array(edges)
    mass, first = np.array([1.0]), 0  # of `first`, first + 1, … bad ones, among the undecided
    open_ = [1.0]
    n = 0
    while open_[-1] > SURVIVORS_MIN and (horizon is None or n < horizon):
        n += 1
        mass = np.convolve(mass, (1 - rate, rate))
        here = table[first : first + len(mass)]
        if len(here) < len(mass):
            raise ValueError(f"The table of {len(table)} rows is too short for n = {n}.")
        mass[n <= here if fails else n >= here] = 0
        kept = np.flatnonzero(mass > NEGLIGIBLE)
        if not len(kept):
            open_.append(0.0)
            break
        mass, first = mass[kept[0] : kept[-1] + 1], first + int(kept[0])
        open_.append(float(mass.sum()))
    return open_


class Worst:
    """The worst value met for each aim."""

    def __init__(self) -> None:
        """Start with none."""
        self._values: dict[str, float] = {}

    def take(self, aim: str, value: float) -> None:
        """Keep the greatest."""
        self._values[aim] = max(value, self._values.get(aim, value))

    def table(self) -> Lines:
        """Each aim beside the worst that was measured."""
        yield "| aim | at most | worst measured | kept |\n|---|---|---|---|"
        for aim, (most, form) in AIMS.items():
            value = self._values[aim]
            yield f"| {aim} | {most:g} | {form.format(value)} | {'yes' if value <= most else 'NO'} |"


def sample_table(worst: Worst, *, fails: bool) -> Lines:
    """Rows of realised error and mean samples."""
    for limit, rates in (FAIL_RATES if fails else PASS_RATES).items():
        for alpha in ALPHAS:
            test = RateTest(limit, alpha_fail=alpha, alpha_pass=alpha)
            edge = test.fails_up_to if fails else test.passes_from
            edges = [edge(bad) or 0 for bad in range(1_500)]
            error = 1 - still_open(limit, edges, fails=fails, horizon=HORIZONS[limit])[-1]
            for rate in rates:
                mean = sum(still_open(rate, edges, fails=fails, horizon=None))
                bound = wald_bound(rate, limit, alpha)
                if alpha == ALPHAS[0]:
                    worst.take(f"{'FAIL' if fails else 'PASS'}: samples over the bound, alpha 0.05", mean / bound)
                samples = f"{mean:,.0f} | {bound:,.0f} | {mean / bound:.2f}"
                yield f"| {limit:.1%} | {rate:.2%} | {alpha} | {error:.4f} | {samples} |"


def regression_row(worst: Worst, poll_s: int, alpha: float, runs: int) -> str:
    """From 1 % to 10 % at minute 30, limit 5 %: delay until FAIL by the watch, share found by the mean alone."""
    random = np.random.default_rng(SEED)
    trials, polls = REQUESTS_PER_S * poll_s, HOUR_S // poll_s
    rates = np.where(np.arange(polls) < polls // 2, 0.01, 0.10)
    delays, before, by_mean = [], 0, 0
    for counts in random.binomial(trials, rates, (runs, polls)).cumsum(axis=1).tolist():
        watch, mean_alone = WatchGate(0.05, polls, alpha_fail=alpha), RateTest(0.05, alpha_fail=alpha)
        for poll, bad in enumerate(counts, start=1):
            if watch.update(trials * poll, bad).state is State.FAIL:
                before += poll <= polls // 2
                delays.append((poll - polls // 2) * poll_s)
                break
        looks = enumerate(counts, start=1)
        by_mean += any(mean_alone.log_e_fail(trials * i, bad) >= mean_alone.fail_level for i, bad in looks)
    mean, p90 = float(np.mean(delays)) / 60, np.quantile(delays, 0.9) / 60
    worst.take("regression at minute 30: mean minutes until FAIL", mean if len(delays) == runs else np.inf)
    return (
        f"| {poll_s} s | {alpha} | {runs:,} | {mean:.2f} min | {p90:.2f} min | {max(delays) / 60:.2f} min | "
        f"{len(delays) / runs:.1%} | {before} | {by_mean / runs:.1%} |"
    )


def alarm_row(worst: Worst, factor: float, hours: int) -> str:
    """20 triggers for an hour at a multiple of their limits: share of hours with any FAIL."""
    random = np.random.default_rng(SEED)
    alpha, trials, polls = trigger_alpha(len(TRIGGERS), 1), REQUESTS_PER_S * 30, HOUR_S // 30
    alarms = fails = 0
    for _ in range(hours):
        states = []
        for limit in TRIGGERS:
            gate = WatchGate(limit, polls, alpha_fail=alpha)
            counts = random.binomial(trials, factor * limit, polls).cumsum().tolist()
            for poll, bad in enumerate(counts, start=1):
                if gate.update(trials * poll, bad).state is State.FAIL:
                    break
            states.append(gate.reading.state)
        fails += states.count(State.FAIL)
        alarms += State.FAIL in states
    most = upper_bound(alarms, hours)
    if factor < 1:
        worst.take("20 triggers at half their limits: share of hours with an alarm, at most (95 %)", most)
    return f"| {factor:g} x limit | {alpha} | {hours:,} | {alarms} | {alarms / hours:.3%} | {most:.3%} | {fails} |"


def relative_rate_row(band: tuple[float, float], weights: tuple[int, int], true: float, per_poll: int) -> str:
    """Two streams of Poisson counts, a ratio: shares that PASS and FAIL, and the events expected until then."""
    random = np.random.default_rng(SEED)
    size = RELATIVE_RATE_RUNS, RELATIVE_RATE_POLLS
    watched = random.poisson(true * per_poll, size).cumsum(axis=1).tolist()
    others = random.poisson(per_poll * weights[1] / weights[0], size).cumsum(axis=1).tolist()
    expected, ends, passed = [], [], 0
    for events, baseline in zip(watched, others, strict=True):
        gate = RelativeRateGate(*band, alpha_fail=0.05, alpha_pass=0.05)
        polls = None
        for i in range(1, RELATIVE_RATE_POLLS + 1):
            state = gate.update(weights[0] * i, events[i - 1], weights[1] * i, baseline[i - 1]).state
            if state is not State.NOT_ENOUGH_EVIDENCE and polls is None:
                polls = i
        passed += gate.reading.log_e_pass >= np.log(1 / 0.05)
        ends.append(gate.reading.state)
        expected += [] if polls is None else [polls * per_poll]
    samples = f"{np.mean(expected):,.0f} | {np.quantile(expected, 0.9):,.0f}" if expected else "- | -"
    return (
        f"| {band[0]:g} to {band[1]:g} | {weights[0]} : {weights[1]} | {true:g} | {passed / RELATIVE_RATE_RUNS:.4f} | "
        f"{ends.count(State.FAIL) / RELATIVE_RATE_RUNS:.4f} | {len(expected) / RELATIVE_RATE_RUNS:.1%} | {samples} |"
    )


def relative_rate_table() -> Lines:
    """At the limits the shares are errors; elsewhere the samples count."""
    yield "| band | exposures | true ratio | PASS | FAIL | decided | expected events until then, mean | 90 % within |"
    yield "|---|---|---|---|---|---|---|---|"
    for true in (0, 0.25, 0.5, 0.8, 1, 1.25, 2, 4):
        yield relative_rate_row((0.5, 2), (1, 4), true, per_poll=5)
    for true in (0, 0.5, 0.8, 1, 1.25, 2):
        yield relative_rate_row((0.8, 1.25), (10, 90), true, per_poll=20)


def microseconds(act: Callable[[], object], number: int) -> float:
    """Processor time of one call, the best of many short rounds, so that other work on the machine counts little."""
    return min(timeit.repeat(act, timer=process_time, number=number, repeat=150)) / number * 1e6


def watched_hour(kind: Kind, counts: Sequence[tuple[int, ...]]) -> Gate:
    """Open a gate and give it all polls."""
    gate = kind(0.001)
    for poll in counts:
        gate.update(*poll)
    return gate


def cost_rows(worst: Worst) -> Lines:
    """Cost of one update of each gate and of what is worked out on request; size of what is saved."""
    for title, bad_a_poll in (("a third of the limit", 0.1), ("twice the limit", 0.6), ("20 times the limit", 6)):
        counts = [(300 * i, int(bad_a_poll * i)) for i in range(1, 121)]
        arms = [(n // 10, bad // 10, n, bad) for n, bad in counts]
        kinds: list[tuple[Kind, Sequence[tuple[int, ...]]]] = [
            (RateGate, counts),
            (SpikeGate, counts),
            (WatchGate, counts),
            (CompareGate, arms),
        ]
        for kind, polls in kinds:
            cost_us = microseconds(partial(watched_hour, kind, polls), 2) / len(polls)
            worst.take("an update: microseconds of processor time", cost_us)
            size = len(json.dumps(watched_hour(kind, polls).snapshot()))
            yield f"| {kind.__name__}.update, {title} | {cost_us:.1f} | {size} |"
    for gate in (RateGate(0.001), WatchGate(0.001)):
        needs = gate.update(500, 1).grounds.needs
        yield f"| {type(gate).__name__}: need_good, need_bad, need_expected | {microseconds(needs, 5):.0f} | |"
    interval = RateGate(0.001).update(100_000, 120).grounds.interval
    yield f"| lower and upper of 120 in 100,000 | {microseconds(interval, 5):.0f} | |"


def report(hours: int) -> Lines:
    """All tables as Markdown."""
    worst = Worst()
    yield "# Measures, measured\n"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {machine}. Made by `python -m benchmarks.measure {hours}`.\n"
    header = "| limit | true rate | alpha | realised error at the limit | mean samples | log(1/alpha)/KL | ratio |"
    for title, fails in (("FAIL", True), ("PASS", False)):
        yield f"## {title}: samples against the bound of any sequential test (exact, checked after each trial)\n"
        yield f"{header}\n|---|---|---|---|---|---|---|"
        yield from sample_table(worst, fails=fails)
        yield ""
    yield "The realised error is that within 36,000 trials (limit 0.1 %) and 20,000 (limit 5 %).\n"
    yield "## A regression at minute 30: 1 % -> 10 %, limit 5 %, 10 requests/s, watched for an hour\n"
    yield "| poll | alpha | runs | mean delay | 90 % within | slowest | found | too early | found by mean alone |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield regression_row(worst, 30, 0.01, REGRESSION_RUNS)
    yield regression_row(worst, 30, trigger_alpha(20, 1), REGRESSION_RUNS)
    yield regression_row(worst, 5, 0.01, REGRESSION_RUNS // 4)
    yield "\n## False alarms of 20 triggers in an hour (limits ten 0.1 %, ten 5 %; 10 requests/s each, poll 30 s)\n"
    yield "| true rates | alpha each | hours | hours with an alarm | share | at most (95 %) | gates that FAIL |"
    yield "|---|---|---|---|---|---|---|"
    yield alarm_row(worst, 0.5, hours)
    yield alarm_row(worst, 1.0, HOURS_AT_THE_LIMIT)
    yield f"\n## A ratio within a band (alpha 0.05 each, {RELATIVE_RATE_RUNS:,} runs of {RELATIVE_RATE_POLLS} polls)\n"
    yield from relative_rate_table()
    yield "\nAt a limit the share that PASS or FAIL is the realised error; PASS counts runs in which it was ever shown."
    yield "\n## Cost\n"
    yield "| what | microseconds of processor time | bytes saved |\n|---|---|---|"
    yield from cost_rows(worst)
    yield "\n## Against the aims\n"
    yield from worst.table()


if __name__ == "__main__":
    for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else ALARM_HOURS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
