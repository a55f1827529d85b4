"""The matrix of checks and faults."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.matrix import full_runs
from tests.matrix.rows import (
    Explained,
    Pair,
    Place,
    Sight,
    node_of,
    read_also_red,
    read_pairs,
    read_pairs_on_the_other_skin,
    read_sights,
)
from tests.support.running import client_of, running_sandbox

BY_PAIR, BY_PHASE = "test_matrix.py", "test_full.py"
COUNTED = "test_every_pair_of_the_matrix_was_run"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run whole phases under each fault (by hand)")
    parser.addoption("--skin", choices=["other"], help="run every fault of the pages on the other front-end (by hand)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Either pair by pair, or with --full whole phases."""
    return (
        True if collection_path.name == (BY_PAIR if config.getoption("--full", default=False) else BY_PHASE) else None
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pair" in metafunc.fixturenames:
        skin = metafunc.config.getoption("--skin", default=None)
        on_the_first = [] if skin else read_pairs()
        pairs = [*on_the_first, *read_pairs_on_the_other_skin(every=bool(skin))]
        metafunc.parametrize("pair", [pytest.param(pair, id=pair.id) for pair in pairs])
    if "sight" in metafunc.fixturenames:
        metafunc.parametrize("sight", [pytest.param(sight, id=sight.id) for sight in read_sights()])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In whichever order: one place after another, since each is a sandbox, and at the end what was run is counted."""
    ours = [at for at, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    places = list(dict.fromkeys(_place(items[at]) for at in ours))
    ordered = sorted((items[at] for at in ours), key=lambda item: (item.name == COUNTED, places.index(_place(item))))
    for at, item in zip(ours, ordered, strict=True):
        items[at] = item


def _place(item: pytest.Item) -> Place:
    rows = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    return next((row.place for row in rows if isinstance(row, Pair | Sight)), Place())


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
                standing[place] = open_.enter_context(
                    running_sandbox(
                        *options, SANDBOX_FAULTS=place.fault, SANDBOX_SETUP=place.setup, SANDBOX_SKIN=place.skin
                    )
                )
            return standing[place]

        yield enter


@pytest.fixture
def suite_under_fault(
    open_place: Callable[[Place], Mapping[str, str]],
    run_suite: Any,
    standing_other: Path,
    eventually: Callable[[Callable[[], bool], float], bool],
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
                if isinstance(row, Pair) and row.lasting_s:
                    eventually(lambda: False, row.lasting_s)
            environment = standing_other if row.place.skin else run_suite.environment
            return type(run_suite)(addresses, environment, run_suite.records)

        yield enter


@pytest.fixture(scope="session")
def occasions(request: pytest.FixtureRequest) -> dict[object, list[Pair]]:
    """Of what was asked for, the pairs that one run can see."""
    found: dict[object, list[Pair]] = {}
    for item in request.session.items:
        pair = item.callspec.params.get("pair") if hasattr(item, "callspec") else None
        if isinstance(pair, Pair):
            found.setdefault(pair.occasion, []).append(pair)
    return found


@pytest.fixture(scope="session")
def runs() -> dict[object, Any]:
    """Those that have been, by their occasion."""
    return {}


@pytest.fixture
def run_under_fault(
    pair: Pair,
    suite_under_fault: Callable[[Pair], Any],
    occasions: dict[object, list[Pair]],
    runs: dict[object, Any],
) -> Callable[[], Any]:
    """The run under the pair's fault, in which every check that this fault has to turn is looked at."""

    def run() -> Any:
        if pair.occasion not in runs:
            nodes = dict.fromkeys(node_of(each.check) for each in occasions[pair.occasion])
            runs[pair.occasion] = suite_under_fault(pair)("--no-settle", *nodes)
        return runs[pair.occasion]

    return run


@pytest.fixture
def outcome_of_all(pair: Pair, occasions: dict[object, list[Pair]]) -> Callable[[str], str]:
    """What the pairs of the run bring to an item, or to the run where none is named."""

    def worst(item: str = "") -> str:
        outcomes = {each.outcome for each in occasions[pair.occasion] if not item or each.item == item}
        return "refuted" if "refuted" in outcomes else "not shown"

    return worst


@pytest.fixture
def pairs() -> list[Pair]:
    return read_pairs()


@pytest.fixture(scope="session")
def explained() -> Callable[[Sight], dict[str, Explained]]:
    """Items in sight that a fault turns red as well, by their ids."""
    also_red = read_also_red()
    return lambda sight: {
        item: explanation
        for item, explanation in also_red.get(sight.fault, {}).items()
        if sight.has(item) and item not in dict(sight.outcomes)
    }


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After --full: a page of all that was ever seen, whichever part of it was asked for this time."""
    if config.getoption("--full", default=False) and not config.option.collectonly:
        terminalreporter.write_line(full_runs.write(read_sights(), read_also_red()))
