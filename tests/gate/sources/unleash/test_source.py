"""Is the flag's share told honestly, and never where it can't be told?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.environment.vendors import Unleash as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.unleash import FlagSwitch, Unleash
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import SECRET

SINCE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def strategy(rollout: str = "10", number: int = 1, **more: Any) -> dict[str, Any]:
    parameters = {"rollout": rollout, "stickiness": "userId", "groupId": "new-checkout"}
    plain = {"name": "flexibleRollout", "parameters": parameters, "constraints": [], "segments": [], "disabled": False}
    return {"id": f"s{number}", **plain, **more}


def event(number: int, kind: str, *, after: Any = None, before: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": f"feature-{kind}",
        "createdAt": (SINCE + timedelta(minutes=number)).isoformat(),
        "createdBy": f"ada{number}",
        "environment": "production",
        "featureName": "new-checkout",
        "data": after,
        "preData": before,
        "groupId": f"change {number}",
        **more,
    }


ROLLED_OUT = [
    event(1, "created", environment=None),
    event(2, "strategy-add", after=strategy("10")),
    event(3, "environment-enabled"),
    event(4, "strategy-update", before=strategy("10"), after=strategy("50")),
    event(5, "strategy-add", after=strategy("100"), environment="staging"),
    event(6, "strategy-update", before=strategy("50"), after=strategy("100")),
]


class Server:
    """Answers as Unleash does, with what the test makes of it."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.feature: dict[str, Any] = {"name": "new-checkout", "project": "default", "environments": []}
        self.pages: list[dict[str, Any]] = []
        self.stands(strategy("100"))
        self.history(ROLLED_OUT)

    def stands(self, *strategies: dict[str, Any], enabled: bool = True, **more: Any) -> None:
        production = {"name": "production", "enabled": enabled, "strategies": list(strategies), **more}
        staging = {"name": "staging", "enabled": True, "strategies": [strategy("100")]}
        self.feature["environments"] = [staging, production]

    def history(self, events: list[dict[str, Any]], total: int | None = None) -> None:
        newest_first = sorted(events, key=lambda entry: -entry["id"])
        self.pages = [{"events": newest_first, "total": len(events) if total is None else total}]

    def replies(self) -> list[bytes]:
        return [answer(json.dumps(content).encode()) for content in (self.feature, *self.pages)]


@pytest.fixture
def server(vendor: Listener) -> Server:
    return Server(vendor)


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> Unleash:
    settings = Settings(url=vendor.url, environment="production", flag="new-checkout", token=SECRET)
    return Unleash(http_client, settings)


@pytest.fixture
def read(server: Server, source: Unleash) -> Callable[..., Any]:
    def ask(since: datetime = SINCE) -> Any:
        server.listener.replies = list(server.replies())
        return source.flag(since)

    return ask


def sentence_of(read: Callable[..., Any]) -> str:
    with pytest.raises(NotShown) as caught:
        read()
    return str(caught.value)


def test_the_flag_and_its_steps_with_time_and_by_whom(read):
    flag = read()

    assert (flag.name, flag.is_on, flag.percent, flag.source) == ("new-checkout", True, 100, "unleash")
    assert [(step.percent, step.by, step.since) for step in flag.steps] == [
        (10, "ada3", SINCE + timedelta(minutes=3)),
        (50, "ada4", SINCE + timedelta(minutes=4)),
        (100, "ada6", SINCE + timedelta(minutes=6)),
    ]
    assert datetime.now(UTC) - flag.observed_at < timedelta(seconds=30)


def test_it_asks_with_the_bare_token_for_this_flag_alone(server, read):
    read()

    assert server.listener.lines == [
        "GET /api/admin/projects/default/features/new-checkout",
        "GET /api/admin/search/events?feature=IS:new-checkout&from=IS:2026-11-24&offset=0&limit=100",
    ]
    assert all(f"authorization: {SECRET}".encode() in request for request in server.listener.requests)


def test_only_steps_since_the_asked_moment_are_told(read):
    flag = read(SINCE + timedelta(minutes=5))

    assert [step.percent for step in flag.steps] == [100]


