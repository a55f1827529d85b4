"""Short cuts of the arithmetic change no result, however extreme the counts."""

import itertools

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.measure import CompareGate, RateGate, RateTest, SpikeGate, WatchGate
from gate.measure.changes.spike import SpikeProcess
from gate.measure.evidence import log_mixture, log_sum_exp
from gate.measure.rates.watch import log_half_sum
from tests.gate.measure import oracles

deterministic = settings(derandomize=True, database=None, deadline=None, max_examples=100)
logs = st.floats(-5_000, 5_000)
limits = st.sampled_from(["0.00001", "0.001", "0.05", "0.3"])
batches = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 400), st.integers(0, 8)).map(lambda b: (b[0] + b[1], b[1])),
        st.integers(1, 3_000).map(lambda n: (n, n)),  # an outage
        st.integers(1, 1_000_000).map(lambda n: (n, 0)),
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def near_the_limit(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A limit, and batches with a share of bad ones from a half to twice of it."""
    limit = draw(limits)
    sizes = draw(st.lists(st.integers(1_000, 1_000_000), min_size=1, max_size=12))
    return limit, [(n, min(n, round(n * float(limit) * draw(st.floats(0.5, 2))))) for n in sizes]


def exact_log_sum(terms: list[float]) -> float:
    return float(mpmath.log(mpmath.fsum([mpmath.exp(mpmath.mpf(term)) for term in terms])))


@deterministic
@given(st.lists(logs, min_size=1, max_size=12))
def test_a_sum_of_exponentials_neither_overflows_nor_vanishes(terms: list[float]) -> None:
    assert log_sum_exp(terms) == pytest.approx(exact_log_sum(terms), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("terms", [[-742.5, -743.1], [-5000, -4999.5], [800, 799.5], [709.7, 709.7], [3000, -3000]])
def test_a_sum_at_the_edge_of_what_floats_hold_keeps_its_digits(terms: list[float]) -> None:
    assert log_sum_exp(terms) == pytest.approx(exact_log_sum(terms), rel=1e-14)
    assert log_mixture([(term, 0, 0) for term in terms], 0, 1) == pytest.approx(exact_log_sum(terms), rel=1e-14)


@pytest.mark.parametrize("over", [-800, -40, 0, 15, 30, 36.5, 37.5, 800])
def test_what_begins_at_a_poll_joins_what_began_before_exactly(over: float) -> None:
    test, fresh = RateTest(0.05), -float(mpmath.log(10))
    weights = [log_weight for _, _, log_weight in test.fail_bets]
    before = SpikeProcess(test, 10, 1, tuple(fresh + over + weight for weight in weights))

    expected = [exact_log_sum([fresh + over + weight, fresh + weight]) for weight in weights]
    assert before.after(0, 0, 2).log_masses == pytest.approx(expected, rel=1e-14, abs=1e-14)


@deterministic
@given(logs, logs)
def test_the_mean_of_two_e_values_neither_overflows_nor_vanishes(one: float, other: float) -> None:
    assert log_half_sum(one, other) == pytest.approx(exact_log_sum([one, other]) - 0.6931471805599453, abs=1e-9)


@deterministic
@given(
    st.lists(st.tuples(st.floats(-8, 8), st.floats(-1, 1), st.floats(-5, 0)), min_size=1),
    st.integers(0, 10**6),
    st.integers(0, 500),
)
def test_a_mixture_neither_overflows_nor_vanishes(bets: list[tuple[float, float, float]], good: int, bad: int) -> None:
    terms = [bad * on_bad + good * on_good + log_weight for on_bad, on_good, log_weight in bets]
    assert log_mixture(bets, good, bad) == pytest.approx(exact_log_sum(terms), rel=1e-12, abs=1e-9)


@settings(deterministic, max_examples=60)
@given(limits, batches, st.integers(12, 120))
def test_the_change_point_process_is_the_sum_over_all_beginnings(
    limit: str, counts: list[tuple[int, int]], polls: int
) -> None:
    gate = SpikeGate(float(limit), polls)
    for n, bad in itertools.accumulate(counts, lambda a, b: (a[0] + b[0], a[1] + b[1])):
        gate.update(n, bad)

    expected = oracles.log_e_spike(counts, polls, limit, gate.test.bets.fail)
    assert gate.process.log_e == pytest.approx(expected, rel=1e-9, abs=1e-9)


@settings(deterministic, max_examples=300)
@given(st.one_of(st.tuples(limits, batches), near_the_limit()), st.integers(0, 5))
def test_a_look_that_is_not_worked_out_could_not_have_mattered(
    case: tuple[str, list[tuple[int, int]]], missing: int
) -> None:
    limit, counts = case
    rate, watch, test = RateGate(float(limit)), WatchGate(float(limit)), RateTest(float(limit))
    by_rate, by_watch, for_pass = [0.0], [0.0], [0.0]
    for n, bad in itertools.accumulate(counts, lambda a, b: (a[0] + b[0], a[1] + b[1])):
        rate.update(n, bad, missing)
        watch.update(n, bad, missing)
        by_rate.append(test.log_e_fail(n, bad))
        by_watch.append(log_half_sum(by_rate[-1], watch.process.log_e))
        for_pass.append(test.log_e_pass(n + missing, bad + missing))

    assert rate.reading.log_e_fail == pytest.approx(max(by_rate), abs=1e-9)
    assert watch.reading.log_e_fail == pytest.approx(max(by_watch), abs=1e-9)
    assert rate.reading.log_e_pass == watch.reading.log_e_pass == pytest.approx(max(for_pass), abs=1e-9)


def test_a_change_counts_from_its_first_evidence_while_the_rate_on_the_whole_is_still_good() -> None:
    watch = WatchGate(0.05)
    for poll in range(1, 21):
        watch.update(300 * poll, 3 * poll)
    reading = watch.update(6_300, 60 + 32)

    assert 1 < watch.process.log_e < 2
    assert reading.log_e_fail == pytest.approx(watch.process.log_e - 0.6931471805599453)


def test_polls_without_an_error_do_not_change_a_comparison() -> None:
    gate = CompareGate()
    gate.update(1000, 3, 9000, 5)
    before = gate.log_e_up, gate.log_e_down
    gate.update(900_000, 3, 90_000, 5)

    assert (gate.log_e_up, gate.log_e_down) == before


def test_a_reading_can_not_be_changed() -> None:
    reading = WatchGate(0.05).update(100, 1)

    with pytest.raises(AttributeError):
        reading.state = "PASS"  # type: ignore[misc, assignment]
    with pytest.raises(AttributeError):
        reading.grounds.n = 5  # type: ignore[attr-defined]
