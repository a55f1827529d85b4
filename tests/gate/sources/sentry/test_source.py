"""What of Sentry is counted, and what of its answers can't be believed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import Sentry as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.sentry import Sentry
from tests.support.servers.listener import Listener, Reply, answer
from tests.support.source_faults import SECRET

START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
WINDOW = Window(START, START + timedelta(minutes=10))
HOURS = Window(START, START + timedelta(hours=2))
INDICATOR = Indicator(source="sentry", window="10m", poll="5s", lag_max="1m")
NOTHING_LOST = answer(b'{"groups": [{"by": {"outcome": "accepted"}, "totals": {"sum(quantity)": 6000}}]}')
NEXT = b'Link: <https://sentry.io/x/>; rel="next"; results="true"; cursor="0:100:0"\r\n'
LAST = b'Link: <https://sentry.io/x/>; rel="next"; results="false"; cursor="0:200:0"\r\n'


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> Sentry:
    return Sentry(http_client, Settings(url=vendor.url, org="o", project="alaskapay", token=SECRET))


@pytest.fixture
def counts(vendor: Listener, source: Sentry) -> Callable[..., Sample]:
    """Count the errors of ten minutes where Sentry answers these rows."""

    def read(*rows: dict[str, Any], meta: dict[str, Any] | None = None, lost: Reply = NOTHING_LOST, **fields: Any):
        vendor.replies = [table(*rows, meta=meta), lost]
        return source.counts("error_rate", INDICATOR.model_copy(update=fields), WINDOW)

    return read


def row(status: str | None, count: Any, **fields: Any) -> dict[str, Any]:
    return {
        "project": "alaskapay",
        "trace.status": status,
        "count_sample()": count,
        "count()": count,
        "min(precise.finish_ts)": WINDOW.start.timestamp(),
        "max(precise.finish_ts)": WINDOW.end.timestamp() - 1,
        **fields,
    }


def table(*rows: dict[str, Any], meta: dict[str, Any] | None = None, more: bytes = b"") -> Reply:
    return answer(json.dumps({"data": rows, "meta": meta or {}}).encode(), more=more)


def sessions(*groups: dict[str, Any], hours: int = 2) -> Reply:
    intervals = [(START + timedelta(hours=number)).isoformat() for number in range(hours)]
    return answer(json.dumps({"intervals": intervals, "groups": groups}).encode())


def group(status: str, *by_hour: int | None, release: str = "com.alaskapay.app@2.4.0+2400", **totals: Any):
    return {
        "by": {"release": release, "session.status": status},
        "totals": {"sum(session)": sum(count or 0 for count in by_hour), **totals},
        "series": {"sum(session)": by_hour},
    }


def issue(number: int, **fields: Any) -> dict[str, Any]:
    usual = {"id": str(number), "title": f"SIGABRT {number}", "level": "fatal", "count": "12"}
    return {**usual, "firstSeen": WINDOW.end.isoformat(), **fields}


def lost(outcome: str, quantity: Any) -> Reply:
    by = {"outcome": outcome, "reason": "usage_exceeded"}
    return answer(json.dumps({"groups": [{"by": by, "totals": {"sum(quantity)": quantity}}]}).encode())


def asked_of(vendor: Listener, number: int = 0) -> dict[str, list[str]]:
    return parse_qs(urlsplit(vendor.lines[number].split(" ")[1]).query)


def test_all_and_failed_requests_are_counted_from_one_answer(counts, vendor):
    sample = counts(row("ok", 5900), row("internal_error", 60), row("not_found", 30), row("cancelled", 10))

    assert (sample.numerator, sample.denominator, sample.missing) == (90, 6000, 0)
    assert sample.fault == ""
    assert sample.observed_at == WINDOW.end - timedelta(seconds=1)
    assert sample.coverage == pytest.approx(599 / 600)
    asked = asked_of(vendor)
    assert asked["dataset"] == ["spans"]
    assert {"trace.status", "count_sample()"} <= set(asked["field"])
    assert asked["project"] == ["alaskapay"]
    assert asked["start"] == [f"{WINDOW.start:%Y-%m-%dT%H:%M:%S.%f}"]


def test_an_estimate_of_more_requests_than_are_stored_is_not_taken_for_them(counts):
    sample = counts(row("ok", 590, **{"count()": 5900}), row("internal_error", 10, **{"count()": 100.4}))

    assert (sample.numerator, sample.denominator) == (10, 600)
    assert sample.evidence["estimated requests"] == pytest.approx(6000.4)


@pytest.mark.parametrize("status", [None, "", "unknown"])
def test_a_request_without_a_known_end_is_missing_and_no_good_one(counts, status):
    sample = counts(row("ok", 5000), row(status, 1000))

    assert (sample.numerator, sample.denominator, sample.missing) == (0, 5000, 1000)


def test_an_indicator_may_name_the_statuses_that_are_bad(counts):
    sample = counts(row("ok", 80), row("not_found", 10), row("unknown", 10), bad="unknown, internal_error")

    assert (sample.numerator, sample.denominator, sample.missing) == (10, 100, 0)


def test_server_errors_are_those_of_the_server(source, vendor):
    vendor.replies = [table(row("ok", 90), row("not_found", 5), row("unavailable", 5)), NOTHING_LOST]

    assert source.counts("server_errors", INDICATOR, WINDOW).numerator == 5


def test_a_part_of_the_users_is_asked_for_where_the_indicator_says_how(source, vendor):
    vendor.replies = [table(row("ok", 90)), NOTHING_LOST]
    told = INDICATOR.model_copy(update={"exposed": "release.version:2.4.0", "query": "environment:production"})

    source.counts("error_rate", told, WINDOW, "exposed")

    assert asked_of(vendor)["query"] == ["is_transaction:true environment:production release.version:2.4.0"]
    with pytest.raises(NotShown, match=r"who has the new version: write indicators\.error_rate\.rest"):
        source.counts("error_rate", told, WINDOW, "rest")


@pytest.mark.parametrize(
    ("outcome", "is_lost"),
    [
        *(("rate_limited", True), ("filtered", True), ("invalid", True), ("abuse", True)),
        *(("cardinality_limited", True), ("accepted", False), ("client_discard", False)),
    ],
)
def test_what_sentry_did_not_take_is_a_fault(counts, outcome, is_lost):
    sample = counts(row("ok", 6000), lost=lost(outcome, 1204))

    said = f"Sentry did not take 1,204 transactions of these hours ({outcome}: usage_exceeded)"
    assert sample.fault == (said if is_lost else "")


def test_a_look_at_a_part_of_its_data_is_a_fault(counts):
    assert "a part of its data only" in counts(row("ok", 6000), meta={"dataScanned": "partial"}).fault


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "has no traced request from .* is tracing on in alaskapay?"),
        ([row("ok", None)], r"its answer has data\.0\.count_sample\(\) wrong"),
        ([row("ok", 17.5)], r"its answer has data\.0\.count_sample\(\) wrong"),
        ([row("ok", -1)], r"its answer has data\.0\.count_sample\(\) wrong"),
        ([row("ok", 1, **{"count()": None})], r"its answer has data\.0\.count\(\) wrong"),
        ([row("ok", 1, **{"max(precise.finish_ts)": None})], "its answer has data"),
        ([row("ok", 1), row("ok", 1, project="staging")], "answers for staging, not alaskapay"),
    ],
    ids=["nothing", "null", "half a request", "negative", "null estimate", "no time", "another project"],
)
def test_what_can_not_be_counted_is_not_shown(counts, rows, sentence):
    with pytest.raises(NotShown, match=f"Sentry:? {sentence}"):
        counts(*rows)


def test_more_groups_than_a_page_are_not_added_up(source, vendor):
    vendor.replies = [table(row("ok", 5), more=NEXT)]

    with pytest.raises(NotShown, match="Sentry: more than 100 groups of requests"):
        source.counts("error_rate", INDICATOR, WINDOW)


def test_slots_are_counted_from_the_start_to_the_end_of_each(source, vendor):
    begun = WINDOW.start.timestamp() + 100
    vendor.replies = [
        table(row("ok", 90, **{"max(precise.finish_ts)": begun})),
        table(),
        table(row("ok", 60), row("internal_error", 30)),
        NOTHING_LOST,
    ]

    series = source.series("error_rate", INDICATOR, WINDOW.until(WINDOW.start + timedelta(minutes=3, seconds=30)), 20)

    assert [(sample.numerator, sample.denominator) for sample in series] == [(0, 90), (0, 90), (30, 180)]
    assert series[0].window.length == timedelta(seconds=70)
    assert series[1].observed_at == datetime.fromtimestamp(begun, UTC)
    assert asked_of(vendor, 1)["start"] == asked_of(vendor, 0)["end"]


def test_what_it_can_not_count_is_not_shown(source):
    with pytest.raises(NotShown, match="Sentry can't tell sign_ins: name another source"):
        source.counts("sign_ins", INDICATOR, WINDOW)


def test_sessions_of_one_version_are_counted_with_those_that_crashed(source, vendor):
    vendor.replies = [
        sessions(
            group("healthy", 900, 900),
            group("errored", 90, 90),
            group("crashed", 10, 10),
            group("crashed", 500, 500, release="com.alaskapay.app@2.3.1+2310"),
        ),
        NOTHING_LOST,
    ]

    sample = source.crash_free("2.4.0", HOURS)

    assert (sample.numerator, sample.denominator, sample.coverage) == (20, 2000, 1)
    assert sample.observed_at == HOURS.end
    assert asked_of(vendor)["interval"] == ["1h"]


def test_an_hour_without_sessions_is_not_held(source, vendor):
    vendor.replies = [sessions(group("healthy", 900, None)), NOTHING_LOST]

    sample = source.crash_free("2.4.0", HOURS)

    assert sample.coverage == 0.5
    assert sample.observed_at == START + timedelta(hours=1)


def test_errors_that_sentry_did_not_take_are_a_fault_of_the_sessions(source, vendor):
    vendor.replies = [sessions(group("healthy", 900, 900)), lost("rate_limited", 7)]

    assert source.crash_free("2.4.0", HOURS).fault.startswith("Sentry did not take 7 errors of these hours")


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([], r"has no session of 2\.4\.0"),
        ([group("healthy", 900, 900, release="com.alaskapay.app@2.4.01+1")], r"has no session of 2\.4\.0"),
        ([group("healthy", 0, 0)], r"has no session of 2\.4\.0"),
        ([group("healthy", 9, 9, **{"sum(session)": None})], "its answer has groups.0.totals"),
        ([group("healthy", 9, 9, **{"sum(session)": 0.5})], "its answer has groups.0.totals"),
        ([group("healthy", 9)], "its series of sessions does not fit its hours"),
        ([group("healthy", 1, 1)] * 100, "more than 100 groups of sessions"),
    ],
    ids=["nothing", "another version", "zero", "null", "half a session", "short series", "too many"],
)
def test_no_data_is_not_a_hundred_percent(source, vendor, groups, sentence):
    vendor.replies = [sessions(*groups)]

    with pytest.raises(NotShown, match=f"Sentry:? {sentence}"):
        source.crash_free("2.4.0", HOURS)


def test_a_window_below_an_hour_is_no_question_for_sessions(source, vendor):
    with pytest.raises(ValueError, match="is shorter than 1:00:00"):
        source.crash_free("2.4.0", Window(START, START + timedelta(minutes=59)))

    assert vendor.connections == 0


def test_new_fatal_issues_are_read_page_by_page_and_old_or_milder_ones_left_out(source, vendor):
    old, mild = issue(3, firstSeen=WINDOW.start.isoformat()), issue(4, level="error")
    vendor.replies = [
        answer(json.dumps([issue(1), old, mild]).encode(), more=NEXT),
        answer(json.dumps([issue(2), issue(1)]).encode(), more=LAST),
    ]

    found = source.new_fatal_issues("2.4.0", WINDOW.start + timedelta(minutes=1))

    assert [(each.id, each.title, each.count) for each in found] == [("1", "SIGABRT 1", 12), ("2", "SIGABRT 2", 12)]
    assert found[0].first_seen == WINDOW.end
    assert asked_of(vendor, 1)["cursor"] == ["0:100:0"]
    assert "release.version:2.4.0" in asked_of(vendor)["query"][0]
    assert "is:unresolved" not in asked_of(vendor)["query"][0]


def test_fatal_issues_without_end_are_not_shown(source, vendor):
    vendor.replies = [answer(json.dumps([issue(1)]).encode(), more=NEXT)]

    with pytest.raises(NotShown, match="Sentry: more than 10 pages of new fatal issues"):
        source.new_fatal_issues("2.4.0", WINDOW.start)


@pytest.mark.parametrize("fields", [{"count": None}, {"count": "many"}, {"firstSeen": None}, {"level": None}])
def test_an_issue_with_null_where_a_number_or_time_is_due_is_not_shown(source, vendor, fields):
    vendor.replies = [answer(json.dumps([issue(1, **fields)]).encode(), more=LAST)]

    with pytest.raises(NotShown, match=rf"Sentry: its answer has 0\.{next(iter(fields))} wrong"):
        source.new_fatal_issues("2.4.0", WINDOW.start)