def test_an_answer_out_of_a_cache_is_as_old_as_it_says(server, read):
    old = b"Date: Tue, 24 Nov 2026 08:00:00 GMT\r\n"
    server.replies = lambda: [answer(json.dumps(page).encode(), more=old) for page in (server.feature, *server.pages)]

    assert read().observed_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_data_reach_as_far_as_applications_have_last_asked(server, read):
    server.stands(strategy("100"), lastSeenAt="2026-11-24T08:00:00.000Z")

    assert read().observed_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_a_switched_off_environment_reaches_nobody(server, read):
    server.stands(strategy("100"), enabled=False)
    server.history([*ROLLED_OUT, event(7, "environment-disabled")])

    flag = read()

    assert (flag.is_on, flag.percent) == (False, 0)
    assert [step.percent for step in flag.steps] == [10, 50, 100, 0]


def test_what_one_change_does_at_once_is_one_step(server, read):
    off = strategy("100", disabled=True)
    server.stands(off, enabled=False)
    at_once = {"groupId": "change 7", "createdAt": (SINCE + timedelta(minutes=7)).isoformat()}
    server.history(
        [
            *ROLLED_OUT,
            event(7, "strategy-update", before=strategy("100"), after=off, **at_once),
            event(8, "environment-disabled", **at_once),
        ]
    )

    assert [(step.percent, step.by) for step in read().steps][-2:] == [(100, "ada6"), (0, "ada8")]


def test_a_strategy_that_took_another_ones_place_is_followed_back(server, read):
    server.stands(strategy("100", number=2))
    server.history(
        [
            *ROLLED_OUT[:4],
            event(7, "strategy-add", after=strategy("100", number=2)),
            event(8, "strategy-remove", before=strategy("50")),
        ]
    )

    assert [(step.percent, step.by) for step in read().steps] == [(10, "ada3"), (50, "ada4"), (100, "ada7")]


@pytest.mark.parametrize(
    ("strategies", "percent"),
    [
        pytest.param([strategy("50")], 50, id="one"),
        pytest.param([strategy("0")], 0, id="none-of-them"),
        pytest.param([{"id": "1", "name": "default"}], 100, id="standard"),
        pytest.param([strategy("10"), strategy("50", 2)], 50, id="two-that-pick-alike"),
        pytest.param([strategy("10"), strategy("50", 2, disabled=True)], 10, id="one-is-disabled"),
        pytest.param([strategy("100"), strategy("50", 2, constraints=[{}])], 100, id="everybody-and-some"),
        pytest.param([strategy("10"), strategy("0", 2, constraints=[{}])], 10, id="a-constraint-on-nobody"),
    ],
)
def test_several_strategies_are_told_as_what_reaches_everybody(server, read, strategies, percent):
    server.stands(*strategies)
    server.history([])

    assert read().percent == percent


OTHER_DICE = {"rollout": "50", "stickiness": "userId", "groupId": "another"}
RANDOM = {"rollout": "50", "stickiness": "random", "groupId": "new-checkout"}


@pytest.mark.parametrize(
    ("strategies", "words"),
    [
        pytest.param([strategy("50", constraints=[{}])], "for some people only", id="constraint"),
        pytest.param([strategy("50", segments=[1])], "for some people only", id="segment"),
        pytest.param([strategy("50"), strategy("10", 2, constraints=[{}])], "for some people only", id="both"),
        pytest.param([{"id": "1", "name": "userWithId", "parameters": {}}], "for some people only", id="list"),
        pytest.param([strategy("10"), strategy(number=2, parameters=OTHER_DICE)], "pick people apart", id="two-dice"),
        pytest.param([strategy(parameters=RANDOM)], "anew at each look", id="random"),
        pytest.param([strategy("ten")], "no whole number of percent", id="word"),
        pytest.param([strategy("120")], "no whole number of percent", id="over-100"),
        pytest.param([strategy("-1")], "no whole number of percent", id="below-0"),
        pytest.param([strategy(parameters={})], "no whole number of percent", id="missing"),
        pytest.param([strategy("10", disabled=True)], "without any active strategy", id="all-disabled"),
        pytest.param([], "without any active strategy", id="no-strategy"),
    ],
)
def test_a_share_that_cannot_be_told_is_not_shown(server, read, strategies, words):
    server.stands(*strategies)

    said = sentence_of(read)

    assert said.startswith("Unleash: new-checkout ")
    assert words in said
    assert said.endswith("and run again")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"archived": True}, "is archived", id="archived"),
        pytest.param({"dependencies": [{"feature": "wallet"}]}, "depends on another flag", id="dependency"),
        pytest.param({"name": "old-checkout"}, "answered with default/old-checkout", id="another-flag"),
        pytest.param({"project": "demo"}, "answered with demo/new-checkout", id="another-project"),
        pytest.param({"environments": []}, "no environment production, only none", id="no-environment"),
        pytest.param({"environments": None}, "environments wrong", id="null-environments"),
    ],
)
def test_another_flag_than_was_asked_for_is_not_shown(server, read, change, words):
    server.feature |= change

    assert words in sentence_of(read)


