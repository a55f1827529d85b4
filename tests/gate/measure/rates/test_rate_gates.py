"""What the gates of a rate do with what sources really send."""

import json
import math

import pytest

from gate.measure import RateGate, SpikeGate, State, WatchGate, ZeroGate, stale, trigger_alpha

KINDS = [RateGate, WatchGate]


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def gate(request: pytest.FixtureRequest) -> RateGate | WatchGate:
    opened: RateGate | WatchGate = request.param(0.001)
    return opened


def test_before_the_first_trial_nothing_is_known(gate: RateGate | WatchGate) -> None:
    reading = gate.update(0, 0)

    assert (reading.state, reading.confidence, reading.estimate) == (State.NOT_ENOUGH_EVIDENCE, 0, None)
    assert (reading.log_e_fail, reading.log_e_pass) == (0, 0)
    assert (reading.lower, reading.upper) == (0, 1)
    assert reading.need_expected is None


def test_a_poll_without_news_leaves_an_open_gate_open(gate: RateGate | WatchGate) -> None:
    before = gate.update(500, 0, at=1)
    after = gate.update(500, 0, at=2)

    assert (after.state, after.confidence) == (State.NOT_ENOUGH_EVIDENCE, 0)
    assert (after.n, after.bad, after.log_e_pass) == (before.n, before.bad, before.log_e_pass)


@pytest.mark.parametrize(
    ("limit", "alpha", "sample", "state"),
    [
        (0.05, 0.01, (3, 3), State.FAIL),
        (0.001, 0.01, (1, 1), State.NOT_ENOUGH_EVIDENCE),
        (0.001, 0.05, (1, 1), State.FAIL),
    ],
    ids=["three of three", "one of one", "one of one at alpha 0.05"],
)
def test_when_all_are_bad(limit: float, alpha: float, sample: tuple[int, int], state: State) -> None:
    assert RateGate(limit, alpha_fail=alpha).update(*sample).state is state


@pytest.mark.parametrize("limit", [0, 1, -0.1, 1.5, 5, math.nan, 0.95])
@pytest.mark.parametrize("kind", [RateGate, WatchGate, SpikeGate], ids=["rate", "watch", "spike"])
def test_a_limit_that_is_no_share_of_bad_trials_is_refused(
    kind: type[RateGate | WatchGate | SpikeGate], limit: float
) -> None:
    with pytest.raises(ValueError, match="limit"):
        kind(limit)


@pytest.mark.parametrize("cluster", [0, 0.5, -1, math.nan, math.inf])
def test_a_cluster_below_one_is_refused(cluster: float) -> None:
    with pytest.raises(ValueError, match="cluster must be 1 or more"):
        RateGate(0.05, cluster=cluster)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, math.nan])
@pytest.mark.parametrize("name", ["alpha_fail", "alpha_pass"])
def test_an_alpha_that_is_no_probability_is_refused(name: str, alpha: float) -> None:
    with pytest.raises(ValueError, match=name):
        RateGate(0.05, **{name: alpha})


@pytest.mark.parametrize("polls", [0, -1, 1.5, True])
def test_a_watch_without_polls_is_refused(polls: int) -> None:
    with pytest.raises(ValueError, match="polls must be a whole number"):
        WatchGate(0.05, polls)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((10, 11, 0), "bad is 11, more than n, 10"),
        ((-1, 0, 0), "n must be a whole number .* not -1"),
        ((10, -1, 0), "bad must be a whole number .* not -1"),
        ((10, 0, -1), "missing must be a whole number .* not -1"),
        ((10.0, 0, 0), r"n must be a whole number .* not 10\.0"),
        ((10, True, 0), "bad must be a whole number .* not True"),
        ((math.nan, 0, 0), "n must be a whole number .* not nan"),
        ((10**12 + 1, 0, 0), "n must be a whole number from 0 to 1e12"),
        ((101, 6, 0), "growth of bad is 2, more than growth of n, 1"),
    ],
)
def test_what_cannot_be_counts_is_refused_by_value_and_changes_nothing(
    gate: RateGate | WatchGate, counts: tuple[int, int, int], sentence: str
) -> None:
    gate.update(100, 4)
    before = gate.snapshot()

    with pytest.raises(ValueError, match=sentence):
        gate.update(*counts)
    assert gate.snapshot() == before


def test_missing_trials_are_left_out_for_fail_and_bad_for_pass(gate: RateGate | WatchGate) -> None:
    test = gate.test
    reading = gate.update(4000, 0, missing=2)

    assert reading.log_e_pass == max(0, test.log_e_pass(4002, 2))
    assert reading.log_e_fail == 0
    assert reading.state is State.NOT_ENOUGH_EVIDENCE
    assert gate.update(4002, 0).state is State.PASS


