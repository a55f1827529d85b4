"""What was read before, so that a watch asks only for what is new."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from gate.sources.prometheus.api import Api, Samples

OVERLAP_MS = 15_000
"""A sample may come so long after its own time stamp; so much is read once more."""
SAME_MOMENT_MS = 100
"""Two questions so close to each other are answered by one look."""
AHEAD_MS = 120_000
"""Of a past that will hardly change, so much is read at once."""


@dataclass
class _Kept:
    """Samples of one selector since one moment, and up to when they have been asked for."""

    samples: Samples = field(default_factory=dict)
    asked_until_ms: int = 0


@dataclass
class Memory:
    """One poller's own, so that nothing is shared between threads."""

    _kept: dict[tuple[str, int], _Kept] = field(default_factory=dict)
    _spellings: dict[str, list[str]] = field(default_factory=dict)

    def samples(self, api: Api, selector: str, since_ms: int, until_ms: int) -> Samples:
        """All raw samples from `since_ms` to `until_ms`, of which only the newest are asked for."""
        kept = self._kept.setdefault((selector, since_ms), _Kept())
        if until_ms > kept.asked_until_ms + (SAME_MOMENT_MS if kept.asked_until_ms else 0):
            settled_ms = int(time.time() * 1000) - OVERLAP_MS
            self._ask(api, selector, kept, since_ms, max(until_ms, min(until_ms + AHEAD_MS, settled_ms)))
        return {
            labels: {at_ms: own[at_ms] for at_ms in sorted(own) if at_ms <= until_ms}
            for labels, own in kept.samples.items()
            if any(at_ms <= until_ms for at_ms in own)
        }

    def _ask(self, api: Api, selector: str, kept: _Kept, since_ms: int, until_ms: int) -> None:
        asked_since_ms = max(since_ms, kept.asked_until_ms - OVERLAP_MS)
        for labels, found in api.samples(selector, until_ms - asked_since_ms, until_ms).items():
            known = kept.samples.setdefault(labels, {})
            known.update({at_ms: count for at_ms, count in found.items() if at_ms not in known})
        kept.asked_until_ms = until_ms

    def spellings(self, bucket: str, ask: Callable[[], list[str]]) -> list[str]:
        """How the edges of a histogram are spelled, asked once."""
        if bucket not in self._spellings:
            self._spellings[bucket] = ask()
        return self._spellings[bucket]
