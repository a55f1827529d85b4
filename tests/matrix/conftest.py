"""The matrix of checks and faults."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from running import client_of, running_sandbox

FILE = Path(__file__).parents[1] / "faults.yaml"
BY_PAIR, BY_PHASE = "test_matrix.py", "test_full.py"


@dataclass(frozen=True, order=True)
class Place:
    """A sandbox of which a row speaks: at a moment, with the flag at a step, and a fault that is there from the start.

    Other faults are switched on and off in it.
    """

    moment: str = "launch"
    flag: int = 100
    fault: str = ""


@dataclass(frozen=True)
class Pair:
    """A check under a fault, and the outcome that it must bring to its item.

    since: "" is from now on; "deploy" lets counters have seen it since then; "start" is a sandbox that began with it.
    """

    check: str
    item: str
    fault: str
    strength: float
    outcome: str
    since: str
    place: Place

    @property
    def is_of_smoke(self) -> bool:
        """Whether the smoke phase looks at the item, as one of its own or beside them."""
        return self.item.startswith(("smoke.", "trigger."))

    @property
    def is_of_words(self) -> bool:
        """Whether the fault changes what people have signed or said of the release, and nothing else."""
        return self.fault.startswith("word-") or self.fault == "changes-requested"

    @property
    def id(self) -> str:
        """For the list of tests."""
        return f"{self.item}-{self.fault}"


def read_matrix() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def read_pairs() -> list[Pair]:
    pairs = []
    for check, row in read_matrix()["checks"].items():
        for fault, wanted in row["faults"].items():
            wish = wanted if isinstance(wanted, dict) else {"outcome": wanted}
            strength, since = float(wish.get("strength", 1)), wish.get("since", "")
            place = Place(row.get("moment", "launch"), row.get("flag", 100), fault if since == "start" else "")
            pairs.append(Pair(check, row["item"], fault, strength, wish["outcome"], since, place))
    return sorted(pairs, key=lambda pair: pair.place)  # so that each place is opened once


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the whole smoke phase under each fault (by hand)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Either pair by pair, or with --full the whole phase."""
    return (
        True if collection_path.name == (BY_PAIR if config.getoption("--full", default=False) else BY_PHASE) else None
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    pairs = read_pairs()
    if "pair" in metafunc.fixturenames:
        metafunc.parametrize("pair", pairs, ids=[pair.id for pair in pairs])
    if "fault" in metafunc.fixturenames:
        metafunc.parametrize("fault", dict.fromkeys(pair.fault for pair in pairs if pair.is_of_smoke))


@pytest.fixture(scope="session")
def open_place(sandbox: Mapping[str, str]) -> Iterator[Callable[[Place], Mapping[str, str]]]:
    """Addresses of a sandbox for a row: the common one, or one that stays until another is needed."""
    with ExitStack() as open_:
        standing: dict[Place, Mapping[str, str]] = {}

        def enter(place: Place) -> Mapping[str, str]:
            if place == Place():
                return sandbox
            if place not in standing:
                standing.clear()
                open_.close()
                options = ("--moment", place.moment, "--flag", str(place.flag))
                standing[place] = open_.enter_context(running_sandbox(*options, SANDBOX_FAULTS=place.fault))
            return standing[place]

        yield enter


@pytest.fixture
def run_under_fault(
    pair: Pair, open_place: Callable[[Place], Mapping[str, str]], run_suite: Any
) -> Iterator[Callable[..., Any]]:
    """Run the suite where the pair's row says, under its fault; afterwards it is as if that had never been."""
    addresses = open_place(pair.place)
    lever = f"{addresses['SANDBOX_URL']}/_sandbox"
    with client_of(addresses) as client:
        if pair.since != "start":
            since = {"since": pair.since} if pair.since else {}
            switch = client.put(f"{lever}/faults/{pair.fault}", json={"strength": pair.strength, **since})
            switch.raise_for_status()
        yield type(run_suite)(addresses, run_suite.environment, run_suite.records)
        if pair.since != "start":
            client.delete(f"{lever}/past").raise_for_status()


@pytest.fixture
def pairs() -> list[Pair]:
    return read_pairs()


@pytest.fixture
def also_red() -> dict[str, dict[str, str]]:
    """Fault, item, and why the item is right to be red under a fault that is another's."""
    return read_matrix()["also_red"]
