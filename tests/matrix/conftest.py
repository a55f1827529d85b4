"""The matrix of checks and faults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).parents[1] / "faults.yaml"
BY_PAIR, BY_PHASE = "test_matrix.py", "test_full.py"


@dataclass(frozen=True)
class Pair:
    """A check under a fault, and the outcome that it must bring to its item."""

    check: str
    item: str
    fault: str
    strength: float
    outcome: str

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
            pairs.append(Pair(check, row["item"], fault, float(wish.get("strength", 1)), wish["outcome"]))
    return pairs


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


@pytest.fixture
def pairs() -> list[Pair]:
    return read_pairs()


@pytest.fixture
def also_red() -> dict[str, dict[str, str]]:
    """Fault, item, and why the item is right to be red under a fault that is another's."""
    return read_matrix()["also_red"]
