"""A release to a few, compared with the version that all others have."""

import pytest

from gate.measure import CompareGate, State


def test_a_canary_with_many_more_errors_fails_and_names_both_arms() -> None:
    reading = CompareGate().update(n_c=1000, bad_c=25, n_b=9000, bad_b=25)

    assert reading.state is State.FAIL
    assert reading.estimate == pytest.approx(9)
    assert reading.reason == (
        "FAIL, 99% confidence: canary 25 bad of 1,000, baseline 25 bad of 9,000, limit 1 times the baseline's rate"
    )


def test_a_canary_like_its_baseline_is_shown_not_to_be_half_as_bad_again() -> None:
    assert CompareGate(1.5).update(5000, 250, 5000, 250).state is State.PASS
    assert CompareGate(1.0).update(5000, 250, 5000, 250).state is State.NOT_ENOUGH_EVIDENCE


def test_an_incident_that_both_arms_share_does_not_blame_the_canary() -> None:
    gate = CompareGate()
    gate.update(1000, 5, 9000, 45)

    assert gate.update(2000, 205, 18_000, 1845).state is State.NOT_ENOUGH_EVIDENCE


def test_while_one_arm_stands_still_nothing_is_compared() -> None:
    gate = CompareGate()
    gate.update(0, 0, 9000, 900)
    gate.update(500, 400, 9000, 900)

    assert (gate.log_e_up, gate.log_e_down) == pytest.approx((0, 0), abs=1e-12)
    assert gate.reading.need_bad is None


@pytest.mark.parametrize("ratio", [0, -1, float("nan"), float("inf")])
def test_a_ratio_that_is_none_is_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="max_ratio must be positive"):
        CompareGate(ratio)


def test_an_arm_with_more_bad_than_trials_is_refused() -> None:
    with pytest.raises(ValueError, match="bad_b is 11, more than n_b, 10"):
        CompareGate().update(10, 0, 10, 11)
