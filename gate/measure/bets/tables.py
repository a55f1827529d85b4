"""The alternatives that a test of a rate bets on, by their odds ratio to the limit, with the weight of each.

Bets are fixed before the first trial, whatever comes: only so are the claims of RateTest true. The weights are
those for which the worst ratio of samples to the bound of any sequential test is smallest, over the rates in
benchmarks/measure/weights.py; `python -m benchmarks.measure.weights` makes them anew.
"""

from dataclasses import dataclass
from types import MappingProxyType

RARE_BELOW = 0.01
"""Of limits. Where errors are rare, what matters lies at many times the limit; where not, close above it."""


@dataclass(frozen=True)
class Table:
    """Pairs (odds ratio, weight) for FAIL, above 1, and for PASS, below 1; the weights of each add up to 1.

    name: as records keep it, so that a watch is gone on with by the table that it was begun with.
    """

    name: str
    fail: tuple[tuple[float, float], ...]
    passes: tuple[tuple[float, float], ...]


RARE = Table(
    "rare-1",
    ((1.25, 0.03), (2.5, 0.057), (5, 0.192), (20, 0.242), (50, 0.368), (200, 0.111)),
    ((0, 0.082), (0.1, 0.334), (0.2, 0.101), (0.4, 0.242), (0.55, 0.212), (0.8, 0.029)),
)
COMMON = Table(
    "common-1",
    ((1.25, 0.145), (1.6, 0.195), (2, 0.214), (3, 0.249), (6, 0.138), (25, 0.059)),
    ((0, 0.087), (0.1, 0.295), (0.2, 0.197), (0.4, 0.297), (0.65, 0.093), (0.8, 0.031)),
)
EQUAL = Table(
    "equal",
    tuple((odds, 1 / 9) for odds in (1.25, 1.6, 2, 3, 5, 10, 30, 100, 1000)),
    tuple((odds, 1 / 8) for odds in (0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8)),
)
"""The first one; records that name none were made with it."""

TABLES = MappingProxyType({table.name: table for table in (EQUAL, RARE, COMMON)})


def table_for(limit: float) -> Table:
    """Give the table that fits a limit."""
    return RARE if limit < RARE_BELOW else COMMON
