"""Do the counters count what happens to people, exactly, and never fall?"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.faults.switches import Faults, Spell
from sandbox.moments import moment_now
from sandbox.traffic.flag import Flag
from sandbox.traffic.requests.counters import ILLS, Counters

EDGES = ("0.05", "0.1", "0.2", "0.5", "1", "2", "5", "+Inf")
MINUTE = timedelta(minutes=1)


def started(*faults: str, moment: str = "launch", percent: int = 50) -> Counters:
    """Counters of a sandbox that has had these faults since the deploy."""
    then = moment_now(moment)
    known = Faults(faults, then.deployed_at)
    return Counters(then, Flag(percent, then, known), known)


def total(counters: Counters, at: datetime, name: str = "http_requests_total", **labels: str) -> int:
    wanted = {"synthetic": "false", "attempt": "first", **labels}
    return sum(
        value
        for series, value in counters.at(at).items()
        if series.name == name and wanted.items() <= dict(series.labels).items()
    )


def grown(counters: Counters, span: timedelta = MINUTE, **labels: str) -> int:
    """How much a sum of counters has grown until now."""
    now = datetime.now(UTC)
    return total(counters, now, **labels) - total(counters, now - span, **labels)


def test_at_the_quietest_moment_there_are_4000_first_attempts_a_second() -> None:
    assert grown(started()) == pytest.approx(60 * 4000, rel=0.01)


def test_healthy_requests_hardly_ever_fail_or_take_long() -> None:
    counters, span = started(moment="day-1"), timedelta(hours=1)
    requests = grown(counters, span)

    assert grown(counters, span, status="500") / requests == pytest.approx(0.00002, rel=0.1)
    refused = grown(counters, span, status="408") + grown(counters, span, status="429")
    assert refused / requests == pytest.approx(0.00002, rel=0.1)
    buckets = "http_request_duration_seconds_bucket"
    assert 1 - grown(counters, span, name=buckets, le="0.2") / requests == pytest.approx(0.01, rel=0.01)
    assert 1 - grown(counters, span, name=buckets, le="1") / requests == pytest.approx(0.001, rel=0.05)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("requests-fail", {"408": 0.05, "429": 0.05, "500": 0.0}),
        ("server-errors", {"408": 0.0, "429": 0.0, "500": 0.1}),
    ],
)
def test_a_fault_of_some_strength_hits_that_share_from_then_on(fault: str, seen: dict[str, float]) -> None:
    then = moment_now("launch")
    faults = Faults()
    counters = Counters(then, Flag(100, then, faults), faults)
    faults.switch(fault, 0.1)
    since = datetime.now(UTC)
    later = since + timedelta(seconds=10)
    before, after = counters.at(since), counters.at(later)
    requests = total(counters, later) - total(counters, since)

    for status, share in seen.items():
        hit = total(counters, later, status=status) - total(counters, since, status=status)
        assert hit / requests == pytest.approx(share, rel=0.02, abs=0.001)
    assert all(before[series] <= after[series] for series in before)


@pytest.mark.parametrize(("fault", "edge"), [("requests-slow", "0.2"), ("requests-very-slow", "1")])
def test_a_fault_makes_requests_slower_than_the_edge_and_no_slower(fault: str, edge: str) -> None:
    counters = started(fault)
    shares = {le: grown(counters, name="http_request_duration_seconds_bucket", le=le) / grown(counters) for le in EDGES}

    assert shares[edge] == 0
    assert shares[EDGES[EDGES.index(edge) + 1]] > 0.99


def test_a_fault_of_the_new_checkout_hits_those_who_have_it_only() -> None:
    counters = started("exposed-fail")

    assert grown(counters, status="500", variant="on") == pytest.approx(grown(counters, variant="on"), abs=2)
    assert grown(counters, variant="on") > 1000
    assert grown(counters, status="500", variant="off") <= 9  # the usual few of some 100,000


@pytest.mark.parametrize("percent", [10, 50, 100])
def test_requests_come_from_as_many_exposed_users_as_the_flag_says(percent: int) -> None:
    counters, span = started(percent=percent), timedelta(seconds=15)

    assert grown(counters, span, variant="on") / grown(counters, span) == pytest.approx(percent / 100, abs=0.001)


def test_with_the_share_off_only_half_as_many_are_exposed() -> None:
    counters = started("flag-share-off", percent=100)

    assert grown(counters, timedelta(seconds=15), variant="on") / grown(
        counters, timedelta(seconds=15)
    ) == pytest.approx(0.5, abs=0.001)


def test_failures_are_tried_again_apart_from_the_first_attempts() -> None:
    counters = started("server-errors")
    failed, again = grown(counters, status="500"), grown(counters, attempt="retry")

    assert failed == pytest.approx(grown(counters), abs=2)
    assert again == pytest.approx(3 * failed, abs=3)


def test_what_synthetic_users_do_is_counted_apart() -> None:
    counters = started()
    at = datetime.now(UTC)
    before = total(counters, at), total(counters, at, synthetic="true")
    counters.plant_synthetic(1000)
    later = at + MINUTE
    plain = started().flow.between(at, later)

    assert before[1] == 0
    assert total(counters, later, synthetic="true") == 5000
    assert total(counters, later, synthetic="true", status="500") == 2500
    assert total(counters, later) - before[0] == pytest.approx(plain, abs=2)


def test_both_instances_and_in_a_past_incident_both_variants_are_hit() -> None:
    counters = started()
    deployed_at = moment_now("launch").deployed_at
    begun = deployed_at - timedelta(days=8, hours=12)

    def share(**labels: str) -> float:
        over = begun + 18 * MINUTE
        failed = total(counters, over, status="500", **labels) - total(counters, begun, status="500", **labels)
        return failed / (total(counters, over, **labels) - total(counters, begun, **labels))

    for variant in ("on", "off"):
        for instance in ("api-1", "api-2"):
            assert share(variant=variant, instance=instance) == pytest.approx(0.06, abs=0.002)
    assert grown(counters, status="500", variant="off") <= 9  # the usual few of some 100,000


@settings(max_examples=60, deadline=None)
@given(
    spells=st.lists(
        st.tuples(st.sampled_from(ILLS), st.integers(0, 100), st.integers(1, 100), st.floats(0.001, 3)), max_size=6
    ),
    percent=st.sampled_from([10, 50, 100]),
    looks=st.lists(st.integers(-100_000, 260_000), min_size=2, max_size=12, unique=True),
)
def test_no_counter_ever_falls(spells: list[tuple[str, int, int, float]], percent: int, looks: list[int]) -> None:
    then = moment_now("launch")
    faults = Faults()
    counters = Counters(then, Flag(percent, then, faults), faults)
    for name, after_s, lasts_s, strength in spells:
        since = then.deployed_at + timedelta(seconds=after_s)
        faults._spells.setdefault(name, []).append(  # noqa: SLF001 - spells of before, which nobody can switch
            Spell(since, since + timedelta(seconds=lasts_s), strength)
        )
    seen = [counters.at(then.deployed_at + timedelta(milliseconds=look)) for look in sorted(looks)]

    for before, after in pairwise(seen):
        assert all(before[series] <= after[series] for series in before)


def test_a_fault_can_have_been_there_since_the_deploy_and_then_never_have_been() -> None:
    then = moment_now("day-1")
    faults = Faults()
    counters = Counters(then, Flag(100, then, faults), faults)
    healthy = total(counters, then.now, status="500")

    faults.switch("server-errors", 0.01, since=then.deployed_at)
    ill = total(counters, then.now, status="500") - total(counters, then.deployed_at, status="500")
    requests = total(counters, then.now) - total(counters, then.deployed_at)
    faults.switch_all_off()
    remembered = total(counters, then.now, status="500")
    faults.forget_what_was()

    assert ill / requests == pytest.approx(0.01, rel=0.01)
    assert remembered - healthy == pytest.approx(ill, rel=0.01)
    assert total(counters, then.now, status="500") == healthy


@given(st.integers(0, 10**7))
@settings(max_examples=60, deadline=None)
def test_every_request_ends_once_and_in_one_bucket(after_ms: int) -> None:
    counters = started("requests-fail", "requests-slow", moment="hour-1")
    at = counters.flow.calmest + timedelta(milliseconds=after_ms % 3_900_000)

    for variant in ("on", "off"):
        for attempt in ("first", "retry"):
            requests = total(counters, at, variant=variant, attempt=attempt)
            labels = {"variant": variant, "attempt": attempt}
            assert requests == total(counters, at, name="http_request_duration_seconds_count", **labels)
            assert requests == total(counters, at, name="http_request_duration_seconds_bucket", le="+Inf", **labels)
