"""The stated error is kept however often one looks, and what is bad is found: 2,000 seeded watches."""

import numpy as np
import pytest

from benchmarks.measure import robustness
from benchmarks.measure.watches import Watches
from gate.measure import CompareGate, RateGate, ScoreGate, State, WatchGate, wald_bound

SEED = 20261123
RUNS = 2_000
POLLS = 120
SHARE_MAX = 0.065  # 0.05 and three standard deviations of 2,000 runs


def watched(rate: float, trials_a_poll: int, runs: int = RUNS, polls: int = POLLS) -> list[list[int]]:
    """Cumulative bad ones after each poll, one list a watch."""
    random = np.random.default_rng(SEED)
    counts: list[list[int]] = random.binomial(trials_a_poll, rate, (runs, polls)).cumsum(axis=1).tolist()
    return counts


def end(gate: RateGate | WatchGate, counts: list[int], trials_a_poll: int) -> set[State]:
    """All states that a gate was ever in."""
    return {gate.update(trials_a_poll * poll, bad).state for poll, bad in enumerate(counts, start=1)}


@pytest.mark.parametrize(("limit", "trials"), [(0.001, 300), (0.05, 50)])
def test_at_the_limit_a_rate_gate_seldom_decides(limit: float, trials: int) -> None:
    states = [
        end(RateGate(limit, alpha_fail=0.05, alpha_pass=0.05), counts, trials) for counts in watched(limit, trials)
    ]

    assert sum(State.FAIL in seen for seen in states) / RUNS <= SHARE_MAX
    assert sum(State.PASS in seen for seen in states) / RUNS <= SHARE_MAX


def test_at_the_limit_a_watch_seldom_fails() -> None:
    failed = sum(State.FAIL in end(WatchGate(0.05, POLLS, alpha_fail=0.05), counts, 20) for counts in watched(0.05, 20))

    assert failed / RUNS <= SHARE_MAX


@pytest.mark.parametrize("limit", [0.001, 0.05])
def test_ten_times_the_limit_always_fails_soon(limit: float) -> None:
    trials = int(20 * wald_bound(10 * limit, limit, 0.05)) // POLLS or 1
    polls = int(20 * wald_bound(10 * limit, limit, 0.05)) // trials
    failed = 0
    for counts in watched(10 * limit, trials, polls=polls):
        gate = RateGate(limit, alpha_fail=0.05)
        failed += any(gate.update(trials * i, bad).state is State.FAIL for i, bad in enumerate(counts, start=1))

    assert failed == RUNS


def test_a_change_in_the_middle_is_found_by_a_watch_and_missed_by_the_mean_alone() -> None:
    good, bad = watched(0.01, 300, 60, polls=60), watched(0.10, 300, 60, polls=60)
    counts = [before + [before[-1] + b for b in after] for before, after in zip(good, bad, strict=True)]

    by_watch = [State.FAIL in end(WatchGate(0.05, POLLS), c[:66], 300) for c in counts]
    by_mean = [State.FAIL in end(RateGate(0.05), c, 300) for c in counts]

    assert all(by_watch)
    assert sum(by_mean) < 20


def test_a_canary_like_its_baseline_seldom_decides() -> None:
    random = np.random.default_rng(SEED)
    canary = random.binomial(30, 0.05, (RUNS, POLLS)).cumsum(axis=1).tolist()
    base = random.binomial(270, 0.05, (RUNS, POLLS)).cumsum(axis=1).tolist()
    failed = 0
    for bad_c, bad_b in zip(canary, base, strict=True):
        gate = CompareGate(alpha_fail=0.05)
        for i in range(POLLS):
            gate.update(30 * (i + 1), bad_c[i], 270 * (i + 1), bad_b[i])
        failed += gate.reading.state is State.FAIL

    assert failed / RUNS <= SHARE_MAX


def test_ratings_at_the_limit_seldom_decide() -> None:
    random = np.random.default_rng(SEED)
    fives = random.binomial(10, 0.75, (RUNS, 60)).cumsum(axis=1).tolist()  # mean 4.0 from 1s and 5s only
    decided = 0
    for run in fives:
        gate = ScoreGate(alpha_fail=0.05)
        for poll, five in enumerate(run, start=1):
            gate.update({1: 10 * poll - five, 5: five})
        decided += gate.reading.log_e_pass >= gate.test.pass_level

    assert decided / RUNS <= SHARE_MAX


@pytest.mark.parametrize("limit", robustness.TRIALS)
@pytest.mark.parametrize(
    "cell",
    [robustness.drift, robustness.clusters, robustness.resumed, robustness.missing_and_late],
    ids=lambda cell: cell.__name__,
)
def test_drift_clusters_gaps_and_late_data_do_not_raise_the_error(cell: robustness.Cell, limit: float) -> None:
    """As benchmarks/measure.md does with 20,000 runs."""
    runs = 300
    errors = dict(cell(np.random.default_rng(SEED), limit, runs))

    most = robustness.ALPHA + 3 * (robustness.ALPHA * (1 - robustness.ALPHA) / runs) ** 0.5
    assert {title: error for title, error in errors.items() if error > most} == {}


def test_retries_that_nobody_declares_do_raise_it() -> None:
    """What `cluster` is for: a calibrated level does not hold for them."""
    random = np.random.default_rng(SEED)
    trials = np.full((300, POLLS), 60)
    bad = 10 * random.binomial(trials // 10, 0.05)

    assert (Watches(0.05, 0.05).first_fails(trials, bad) > 0).mean() > 0.2
