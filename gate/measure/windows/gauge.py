"""A gauge against a limit: measured at each look, nothing inferred about the time between."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from gate.measure.counts.counters import is_repeat
from gate.measure.gate import check_same
from gate.measure.reading import Needs, Reading, State
from gate.measure.text import quantity


@dataclass(frozen=True)
class Looks:
    """What was seen so far. run: looks beyond the limit in a row, up to the last; run_max: the longest such run."""

    n: int = 0
    beyond: int = 0
    run: int = 0
    run_max: int = 0
    last: float | None = None
    peak: float | None = None


@dataclass(frozen=True)
class GaugeGrounds:
    """The looks behind a reading."""

    limit: float
    is_floor: bool
    sustained: int
    unit: str
    looks: Looks

    def account(self, state: State) -> str:
        """Say the last value, the worst, the limit, and a peak that was too short to refute."""
        looks, limit = self.looks, quantity(self.limit, self.unit)
        if looks.last is None or looks.peak is None:
            return f"not looked at yet, limit {limit}; {self.sustained} looks needed"
        worst = "lowest" if self.is_floor else "highest"
        text = f"last {quantity(looks.last, self.unit)}, {worst} {quantity(looks.peak, self.unit)}, limit {limit}"
        text += f", {looks.n:,} {'look' if looks.n == 1 else 'looks'}"
        side = "below" if self.is_floor else "above"
        if looks.beyond:
            text += f", {looks.beyond:,} of them {side} it, at most {looks.run_max:,} in a row"
        if state is State.NOT_ENOUGH_EVIDENCE:
            return f"{text}; {self.needs().good} more within it needed to pass"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Give none: a value that was measured has no interval."""
        return None, None

    def needs(self) -> Needs:
        """Further looks, all within or all beyond the limit."""
        return Needs(good=max(1, self.sustained - self.looks.n), bad=self.sustained - self.looks.run)


class GaugeGate:
    """A gauge that must not stay beyond its limit; measured, so that its confidence is None.

    limit, and every value, in `unit` (ms, s, share, count, or none). is_floor: values below the limit are beyond it,
    not those above. FAIL: `sustained` looks in a row were beyond; that is final. PASS: at least as many looks, the
    last one within. reading.n counts looks, .bad those beyond, .estimate is the last value.
    """

    def __init__(self, limit: float, *, is_floor: bool = False, sustained: int = 3, unit: str = "") -> None:
        """Open the gate."""
        if not math.isfinite(limit):
            raise ValueError(f"limit must be a number, not {limit!r}.")
        if type(sustained) is not int or sustained < 1:
            raise ValueError(f"sustained must be a whole number from 1, not {sustained!r}.")
        self._limit, self._is_floor, self._sustained, self._unit = limit, is_floor, sustained, unit
        self._looks = Looks()
        self._at: int | None = None
        self._failed_at: int | None = None
        self._has_failed = False
        self.reading = self._read()

    def update(self, value: float, at: int | None = None) -> Reading:
        """Take a look; `at` as in RateGate. ValueError for what is no finite number."""
        if type(value) not in {int, float} or not math.isfinite(value):
            raise ValueError(f"A level must be a finite number, not {value!r}.")
        if is_repeat(at, self._at):
            return self.reading
        self._at = self._at if at is None else at
        self._looks = self._after(value)
        if self._looks.run == self._sustained and not self._has_failed:
            self._has_failed, self._failed_at = True, at
        self.reading = self._read()
        return self.reading

    def _after(self, value: float) -> Looks:
        seen = self._looks
        is_beyond = value < self._limit if self._is_floor else value > self._limit
        run = seen.run + 1 if is_beyond else 0
        worst = min if self._is_floor else max
        return Looks(
            n=seen.n + 1,
            beyond=seen.beyond + is_beyond,
            run=run,
            run_max=max(run, seen.run_max),
            last=value,
            peak=value if seen.peak is None else worst(value, seen.peak),
        )

    def _read(self) -> Reading:
        looks = self._looks
        state = State.NOT_ENOUGH_EVIDENCE
        if self._has_failed:
            state = State.FAIL
        elif looks.n >= self._sustained and not looks.run:
            state = State.PASS
        return Reading(
            state=state,
            confidence=None,
            n=looks.n,
            bad=looks.beyond,
            estimate=looks.last,
            log_e_fail=0.0,
            log_e_pass=0.0,
            grounds=GaugeGrounds(self._limit, self._is_floor, self._sustained, self._unit, looks),
            since=self._failed_at,
        )

    def _parameters(self) -> dict[str, Any]:
        return {"limit": self._limit, "is_floor": self._is_floor, "sustained": self._sustained, "unit": self._unit}

    def snapshot(self) -> dict[str, Any]:
        """Give the gate's memory as plain JSON."""
        return {
            "parameters": self._parameters(),
            "looks": asdict(self._looks),
            "at": self._at,
            "has_failed": self._has_failed,
            "failed_at": self._failed_at,
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot; ValueError if it was taken with other parameters."""
        check_same(saved["parameters"], self._parameters())
        self._looks = Looks(**saved["looks"])
        self._at = saved["at"]
        self._has_failed, self._failed_at = saved["has_failed"], saved["failed_at"]
        self.reading = self._read()
