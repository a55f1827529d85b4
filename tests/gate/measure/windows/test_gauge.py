"""A level against its limit: it fails when it stays beyond."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.measure import GaugeGate, Reading, State, combine

deterministic = settings(derandomize=True, database=None, deadline=None, max_examples=150)


levels = st.lists(st.floats(0, 2), min_size=1, max_size=30)


def looked(*values: float, **parameters: object) -> Reading:
    """The reading after these values, at 1, 2, 3, … ms, against a limit of 80."""
    gate = GaugeGate(80, **parameters)  # type: ignore[arg-type]
    for at, value in enumerate(values, start=1):
        gate.update(value, at)
    return gate.reading


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ((), State.NOT_ENOUGH_EVIDENCE),
        ((10, 20), State.NOT_ENOUGH_EVIDENCE),
        ((10, 20, 80), State.PASS),
        ((10, 20, 81), State.NOT_ENOUGH_EVIDENCE),
        ((10, 81, 82, 20), State.PASS),
        ((81, 82, 20, 81, 82), State.NOT_ENOUGH_EVIDENCE),
        ((81, 82, 83), State.FAIL),
        ((10, 10, 10, 81, 82, 83), State.FAIL),
        ((81, 82, 83, 10, 10, 10), State.FAIL),
    ],
)
def test_a_gauge_fails_when_it_stays_beyond_its_limit(values: tuple[float, ...], state: State) -> None:
    reading = looked(*values, unit="ms")

    assert (reading.state, reading.confidence, reading.n) == (state, None, len(values))
    assert reading.estimate == (values[-1] if values else None)


def test_under_a_floor_low_values_are_the_bad_ones() -> None:
    assert looked(79, 79, 79, is_floor=True).state is State.FAIL
    assert looked(81, 80, 99, is_floor=True).state is State.PASS


def test_a_fail_tells_the_look_that_made_it() -> None:
    failed = looked(10, 81, 82, 83, 84, 10)

    assert (failed.since, failed.bad) == (4, 4)
    assert combine({"level": failed}, ["level"]).state is State.FAIL


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (looked(unit="ms"), "NOT ENOUGH EVIDENCE: not looked at yet, limit 80 ms; 3 looks needed"),
        (
            looked(4.25, unit="ms"),
            "NOT ENOUGH EVIDENCE: last 4.25 ms, highest 4.25 ms, limit 80 ms, 1 look; 2 more within it needed to pass",
        ),
        (looked(12, 41, 9), "PASS, measured: last 9, highest 41, limit 80, 3 looks"),
        (
            looked(12, 97, 90, 9, unit="ms"),
            "PASS, measured: last 9 ms, highest 97 ms, limit 80 ms, 4 looks, 2 of them above it, at most 2 in a row",
        ),
        (
            looked(12, 1297, 95, 90, unit="count"),
            "FAIL, measured: last 90, highest 1,297, limit 80, 4 looks, 3 of them above it, at most 3 in a row",
        ),
        (
            looked(99, 98, 70, is_floor=True),
            (
                "NOT ENOUGH EVIDENCE: last 70, lowest 70, limit 80, 3 looks, 1 of them below it, at most 1 in a row; "
                "1 more within it needed to pass"
            ),
        ),
    ],
)
def test_the_reason_names_the_last_and_the_worst(reading: Reading, reason: str) -> None:
    assert reading.reason == reason


def test_a_share_is_written_in_percent() -> None:
    gate = GaugeGate(0.99, is_floor=True, sustained=1, unit="share")

    assert gate.update(0.98996).reason == (
        "FAIL, measured: last 98.996%, lowest 98.996%, limit 99%, 1 look, 1 of them below it, at most 1 in a row"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), True, "12", None])
def test_a_gauge_that_is_no_number_is_refused_and_changes_nothing(value: object) -> None:
    gate = GaugeGate(80)
    gate.update(10, at=1)
    before = gate.snapshot()

    with pytest.raises(ValueError, match="must be a finite number"):
        gate.update(value, at=2)  # type: ignore[arg-type]
    assert gate.snapshot() == before


@pytest.mark.parametrize(
    ("limit", "sustained", "sentence"),
    [(float("nan"), 3, "limit"), (float("inf"), 3, "limit"), (80, 0, "sustained"), (80, 1.5, "sustained")],
)
def test_a_limit_that_is_none_is_refused(limit: float, sustained: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        GaugeGate(limit, sustained=sustained)


@deterministic
@given(levels, st.integers(1, 4), st.booleans())
def test_a_gauge_fails_exactly_when_enough_looks_in_a_row_were_beyond(
    values: list[float],
    sustained: int,
    is_floor: bool,  # noqa: FBT001 - drawn
) -> None:
    gate = GaugeGate(1, is_floor=is_floor, sustained=sustained)
    for value in values:
        gate.update(value)
    beyond = [value < 1 if is_floor else value > 1 for value in values]
    in_a_row = [beyond[i : i + sustained] == [True] * sustained for i in range(len(values) - sustained + 1)]

    assert (gate.reading.state is State.FAIL) == any(in_a_row)
    assert (gate.reading.state is State.PASS) == (not any(in_a_row) and len(values) >= sustained and not beyond[-1])


@deterministic
@given(levels, st.integers(1, 4))
def test_the_needed_looks_are_the_fewest_that_decide(values: list[float], sustained: int) -> None:
    def after(more: float, times: int) -> State:
        gate = GaugeGate(1, sustained=sustained)
        for value in [*values, *[more] * times]:
            gate.update(value)
        return gate.reading.state

    gate = GaugeGate(1, sustained=sustained)
    for value in values:
        gate.update(value)
    if good := gate.reading.need_good:
        assert after(0.5, good) is State.PASS
        assert after(0.5, good - 1) is not State.PASS
    if bad := gate.reading.need_bad:
        assert after(1.5, bad) is State.FAIL
        assert after(1.5, bad - 1) is not State.FAIL


@deterministic
@given(levels, st.integers(0, 30))
def test_a_resumed_gauge_goes_on_as_if_never_stopped_and_repeated_looks_change_nothing(
    values: list[float], stop: int
) -> None:
    steady, first, second = GaugeGate(1), GaugeGate(1), GaugeGate(1)
    for at, value in enumerate(values):
        steady.update(value, at)
        if at == stop:
            second.resume(json.loads(json.dumps(first.snapshot(), allow_nan=False)))
        part = first if at < stop else second
        part.update(value, at)
        part.update(1.5, at)

    if stop < len(values):
        assert second.reading == steady.reading
        assert second.snapshot() == steady.snapshot()


def test_a_gauge_does_not_go_on_from_another_limit() -> None:
    with pytest.raises(ValueError, match="limit 80, now 90"):
        GaugeGate(90).resume(GaugeGate(80).snapshot())
