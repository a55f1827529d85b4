"""The matrix of checks and faults."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sheet
import yaml
from running import client_of, running_sandbox

FILE = Path(__file__).parents[1] / "faults.yaml"
CHECKLIST = Path(__file__).parents[2] / "suites" / "checklist.yaml"
BY_PAIR, BY_PHASE = "test_matrix.py", "test_full.py"
PHASES = {item["id"]: item["phase"] for item in yaml.safe_load(CHECKLIST.read_text(encoding="utf-8"))["items"]}


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
    def phase(self) -> str:
        """The one of its item; what stands beside every phase is of the smoke phase here."""
        phase = PHASES[self.item]
        return "smoke" if phase == "rollback" else phase

    @property
    def is_of_words(self) -> bool:
        """Whether the fault changes what people have signed or said of the release, and nothing else."""
        return self.fault.startswith("word-") or self.fault == "changes-requested"

    @property
    def id(self) -> str:
        """For the list of tests."""
        return f"{self.item}-{self.fault}"


@dataclass(frozen=True, order=True)
class Sight:
    """A phase and the smoke phase, looked at in one run under one fault."""

    place: Place
    phase: str
    fault: str
    strength: float
    since: str
    outcomes: tuple[tuple[str, str], ...] = ()
    """Of the items for which the fault is there."""

    @property
    def id(self) -> str:
        """For the list of tests, and the name of what is kept of it."""
        where = [str(part) for part, usual in ((self.place.moment, "launch"), (self.place.flag, 100)) if part != usual]
        strength = [f"{self.strength:g}"] if self.strength != 1 else []
        return "-".join([self.phase, *where, self.fault or "healthy", *strength])


@dataclass(frozen=True)
class Explained:
    """Why an item is right to be red under a fault that is another's; not at each hour, or only once in a while."""

    because: str
    sometimes: bool = False


def read_also_red() -> dict[str, dict[str, Explained]]:
    """By fault and item."""
    return {
        fault: {item: Explained(row["because"], row.get("sometimes", False)) for row in rows for item in row["items"]}
        for fault, rows in read_matrix()["also_red"].items()
    }


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


def read_sights() -> list[Sight]:
    """Each place and phase without a fault, and under each that is there for one of its items."""
    pairs = read_pairs()
    healthy = {Sight(Place(pair.place.moment, pair.place.flag), pair.phase, "", 1, "") for pair in pairs}
    faulty = {Sight(pair.place, pair.phase, pair.fault, pair.strength, pair.since) for pair in pairs}
    seen_elsewhere = {(sight.place, sight.fault, sight.strength) for sight in faulty if sight.phase != "smoke"}
    return sorted(
        replace(sight, outcomes=_outcomes(sight, pairs))
        for sight in healthy | faulty
        if sight.phase != "smoke" or (sight.place, sight.fault, sight.strength) not in seen_elsewhere
    )


def _outcomes(sight: Sight, pairs: list[Pair]) -> tuple[tuple[str, str], ...]:
    """What rows promise of the items in sight: a weaker fault need not do what a stronger one does."""
    return tuple(
        sorted(
            (pair.item, pair.outcome)
            for pair in pairs
            if (pair.place, pair.fault) == (sight.place, sight.fault)
            and pair.phase in {sight.phase, "smoke"}
            and pair.strength <= sight.strength
        )
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run whole phases under each fault (by hand)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Either pair by pair, or with --full whole phases."""
    return (
        True if collection_path.name == (BY_PAIR if config.getoption("--full", default=False) else BY_PHASE) else None
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    pairs = read_pairs()
    if "pair" in metafunc.fixturenames:
        metafunc.parametrize("pair", pairs, ids=[pair.id for pair in pairs])
    if "sight" in metafunc.fixturenames:
        metafunc.parametrize("sight", [pytest.param(sight, id=sight.id) for sight in read_sights()])


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
def suite_under_fault(
    open_place: Callable[[Place], Mapping[str, str]], run_suite: Any
) -> Iterator[Callable[[Pair | Sight], Any]]:
    """The suite where a row says, under its fault; afterwards it is as if that had never been."""
    with ExitStack() as afterwards:

        def enter(row: Pair | Sight) -> Any:
            addresses = open_place(row.place)
            if row.fault and row.since != "start":
                lever = f"{addresses['SANDBOX_URL']}/_sandbox"
                since = {"since": row.since} if row.since else {}
                client = afterwards.enter_context(client_of(addresses))
                client.put(f"{lever}/faults/{row.fault}", json={"strength": row.strength, **since}).raise_for_status()
                afterwards.callback(lambda: client.delete(f"{lever}/past").raise_for_status())
            return type(run_suite)(addresses, run_suite.environment, run_suite.records)

        yield enter


@pytest.fixture
def run_under_fault(pair: Pair, suite_under_fault: Callable[[Pair], Any]) -> Any:
    """Run the suite under the pair's fault."""
    return suite_under_fault(pair)


@pytest.fixture
def pairs() -> list[Pair]:
    return read_pairs()


@pytest.fixture
def explained() -> Callable[[Sight], dict[str, Explained]]:
    """Items in sight that a fault turns red as well, by their ids."""
    also_red = read_also_red()
    return lambda sight: {
        item: explanation
        for item, explanation in also_red.get(sight.fault, {}).items()
        if PHASES[item] in {sight.phase, "smoke", "rollback"} and item not in dict(sight.outcomes)
    }


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After --full: the sheet of all that was ever seen, whichever part of it was asked for this time."""
    if config.getoption("--full", default=False) and not config.option.collectonly:
        terminalreporter.write_line(sheet.write(read_sights(), read_also_red()))
