"""What is said of bad news to come is true nine times of ten, and not far from it."""

import numpy as np
import pytest

from gate.measure import RATE_SHARE, State, WatchGate, calibration_for, polls_until_fail

RUNS = 400
POLLS = 120


def watched(limit: float, polls: int, a_poll: int, share: float) -> WatchGate:
    calibration = calibration_for(limit, 0.01 * RATE_SHARE)
    gate = WatchGate(limit, POLLS, alpha_fail=0.01, calibration=calibration)
    for poll in range(1, polls + 1):
        gate.update(a_poll * poll, round(a_poll * poll * share))
    return gate


@pytest.mark.parametrize(
    ("limit", "done", "a_poll", "share"), [(0.05, 10, 300, 0.01), (0.05, 1, 100, 0.04), (0.001, 30, 3_000, 0.0003)]
)
def test_twice_the_limit_is_called_within_so_many_polls_nine_times_of_ten(
    limit: float, done: int, a_poll: int, share: float
) -> None:
    gate = watched(limit, done, a_poll, share)
    told = polls_until_fail(gate.grounds, a_poll, 2 * limit, POLLS - done)
    assert told

    random = np.random.default_rng(20261123)
    saved, took = gate.snapshot(), []
    for run in random.binomial(a_poll, 2 * limit, (RUNS, 3 * told)).cumsum(axis=1).tolist():
        again = watched(limit, 0, a_poll, 0)
        again.resume(saved)
        n, bad = again.grounds.n, again.grounds.bad
        states = (again.update(n + a_poll * more, bad + worse).state for more, worse in enumerate(run, start=1))
        took.append(next((poll for poll, state in enumerate(states, start=1) if state is State.FAIL), 3 * told + 1))

    assert np.mean(np.array(took) <= told) > 0.87
    assert np.quantile(took, 0.9) > 0.5 * told - 1


def test_what_can_not_be_called_within_the_watch_is_not_promised() -> None:
    gate = watched(0.001, 110, 10, 0)

    assert polls_until_fail(gate.grounds, 10, 0.002, 10) is None
