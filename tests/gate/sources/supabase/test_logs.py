"""What of Supabase's logs is counted, and what of their answers can't be believed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import SupabaseManagement
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.supabase.logs import SupabaseLogs
from tests.support.servers.listener import Listener, Reply, answer
from tests.support.source_faults import SECRET

START = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1)
WINDOW = Window(START, START + timedelta(minutes=10))
INDICATOR = Indicator(source="supabase_logs", window="10m", poll="5s", lag_max="1m")


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> SupabaseLogs:
    return SupabaseLogs(http_client, SupabaseManagement(url=vendor.url, token=SECRET), "qwertyuiopasdfghjklz")


@pytest.fixture
def counts(vendor: Listener, source: SupabaseLogs) -> Callable[..., Sample]:
    """Count the errors of ten minutes where the logs answer these rows."""

    def read(rows: list[dict[str, Any]], window: Window = WINDOW, **fields: Any) -> Sample:
        vendor.replies = [result(rows)]
        return source.counts("error_rate", INDICATOR.model_copy(update=fields), window)

    return read


def row(minute: int, **fields: Any) -> dict[str, Any]:
    """A minute of the window in which 600 requests came, 2 of them bad."""
    start = int((START + timedelta(minutes=minute)).timestamp())
    usual = {
        "minute": start,
        "slot": 0,
        "total": 600,
        "bad": 2,
        "unknown": 0,
        "foreign": 0,
        "newest_ms": start * 1000 + 59_999,
    }
    return {**usual, **fields}


def rows(*minutes: int) -> list[dict[str, Any]]:
    return [row(minute) for minute in minutes or range(10)]


def result(rows: object) -> Reply:
    return answer(json.dumps({"result": rows}).encode())


def asked_of(vendor: Listener) -> list[dict[str, str]]:
    return [
        {name: values[0] for name, values in parse_qs(urlsplit(line.split(" ")[1]).query).items()}
        for line in vendor.lines
    ]


def test_minutes_are_added_up_with_how_far_they_reach(counts):
    sample = counts(rows())

    assert (sample.numerator, sample.denominator, sample.missing) == (20, 6000, 0)
    assert sample.observed_at == WINDOW.end - timedelta(milliseconds=1)
    assert sample.coverage == pytest.approx(1, abs=1e-5)
    assert sample.window == WINDOW


def test_numbers_may_come_as_text_as_from_clickhouse(counts):
    assert counts([row(0, total="600", bad="2")]).denominator == 600


def test_minutes_without_a_line_are_not_held(counts):
    assert counts(rows(0, 1, 2, 7, 8, 9)).coverage == pytest.approx(0.6, abs=1e-5)


def test_logs_that_end_early_are_not_held_further_and_say_how_far_they_reach(counts):
    sample = counts([*rows(0, 1), row(2, newest_ms=row(2)["minute"] * 1000 + 30_000)])

    assert sample.coverage == pytest.approx(0.25, abs=1e-5)
    assert sample.observed_at == START + timedelta(minutes=2, seconds=30)


def test_requests_without_a_status_are_missing_and_no_good_ones(counts):
    sample = counts([row(0, unknown=100)])

    assert (sample.denominator, sample.missing) == (500, 100)


def test_all_and_bad_are_counted_in_one_statement_between_the_ends_of_the_window(counts, vendor):
    counts(rows(), Window(START + timedelta(seconds=3.25), START + timedelta(seconds=590)))

    (asked,) = asked_of(vendor)
    assert "count() as total" in asked["sql"]
    assert "toInt32OrZero(log_attributes['response.status_code']) >= 500" in asked["sql"]
    assert f"timestamp >= toDateTime64('{START:%Y-%m-%d %H:%M}:03.250', 3, 'UTC')" in asked["sql"]
    assert asked["iso_timestamp_start"] == f"{START:%Y-%m-%dT%H:%M}:00Z"
    assert asked["iso_timestamp_end"] == f"{WINDOW.end:%Y-%m-%dT%H:%M}:00Z"


def test_conditions_of_the_indicator_narrow_the_lines(counts, vendor):
    counts(rows(), query="log_attributes['request.path'] like '/rest/%'", bad="1 = 0")

    assert "and (log_attributes['request.path'] like '/rest/%')" in asked_of(vendor)[0]["sql"]
    assert "countIf(1 = 0) as bad" in asked_of(vendor)[0]["sql"]


def test_a_part_of_the_users_is_asked_for_where_the_indicator_says_how(source, vendor):
    vendor.replies = [result(rows())]
    told = INDICATOR.model_copy(update={"exposed": "position(event_message, '2.4.0') > 0"})

    source.counts("error_rate", told, WINDOW, "exposed")

    assert "and (position(event_message, '2.4.0') > 0)" in asked_of(vendor)[0]["sql"]
    with pytest.raises(NotShown, match=r"who has the new version: write indicators\.error_rate\.rest"):
        source.counts("error_rate", told, WINDOW, "rest")


def test_a_week_is_asked_in_parts_that_neither_overlap_nor_leave_a_gap(source, vendor):
    week = Window(WINDOW.end - timedelta(days=7), WINDOW.end)
    vendor.replies = [result([])] * 10 + [result(rows())]

    sample = source.counts("server_errors", INDICATOR, week)

    asked = asked_of(vendor)
    assert len(asked) == 11
    assert sample.denominator == 6000
    assert sample.coverage == pytest.approx(10 / (7 * 1440), abs=1e-5)
    assert all(before["iso_timestamp_end"] == after["iso_timestamp_start"] for before, after in pairwise(asked))


def test_slots_are_counted_from_the_start_to_the_end_of_each(source, vendor):
    vendor.replies = [result([row(minute, slot=minute // 5) for minute in range(10) if minute not in {3, 4}])]

    first, second = source.series("error_rate", INDICATOR, WINDOW, 2)

    assert (first.denominator, second.denominator) == (1800, 4800)
    assert first.window == Window(WINDOW.start, WINDOW.start + timedelta(minutes=5))
    assert first.coverage == pytest.approx(0.6, abs=1e-5)
    assert first.observed_at == WINDOW.start + timedelta(minutes=3, milliseconds=-1)
    assert f"- {int(WINDOW.start.timestamp())}000, 300000) as slot" in asked_of(vendor)[0]["sql"]


@pytest.mark.parametrize("start_us", [0, 900])
@pytest.mark.parametrize("length_us", [2_000, 2_200, 2_900])
def test_no_slot_lies_beyond_the_window_however_its_ends_fall(source, vendor, start_us, length_us):
    start = START + timedelta(microseconds=start_us)
    vendor.replies = [result([row(0)])]

    source.series("error_rate", INDICATOR, Window(start, start + timedelta(microseconds=length_us)), 2)

    sql = asked_of(vendor)[0]["sql"]
    start_ms, slot_ms = (int(found) for found in re.search(r"- (\d+), (\d+)\) as slot", sql).groups())
    last = datetime.fromisoformat(re.search(r"timestamp < toDateTime64\('(.+?)'", sql)[1]).replace(tzinfo=UTC)
    last_ms = round(last.timestamp() * 1000) - 1
    assert (last_ms - start_ms) // slot_ms < 2


def test_a_slot_in_which_nothing_came_is_empty_and_observed_no_further(source, vendor):
    vendor.replies = [result([row(9, slot=1)])]

    first, _ = source.series("error_rate", INDICATOR, WINDOW, 2)

    assert (first.denominator, first.coverage, first.observed_at) == (0, 0, WINDOW.start)


@pytest.mark.parametrize("slots", [0, 41])
def test_slots_that_would_not_fit_an_answer_are_refused(source, slots):
    with pytest.raises(ValueError, match="can be cut into 1 to 40 slots"):
        source.series("error_rate", INDICATOR, WINDOW, slots)


def test_what_it_can_not_count_is_not_shown(source):
    with pytest.raises(NotShown, match="Supabase's logs can't tell sign_ins: name another source"):
        source.counts("sign_ins", INDICATOR, WINDOW)


@pytest.mark.parametrize(
    ("answered", "sentence"),
    [
        ([], "hold no request from .* is qwertyuiopasdfghjklz the project that people use?"),
        (None, "its answer has result wrong"),
        ([None], "its answer has result.0 wrong"),
        ([row(0, total=None)], "its answer has result.0.total wrong"),
        ([row(0, bad=None)], "its answer has result.0.bad wrong"),
        ([row(0, newest_ms=None)], "its answer has result.0.newest_ms wrong"),
        ([row(0, total=0)], "its answer has result.0.total wrong"),
        ([row(0, bad=-1)], "its answer has result.0.bad wrong"),
        ([row(0, bad=1.5)], "its answer has result.0.bad wrong"),
        ([row(0, bad=601)], "tell of more bad requests than requests"),
        ([row(0), row(1), row(0)], "tell of a minute twice"),
        ([row(-1)], "tell of another time"),
        ([row(10)], "tell of another time"),
        ([row(0, slot=1)], "tell of another time"),
        ([row(0, slot=None)], "its answer has result.0.slot wrong"),
        ([row(0), row(1, foreign=1)], "hold lines of another project than qwertyuiopasdfghjklz"),
    ],
    ids=[
        *("nothing", "null", "null row", "null total", "null bad", "null time", "an empty minute", "negative"),
        *(
            "half a request",
            "more bad than all",
            "duplicate",
            "too early",
            "too late",
            "another slot",
            "null slot",
            "another project",
        ),
    ],
)
def test_what_can_not_be_added_up_is_not_shown(counts, answered, sentence):
    with pytest.raises(NotShown, match=f"Supabase's logs:? {sentence}"):
        counts(answered)


def test_minutes_in_another_order_say_the_same(counts):
    assert counts(list(reversed(rows()))) == counts(rows())


@pytest.mark.parametrize("error", ["Unknown identifier\n  at line 1", {"code": 400, "message": "Unknown identifier"}])
def test_an_error_in_a_200_is_no_empty_answer(source, vendor, error):
    vendor.replies = [answer(json.dumps({"error": error, "result": rows()}).encode())]

    with pytest.raises(NotShown, match=r"Supabase's logs refuse the query \(Unknown identifier[^\n]*\): look at"):
        source.counts("error_rate", INDICATOR, WINDOW)