def test_a_release_plan_is_not_shown(server, read):
    server.stands(strategy("100"), releasePlans=[{"name": "slowly"}])

    assert "follows a release plan" in sentence_of(read)


@pytest.mark.parametrize("rollout", [None, 10, ["10"]])
def test_a_rollout_that_is_no_text_is_not_shown(server, read, rollout):
    server.stands(strategy(rollout))

    assert "parameters.rollout wrong" in sentence_of(read)


def without(number: int) -> list[dict[str, Any]]:
    return [entry for entry in ROLLED_OUT if entry["id"] != number]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        pytest.param(without(6), "does not lead to what stands", id="newest-missing"),
        pytest.param(without(4), "does not lead to what stands", id="middle-missing"),
        pytest.param([*ROLLED_OUT, event(7, "environment-disabled")], "does not lead to what stands", id="not-off"),
        pytest.param([*ROLLED_OUT, event(7, "strategy-remove", before=strategy())], "does not lead", id="not-removed"),
        pytest.param([*ROLLED_OUT, event(7, "archived", environment=None)], "was archived", id="archived-since"),
        pytest.param([*ROLLED_OUT, event(7, "updated", featureName="old")], "of another flag", id="foreign"),
        pytest.param([*ROLLED_OUT, {**event(7, "updated"), "createdAt": SINCE.isoformat()}], "out of order", id="old"),
        pytest.param([{**event(7, "updated"), "createdAt": None}], "createdAt wrong", id="null-time"),
        pytest.param([event(7, "strategy-update", after={"id": "s1"})], "wrong", id="half-a-strategy"),
    ],
)
def test_a_history_that_does_not_hold_together_is_not_shown(server, read, events, words):
    server.history(events)

    assert words in sentence_of(read)


def test_a_history_is_read_page_by_page_and_an_event_given_twice_counts_once(server, read):
    newest_first = sorted(ROLLED_OUT, key=lambda entry: -entry["id"])
    server.pages = [
        {"events": newest_first[:3], "total": 6},
        {"events": newest_first[2:5], "total": 6},
        {"events": newest_first[5:], "total": 6},
    ]

    flag = read()

    assert [step.percent for step in flag.steps] == [10, 50, 100]
    offsets = [line.partition("offset=")[2] for line in server.listener.lines[1:]]
    assert offsets == ["0&limit=100", "3&limit=100", "6&limit=100"]


def test_a_history_that_keeps_events_back_is_not_shown(server, read):
    server.history(ROLLED_OUT, total=7)
    server.pages.append({"events": [], "total": 7})

    assert sentence_of(read) == "Unleash: its history has 7 events of new-checkout and gave 6: run again"


def test_a_history_without_an_end_ends(server, read):
    server.pages = [{"events": ROLLED_OUT[:1] * 500, "total": 9000}]

    assert "gave 1: run again" in sentence_of(read)
    assert len(server.listener.lines) <= 6


@pytest.mark.parametrize(
    ("archived", "environment", "no"),
    [(False, "production", ""), (True, "production", "is archived"), (False, "staging", "does not exist there")],
)
def test_a_flag_can_be_switched_off_where_it_is_and_lives(server, source, archived, environment, no):
    server.feature |= {"archived": archived, "environments": [{"name": environment, "enabled": True, "strategies": []}]}
    server.listener.replies = server.replies()[:1]

    assert source.switch() == FlagSwitch("new-checkout", "production", no)


def test_a_flag_that_unleash_does_not_know_can_not_be_switched(server, source):
    server.listener.replies = [answer(b'{"name": "NotFoundError"}', b"404 Not Found")]

    assert source.switch().no == "does not exist"


def test_another_flag_or_a_page_is_no_switch(server, source):
    server.feature["name"] = "another"
    server.listener.replies = server.replies()[:1]
    with pytest.raises(NotShown, match="another flag than new-checkout"):
        source.switch()

    server.listener.replies = [answer(b"<html>", b"404 Not Found", kind=b"text/html")]
    with pytest.raises(NotShown, match="answered text/html where JSON was due"):
        source.switch()