def test_a_counter_that_falls_is_a_data_error_until_its_restart_is_announced(
    gate: RateGate | WatchGate,
) -> None:
    gate.update(3000, 0, at=1)

    fallen = gate.update(2000, 0, at=2)
    grown_past = gate.update(9000, 0, at=3)

    assert fallen.state is State.DATA_ERROR
    assert "n fell from 3,000 to 2,000, and the source announced no reset" in fallen.reason
    assert (fallen.confidence, fallen.need_good, fallen.n) == (None, None, 3000)
    assert grown_past.state is State.DATA_ERROR, "nobody knows what was lost"
    assert gate.update(6000, 0, at=4, reset=True).state is State.PASS
    assert gate.reading.n == 9000


def test_a_counter_that_falls_takes_a_pass_away(gate: RateGate | WatchGate) -> None:
    assert gate.update(4000, 0).state is State.PASS
    assert gate.update(10, 0).state is State.DATA_ERROR


def test_a_fail_is_final(gate: RateGate | WatchGate) -> None:
    gate.update(100, 20, at=1_000)

    assert gate.reading.state is State.FAIL
    assert gate.update(500_000, 20, at=2_000).state is State.FAIL
    assert gate.update(3, 0, at=3_000).state is State.FAIL
    assert gate.reading.since == 1_000
    assert (gate.reading.need_good, gate.reading.need_bad) == (None, 0)


def test_a_pass_is_remembered_until_a_later_fail(gate: RateGate | WatchGate) -> None:
    passed = gate.update(5000, 0, at=1_000)
    lukewarm = gate.update(7000, 6, at=2_000)
    failed = gate.update(8000, 300, at=3_000)

    assert (passed.state, passed.confidence, passed.since) == (State.PASS, 0.95, 1_000)
    assert (lukewarm.state, lukewarm.since) == (State.PASS, 1_000)
    assert (failed.state, failed.confidence, failed.since) == (State.FAIL, 0.99, 3_000)


def test_polls_not_later_than_the_last_are_ignored(gate: RateGate | WatchGate) -> None:
    reading = gate.update(1000, 1, at=2_000)

    assert gate.update(1500, 9, at=2_000) is reading
    assert gate.update(10, 0, at=1_000) is reading
    with pytest.raises(ValueError, match="milliseconds"):
        gate.update(2000, 1, at=3.5)  # type: ignore[arg-type]


def test_a_silent_source_decides_nothing_and_loses_nothing(gate: RateGate | WatchGate) -> None:
    passed = gate.update(4000, 0, at=1_000)

    silent = stale(passed, 1_700_000_000_000)

    assert (silent.state, silent.confidence) == (State.NOT_ENOUGH_EVIDENCE, 0)
    assert "stale since 2023-11-14 22:13:20Z" in silent.reason
    assert gate.update(4001, 0, at=2_000).state is State.PASS


def test_a_silent_source_does_not_undo_a_fail(gate: RateGate | WatchGate) -> None:
    assert stale(gate.update(100, 20), 1_700_000_000_000).state is State.FAIL


@pytest.mark.parametrize(
    ("gate", "counts", "reason"),
    [
        (
            RateGate(0.001, alpha_fail=0.0025),
            (212, 7),
            "FAIL, 99.75% confidence: 7 bad of 212, limit 0.1%",
        ),
        (
            RateGate(0.001),
            (50, 0),
            "NOT ENOUGH EVIDENCE: 0 bad of 50, rate < 5.8% at 95%; 3,774 more clean requests needed to pass 0.1%",
        ),
        (
            RateGate(0.05, unit="payments"),
            (0, 0),
            "NOT ENOUGH EVIDENCE: nothing counted yet; 74 clean payments needed to pass 5%",
        ),
        (RateGate(0.05), (80, 0), "PASS, 95% confidence: 0 bad of 80, limit 5%"),
        (
            RateGate(0.05, cluster=2.5),
            (400, 0),
            "PASS, 95% confidence: 0 bad of 400, limit 5%; clusters of 2.5 (approximate)",
        ),
        (RateGate(0.05, cluster=3), (9, 9), "FAIL, 99% confidence: 9 bad of 9, limit 5%; clusters of 3"),
        (
            RateGate(0.05),
            (70, 1, 4),
            "NOT ENOUGH EVIDENCE: 1 bad of 70, 4 missing, rate < 14% at 95%; 201 more clean requests needed to pass 5%",
        ),
        (
            SpikeGate(0.05),
            (100, 2),
            "NOT ENOUGH EVIDENCE: 2 bad of 100, limit 5%, looking for a change",
        ),
        (ZeroGate(), (50, 1), "FAIL, measured: 1 bad of 50; limit 0, which no sample can prove"),
        (
            ZeroGate(),
            (50, 0),
            "NOT ENOUGH EVIDENCE: 0 bad of 50, rate < 5.8% at 95%; limit 0, which no sample can prove",
        ),
    ],
)
def test_the_reason_is_a_sentence_with_its_sample(
    gate: RateGate | SpikeGate | ZeroGate, counts: tuple[int, ...], reason: str
) -> None:
    assert gate.update(*counts).reason == reason


