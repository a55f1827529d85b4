"""What must hold for all counts, limits and ways of polling."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.measure import (
    COMMON,
    EQUAL,
    RARE,
    CompareGate,
    CountTest,
    RateGate,
    RateTest,
    Reading,
    ScoreTest,
    State,
    Table,
    WatchGate,
)

LOG_2 = math.log(2)
SLACK = 1e-9  # of log E, for rounding

limits = st.floats(1e-5, 0.5)
clusters = st.sampled_from([1, 1.5, 3, 10])
tables = st.sampled_from([EQUAL, RARE, COMMON])
alphas = st.sampled_from([0.05, 0.01, 0.0025])
few_bad = st.integers(0, 60)
deterministic = settings(derandomize=True, database=None, deadline=None, max_examples=250)


@st.composite
def samples(draw: st.DrawFn) -> tuple[int, int]:
    bad = draw(few_bad)
    return draw(st.integers(bad, 200_000)), bad


@st.composite
def polls(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Cumulative counts after each poll."""
    batches = draw(
        st.lists(st.tuples(st.integers(0, 400), st.integers(0, 8)).map(lambda b: (b[0] + b[1], b[1])), min_size=1)
    )
    return list(itertools.accumulate(batches, lambda a, b: (a[0] + b[0], a[1] + b[1])))


def evidence(reading: Reading) -> tuple[float, float]:
    return reading.log_e_fail, reading.log_e_pass


@deterministic
@given(tables, limits, clusters)
def test_without_a_trial_the_evidence_is_one(table: Table, limit: float, cluster: float) -> None:
    test = RateTest(limit, cluster=cluster, table=table)
    assert test.log_e_fail(0, 0) == pytest.approx(0, abs=1e-12)
    assert test.log_e_pass(0, 0) == pytest.approx(0, abs=1e-12)


@deterministic
@given(tables, limits, clusters, samples(), st.integers(1, 1000))
def test_good_trials_speak_against_fail_and_for_pass(
    table: Table, limit: float, cluster: float, sample: tuple[int, int], more: int
) -> None:
    n, bad = sample
    test = RateTest(limit, cluster=cluster, table=table)
    assert test.log_e_fail(n + more, bad) <= test.log_e_fail(n, bad) + SLACK
    assert test.log_e_pass(n + more, bad) >= test.log_e_pass(n, bad) - SLACK


@deterministic
@given(tables, limits, clusters, samples(), st.integers(1, 50))
def test_bad_trials_speak_for_fail_and_against_pass(
    table: Table, limit: float, cluster: float, sample: tuple[int, int], more: int
) -> None:
    n, bad = sample
    test = RateTest(limit, cluster=cluster, table=table)
    assert test.log_e_fail(n + more, bad + more) >= test.log_e_fail(n + more, bad) - SLACK
    assert test.log_e_pass(n + more, bad + more) <= test.log_e_pass(n + more, bad) + SLACK


@deterministic
@given(tables, limits, clusters, samples())
def test_the_same_counts_never_speak_for_both(
    table: Table, limit: float, cluster: float, sample: tuple[int, int]
) -> None:
    test = RateTest(limit, cluster=cluster, table=table)
    assert not (test.log_e_fail(*sample) > LOG_2 and test.log_e_pass(*sample) > LOG_2)


@deterministic
@given(tables, limits, limits, alphas, samples())
def test_what_fails_a_limit_fails_any_stricter_one(
    table: Table, one: float, other: float, alpha: float, sample: tuple[int, int]
) -> None:
    strict, loose = (
        RateTest(limit, alpha_fail=alpha, alpha_pass=alpha, table=table) for limit in sorted((one, other))
    )  # fmt: skip
    if loose.log_e_fail(*sample) >= loose.fail_level:
        assert strict.log_e_fail(*sample) >= strict.fail_level - SLACK
    if strict.log_e_pass(*sample) >= strict.pass_level:
        assert loose.log_e_pass(*sample) >= loose.pass_level - SLACK


@deterministic
@given(tables, limits, samples(), st.tuples(alphas, alphas), st.tuples(clusters, clusters))
def test_a_larger_cluster_or_a_smaller_alpha_never_decides_earlier(
    table: Table,
    limit: float,
    sample: tuple[int, int],
    two_alphas: tuple[float, float],
    two_clusters: tuple[float, float],
) -> None:
    careful_alpha, quick_alpha = sorted(two_alphas)
    quick_cluster, careful_cluster = sorted(two_clusters)
    careful = RateGate(limit, alpha_fail=careful_alpha, alpha_pass=careful_alpha, cluster=careful_cluster, table=table)
    quick = RateGate(limit, alpha_fail=quick_alpha, alpha_pass=quick_alpha, cluster=quick_cluster, table=table)

    decided = careful.update(*sample).state

    assert decided in {State.NOT_ENOUGH_EVIDENCE, quick.update(*sample).state}


