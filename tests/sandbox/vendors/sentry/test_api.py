"""Does Sentry tell of the apps' errors, and of a crash at start-up when there is one?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.sample import Window
from gate.sources.sentry import Sentry

INDICATOR = Indicator(source="sentry", window="10m", poll="5s", lag_max="1m")
RELEASE = "com.alaskapay.app@2.4.0+2400"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def get(path: str, token: str = sandbox["SENTRY_TOKEN"], **query: Any) -> httpx.Response:
        address = f"{sandbox['SENTRY_URL']}/api/0/organizations/alaskapay{path}"
        return http.get(address, params=query, headers={"authorization": f"Bearer {token}"})

    return get


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors) -> Sentry:
    return Sentry(http_client, settings.sentry)


@pytest.fixture
def count(ask: Ask) -> Callable[..., int]:
    """Count the events of a query."""

    def events(query: str = "", **window: str) -> int:
        window = window or {"statsPeriod": "1h"}
        answer = ask("/events/", dataset="errors", field="count()", query=query, **window)
        total: int = answer.raise_for_status().json()["data"][0]["count()"]
        return total

    return events


def test_events_arrive_but_none_is_fatal(count: Callable[..., int]) -> None:
    assert count() > 10
    assert count("level:fatal") == 0


def test_a_start_up_crash_counts_for_the_new_version_since_its_deploy(
    count: Callable[..., int], switch_on: Callable[..., None]
) -> None:
    switch_on("fatal-startup-event")

    assert count("level:fatal release.version:2.4.0 phase:start-up") == 1
    assert count(f'level:fatal release:"{RELEASE}"') == 1
    assert count("level:fatal release.version:2.3.1") == 0


def test_all_terms_of_a_query_hold(count: Callable[..., int]) -> None:
    past = hours_ago(2, 1)

    assert count("level:error", **past) + count("!level:error", **past) == count(**past)


def test_a_window_can_be_given_by_its_ends(count: Callable[..., int]) -> None:
    assert count(**hours_ago(2, 1)) == 240


def test_the_past_stays_the_same(ask: Ask) -> None:
    past = hours_ago(2, 1)
    fields = ["id", "release", "timestamp"]

    first, second = (
        ask("/events/", dataset="errors", field=fields, per_page="100", **past).json()["data"] for _ in range(2)
    )

    assert first == second
    assert len(first) == 100


def test_events_are_counted_by_group(ask: Ask, count: Callable[..., int]) -> None:
    past = hours_ago(2, 1)

    groups = ask("/events/", dataset="errors", field=["level", "count()"], **past).json()["data"]

    assert {group["level"] for group in groups} == {"error", "warning"}
    assert sum(group["count()"] for group in groups) == count(**past)


def test_a_long_table_comes_in_pages(ask: Ask) -> None:
    past = hours_ago(2, 1)
    asked = {"dataset": "errors", "field": "id", **past}

    first = ask("/events/", per_page="3", **asked)
    second = ask("/events/", per_page="3", cursor=first.links["next"]["cursor"], **asked)

    assert first.json()["data"] + second.json()["data"] == ask("/events/", per_page="6", **asked).json()["data"]
    assert first.links["next"]["results"] == "true"


def test_events_of_one_title_are_one_issue(ask: Ask, switch_on: Callable[..., None]) -> None:
    switch_on("fatal-startup-event")

    [crash] = ask("/issues/", query="is:unresolved level:fatal", statsPeriod="1h").json()

    assert (crash["level"], crash["count"], crash["isUnhandled"]) == ("fatal", "1", True)


def test_the_release_is_deployed_to_production(ask: Ask) -> None:
    release = ask(f"/releases/{RELEASE}/").json()

    assert (release["version"], release["lastDeploy"]["environment"]) == (RELEASE, "production")


def test_traced_requests_are_counted_by_status_and_all_in_one_answer(
    source: Sentry, switch_on: Callable[..., None], a_rush: Callable[[], Window]
) -> None:
    healthy = source.counts("error_rate", INDICATOR, ago(hours=2).until(datetime.now(UTC) - timedelta(hours=1)))
    switch_on("requests-fail", 0.5)
    window = a_rush()
    failed, internal = (source.counts(name, INDICATOR, window).numerator for name in ("error_rate", "server_errors"))
    switch_on("server-errors", 0.5)

    assert healthy.denominator > 3600 * 400
    assert 0 < healthy.numerator < healthy.denominator * 0.001
    assert healthy.fault == ""
    assert healthy.coverage > 0.99
    assert failed > 50
    assert internal < failed / 10
    assert source.counts("server_errors", INDICATOR, a_rush()).numerator > 50


def test_slots_say_the_same_as_readings_of_their_own(source: Sentry) -> None:
    window = ago(hours=3).until(datetime.now(UTC) - timedelta(minutes=5))

    series = source.series("error_rate", INDICATOR, window, 20)

    assert len(series) == 20
    assert series[-1].window == window
    for number in (0, 7, 19):
        alone = source.counts("error_rate", INDICATOR, series[number].window)
        assert (series[number].denominator, series[number].numerator) == (alone.denominator, alone.numerator)


def test_what_sentry_dropped_is_a_fault_of_the_counts_and_not_silence(
    source: Sentry, switch_on: Callable[..., None], eventually: Callable[[Callable[[], bool], float], bool]
) -> None:
    switch_on("events-dropped")

    assert eventually(lambda: source.counts("error_rate", INDICATOR, ago(minutes=2)).fault != "", 2)
    fault = source.counts("error_rate", INDICATOR, ago(minutes=2)).fault
    assert fault.startswith("Sentry did not take ")
    assert "transactions of these hours (rate_limited: usage_exceeded)" in fault


def test_requests_that_have_come_to_a_stop_say_how_far_they_reach(
    source: Sentry, switch_on: Callable[..., None], eventually: Callable[[Callable[[], bool], float], bool]
) -> None:
    switch_on("source-stale")
    first = source.counts("error_rate", INDICATOR, ago(minutes=2)).observed_at

    assert eventually(lambda: datetime.now(UTC) - first > timedelta(seconds=0.5), 2)
    assert source.counts("error_rate", INDICATOR, ago(minutes=2)).observed_at == first


def test_sessions_of_both_versions_are_told_by_the_hour(source: Sentry) -> None:
    previous = source.crash_free("2.3.1", ago(hours=5))
    new = source.crash_free("2.4.0", ago(hours=5))

    assert previous.denominator > 5 * 3600
    assert 0 < previous.numerator < previous.denominator * 0.01
    assert 0 < new.denominator < previous.denominator / 10
    assert previous.coverage == 1
    assert new.coverage < 0.5


def test_a_window_below_an_hour_is_no_question_for_sessions(source: Sentry, ask: Ask) -> None:
    with pytest.raises(ValueError, match="is shorter than 1:00:00"):
        source.crash_free("2.4.0", ago(minutes=15))

    assert ask("/sessions/", field="sum(session)", groupBy="release", statsPeriod="15m").status_code == 400


def test_the_rate_of_an_hour_without_sessions_is_null(ask: Ask) -> None:
    answer = ask("/sessions/", field="crash_free_rate(session)", groupBy="release", statsPeriod="5h").json()
    rates = {group["by"]["release"]: group["series"]["crash_free_rate(session)"] for group in answer["groups"]}

    assert rates[RELEASE][0] is None
    assert 0.9 < rates[RELEASE][-1] <= 1


def test_a_new_fatal_issue_grows_with_every_second_and_an_old_release_has_none(
    source: Sentry, switch_on: Callable[..., None], eventually: Callable[[Callable[[], bool], float], bool]
) -> None:
    began = datetime.now(UTC)

    def growing() -> list[int]:
        return [issue.count for issue in source.new_fatal_issues("2.4.0", began) if "payment sheet" in issue.title]

    assert growing() == []
    switch_on("fatal-issue-growing", 20)
    assert eventually(lambda: growing() != [], 2)
    [first] = growing()
    assert eventually(lambda: growing()[0] > first, 2)
    assert source.new_fatal_issues("2.3.1", began) == ()


def test_a_fatal_issue_seen_before_is_not_new(source: Sentry, switch_on: Callable[..., None]) -> None:
    switch_on("fatal-startup-event")

    found = source.new_fatal_issues("2.4.0", datetime.now(UTC) - timedelta(hours=1))

    assert "SIGABRT: main activity could not be created" in [issue.title for issue in found]
    assert "SIGABRT" not in [issue.title[:7] for issue in source.new_fatal_issues("2.4.0", datetime.now(UTC))]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"query": "weather:bad"}, "weather"),
        ({"query": "level:fatal OR level:error"}, "OR"),
        ({"query": "crash"}, "crash"),
        ({"field": "p95()"}, "p95()"),
        ({"sort": "-count()"}, "sort"),
        ({"dataset": "logs"}, "logs"),
        ({"dataset": "spans", "field": "p95()"}, "p95()"),
        ({"dataset": "spans", "query": "is_transaction:false"}, "is_transaction:true"),
        ({"statsPeriod": "soon"}, "soon"),
        ({"start": "yesterday", "end": "today"}, "yesterday"),
    ],
)
def test_a_question_that_is_not_understood_is_refused_by_name(ask: Ask, query: dict[str, str], named: str) -> None:
    answer = ask("/events/", **{"dataset": "errors", "field": "count()", **query})

    assert answer.status_code == 400
    assert named in answer.json()["detail"]


def ago(**since: float) -> Window:
    now = datetime.now(UTC)
    return Window(now - timedelta(**since), now)


def hours_ago(begin: int, end: int) -> dict[str, str]:
    """Name a window that lies wholly in the past, so that all questions see the same events."""
    now = datetime.now(UTC)
    return {"start": (now - timedelta(hours=begin)).isoformat(), "end": (now - timedelta(hours=end)).isoformat()}
