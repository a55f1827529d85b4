"""Whole phases on sandboxes of their own: at a moment in the life of the release, with the flag at a step."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.report_browser import browser  # noqa: F401 - a fixture
from tests.support.running import client_of, running_sandbox


@dataclass(frozen=True)
class Place:
    """A running sandbox, and the suite pointed at it."""

    addresses: Mapping[str, str]
    run: Any
    end: Callable[[], object]

    def put(self, path: str, body: object) -> None:
        """Pull a lever of the sandbox."""
        with client_of(self.addresses) as client:
            client.put(f"{self.addresses['SANDBOX_URL']}/_sandbox/{path}", json=body).raise_for_status()

    def pages(self) -> list[dict[str, Any]]:
        """What the webhook for pages has taken."""
        with client_of(self.addresses) as client:
            found: list[dict[str, Any]] = client.get(f"{self.addresses['SANDBOX_URL']}/_sandbox/pages").json()
            return found


@pytest.fixture
def sandbox_at(run_suite: Any) -> Iterator[Callable[..., Place]]:
    """Start a sandbox at a moment; it ends with the test."""
    with ExitStack() as open_places:

        def start(moment: str = "launch", flag: int = 100, faults: str = "", setup: str = "", skin: str = "") -> Place:
            place = open_places.enter_context(ExitStack())
            addresses = place.enter_context(
                running_sandbox(
                    "--moment",
                    moment,
                    "--flag",
                    str(flag),
                    SANDBOX_FAULTS=faults,
                    SANDBOX_SETUP=setup,
                    SANDBOX_SKIN=skin,
                )
            )
            run = type(run_suite)(addresses, run_suite.environment, run_suite.records)
            return Place(addresses, run, place.close)

        yield start


@pytest.fixture
def due() -> Callable[[Any], dict[str, str]]:
    """Outcome of each item of the run's own phases that is due, by id."""

    def outcomes(run: Any) -> dict[str, str]:
        assert run.record is not None, run.output
        beside = set(run.record.run["beside"])
        entries = run.record.of_kind("outcome")
        return {e["item"]: e["outcome"] for e in entries if not e["not_due"] and e["item"] not in beside}

    return outcomes


@pytest.fixture
def release_file(tmp_path: Path) -> Callable[[Mapping[str, str], Callable[[str], str]], Path]:
    """A copy of the sample release beside its launch tests, changed."""

    def copy(addresses: Mapping[str, str], change: Callable[[str], str]) -> Path:
        original = Path(addresses["RELEASE_FILE"])
        changed = original.with_name(f"{tmp_path.name}.yaml")
        changed.write_text(change(original.read_text(encoding="utf-8")), encoding="utf-8")
        return changed

    return copy
