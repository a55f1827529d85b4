"""What becomes of a request: how likely it fails, and how slow it is, well or under faults.

Shares are whole parts of a billion, so that counts made of them are exact and never fall.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

BILLION = 10**9
EDGES_S = (0.05, 0.1, 0.2, 0.5, 1, 2, 5)
SLOWER = (0.4, 0.07, 0.01, 0.003, 0.001, 0.0002, 0.00001)
"""Healthy: share that takes longer than each edge."""
FAILS_INTERNALLY = 0.00002
IS_REFUSED = 0.00002
SLOW_UP_TO_S = 0.5
VERY_SLOW_UP_TO_S = 2
STATUSES = ("200", "500", "408", "429")


@dataclass(frozen=True)
class Chances:
    """Of all requests: those that fail. Of these: those that end in 500. `slower`: of those beyond the edge before."""

    failed: int
    internal: int
    slower: tuple[int, ...]


def chances(strengths: Mapping[str, float], *, is_exposed: bool) -> Chances:
    """Work out what faults of these strengths (by name, 0 to 1) make of the healthy shares."""
    internal = _any(FAILS_INTERNALLY, strengths["server-errors"], strengths["exposed-fail"] if is_exposed else 0.0)
    failed = _any(internal, IS_REFUSED, strengths["requests-fail"])
    slow, very_slow = strengths["requests-slow"], strengths["requests-very-slow"]
    beyond = [
        _any(healthy, slow if edge < SLOW_UP_TO_S else 0.0, very_slow if edge < VERY_SLOW_UP_TO_S else 0.0)
        for edge, healthy in zip(EDGES_S, SLOWER, strict=True)
    ]
    return Chances(
        failed=_share(failed),
        internal=_share(internal / failed),
        slower=tuple(_share(this / before) for before, this in zip((1.0, *beyond), beyond, strict=False)),
    )


def outcomes(requests: int, chance: Chances) -> tuple[int, ...]:
    """Count them by status, then by the edges that they stay below, the last being slower than all.

    Each split gives one side the floor of its share and the other the rest, so no count falls when requests grow.
    """
    failed = part(requests, chance.failed)
    internal = part(failed, chance.internal)
    timed_out = (failed - internal) // 2
    counts = [requests - failed, internal, timed_out, failed - internal - timed_out]
    left = requests
    for share in chance.slower:
        slower = part(left, share)
        counts.append(left - slower)
        left = slower
    return (*counts, left)


def part(count: int, share: int) -> int:
    """Take a share, in parts of a billion."""
    return count * share // BILLION


def _any(*shares: float) -> float:
    """Chance that at least one of independent misfortunes happens."""
    return 1 - prod(1 - min(share, 1.0) for share in shares)


def _share(value: float) -> int:
    return round(value * BILLION)
