"""Load tests as people run them: in a process of their own, small, several at a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.loadtests.load_commands import RUN_S_MAX, Ended, Standing, command, end_of
from tests.support.running import running_sandbox

HERE = Path(__file__).parent
AT_A_TIME = 4
RUNS = {
    "wallet": ("wallet", 0.01, ""),
    "payment": ("payment", 0.01, ""),
    "endurance": ("endurance", 0.01, ""),
    "system": ("system", 0.01, ""),
    "load-slow": ("wallet", 0.01, "load-slow"),
    "load-errors": ("wallet", 0.02, "load-errors"),
    "pool-exhausted": ("wallet", 0.01, "pool-exhausted"),
    "lost-update": ("wallet", 0.02, "lost-update"),
    "rate-limited": ("endurance", 0.01, "rate-limited"),
}
"""Scenario, scale and fault of each run, by the name that tests ask for it; each has a sandbox of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In whichever order: after all else, since several loads at a time would disturb what others measure."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[dict[str, str]]:
    """One of their own: the common one has traded for long, and answers later under load."""
    with running_sandbox() as addresses:
        yield addresses


@pytest.fixture(scope="session")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ended]]:
    """The end of one of RUNS; all of them are under way once the first is asked for."""
    folder = tmp_path_factory.mktemp("load")

    def run(name: str) -> Ended:
        scenario, scale, fault = RUNS[name]
        asked = (scenario, "--env=local", f"--scale={scale}")
        with command(*asked, results=folder / name, SANDBOX_FAULTS=fault) as process:
            return end_of(process, folder / name)

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        running = {name: threads.submit(run, name) for name in RUNS}
        yield lambda name: running[name].result(RUN_S_MAX)


@pytest.fixture(scope="session", autouse=True)
def _begin_early(request: pytest.FixtureRequest) -> None:
    """Let the runs go on beside the tests that don't need them."""
    if any("ended" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("ended")


@pytest.fixture
def standing(sandbox: dict[str, str], standing_environment: Path, tmp_path: Path) -> Standing:
    """The standing sandbox, and commands against it."""
    return Standing(sandbox, standing_environment, tmp_path / "results")
