"""Is Unleash's own server read rightly?"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gate.environment.vendors import Unleash as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.unleash import Unleash
from gate.sources.unleash.source import PAGE
from tests.sandbox.real_servers.install import is_installed
from tests.sandbox.real_servers.unleash import ENVIRONMENT, PROJECT, UnleashServer, serving

BY = "admin"
NOT_RUN = "Unleash's own server not run: install it with tests/sandbox/real_servers/install.py"


@pytest.fixture(scope="module")
def server(eventually: Callable[..., Any]) -> Iterator[UnleashServer]:
    if not is_installed():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NOT_RUN)
    yield from serving(eventually)


@pytest.fixture
def flag(server: UnleashServer) -> str:
    """One for each test, so that none sees what another has done."""
    return server.make_flag()


@pytest.fixture
def source(server: UnleashServer, flag: str) -> Iterator[Unleash]:
    port = int(server.url.rpartition(":")[2])
    http_client = HttpClient("here", frozenset({("127.0.0.1", port)}), 100, 5000)
    settings = Settings(url=server.url, project=PROJECT, environment=ENVIRONMENT, flag=flag, token=server.admin_token)
    yield Unleash(http_client, settings)
    http_client.close()


@pytest.fixture
def since() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def strategy(server: UnleashServer, flag: str, since: datetime) -> str:
    """The rollout of 10, then 50, then 100 %, with a stray one in another environment in between."""
    assert since < datetime.now(UTC)
    made = server.roll_out(flag, 10)
    server.tell("POST", f"/{flag}/environments/{ENVIRONMENT}/on")
    server.roll_out(flag, 50, made)
    stray = {"name": "flexibleRollout", "parameters": {"rollout": "77", "stickiness": "userId", "groupId": flag}}
    server.tell("POST", f"/{flag}/environments/development/strategies", stray)
    server.roll_out(flag, 100, made)
    return made


def test_the_share_and_its_steps_are_read_from_the_vendors_own_server(source, strategy, since):
    assert strategy

    seen = source.flag(since)

    assert (seen.is_on, seen.percent) == (True, 100)
    assert [(step.percent, step.by) for step in seen.steps] == [(10, BY), (50, BY), (100, BY)]
    assert since <= seen.steps[0].since <= seen.steps[1].since <= seen.steps[2].since <= datetime.now(UTC)


def test_a_constraint_is_not_told_as_a_share(source, server, flag, strategy, since):
    path = f"/{flag}/environments/{ENVIRONMENT}/strategies/{strategy}"
    only_nigeria = {"contextName": "country", "operator": "IN", "values": ["NG"]}

    server.tell("PATCH", path, [{"op": "replace", "path": "/constraints", "value": [only_nigeria]}])
    with pytest.raises(NotShown, match="for some people only"):
        source.flag(since)

    server.tell("PATCH", path, [{"op": "replace", "path": "/constraints", "value": []}])
    with pytest.raises(NotShown, match="for some people only"):  # what was in between can't be told either
        source.flag(since)
    assert source.flag(datetime.now(UTC)).percent == 100


def test_a_history_of_several_pages_is_read_to_its_end(source, server, flag, strategy):
    since = datetime.now(UTC)
    turns = [50 if number % 2 else 10 for number in range(PAGE + 5)]

    for percent in turns:
        server.roll_out(flag, percent, strategy)

    assert [step.percent for step in source.flag(since).steps] == turns


def test_disabling_the_only_strategy_is_one_step_to_nobody(source, server, flag, strategy):
    since = datetime.now(UTC)
    path = f"/{flag}/environments/{ENVIRONMENT}/strategies/{strategy}"

    server.tell("PATCH", path, [{"op": "replace", "path": "/disabled", "value": True}])
    seen = source.flag(since)

    assert (seen.is_on, seen.percent) == (False, 0)
    assert [(step.percent, step.by) for step in seen.steps] == [(0, BY)]


def test_wrong_tokens_and_names_are_refused_in_a_sentence(source, server):
    for change, words in (
        ({"token": "*:*.wrong"}, "Unleash answered 401: the credential is refused"),
        ({"token": server.client_token}, "Unleash answered 403: the credential lacks a permission"),
        ({"flag": "no-such-flag"}, "Unleash answered 404: it does not know this project"),
        ({"project": "no-such-project"}, "Unleash answered 404: it does not know this project"),
        ({"environment": "moon"}, "only development, production: correct vendors.unleash.environment"),
    ):
        asked = replace(source, settings=source.settings.model_copy(update=change))
        with pytest.raises(NotShown) as caught:
            asked.flag(datetime.now(UTC))
        assert words in str(caught.value)
        assert server.client_token not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="connections are looked up in /proc")
def test_the_server_talks_to_this_machine_only(server):
    opened = [str(file.readlink()) for file in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    own = {name[8:-1] for name in opened if name.startswith("socket:")}

    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    remote = {columns[2].partition(":")[0] for columns in lines if columns[9] in own}

    assert own
    assert remote <= {"00000000", "0100007F", "0" * 32, "0000000000000000FFFF00000100007F"}
