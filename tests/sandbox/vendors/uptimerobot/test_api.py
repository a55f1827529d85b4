"""Does the uptime monitor see what the sandbox is told to have, and does our source read it so?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Downtime, Window
from gate.sources.uptimerobot import UptimeRobot
from sandbox.vendors.pace import Pace
from sandbox.vendors.uptimerobot.past import Span, past_trouble
from tests.support.running import in_a_loop_of_its_own, running_sandbox

A_STEP_MS = 35_000
"""A check comes every 30 s; whatever the monitor says may be that much late."""
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, str]]:
    """One of our own: the monitor remembers for how long others had the common one down."""
    with running_sandbox() as addresses:
        yield addresses


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors, sandbox: dict[str, str]) -> UptimeRobot:
    return UptimeRobot(http_client, settings.uptimerobot, sandbox["SITE_URL"])


@pytest.fixture
def since_deploy(source: UptimeRobot) -> Callable[[], Downtime]:
    """Read the two minutes since the deploy, and what has passed since."""

    def read() -> Downtime:
        now = datetime.now(UTC)
        return source.downtime(Window(now - timedelta(minutes=10), now))

    return read


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def get(path: str, token: str = sandbox["UPTIMEROBOT_TOKEN"], **query: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        return http.get(f"{sandbox['UPTIMEROBOT_URL']}/v3{path}", params=query, headers=headers)

    return get


def test_a_healthy_site_was_up_and_watched(since_deploy: Callable[[], Downtime], source: UptimeRobot) -> None:
    read = since_deploy()

    assert (read.down_ms, read.outages) == (0, 0)
    assert read.unobserved_ms < 5_000
    assert source.state().state == "up"


def test_the_outage_of_weeks_ago_is_remembered(source: UptimeRobot) -> None:
    now = datetime.now(UTC)

    read = source.downtime(Window(now - timedelta(days=20), now))

    assert (read.down_ms, read.outages) == (12 * 60_000, 1)


def test_a_site_that_was_down_was_so_as_long_as_the_fault_says(
    since_deploy: Callable[[], Downtime], source: UptimeRobot, switch_on: Callable[..., None]
) -> None:
    switch_on("site-was-down")
    whole = since_deploy().down_ms
    switch_on("site-was-down", 0.5)

    assert whole == 60_000
    assert since_deploy().down_ms == 30_000
    assert source.state().state == "up"


def test_a_site_that_is_down_is_so_since_the_fault_began(
    since_deploy: Callable[[], Downtime],
    source: UptimeRobot,
    switch_on: Callable[..., None],
    eventually: Callable[[Callable[[], bool], float], bool],
) -> None:
    down_before_ms, began = since_deploy().down_ms, datetime.now(UTC)
    switch_on("site-down")
    down_ms = since_deploy().down_ms
    seen = source.state()

    assert down_ms - down_before_ms <= (datetime.now(UTC) - began) / timedelta(milliseconds=1)
    assert eventually(lambda: since_deploy().down_ms > down_ms, 2)
    assert seen.state == "down"
    assert abs(seen.since - began) < timedelta(seconds=2)


def test_a_pause_of_the_monitor_is_unobserved_and_not_up(
    since_deploy: Callable[[], Downtime], switch_on: Callable[..., None]
) -> None:
    switch_on("uptime-unobserved")

    assert since_deploy().unobserved_ms >= 60_000 - A_STEP_MS


def test_a_paused_monitor_knows_no_state(source: UptimeRobot, switch_on: Callable[..., None]) -> None:
    switch_on("uptime-blind")

    assert source.state().state == "unknown"


def test_a_paused_monitor_sees_no_outage(since_deploy: Callable[[], Downtime], switch_on: Callable[..., None]) -> None:
    down_before_ms = since_deploy().down_ms
    switch_on("uptime-blind")
    switch_on("site-down")

    assert since_deploy().down_ms == down_before_ms


@pytest.mark.parametrize(
    ("since_deploy", "began", "ended"),
    [
        (timedelta(minutes=2), timedelta(minutes=1), timedelta()),
        (timedelta(minutes=60), timedelta(minutes=35), timedelta(minutes=25)),
        (timedelta(hours=2, minutes=1), timedelta(minutes=70), timedelta(minutes=60)),
        (timedelta(hours=24), timedelta(hours=12, minutes=5), timedelta(hours=11, minutes=55)),
    ],
    ids=["launch", "an hour", "two hours", "a day"],
)
def test_past_trouble_lies_in_the_middle_of_the_time_since_the_deploy(
    since_deploy: timedelta, began: timedelta, ended: timedelta
) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    span = past_trouble(now - since_deploy, now, timedelta(minutes=10))

    assert span == Span(now - began, now - ended)


def test_the_monitor_of_the_blog_is_not_that_of_the_site(source: UptimeRobot, sandbox: dict[str, str]) -> None:
    blog = source.settings.model_copy(update={"monitor": str(int(sandbox["UPTIMEROBOT_MONITOR"]) + 1)})

    with pytest.raises(NotShown, match=r"watches blog\.alaskapay\.com, not 127\.0\.0\.1"):
        UptimeRobot(source.http_client, blog, source.site).state()


def test_a_long_list_comes_in_pages(ask: Ask) -> None:
    first = ask("/monitors", limit=2).json()
    second = ask("/monitors", limit=2, cursor=httpx.URL(first["nextLink"]).params["cursor"]).json()

    assert first["data"] + second["data"] == ask("/monitors").json()["data"]
    assert second["nextLink"] is None


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        ("/monitors", {"limit": "many"}, "limit"),
        ("/monitors", {"mood": "good"}, "mood"),
        ("/incidents", {"started_after": "yesterday"}, "started_after"),
    ],
)
def test_a_question_of_another_form_is_refused_by_name(ask: Ask, path: str, query: dict[str, str], named: str) -> None:
    answer = ask(path, **query)

    assert answer.status_code == 400
    assert named in answer.json()["message"]


def test_past_the_pace_comes_429_until_the_minute_is_over() -> None:
    now = [1000.0]
    inner = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    paced = Pace(inner, per_minute=2, refusal=lambda: PlainTextResponse("wait", 429), clock=lambda: now[0])

    async def statuses(count: int) -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(paced), base_url="http://vendor") as client:
            return [await client.get("/") for _ in range(count)]

    first = in_a_loop_of_its_own(statuses, 3)
    now[0] += 61
    second = in_a_loop_of_its_own(statuses, 1)

    assert [answer.status_code for answer in first] == [200, 200, 429]
    assert first[2].headers["retry-after"] == "60"
    assert second[0].status_code == 200
