"""Canaries, ratings, tickets, uptime, and several readings as one."""

import json

import pytest

from gate.measure import CompareGate, CountGate, RateGate, Reading, ScoreGate, State, combine, uptime

DAY_MS = 86_400_000


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


@pytest.mark.parametrize("kind", [CompareGate, ScoreGate, CountGate], ids=lambda kind: kind.__name__)
def test_a_gate_goes_on_from_its_snapshot_as_json(kind: type[CompareGate | ScoreGate | CountGate]) -> None:
    gate, resumed = kind(), kind()
    polls = {
        CompareGate: [(100, 2, 900, 9), (200, 8, 1800, 18)],
        ScoreGate: [({5: 9, 4: 1},), ({5: 18, 4: 1, 1: 2},)],
        CountGate: [(1, 8), (2, 30)],
    }[kind]
    gate.update(*polls[0])

    resumed.resume(json.loads(json.dumps(gate.snapshot(), allow_nan=False)))

    assert resumed.update(*polls[1]) == gate.update(*polls[1])
    assert resumed.snapshot() == gate.snapshot()
    with pytest.raises(ValueError, match=r"alpha_fail 0\.01, now 0\.002"):
        kind(alpha_fail=0.002).resume(gate.snapshot())


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


def readings() -> dict[str, Reading]:
    fallen = RateGate(0.05)
    fallen.update(100, 0)
    return {
        "pass": RateGate(0.05).update(200, 0),
        "fail": RateGate(0.05, alpha_fail=0.0025).update(20, 20),
        "open": RateGate(0.05).update(10, 0),
        "error": fallen.update(50, 0),
        "up": uptime(DAY_MS, DAY_MS, 0, 0, 0.999),
    }


@pytest.mark.parametrize(
    ("given", "required", "state", "confidence"),
    [
        (["pass", "up"], ["pass", "up"], State.PASS, 0.95),
        (["up"], ["up"], State.PASS, None),
        (["pass", "open"], ["pass"], State.PASS, 0.95),
        (["pass", "open"], ["pass", "open"], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass"], ["pass", "absent"], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass"], [], State.NOT_ENOUGH_EVIDENCE, 0),
        ([], [], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass", "error", "open"], ["pass"], State.DATA_ERROR, None),
        (["pass", "error", "fail"], ["pass"], State.FAIL, 0.9975),
    ],
)
def test_several_readings_as_one(given: list[str], required: list[str], state: State, confidence: float | None) -> None:
    combined = combine({name: readings()[name] for name in given}, required)

    assert (combined.state, combined.n) == (state, len(given))
    assert combined.confidence == (None if confidence is None else pytest.approx(confidence))


def test_a_combined_reading_names_what_made_it() -> None:
    given = readings()
    assert combine(given, ["pass"]).reason == (
        "FAIL, 99.75% confidence: fail: FAIL, 99.75% confidence: 20 bad of 20, limit 5%"
    )
    waiting = combine({"open": given["open"]}, ["open", "absent"])
    assert waiting.reason.startswith("NOT ENOUGH EVIDENCE: absent: no reading; open: NOT ENOUGH EVIDENCE: 0 bad")