@settings(deterministic, max_examples=60)
@given(limits, alphas, samples(), st.integers(0, 3), st.sampled_from([RateGate, WatchGate]))
def test_the_needed_trials_are_the_smallest_that_decide(
    limit: float, alpha: float, sample: tuple[int, int], missing: int, kind: type[RateGate | WatchGate]
) -> None:
    n, bad = sample

    def open_gate() -> RateGate | WatchGate:
        gate = kind(limit, alpha_fail=alpha)
        gate.update(n, bad, missing)
        return gate

    reading = open_gate().reading
    if reading.need_good:
        good = n + reading.need_good
        assert open_gate().update(good, bad, missing).state is State.PASS
        assert open_gate().update(good - 1, bad, missing).state is not State.PASS
    if reading.need_bad:
        more = reading.need_bad
        assert open_gate().update(n + more, bad + more, missing).state is State.FAIL
        assert open_gate().update(n + more - 1, bad + more - 1, missing).state is not State.FAIL


@settings(deterministic, max_examples=60)
@given(limits, samples(), st.integers(0, 3))
def test_at_the_expected_number_of_trials_the_same_rate_decides(
    limit: float, sample: tuple[int, int], missing: int
) -> None:
    test = RateTest(limit)
    reading = RateGate(limit).update(*sample, missing)
    n, bad = sample
    if reading.state is State.NOT_ENOUGH_EVIDENCE and reading.need_expected:
        share = bad / n

        def decides(k: int) -> bool:
            return (
                test.log_e_fail(n + k, bad + k * share) >= test.fail_level
                or test.log_e_pass(n + missing + k, bad + missing + k * share) >= test.pass_level
            )

        assert decides(reading.need_expected)
        assert not decides(reading.need_expected - 1)
    if n and 0.9 < bad / n / limit < 1.1 and reading.state is State.NOT_ENOUGH_EVIDENCE:
        assert reading.need_expected is None


