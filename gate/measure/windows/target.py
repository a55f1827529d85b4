"""What came together in a window against a target: a census, nothing inferred."""

from dataclasses import dataclass
from typing import Literal

from gate.measure.reading import Needs, Reading, State
from gate.measure.text import quantity


@dataclass(frozen=True)
class TargetGrounds:
    """The amount and the target behind a reading."""

    amount: int
    target: int
    is_complete: bool
    unit: str

    @property
    def missing(self) -> int:
        """What the target is still away."""
        return max(0, self.target - self.amount)

    def account(self, _state: State) -> str:
        """Say the amount, the target and what is missing."""
        text = f"{quantity(self.amount, self.unit)}, target {quantity(self.target, self.unit)}"
        if self.missing:
            text += f", {quantity(self.missing, self.unit)} missing"
        return text + (", the window is over" if self.is_complete else ", the window still runs")

    def interval(self) -> tuple[float | None, float | None]:
        """Give none: what was counted has no interval."""
        return None, None

    def needs(self) -> Needs:
        """Give what is missing, while it can still come."""
        return Needs(good=None if self.is_complete else self.missing)


def reached(amount: int, target: int, *, is_complete: bool, unit: Literal["count", "kobo"] = "count") -> Reading:
    """Judge a total against a target of at least so much; unit "kobo" is written as naira.

    is_complete: the window is over and its source holds all of it. PASS as soon as the target is reached, FAIL if
    it is not when the window is over. reading.n is the amount, .bad what is missing, .estimate the share reached.
    ValueError for an amount that is no whole number from 0, or a target that is none from 1.
    """
    for name, value, least in (("amount", amount, 0), ("target", target, 1)):
        if type(value) is not int or value < least:
            raise ValueError(f"{name} must be a whole number from {least}, not {value!r}.")
    grounds = TargetGrounds(amount, target, is_complete, unit)
    state = State.PASS
    if grounds.missing:
        state = State.FAIL if is_complete else State.NOT_ENOUGH_EVIDENCE
    return Reading(
        state=state,
        confidence=None,
        n=amount,
        bad=grounds.missing,
        estimate=amount / target,
        log_e_fail=0.0,
        log_e_pass=0.0,
        grounds=grounds,
    )
