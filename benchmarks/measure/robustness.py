"""Watches as they really are: drifting, in clusters, interrupted, with trials unknown or late. Simulated.

Each cell is the share of runs that a gate calls wrongly while the rate is as high as its claim allows.
"""

import json
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.measure.aims import SIMULATED, Worst
from benchmarks.measure.watches import Counts, Watches, calibrated, rate_fails, rate_passes
from gate.measure import RATE_SHARE, RateTest, State, WatchGate, calibrate

SEED = 20261123
ALPHA = 0.05
POLLS = 120
TRIALS = {0.001: 300, 0.05: 60}
"""Of a poll."""
RESUMED_RUNS = 1_000
"""At most; each is a gate of its own, not a row of an array."""
CHECKED_RUNS = 20
"""Of each cell, against the gates themselves."""
Cell = Callable[[np.random.Generator, float, int], Iterator[tuple[str, float]]]


def drift(random: np.random.Generator, limit: float, runs: int) -> Iterator[tuple[str, float]]:
    """A rate that swings up to the limit, and one that is within it on the whole only."""
    trials = np.full((runs, POLLS), TRIALS[limit])
    swinging = limit * (0.75 + 0.25 * np.sin(np.arange(POLLS) / 5))
    bad = random.binomial(trials, swinging)
    watches = Watches(limit, ALPHA)
    watches.check(trials, bad, CHECKED_RUNS)
    yield "rate swings between half the limit and the limit: watch FAIL", (watches.first_fails(trials, bad) > 0).mean()
    rising = np.where(np.arange(POLLS) < POLLS // 2, 0.1 * limit, 1.9 * limit)
    n, bad = trials.cumsum(axis=1), random.binomial(trials, rising).cumsum(axis=1)
    test = calibrated(RateTest(limit, ALPHA, ALPHA))
    yield "0.1, then 1.9 times the limit, the mean within it: rate FAIL", rate_fails(test, n, bad).mean()
    falling = random.binomial(trials, 2 * limit - rising).cumsum(axis=1)
    yield "1.9, then 0.1 times the limit, the mean at it: rate PASS", rate_passes(test, n, falling).mean()


def clusters(random: np.random.Generator, limit: float, runs: int) -> Iterator[tuple[str, float]]:
    """Retries: each trial is made `size` times with the same end; declared, so not calibrated."""
    for size in (3, 10):
        groups = np.full((runs, POLLS), TRIALS[limit] // size)
        bad = size * random.binomial(groups, limit)
        watches = Watches(limit, ALPHA, cluster=size)
        watches.check(size * groups, bad, CHECKED_RUNS)
        yield f"clusters of {size}: watch FAIL", (watches.first_fails(size * groups, bad) > 0).mean()
        test = RateTest(limit, ALPHA, ALPHA, cluster=size)
        n, bad = size * groups.cumsum(axis=1), bad.cumsum(axis=1)
        yield f"clusters of {size}: PASS", rate_passes(test, n, bad).mean()


def resumed(random: np.random.Generator, limit: float, runs: int) -> Iterator[tuple[str, float]]:
    """The gates themselves: cut short at some poll, gone on with from the record after some that nobody looked at."""
    calibration = calibrate(RateTest(limit, ALPHA).log_e_fail, limit, ALPHA * RATE_SHARE)
    trials, fails, passes, runs = TRIALS[limit], 0, 0, min(runs, RESUMED_RUNS)

    def opened() -> WatchGate:
        return WatchGate(limit, POLLS, alpha_fail=ALPHA, alpha_pass=ALPHA, calibration=calibration)

    for counts in random.binomial(trials, limit, (runs, POLLS)).cumsum(axis=1).tolist():
        gate, stop = opened(), int(random.integers(1, POLLS - 10))
        states = set()
        for poll in (*range(1, stop + 1), *range(stop + 5, POLLS + 1)):
            if poll == stop + 5:
                saved = json.loads(json.dumps(gate.snapshot()))
                gate = opened()
                gate.resume(saved)
            states.add(gate.update(trials * poll, counts[poll - 1], slot=poll).state)
        fails += State.FAIL in states
        passes += State.PASS in states
    yield f"resumed after a gap ({runs:,} runs): watch FAIL", fails / runs
    yield f"resumed after a gap ({runs:,} runs): PASS", passes / runs


def missing_and_late(random: np.random.Generator, limit: float, runs: int) -> Iterator[tuple[str, float]]:
    """Trials whose end is never known, and bad ones that are known five polls after the good ones."""
    trials = np.full((runs, POLLS), TRIALS[limit])
    bad = random.binomial(trials, limit)
    unknown = random.binomial(trials, 0.02)
    unknown_bad = random.hypergeometric(bad, trials - bad, unknown)
    watches, test = Watches(limit, ALPHA), calibrated(RateTest(limit, ALPHA, ALPHA))
    known, known_bad = trials - unknown, bad - unknown_bad
    yield "2 % missing: watch FAIL", (watches.first_fails(known, known_bad) > 0).mean()
    n = trials.cumsum(axis=1)
    yield "2 % missing: PASS", rate_passes(test, n, (known_bad + unknown).cumsum(axis=1)).mean()
    late = _late(bad)
    arriving = trials - bad + late
    yield "bad ones 5 polls late: watch FAIL", (watches.first_fails(arriving, late) > 0).mean()
    waited_for = bad.cumsum(axis=1) - late.cumsum(axis=1)  # the source calls them missing until then
    yield "bad ones 5 polls late: PASS", rate_passes(test, n, late.cumsum(axis=1) + waited_for).mean()


def _late(bad: Counts, polls: int = 5) -> Counts:
    late = np.zeros_like(bad)
    late[:, polls:] = bad[:, :-polls]
    return late


def table(worst: Worst, runs: int) -> Iterator[str]:
    """A row a cell: the realised error at both limits."""
    limits = " | ".join(f"limit {limit:.1%}" for limit in TRIALS)
    yield f"| what happens, and what is called wrongly | {limits} | stated |"
    yield "|---|---|---|---|"
    for cell in (drift, clusters, resumed, missing_and_late):
        random = np.random.default_rng(SEED)
        columns = [dict(cell(random, limit, runs)) for limit in TRIALS]
        for title in columns[0]:
            errors = [column[title] for column in columns]
            over = (max(errors) - ALPHA) / (ALPHA * (1 - ALPHA) / runs) ** 0.5
            worst.take(SIMULATED, over)
            yield f"| {title} | {' | '.join(f'{error:.4f}' for error in errors)} | {ALPHA:g} |"
