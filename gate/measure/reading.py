"""What a measure says at a moment."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from gate.measure.text import confidence_text


class State(StrEnum):
    """What the numbers allow to say."""

    PASS = "PASS"  # noqa: S105 - the word of the engine, not a password
    FAIL = "FAIL"
    NOT_ENOUGH_EVIDENCE = "NOT_ENOUGH_EVIDENCE"
    DATA_ERROR = "DATA_ERROR"


@dataclass(frozen=True)
class Needs:
    """Further trials until a decision; None means never, or that it can't be said."""

    good: int | None = None
    bad: int | None = None
    expected: int | None = None


class Grounds(Protocol):
    """What a reading stands on; asked only when somebody wants to know."""

    def account(self, state: State) -> str:
        """Say the numbers in words, without the state."""

    def interval(self) -> tuple[float | None, float | None]:
        """Two-sided 95 % interval of the estimate, valid at this moment only."""

    def needs(self) -> Needs:
        """Further trials until a decision, from an undecided state."""


@dataclass(frozen=True, init=False)
class Reading:
    """The state of a measure at a moment, with the sample it stands on.

    confidence: 1 - alpha if decided, 0 if not; None if measured and not inferred, or not to be trusted.
    n, bad: trials and bad ones among them since the gate opened (each gate says what it counts).
    log_e_fail, log_e_pass: running maxima, natural logarithm.
    since: epoch ms of the poll that decided, if polls carry their time.
    """

    state: State
    confidence: float | None
    n: int
    bad: int
    estimate: float | None
    log_e_fail: float
    log_e_pass: float
    grounds: Grounds
    since: int | None = None
    note: str = ""

    def __init__(  # noqa: PLR0913, PLR0917 - its fields
        self,
        state: State,
        confidence: float | None,
        n: int,
        bad: int,
        estimate: float | None,
        log_e_fail: float,
        log_e_pass: float,
        grounds: Grounds,
        since: int | None = None,
        note: str = "",
    ) -> None:
        """Fill in all at once; a frozen dataclass's own way takes a tenth of a poll's time."""
        fields = self.__dict__
        fields["state"] = state
        fields["confidence"] = confidence
        fields["n"] = n
        fields["bad"] = bad
        fields["estimate"] = estimate
        fields["log_e_fail"] = log_e_fail
        fields["log_e_pass"] = log_e_pass
        fields["grounds"] = grounds
        fields["since"] = since
        fields["note"] = note

    @cached_property
    def _interval(self) -> tuple[float | None, float | None]:
        return self.grounds.interval()

    @property
    def lower(self) -> float | None:
        """Lower end of the two-sided 95 % interval at this moment, not anytime-valid."""
        return self._interval[0]

    @property
    def upper(self) -> float | None:
        """Upper end of the two-sided 95 % interval at this moment, not anytime-valid."""
        return self._interval[1]

    @cached_property
    def _needs(self) -> Needs:
        match self.state:
            case State.DATA_ERROR:
                return Needs()
            case State.FAIL:
                return Needs(bad=0, expected=0)
            case State.PASS:
                return Needs(good=0, bad=self.grounds.needs().bad, expected=0)
        return self.grounds.needs()

    @property
    def need_good(self) -> int | None:
        """Further trials, all good, until PASS; None if it can't come."""
        return self._needs.good

    @property
    def need_bad(self) -> int | None:
        """Further trials, all bad, until FAIL; None if it can't come."""
        return self._needs.bad

    @property
    def need_expected(self) -> int | None:
        """Further trials until a decision if the rate stays at the estimate; None if it would not decide."""
        return self._needs.expected

    @cached_property
    def reason(self) -> str:
        """One sentence for people."""
        head = self.state.replace("_", " ")
        if self.state in {State.PASS, State.FAIL}:
            head += f", {confidence_text(self.confidence)}"
        note = f"; {self.note}" if self.note else ""
        return f"{head}: {self.grounds.account(self.state)}{note}"

    def to_dict(self) -> dict[str, str | int | float | None]:
        """Give every value as plain JSON, as a record keeps it; an infinite e-value becomes null."""
        return {
            "state": str(self.state),
            "confidence": self.confidence,
            "n": self.n,
            "bad": self.bad,
            "estimate": self.estimate,
            "lower": self.lower,
            "upper": self.upper,
            "log_e_fail": None if self.log_e_fail == float("inf") else self.log_e_fail,
            "log_e_pass": self.log_e_pass,
            "need_good": self.need_good,
            "need_bad": self.need_bad,
            "need_expected": self.need_expected,
            "since": self.since,
            "reason": self.reason,
        }


def stale(reading: Reading, since_ms: int) -> Reading:
    """Say that the source has been silent since then (epoch ms): only a FAIL outlives that."""
    note = f"stale since {datetime.fromtimestamp(since_ms / 1000, UTC):%Y-%m-%d %H:%M:%SZ}"
    if reading.state is State.FAIL:
        return replace(reading, note=note)
    return replace(reading, state=State.NOT_ENOUGH_EVIDENCE, confidence=0.0, since=None, note=note)
