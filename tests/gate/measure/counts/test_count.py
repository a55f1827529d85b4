"""Tickets against a number a day."""

import pytest

from gate.measure import CountGate, State


@pytest.mark.parametrize(("total", "state"), [(14, State.PASS), (70, State.NOT_ENOUGH_EVIDENCE), (140, State.FAIL)])
def test_tickets_of_a_week(total: int, state: State) -> None:
    reading = CountGate(10).update(days=7, total=total)

    assert (reading.state, reading.estimate) == (state, total / 7)
    assert reading.lower is not None
    assert reading.upper is not None
    assert reading.lower < total / 7 < reading.upper


def test_what_tickets_still_need_is_the_smallest_that_decides() -> None:
    gate = CountGate(10)
    reading = gate.update(1, 8)
    assert reading.need_good is not None
    assert reading.need_bad is not None

    assert reading.reason == (
        f"NOT ENOUGH EVIDENCE: 8 in 1 days, limit 10 a day; {reading.need_good} more days without any needed to pass"
    )
    assert CountGate(10).update(1 + reading.need_good, 8).state is State.PASS
    assert CountGate(10).update(reading.need_good, 8).state is State.NOT_ENOUGH_EVIDENCE
    assert CountGate(10).update(1, 8 + reading.need_bad).state is State.FAIL
    assert CountGate(10).update(1, 7 + reading.need_bad).state is State.NOT_ENOUGH_EVIDENCE


def test_one_incident_of_many_tickets_weighs_less_with_a_cluster() -> None:
    assert CountGate(10).update(1, 30).state is State.FAIL
    assert CountGate(10, cluster=5).update(1, 30).state is State.NOT_ENOUGH_EVIDENCE


@pytest.mark.parametrize(
    ("limit", "cluster", "sentence"), [(0, 1, "limit_per_day"), (float("nan"), 1, "limit_per_day"), (1, 0, "cluster")]
)
def test_a_ticket_limit_that_is_none_is_refused(limit: float, cluster: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        CountGate(limit, cluster=cluster)
