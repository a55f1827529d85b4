"""No bad trial at all: the first one refutes, and no number of clean ones proves it."""

import math
from dataclasses import dataclass
from typing import Any

from gate.measure.bounds import two_sided, upper_bound
from gate.measure.counts.counters import Counters
from gate.measure.reading import Needs, Reading, State
from gate.measure.text import rounded_percent


@dataclass(frozen=True)
class ZeroGrounds:
    """The counts behind the reading."""

    n: int
    bad: int

    def account(self, state: State) -> str:
        """Say the counts and how far they reach."""
        text = f"{self.bad:,} bad of {self.n:,}" if self.n else "nothing counted yet"
        if state is State.NOT_ENOUGH_EVIDENCE and self.n:
            text += f", rate < {rounded_percent(upper_bound(self.bad, self.n))} at 95%"
        return f"{text}; limit 0, which no sample can prove"

    def interval(self) -> tuple[float | None, float | None]:
        """Clopper-Pearson."""
        return two_sided(self.bad, self.n, self.bad)

    def needs(self) -> Needs:
        """One bad trial decides, good ones never."""
        return Needs(bad=1)


class ZeroGate:
    """Zero tolerance: FAIL at the first bad trial (measured, not inferred), PASS never."""

    def __init__(self) -> None:
        """Open the gate."""
        self._counters = Counters(("n", "bad"), parts=[("bad", "n")])
        self._failed_at: int | None = None
        self.reading = self._read()

    def update(self, n: int, bad: int, at: int | None = None, *, reset: bool = False) -> Reading:
        """Take a poll of cumulative counts; `at` and `reset` as in RateGate."""
        if self._counters.is_repeat(at):
            return self.reading
        before = self._counters.totals[1]
        self._counters.take((n, bad), at, reset=reset)
        if self._counters.totals[1] and not before:
            self._failed_at = at
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        n, bad = self._counters.totals
        state, confidence = State.NOT_ENOUGH_EVIDENCE, 0.0
        if bad:
            state = State.FAIL
        elif self._counters.fault:
            state = State.DATA_ERROR
        return Reading(
            state=state,
            confidence=confidence if state is State.NOT_ENOUGH_EVIDENCE else None,
            n=n,
            bad=bad,
            estimate=bad / n if n else None,
            log_e_fail=math.inf if bad else 0.0,
            log_e_pass=0.0,
            grounds=ZeroGrounds(n, bad),
            since=self._failed_at,
            note=self._counters.fault,
        )

    def snapshot(self) -> dict[str, Any]:
        """Give the gate's memory as plain JSON."""
        return {"tally": self._counters.snapshot(), "failed_at": self._failed_at}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self._counters.resume(saved["tally"])
        self._failed_at = saved["failed_at"]
        self.reading = self._read()
