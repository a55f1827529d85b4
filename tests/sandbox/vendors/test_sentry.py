"""Does Sentry tell of the apps' errors, and of a crash at start-up when there is one?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

RELEASE = "com.alaskapay.app@2.4.0+2400"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def get(path: str, token: str = sandbox["SENTRY_TOKEN"], **query: Any) -> httpx.Response:
        address = f"{sandbox['SENTRY_URL']}/api/0/organizations/alaskapay{path}"
        return http.get(address, params=query, headers={"authorization": f"Bearer {token}"})

    return get


@pytest.fixture
def count(ask: Ask) -> Callable[..., int]:
    """Count the events of a query."""

    def events(query: str = "", **window: str) -> int:
        window = window or {"statsPeriod": "15m"}
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


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"query": "weather:bad"}, "weather"),
        ({"query": "level:fatal OR level:error"}, "OR"),
        ({"query": "crash"}, "crash"),
        ({"field": "p95()"}, "p95()"),
        ({"sort": "-count()"}, "sort"),
        ({"dataset": "spans"}, "spans"),
        ({"statsPeriod": "soon"}, "soon"),
        ({"start": "yesterday", "end": "today"}, "yesterday"),
    ],
)
def test_a_question_that_is_not_understood_is_refused_by_name(ask: Ask, query: dict[str, str], named: str) -> None:
    answer = ask("/events/", **{"dataset": "errors", "field": "count()", **query})

    assert answer.status_code == 400
    assert named in answer.json()["detail"]


def test_a_wrong_token_and_another_organisation_are_refused(
    sandbox: dict[str, str], http: httpx.Client, ask: Ask
) -> None:
    headers = {"authorization": f"Bearer {sandbox['SENTRY_TOKEN']}"}
    another = http.get(f"{sandbox['SENTRY_URL']}/api/0/organizations/another/events/", headers=headers)

    assert ask("/events/", token="wrong").status_code == 401  # noqa: S106 - a wrong one
    assert another.status_code == 403


def hours_ago(begin: int, end: int) -> dict[str, str]:
    """Name a window that lies wholly in the past, so that all questions see the same events."""
    now = datetime.now(UTC)
    return {"start": (now - timedelta(hours=begin)).isoformat(), "end": (now - timedelta(hours=end)).isoformat()}
