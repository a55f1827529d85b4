"""Ratings from one to five against a mean."""

import pytest

from gate.measure import ScoreGate, State


def test_good_ratings_pass_after_as_many_as_were_asked_for() -> None:
    gate = ScoreGate()
    first = gate.update({5: 10, 4: 2})
    assert first.reason.startswith("NOT ENOUGH EVIDENCE: mean 4.83 of 12 ratings, limit 4; ")
    assert first.need_good is not None

    assert gate.update({5: 10 + first.need_good - 1, 4: 2}).state is State.NOT_ENOUGH_EVIDENCE
    assert gate.update({5: 10 + first.need_good, 4: 2}).state is State.PASS


def test_bad_ratings_fail() -> None:
    reading = ScoreGate().update({1: 30, 2: 10, 5: 10})

    assert (reading.state, reading.n, reading.bad, reading.estimate) == (State.FAIL, 50, 40, 2.0)
    assert (reading.lower, reading.upper) == (None, None)


def test_the_bad_ratings_still_needed_are_the_fewest_that_fail() -> None:
    needed = ScoreGate().update({4: 10}).need_bad or 0

    assert ScoreGate().update({4: 10, 1: needed}).state is State.FAIL
    assert ScoreGate().update({4: 10, 1: needed - 1}).state is State.NOT_ENOUGH_EVIDENCE


def test_ratings_that_stay_as_they_are_decide_when_expected() -> None:
    reading = ScoreGate().update({5: 8, 1: 1, 4: 1})
    assert reading.need_expected is not None
    assert reading.need_expected > (reading.need_good or 0)
    assert ScoreGate().update({4: 10}).need_expected is None, "exactly at the limit"


def test_scores_off_the_scale_and_limits_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match=r"scores run from 1 to 5, not \[0, 6\]"):
        ScoreGate().update({0: 1, 6: 1})
    with pytest.raises(ValueError, match="limit must lie between 1 and 5"):
        ScoreGate(5)


def test_a_withdrawn_rating_is_a_data_error() -> None:
    gate = ScoreGate()
    gate.update({5: 100})
    assert gate.update({5: 99}).state is State.DATA_ERROR
    assert "ratings of 5 fell from 100 to 99" in gate.reading.reason
