"""Do the logs tell what the traffic was, and does our source read them so?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from gate.http import Door
from gate.indicators import Indicator
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.supabase_logs import SQL, STATUS, SupabaseLogs
from gate.vendors import SupabaseManagement

INDICATOR = Indicator(source="supabase_logs", window="10m", poll="5s", lag_max="1m")
RUSH_S = 0.5
Ask = Callable[..., httpx.Response]


@pytest.fixture
def source(sandbox: dict[str, str]) -> Iterator[SupabaseLogs]:
    url = urlsplit(sandbox["SUPABASE_MANAGEMENT_URL"])
    origins = frozenset({(str(url.hostname), int(url.port or 443))})
    door = Door("local", origins, 100, 5000, Path(sandbox["CA_FILE"]).read_text(encoding="ascii"))
    token = sandbox["SUPABASE_MANAGEMENT_TOKEN"]
    yield SupabaseLogs(door, SupabaseManagement(url=sandbox["SUPABASE_MANAGEMENT_URL"], token=token), "sandbox")
    door.close()


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
    sample = error_rate(source, ago(minutes=10))

    assert sample.denominator > 10 * 60 * 400
    assert 0 < sample.numerator < sample.denominator * 0.001
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


def test_logs_are_not_kept_for_ever(source: SupabaseLogs) -> None:
    assert error_rate(source, ago(days=8)).coverage == pytest.approx(7 / 8, abs=0.001)


def test_errors_come_with_their_fault_and_each_indicator_counts_its_own(
    source: SupabaseLogs, switch_on: Callable[..., None], eventually: Callable[[Callable[[], bool], float], bool]
) -> None:
    began = datetime.now(UTC)

    def bad(name: Any) -> int:
        return source.counts(name, INDICATOR, Window(began, datetime.now(UTC))).numerator

    switch_on("requests-fail", 0.5)
    assert eventually(lambda: bad("error_rate") > 50, 2)
    assert bad("server_errors") < bad("error_rate") / 10
    switch_on("server-errors", 0.5)
    assert eventually(lambda: bad("server_errors") > 50, 2)


def test_logs_that_have_come_to_a_stop_say_how_far_they_reach(
    source: SupabaseLogs, switch_on: Callable[..., None], eventually: Callable[[Callable[[], bool], float], bool]
) -> None:
    switch_on("source-stale")
    first = error_rate(source, ago(minutes=2)).observed_at

    assert eventually(lambda: datetime.now(UTC) - first > timedelta(seconds=RUSH_S), 2)
    assert error_rate(source, ago(minutes=2)).observed_at == first


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("source-null", "its answer has result.0.minute wrong"),
        ("source-html", "answered text/html where JSON was due"),
        ("source-401", "answered 401: the credential is refused"),
        ("source-429", "answered 429: its rate limit is reached"),
    ],
)
def test_what_ails_the_logs_is_not_shown(
    source: SupabaseLogs, switch_on: Callable[..., None], fault: str, sentence: str
) -> None:
    switch_on(fault)

    with pytest.raises(NotShown, match=f"Supabase's logs.*{sentence}"):
        error_rate(source, ago(minutes=2))


def test_another_project_is_refused(source: SupabaseLogs) -> None:
    with pytest.raises(NotShown, match="Supabase's logs answered 403"):
        error_rate(SupabaseLogs(source.door, source.settings, "another"), ago(minutes=2))


def test_a_wrong_token_is_refused_and_every_answer_says_what_is_left_of_the_minute(ask: Ask) -> None:
    assert ask(token="wrong").status_code == 401  # noqa: S106 - a wrong one
    assert int(ask().headers["x-ratelimit-limit"]) == 60


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
    usual = SQL.format(bad=f"{STATUS} >= 500", status=STATUS, ref="sandbox", further="", **window)
    query = usual if sql is None else sql

    answer = ask(sql=query, iso_timestamp_start=start.isoformat(), iso_timestamp_end=end.isoformat())

    assert answer.status_code == 200
    assert named in answer.json()["error"]
