"""The matrix of checks and faults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).parents[1] / "faults.yaml"


@dataclass(frozen=True)
class Pair:
    """A check under a fault, and the outcome that it must bring to its item."""

    check: str
    item: str
    fault: str
    strength: float
    outcome: str

    @property
    def id(self) -> str:
        """For the list of tests."""
        return f"{self.item}-{self.fault}"


def read_pairs() -> list[Pair]:
    rows: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    pairs = []
    for check, row in rows.items():
        for fault, wanted in row["faults"].items():
            wish = wanted if isinstance(wanted, dict) else {"outcome": wanted}
            pairs.append(Pair(check, row["item"], fault, float(wish.get("strength", 1)), wish["outcome"]))
    return pairs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the whole smoke phase under each fault (by hand)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pair" in metafunc.fixturenames:
        pairs = read_pairs()
        metafunc.parametrize("pair", pairs, ids=[pair.id for pair in pairs])


@pytest.fixture
def pairs() -> list[Pair]:
    return read_pairs()
