"""Do the logs tell what the traffic was, and does our source read them so?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.supabase.logs import SQL, STATUS, SupabaseLogs

INDICATOR = Indicator(source="supabase_logs", window="10m", poll="5s", lag_max="1m")
Ask = Callable[..., httpx.Response]


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors) -> SupabaseLogs:
    return SupabaseLogs(http_client, settings.supabase, "sandbox")


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def get(ref: str = "sandbox", token: str = sandbox["SUPABASE_MANAGEMENT_TOKEN"], **query: str) -> httpx.Response:
        address = f"{sandbox['SUPABASE_MANAGEMENT_URL']}/v1/projects/{ref}/analytics/endpoints/logs"
        return http.get(address, params=query, headers={"authorization": f"Bearer {token}"})

    return get


def ago(**since: float) -> Window:
    now = datetime.now(UTC)
    return Window(now - timedelta(**since), now)


def error_rate(source: SupabaseLogs, window: Window) -> Sample:
    return source.counts("error_rate", INDICATOR, window)


def test_healthy_traffic_has_hundreds_of_requests_a_second_and_hardly_an_error(source: SupabaseLogs) -> None:
    hour = error_rate(source, ago(hours=2).until(datetime.now(UTC) - timedelta(hours=1)))
    sample = error_rate(source, ago(minutes=10))

    assert hour.denominator > 3600 * 400
    assert 0 < hour.numerator < hour.denominator * 0.001
    assert sample.coverage > 0.99
    assert datetime.now(UTC) - sample.observed_at < timedelta(seconds=2)


def test_the_past_stays_the_same_and_its_parts_add_up(source: SupabaseLogs) -> None:
    whole = ago(hours=20).until(datetime.now(UTC) - timedelta(minutes=5))
    middle = whole.start + timedelta(hours=3, seconds=17)

    parts = [error_rate(source, window) for window in (Window(whole.start, middle), Window(middle, whole.end))]
    read = error_rate(source, whole)

    assert read.denominator == sum(part.denominator for part in parts)
    assert read.numerator == sum(part.numerator for part in parts)
    assert read.coverage > 0.999


@pytest.mark.parametrize("length_s", [100, 3600 * 20 + 7])
def test_slots_of_one_reading_say_the_same_as_readings_of_their_own(source: SupabaseLogs, length_s: int) -> None:
    end = datetime.now(UTC) - timedelta(minutes=5)
    window = Window(end - timedelta(seconds=length_s), end)

    series = source.series("error_rate", INDICATOR, window, 20)

    assert len(series) == 20
    assert series[-1].window == window
    for number in (0, 7, 19):
        alone = error_rate(source, series[number].window)
        assert (series[number].denominator, series[number].numerator) == (alone.denominator, alone.numerator)
        assert series[number].coverage == pytest.approx(alone.coverage, abs=0.01)


def test_logs_are_not_kept_for_ever(source: SupabaseLogs) -> None:
    around_a_week_ago = ago(hours=2).earlier(timedelta(days=7, hours=-1))

    assert error_rate(source, around_a_week_ago).coverage == pytest.approx(0.5, abs=0.02)


def test_errors_come_with_their_fault_and_each_indicator_counts_its_own(
    source: SupabaseLogs, switch_on: Callable[..., None], a_rush: Callable[[], Window]
) -> None:
    switch_on("requests-fail", 0.5)
    window = a_rush()
    failed, internal = (source.counts(name, INDICATOR, window).numerator for name in ("error_rate", "server_errors"))
    switch_on("server-errors", 0.5)

    assert failed > 50
    assert internal < failed / 10
    assert source.counts("server_errors", INDICATOR, a_rush()).numerator > 50


def test_logs_that_have_come_to_a_stop_say_how_far_they_reach(
    source: SupabaseLogs, switch_on: Callable[..., None], a_rush: Callable[[], Window]
) -> None:
    switch_on("source-stale")
    first = error_rate(source, ago(minutes=2)).observed_at

    assert first < a_rush().end
    assert error_rate(source, ago(minutes=2)).observed_at == first


def test_another_project_is_refused(source: SupabaseLogs) -> None:
    with pytest.raises(NotShown, match="Supabase's logs answered 403"):
        error_rate(SupabaseLogs(source.http_client, source.settings, "another"), ago(minutes=2))


@pytest.mark.parametrize(
    ("sql", "hours", "named"),
    [
        ("select * from edge_logs", 1, "does not understand: select * from edge_logs"),
        ("", 1, "does not understand"),
        (None, 25, "no more than 24 hours"),
    ],
)
def test_sql_that_is_not_understood_is_an_error_in_a_200(ask: Ask, sql: str | None, hours: int, named: str) -> None:
    end = datetime(2026, 11, 24, 12, tzinfo=UTC)
    start = end - timedelta(hours=hours)
    window = {"start": f"{start:%F %T}.000", "end": f"{end:%F %T}.000"}
    slots = {"start_ms": "0", "slot_ms": "60000"}
    usual = SQL.format(bad=f"{STATUS} >= 500", status=STATUS, ref="sandbox", further="", **window, **slots)
    query = usual if sql is None else sql

    answer = ask(sql=query, iso_timestamp_start=start.isoformat(), iso_timestamp_end=end.isoformat())

    assert answer.status_code == 200
    assert named in answer.json()["error"]
