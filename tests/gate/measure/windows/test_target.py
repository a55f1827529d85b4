"""A total against its target."""

import pytest

from gate.measure import State, reached


@pytest.mark.parametrize(
    ("amount", "is_complete", "state"),
    [
        (1_000, False, State.PASS),
        (1_000, True, State.PASS),
        (999, False, State.NOT_ENOUGH_EVIDENCE),
        (999, True, State.FAIL),
        (0, False, State.NOT_ENOUGH_EVIDENCE),
        (0, True, State.FAIL),
    ],
)
def test_a_total_passes_as_soon_as_it_reaches_its_target(
    amount: int,
    is_complete: bool,  # noqa: FBT001 - a case
    state: State,
) -> None:
    reading = reached(amount, 1_000, is_complete=is_complete)

    assert (reading.state, reading.confidence, reading.n, reading.bad) == (state, None, amount, 1_000 - amount)


def test_a_total_says_what_is_missing_in_people_or_in_naira() -> None:
    running = reached(812, 1_000, is_complete=False)

    assert running.reason == "NOT ENOUGH EVIDENCE: 812, target 1,000, 188 missing, the window still runs"
    assert running.need_good == 188
    assert reached(123_456_789, 150_000_000, is_complete=True, unit="kobo").reason == (
        "FAIL, measured: 1,234,567.89 naira, target 1,500,000.00 naira, 265,432.11 naira missing, the window is over"
    )
    exact = reached(10**15 + 1, 10**15 + 1, is_complete=True, unit="kobo")
    assert exact.reason.startswith("PASS, measured: 10,000,000,000,000.01 naira")


@pytest.mark.parametrize(
    ("amount", "target", "sentence"), [(-1, 10, "amount"), (1.5, 10, "amount"), (True, 10, "amount"), (5, 0, "target")]
)
def test_a_total_that_is_none_is_refused(amount: int, target: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"{sentence} must be a whole number"):
        reached(amount, target, is_complete=True)