def test_a_tiny_alpha_is_never_rounded_to_certainty() -> None:
    assert "above 99.9999% confidence" in RateGate(0.05, alpha_fail=1e-9).update(100, 100).reason


def test_a_zero_tolerance_gate_fails_at_the_first_bad_trial_and_never_passes() -> None:
    gate = ZeroGate()

    assert gate.update(10**9, 0, at=1).state is State.NOT_ENOUGH_EVIDENCE
    assert (gate.reading.need_good, gate.reading.need_bad) == (None, 1)
    assert gate.update(5, 0, at=2).state is State.DATA_ERROR
    failed = gate.update(10**9 + 1, 1, at=3, reset=True)
    assert (failed.state, failed.since) == (State.FAIL, 3)
    assert gate.update(2 * 10**9, 1, at=4).since == 3


def test_a_spike_gate_fails_on_a_change_and_never_passes() -> None:
    gate = SpikeGate(0.05, polls=120)
    for poll in range(1, 61):
        gate.update(300 * poll, 3 * poll)

    assert gate.reading.state is State.NOT_ENOUGH_EVIDENCE
    assert gate.reading.need_good is None
    assert gate.update(18_300, 180 + (gate.reading.need_bad or 0)).state is State.NOT_ENOUGH_EVIDENCE
    assert gate.update(18_600, 260).state is State.FAIL


def test_after_its_last_slot_the_change_point_part_takes_nothing() -> None:
    gate = WatchGate(0.05, polls=4)
    gate.update(100, 1, slot=2)
    before = gate.process.log_e
    gate.update(200, 90, slot=5)

    assert gate.process.log_e == pytest.approx(before, abs=1e-12)
    assert gate.reading.state is State.FAIL, "the rate on the whole still counts"


def test_a_slot_in_the_past_is_refused_and_changes_nothing() -> None:
    gate = WatchGate(0.05)
    gate.update(100, 1, slot=3)
    before = gate.snapshot()

    with pytest.raises(ValueError, match="slot 2 can't follow slot 3"):
        gate.update(200, 1, slot=2)
    assert gate.snapshot() == before


@pytest.mark.parametrize(
    "gate", [RateGate(0.05), WatchGate(0.05), SpikeGate(0.05), ZeroGate()], ids=lambda gate: type(gate).__name__
)
def test_a_gate_goes_on_from_its_snapshot_as_json(gate: RateGate | WatchGate | SpikeGate | ZeroGate) -> None:
    fresh = type(gate)() if isinstance(gate, ZeroGate) else type(gate)(0.05)
    gate.update(100, 2, at=1)
    gate.update(50, 1, at=2, reset=True)

    fresh.resume(json.loads(json.dumps(gate.snapshot(), allow_nan=False)))

    assert fresh.reading == gate.reading
    assert fresh.update(40, 1, at=3) == gate.update(40, 1, at=3)
    assert fresh.reading.state is State.DATA_ERROR if not isinstance(gate, ZeroGate) else State.FAIL


def test_a_gate_does_not_go_on_from_another_limit() -> None:
    with pytest.raises(ValueError, match=r"limit 0\.05, now 0\.001"):
        RateGate(0.001).resume(RateGate(0.05).snapshot())


def test_a_reading_is_plain_json() -> None:
    reading = json.loads(json.dumps(ZeroGate().update(5, 1).to_dict(), allow_nan=False))

    assert (reading["state"], reading["n"], reading["log_e_fail"]) == ("FAIL", 5, None)


def test_the_error_of_all_triggers_and_looks_stays_below_the_stated() -> None:
    assert trigger_alpha(6, 1) == pytest.approx(0.05 / 12)
    assert 6 * math.fsum(trigger_alpha(6, look) for look in range(1, 10_000)) < 0.05
    with pytest.raises(ValueError, match="count from 1"):
        trigger_alpha(6, 0)
