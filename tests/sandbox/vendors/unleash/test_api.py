"""Does the flag service tell of the context's flag, and does our source read it so?"""

import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.unleash import Unleash
from sandbox.context import Context
from sandbox.faults.switches import Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.traffic.flag import OPERATOR, Flag
from sandbox.vendors import unleash
from tests.support.running import in_a_loop_of_its_own

HOUR_AGO = timedelta(hours=1)
FEATURE = "/api/admin/projects/default/features/new-checkout"
EVENTS = "/api/admin/search/events?feature=IS:new-checkout"


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors) -> Unleash:
    return Unleash(http_client, settings.unleash)


def test_the_flag_stands_at_100_by_three_steps_since_the_deploy(source):
    flag = source.flag(datetime.now(UTC) - HOUR_AGO)

    assert (flag.is_on, flag.percent) == (True, 100)
    assert [(step.percent, step.by) for step in flag.steps] == [(percent, OPERATOR) for percent in (10, 50, 100)]
    assert all(later.since - earlier.since >= timedelta(seconds=39) for earlier, later in pairwise(flag.steps))
    assert datetime.now(UTC) - flag.observed_at < timedelta(seconds=10)


def test_another_flag_that_somebody_turned_is_told_and_our_own_is_not(source, switch_on):
    now = datetime.now(UTC)
    quiet = source.turned_beside(now - HOUR_AGO, now)
    switch_on("other-flag-turned")
    [turned] = source.turned_beside(now - HOUR_AGO, now)

    assert quiet == ()
    assert (turned.flag, turned.what) == ("dark-mode", "environment-enabled")
    assert source.turned_beside(now - HOUR_AGO, turned.at - timedelta(seconds=1)) == ()
    assert source.turned_beside(turned.at + timedelta(seconds=1), now) == ()
    assert [step.percent for step in source.flag(now - HOUR_AGO).steps] == [10, 50, 100]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"token": "*:*.wrong"}, "answered 401"),
        ({"flag": "old-checkout"}, "answered 404"),
        ({"project": "another"}, "answered 404"),
        ({"environment": "staging"}, "has no environment staging, only development, production"),
    ],
)
def test_what_is_wrong_in_the_environment_file_is_said(source, change, words):
    asked = replace(source, settings=source.settings.model_copy(update=change))

    with pytest.raises(NotShown, match=words):
        asked.flag(datetime.now(UTC))


def test_a_clients_token_is_for_asking_flags_only(source, sandbox):
    client = source.settings.model_copy(update={"token": sandbox["UNLEASH_CLIENT_TOKEN"]})

    with pytest.raises(NotShown, match="Unleash answered 403: the credential lacks a permission"):
        replace(source, settings=client).flag(datetime.now(UTC))


def test_what_has_ended_is_as_old_as_it_is(source, switch_on):
    switch_on("source-stale")

    observed = {source.flag(datetime.now(UTC) - HOUR_AGO).observed_at for _ in range(3)}

    assert len(observed) == 1


@pytest.mark.parametrize(("fault", "percents"), [("flag-step-skipped", [10, 100]), ("flag-step-short", [10, 50, 100])])
def test_a_step_that_was_left_out_or_cut_short_is_told(source, switch_on, fault, percents):
    switch_on(fault)

    steps = source.flag(datetime.now(UTC) - HOUR_AGO).steps

    assert [step.percent for step in steps] == percents
    assert (steps[-1].since - steps[-2].since < timedelta(seconds=10)) is (fault == "flag-step-short")


class Standing:
    """The double alone, over a context of our own."""

    def __init__(self, percent: int) -> None:
        moment, faults = moment_now("day-1"), Faults()
        self.flag = Flag(percent, moment, faults)
        self.keys = cut_keys()
        no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        nobody: Any = None
        self.context = Context(
            moment=moment,
            faults=faults,
            flag=self.flag,
            keys=self.keys,
            directory=Path(),
            tls=no_tls,
            http=nobody,
            pool=nobody,
        )

    def get(self, path: str) -> Any:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(unleash.app(self.context))
            headers = {"authorization": self.keys.unleash_token}
            async with httpx.AsyncClient(transport=transport, base_url="http://u", headers=headers) as client:
                return await client.get(path)

        return json.loads(in_a_loop_of_its_own(ask).content)


def production(feature: dict[str, Any]) -> tuple[bool, list[str]]:
    found = next(entry for entry in feature["environments"] if entry["name"] == "production")
    return found["enabled"], [strategy["parameters"]["rollout"] for strategy in found["strategies"]]


@pytest.mark.parametrize("percent", [10, 50, 100])
def test_it_stands_where_the_contexts_flag_stands(percent):
    assert production(Standing(percent).get(FEATURE)) == (True, [str(percent)])


def test_turning_it_off_switches_the_environment_off_and_is_in_the_history():
    standing = Standing(50)
    standing.flag.turn(0)

    assert production(standing.get(FEATURE)) == (False, ["0"])
    newest = [event["type"] for event in standing.get(EVENTS)["events"][:2]]
    assert newest == ["feature-environment-disabled", "feature-strategy-update"]


def test_events_are_paged_newest_first_and_counted():
    standing = Standing(100)
    every = standing.get(EVENTS)

    pages = [standing.get(f"{EVENTS}&limit=3&offset={offset}") for offset in (0, 3, 6, 9)]

    assert every["total"] == 7
    assert [page["total"] for page in pages] == [7] * 4
    assert [event for page in pages for event in page["events"]] == every["events"]
    assert [event["id"] for event in every["events"]] == sorted((e["id"] for e in every["events"]), reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("&environment=IS:production", 4),
        ("&environment=IS:development", 2),
        ("&type=IS:feature-created", 1),
        ("&from=IS:2099-01-01", 0),
        ("&to=IS:2020-01-01", 0),
        ("&project=IS:another", 0),
    ],
)
def test_events_are_searched(query, count):
    assert Standing(100).get(EVENTS + query)["total"] == count