@settings(deterministic, max_examples=100)
@given(limits, polls(), st.randoms(use_true_random=False))
def test_more_polls_only_raise_the_maxima(limit: float, counts: list[tuple[int, int]], random: object) -> None:
    often, seldom = RateGate(limit), RateGate(limit)
    for n, bad in counts:
        often.update(n, bad)
    for n, bad in sorted(random.sample(counts[:-1], len(counts) // 2)):  # type: ignore[attr-defined]
        seldom.update(n, bad)
    seldom.update(*counts[-1])

    assert often.reading.log_e_fail >= seldom.reading.log_e_fail
    assert often.reading.log_e_pass >= seldom.reading.log_e_pass


@settings(deterministic, max_examples=100)
@given(limits, polls())
def test_the_maxima_are_those_of_the_single_looks(limit: float, counts: list[tuple[int, int]]) -> None:
    gate, test = RateGate(limit), RateTest(limit)
    for n, bad in counts:
        gate.update(n, bad)

    assert gate.reading.log_e_fail == pytest.approx(
        max(0.0, *(test.log_e_fail(n, bad) for n, bad in counts)), abs=1e-12
    )
    assert gate.reading.log_e_pass == pytest.approx(
        max(0.0, *(test.log_e_pass(n, bad) for n, bad in counts)), abs=1e-12
    )


@settings(deterministic, max_examples=100)
@given(limits, polls(), st.data())
def test_repeated_and_late_polls_change_nothing(
    limit: float, counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    clean, noisy = WatchGate(limit), WatchGate(limit)
    for at, (n, bad) in enumerate(counts):
        clean.update(n, bad, at=at)
        noisy.update(n, bad, at=at)
        earlier = data.draw(st.integers(0, at))
        noisy.update(*counts[earlier], at=earlier)

    assert noisy.snapshot() == clean.snapshot()
    assert noisy.reading == clean.reading


@settings(deterministic, max_examples=100)
@given(limits, polls(), st.integers(1, 3))
def test_an_announced_restart_of_the_counters_changes_nothing(
    limit: float, counts: list[tuple[int, int]], keep: int
) -> None:
    steady, restarted = WatchGate(limit), WatchGate(limit)
    n_before, bad_before = counts[min(keep, len(counts)) - 1]
    for i, (n, bad) in enumerate(counts):
        steady.update(n, bad)
        if i < keep:
            restarted.update(n, bad)
        else:
            restarted.update(n - n_before, bad - bad_before, reset=i == keep)

    assert restarted.reading == steady.reading


@settings(deterministic, max_examples=100)
@given(limits, polls())
def test_without_an_answer_a_fail_is_final_and_a_pass_waits(limit: float, counts: list[tuple[int, int]]) -> None:
    gate = WatchGate(limit, 20)
    states = [gate.update(n, bad).state for n, bad in counts]
    if State.FAIL in states:
        assert set(states[states.index(State.FAIL) :]) == {State.FAIL}
    if State.PASS in states:
        assert State.NOT_ENOUGH_EVIDENCE not in states[states.index(State.PASS) :]


@deterministic
@given(st.integers(1, 10_000), st.data())
def test_swapping_the_arms_swaps_the_evidence(n: int, data: st.DataObject) -> None:
    one, other = data.draw(st.integers(0, min(n, 80))), data.draw(st.integers(0, min(n, 80)))
    gate, swapped = CompareGate(), CompareGate()
    gate.update(n, one, n, other)
    swapped.update(n, other, n, one)

    assert gate.log_e_up == pytest.approx(swapped.log_e_down, abs=1e-9)
    assert gate.log_e_down == pytest.approx(swapped.log_e_up, abs=1e-9)


@deterministic
@given(st.lists(st.integers(0, 200), min_size=5, max_size=5))
def test_ratings_mirrored_at_the_middle_swap_the_evidence(counts: list[int]) -> None:
    test = ScoreTest(3.0, 1, 5)
    assert test.log_e_pass(tuple(counts)) == pytest.approx(test.log_e_fail(tuple(reversed(counts))), abs=1e-9)


@pytest.mark.parametrize("table", [EQUAL, RARE, COMMON], ids=lambda table: table.name)
@pytest.mark.parametrize("limit", [0.001, 0.05, 0.3])
@pytest.mark.parametrize("n", [3, 8, 12])
def test_over_all_sequences_the_evidence_has_the_mean_one_at_the_limit_and_less_inside(
    n: int, limit: float, table: Table
) -> None:
    test = RateTest(limit, table=table)

    def mean(log_e: list[float], rate: float) -> float:
        return math.fsum(
            rate ** sum(sequence) * (1 - rate) ** (n - sum(sequence)) * math.exp(log_e[sum(sequence)])
            for sequence in itertools.product((0, 1), repeat=n)
        )

    for_fail = [test.log_e_fail(n, bad) for bad in range(n + 1)]
    for_pass = [test.log_e_pass(n, bad) for bad in range(n + 1)]
    assert mean(for_fail, limit) == pytest.approx(1, abs=1e-12)
    assert mean(for_pass, limit) == pytest.approx(1, abs=1e-12)
    assert mean(for_fail, limit / 2) < 1
    assert mean(for_pass, 2 * limit) < 1


@pytest.mark.parametrize("shares", [(0.25, 0, 0, 0, 0.75), (0.1, 0.05, 0.1, 0.25, 0.5), (0, 0, 0, 1, 0)])
def test_over_all_ratings_with_the_mean_at_the_limit_the_evidence_has_the_mean_one(shares: tuple[float, ...]) -> None:
    test = ScoreTest(sum(star * share for star, share in enumerate(shares, start=1)), 1, 5)
    for log_e in (test.log_e_fail, test.log_e_pass):
        total = math.fsum(
            math.prod(shares[star] for star in stars) * math.exp(log_e(tuple(stars.count(s) for s in range(5))))
            for stars in itertools.product(range(5), repeat=4)
        )
        assert total == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("days", [0, 1, 3])
@pytest.mark.parametrize("limit", [0.5, 10])
def test_over_all_ticket_counts_at_the_limit_the_evidence_has_the_mean_one(limit: float, days: int) -> None:
    test, mean = CountTest(limit), limit * days
    for log_e in (test.log_e_fail, test.log_e_pass):
        total = math.fsum(
            math.exp(log_e(days, count) - mean + count * math.log(mean or 1) - math.lgamma(count + 1))
            for count in range(1000 if days else 1)
        )
        assert total == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("slots", [[1, 2, 3, 4], [1, 3, 4], [2, 2, 4], [1, 2, 5]])
@pytest.mark.parametrize("limit", [0.05, 0.3])
def test_over_all_sequences_a_watch_has_the_mean_one_at_the_limit(limit: float, slots: list[int]) -> None:
    """Polls of three trials; slots may be missed, shared or past the plan."""

    def weight(batches: tuple[int, ...]) -> float:
        return math.prod(math.comb(3, bad) * limit**bad * (1 - limit) ** (3 - bad) for bad in batches)

    def evidence(batches: tuple[int, ...]) -> float:
        gate = WatchGate(limit, 4)
        for poll, (slot, bad) in enumerate(zip(slots, itertools.accumulate(batches), strict=True), start=1):
            gate.update(3 * poll, bad, slot=slot)
        total = sum(batches)
        rate = math.exp(gate.test.log_e_fail(3 * len(slots), total))
        return (rate + math.exp(gate.process.log_e)) / 2

    outcomes = itertools.product(range(4), repeat=len(slots))
    assert math.fsum(weight(b) * evidence(b) for b in outcomes) == pytest.approx(1, abs=1e-11)


@settings(deterministic, max_examples=100)
@given(limits, polls(), st.integers(0, 30))
def test_a_resumed_gate_goes_on_as_if_never_stopped(limit: float, counts: list[tuple[int, int]], stop: int) -> None:
    steady, first, second = WatchGate(limit, 40), WatchGate(limit, 40), WatchGate(limit, 40)
    for i, (n, bad) in enumerate(counts):
        steady.update(n, bad, missing=i % 3, at=i)
        if i == stop:
            second.resume(first.snapshot())
            assert second.snapshot() == first.snapshot()
        (first if i < stop else second).update(n, bad, missing=i % 3, at=i)
    if stop < len(counts):
        assert second.reading == steady.reading
        assert second.snapshot() == steady.snapshot()
