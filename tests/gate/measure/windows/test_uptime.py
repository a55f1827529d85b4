"""Uptime against a target: what may be spent, and what was not observed."""

import pytest

from gate.measure import State, uptime

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("elapsed_ms", "down_ms", "unobserved_ms", "state"),
    [
        (DAY_MS, 0, 0, State.PASS),
        (DAY_MS, 86_399, 0, State.PASS),
        (DAY_MS, 86_400, 0, State.FAIL),
        (DAY_MS, 86_000, 400, State.NOT_ENOUGH_EVIDENCE),
        (3_600_000, 86_400, 0, State.FAIL),
        (86_313_600, 0, 0, State.NOT_ENOUGH_EVIDENCE),
        (86_313_601, 0, 0, State.PASS),
        (0, 0, 0, State.NOT_ENOUGH_EVIDENCE),
    ],
)
def test_uptime_above_the_target(elapsed_ms: int, down_ms: int, unobserved_ms: int, state: State) -> None:
    reading = uptime(DAY_MS, elapsed_ms, down_ms, unobserved_ms, 0.999)

    assert (reading.state, reading.confidence) == (state, None)


def test_uptime_of_at_least_the_target_may_spend_the_whole_budget() -> None:
    assert uptime(DAY_MS, DAY_MS, 86_400, 0, 0.999, or_equal=True).state is State.PASS
    assert uptime(DAY_MS, DAY_MS, 86_401, 0, 0.999, or_equal=True).state is State.FAIL


@pytest.mark.parametrize("or_equal", [False, True])
def test_what_uptime_still_needs_is_the_smallest_that_decides(or_equal: bool) -> None:  # noqa: FBT001 - a case
    now = uptime(DAY_MS, 80_000_000, 5_000, 1_000, 0.999, or_equal=or_equal)
    up, down = now.need_good or 0, now.need_bad or 0

    def later(ms: int, more_down: int) -> State:
        return uptime(DAY_MS, 80_000_000 + ms, 5_000 + more_down, 1_000, 0.999, or_equal=or_equal).state

    assert (later(up - 1, 0), later(up, 0)) == (State.NOT_ENOUGH_EVIDENCE, State.PASS)
    assert (later(down - 1, down - 1), later(down, down)) == (State.NOT_ENOUGH_EVIDENCE, State.FAIL)


def test_uptime_says_its_budget() -> None:
    assert uptime(DAY_MS, 80_000_000, 12_000, 30_000, 0.999).reason == (
        "NOT ENOUGH EVIDENCE: 12 s down of 86.4 s for 99.9%, 30 s unobserved, 6400 s of the window to come"
    )
    reading = uptime(DAY_MS, DAY_MS, 12_000, 0, 0.999)
    assert reading.reason == "PASS, measured: 12 s down of 86.4 s for 99.9%"
    assert reading.lower == reading.upper == reading.estimate


@pytest.mark.parametrize(
    ("times", "target", "sentence"),
    [
        ((DAY_MS, DAY_MS + 1, 0, 0), 0.999, "do not fit"),
        ((DAY_MS, 100, 60, 41), 0.999, "60 ms down and 41 ms unobserved do not fit into 100 ms"),
        ((0, 0, 0, 0), 0.999, "do not fit"),
        ((DAY_MS, -1, 0, 0), 0.999, "elapsed_ms must be a whole number"),
        ((DAY_MS, 10, 0, 0.5), 0.999, "unobserved_ms must be a whole number"),
        ((DAY_MS, 10, 0, 0), 99.9, "target must be a share"),
    ],
)
def test_times_that_do_not_fit_are_refused(times: tuple[int, int, int, int], target: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        uptime(*times, target)
