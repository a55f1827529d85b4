"""A ratio of two rates within a band: sign-ins against earlier weeks, exposed users against the rest."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.measure import RelativeRateGate, State
from gate.measure.changes.ratio import RatioProcess
from tests.gate.measure import oracles

SEED = 20261123
RUNS = 2_000
POLLS = 60
SHARE_MAX = 0.065  # 0.05 and three standard deviations of 2,000 runs
HOUR_MS = 3_600_000

deterministic = settings(derandomize=True, database=None, deadline=None, max_examples=100)
bands = st.sampled_from([(0.5, 2), (0.8, 1.25), (0.9, 30)])


def sign_ins() -> RelativeRateGate:
    return RelativeRateGate(0.5, 2, unit="sign-ins", baseline="in 4 earlier weeks")


@st.composite
def polls(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """Cumulative exposure and events of both streams after each poll."""
    exposure, events = st.integers(1, 5_000), st.integers(0, 40)
    batches = draw(st.lists(st.tuples(exposure, events, exposure, events), min_size=1, max_size=25))
    return [tuple(sums) for sums in np.cumsum(batches, axis=0).tolist()]


def test_sign_ins_as_in_earlier_weeks_pass_and_say_both_counts() -> None:
    reading = sign_ins().update(HOUR_MS, 312, 4 * HOUR_MS, 1_240)

    assert (reading.state, reading.n, reading.bad) == (State.PASS, 1_552, 312)
    assert reading.estimate == pytest.approx(312 / 310)
    assert reading.reason == (
        "PASS, 95% confidence: 312 sign-ins against 1,240 in 4 earlier weeks: 1.01 times, limits 0.5 and 2"
    )


def test_silence_where_many_were_expected_fails() -> None:
    gate = sign_ins()
    for minute in range(1, 61):
        gate.update(60_000 * minute, 0, 240_000 * minute, 20 * minute, at=minute)

    assert gate.reading.state is State.FAIL
    assert gate.reading.since is not None
    assert gate.reading.since <= 5, "20 were expected in a minute"
    assert "0 sign-ins against 1,200 in 4 earlier weeks: 0 times" in gate.reading.reason


@pytest.mark.parametrize(("events_c", "state"), [(40, State.FAIL), (150, State.PASS), (600, State.FAIL)])
def test_a_ratio_beyond_either_limit_fails(events_c: int, state: State) -> None:
    assert sign_ins().update(HOUR_MS, events_c, 4 * HOUR_MS, 600).state is state


@pytest.mark.parametrize("baseline", [(0, 0), (4 * HOUR_MS, 0)], ids=["not watched", "empty"])
def test_without_a_baseline_nothing_is_decided(baseline: tuple[int, int]) -> None:
    reading = sign_ins().update(HOUR_MS, 312, *baseline)

    assert (reading.state, reading.estimate, reading.need_expected) == (State.NOT_ENOUGH_EVIDENCE, None, None)
    assert reading.reason.endswith("312 sign-ins against none in 4 earlier weeks: nothing to compare with")


def test_in_a_split_an_empty_rest_is_a_finding() -> None:
    split = RelativeRateGate(0.8, 1.25, unit="exposed users", baseline="of the rest", is_split=True)

    reading = split.update(10, 300, 90, 0)

    assert (reading.state, reading.estimate) == (State.FAIL, None)
    assert reading.reason.endswith("300 exposed users against none of the rest: limits 0.8 and 1.25")


@pytest.mark.parametrize(
    ("exposed", "state"), [(1_500, State.PASS), (2_500, State.FAIL), (40, State.NOT_ENOUGH_EVIDENCE)]
)
def test_the_ratio_of_a_split_of_users_is_that_of_the_weights(exposed: int, state: State) -> None:
    rest = 13_500 if exposed > 1_000 else 360
    assert RelativeRateGate(0.8, 1.25, is_split=True).update(10, exposed, 90, rest).state is state


def test_what_is_still_needed_at_this_ratio_is_the_smallest_that_decides() -> None:
    def at(events_c: int) -> State:
        return sign_ins().update(HOUR_MS, events_c, 4 * HOUR_MS, 4 * events_c).state

    reading = sign_ins().update(HOUR_MS, 10, 4 * HOUR_MS, 40)
    more = reading.need_expected or 0

    assert f"; {more} more at this ratio needed to decide" in reading.reason
    assert (at(10 + more - 1), at(10 + more)) == (State.NOT_ENOUGH_EVIDENCE, State.PASS)


def test_the_interval_is_the_exact_one_of_the_share() -> None:
    reading = sign_ins().update(HOUR_MS, 20, 4 * HOUR_MS, 80)

    low, high = oracles.two_sided_rate(20, 100)
    assert (reading.lower, reading.upper) == pytest.approx((4 * low / (1 - low), 4 * high / (1 - high)), rel=1e-9)
    assert (sign_ins().reading.lower, sign_ins().reading.upper) == (0, None)


def test_each_limit_has_half_of_the_error_of_a_fail_and_pass_needs_both() -> None:
    low, high = RatioProcess(0.5), RatioProcess(2)
    for process in (low, high):
        process.weigh(1, 20, 4, 80)

    reading = sign_ins().update(1 * HOUR_MS, 20, 4 * HOUR_MS, 80)

    assert reading.log_e_fail == 0, "nothing speaks for a ratio outside"
    assert reading.log_e_pass == pytest.approx(min(low.log_e_up, high.log_e_down))
    silent = RatioProcess(0.5)
    silent.weigh(1, 0, 4, 80)
    assert sign_ins().update(HOUR_MS, 0, 4 * HOUR_MS, 80).log_e_fail == pytest.approx(silent.log_e_down - math.log(2))


def test_a_poll_in_which_one_exposure_stands_still_is_not_weighed() -> None:
    gate = sign_ins()
    gate.update(HOUR_MS, 500, 0, 0)
    gate.update(HOUR_MS, 500, 4 * HOUR_MS, 100)

    assert gate.reading.state is State.NOT_ENOUGH_EVIDENCE
    assert (gate.reading.log_e_fail, gate.reading.log_e_pass) == pytest.approx((0, 0), abs=1e-12)


def test_events_without_exposure_are_refused_and_change_nothing() -> None:
    gate = RelativeRateGate(0.8, 1.25)
    gate.update(10, 30, 90, 270)
    before = gate.snapshot()

    with pytest.raises(ValueError, match="events_c grew by 1 while n_c stood still at 10"):
        gate.update(10, 31, 90, 280)
    assert gate.snapshot() == before


def test_a_counter_that_fell_is_a_data_error_until_an_announced_reset() -> None:
    gate = sign_ins()
    gate.update(HOUR_MS, 312, 4 * HOUR_MS, 1_240)

    assert gate.update(HOUR_MS + 1, 300, 4 * HOUR_MS + 4, 1_241).state is State.DATA_ERROR
    assert gate.update(1_000, 0, 4_000, 1, reset=True).state is State.PASS


@pytest.mark.parametrize(
    ("low", "high", "more", "sentence"),
    [
        (2, 0.5, {}, "low < high"),
        (0, 2, {}, "low < high"),
        (0.5, float("inf"), {}, "low < high"),
        (0.5, float("nan"), {}, "low < high"),
        (0.5, 2, {"cluster": 0.5}, "cluster must be 1 or more"),
        (0.5, 2, {"alpha_fail": 0}, "alpha_fail"),
    ],
)
def test_a_band_that_is_none_is_refused(low: float, high: float, more: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        RelativeRateGate(low, high, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [0.5, 1, 2])
@pytest.mark.parametrize("exposures", [(1, 4), (10, 90), (7, 3)])
def test_over_all_outcomes_the_evidence_has_the_mean_one_at_the_limit(limit: float, exposures: tuple[int, int]) -> None:
    """Two polls of 12 and 5 events; at the limit each event is of the first stream with probability `share`."""
    share = limit * exposures[0] / (limit * exposures[0] + exposures[1])
    for_up, for_down = [], []
    for first, second in itertools.product(range(13), range(6)):
        process = RatioProcess(limit)
        process.weigh(exposures[0], first, exposures[1], 12 - first)
        process.weigh(exposures[0], second, exposures[1], 5 - second)
        weight = (
            math.comb(12, first)
            * math.comb(5, second)
            * share ** (first + second)
            * (1 - share) ** (17 - first - second)
        )
        for_up.append(weight * math.exp(process.log_e_up))
        for_down.append(weight * math.exp(process.log_e_down))

    assert math.fsum(for_up) == pytest.approx(1, abs=1e-12)
    assert math.fsum(for_down) == pytest.approx(1, abs=1e-12)


def test_events_that_come_three_at_a_time_weigh_as_a_third_of_them() -> None:
    single, triple = RatioProcess(0.5), RatioProcess(0.5, cluster=3)
    single.weigh(7, 20, 3, 40)
    triple.weigh(7, 60, 3, 120)

    assert (triple.log_e_up, triple.log_e_down) == pytest.approx((single.log_e_up, single.log_e_down))
    assert "clusters of 3" in RelativeRateGate(0.5, 2, cluster=3).update(1, 100, 1, 100).reason


@pytest.mark.parametrize(("low", "high", "per_poll"), [(0.5, 2, 3), (0.8, 1.25, 40)])
@pytest.mark.parametrize("side", ["low", "high"])
def test_at_either_limit_a_band_seldom_decides(low: float, high: float, per_poll: int, side: str) -> None:
    random = np.random.default_rng(SEED)
    true = low if side == "low" else high
    events_c = random.poisson(true * per_poll, (RUNS, POLLS)).cumsum(axis=1).tolist()
    events_b = random.poisson(4 * per_poll, (RUNS, POLLS)).cumsum(axis=1).tolist()
    passed = failed = 0
    for run_c, run_b in zip(events_c, events_b, strict=True):
        gate = RelativeRateGate(low, high, alpha_fail=0.05, alpha_pass=0.05)
        for i in range(POLLS):
            gate.update(i + 1, run_c[i], 4 * (i + 1), run_b[i])
        failed += gate.reading.state is State.FAIL
        passed += gate.reading.log_e_pass >= math.log(20)

    assert passed / RUNS <= SHARE_MAX
    assert failed / RUNS <= SHARE_MAX
    assert passed, "at the limit some do, or nothing was tested"


def test_the_same_rate_with_150_events_against_600_passes_typically() -> None:
    random = np.random.default_rng(SEED)
    counts = zip(random.poisson(150, RUNS).tolist(), random.poisson(600, RUNS).tolist(), strict=True)

    passed = sum(sign_ins().update(HOUR_MS, c, 4 * HOUR_MS, b).state is State.PASS for c, b in counts)

    assert passed / RUNS > 0.98


@deterministic
@given(bands, polls())
def test_swapping_the_streams_mirrors_the_band(
    band: tuple[float, float], counts: list[tuple[int, int, int, int]]
) -> None:
    low, high = band
    gate, mirrored = RelativeRateGate(low, high, is_split=True), RelativeRateGate(1 / high, 1 / low, is_split=True)
    for n_c, events_c, n_b, events_b in counts:
        gate.update(n_c, events_c, n_b, events_b)
        mirrored.update(n_b, events_b, n_c, events_c)

    assert gate.reading.log_e_fail == pytest.approx(mirrored.reading.log_e_fail, abs=1e-6)
    assert gate.reading.log_e_pass == pytest.approx(mirrored.reading.log_e_pass, abs=1e-6)


@deterministic
@given(bands, polls(), st.data())
def test_repeated_and_late_polls_change_nothing(
    band: tuple[float, float], counts: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    clean, noisy = RelativeRateGate(*band), RelativeRateGate(*band)
    for at, poll in enumerate(counts):
        clean.update(*poll, at=at)
        noisy.update(*poll, at=at)
        noisy.update(*counts[data.draw(st.integers(0, at))], at=at)

    assert noisy.snapshot() == clean.snapshot()
    assert noisy.reading == clean.reading


@deterministic
@given(bands, polls(), st.randoms(use_true_random=False))
def test_the_order_of_the_batches_does_not_change_the_evidence(
    band: tuple[float, float], counts: list[tuple[int, int, int, int]], random: object
) -> None:
    batches = np.diff([(0, 0, 0, 0), *counts], axis=0).tolist()
    random.shuffle(batches)  # type: ignore[attr-defined]
    low, shuffled = RatioProcess(band[0]), RatioProcess(band[0])
    for before, now in itertools.pairwise([(0, 0, 0, 0), *counts]):
        low.weigh(*[b - a for a, b in zip(before, now, strict=True)])
    for batch in batches:
        shuffled.weigh(*batch)

    assert (low.log_e_up, low.log_e_down) == pytest.approx((shuffled.log_e_up, shuffled.log_e_down), abs=1e-6)


@deterministic
@given(bands, polls())
def test_a_fail_is_final_and_a_pass_waits(band: tuple[float, float], counts: list[tuple[int, int, int, int]]) -> None:
    gate = RelativeRateGate(*band)
    states = [gate.update(*poll).state for poll in counts]

    if State.FAIL in states:
        assert set(states[states.index(State.FAIL) :]) == {State.FAIL}
    if State.PASS in states:
        assert State.NOT_ENOUGH_EVIDENCE not in states[states.index(State.PASS) :]


@deterministic
@given(bands, polls(), st.integers(0, 25))
def test_a_resumed_gate_goes_on_as_if_never_stopped(
    band: tuple[float, float], counts: list[tuple[int, int, int, int]], stop: int
) -> None:
    steady, first, second = RelativeRateGate(*band), RelativeRateGate(*band), RelativeRateGate(*band)
    for i, poll in enumerate(counts):
        steady.update(*poll, at=i)
        if i == stop:
            second.resume(json.loads(json.dumps(first.snapshot(), allow_nan=False)))
            assert second.reading == first.reading
        (first if i < stop else second).update(*poll, at=i)

    if stop < len(counts):
        assert second.reading == steady.reading
        assert second.snapshot() == steady.snapshot()


def test_a_gate_does_not_go_on_from_another_band() -> None:
    with pytest.raises(ValueError, match=r"low 0\.5, now 0\.8; high 2, now 1\.25"):
        RelativeRateGate(0.8, 1.25).resume(sign_ins().snapshot())
