"""Uptime on a window: a census with a budget of downtime, measured and not inferred.

It says nothing about other windows: outages are few and come together, so their number is the sample.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from gate.measure.counts.counters import check_count
from gate.measure.reading import Needs, Reading, State
from gate.measure.text import percent

DAY_S = 86_400


@dataclass(frozen=True)
class UptimeGrounds:
    """The times behind a reading, all in ms. spent: the smallest downtime that breaks the target."""

    window_ms: int
    elapsed_ms: int
    down_ms: int
    unobserved_ms: int
    target: float
    spent_ms: int

    @property
    def remaining_ms(self) -> int:
        """What of the window is still to come."""
        return self.window_ms - self.elapsed_ms

    def account(self, _state: State) -> str:
        """Say the downtime and the budget."""
        budget = float(_budget_ms(self.window_ms, self.target)) / 1000
        text = f"{self.down_ms / 1000:g} s down of {budget:g} s for {percent(self.target)}"
        if self.unobserved_ms:
            text += f", {self.unobserved_ms / 1000:g} s unobserved"
        if self.remaining_ms:
            text += f", {self.remaining_ms / 1000:g} s of the window to come"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Share of the elapsed time that was down, if all unobserved time was up or was down."""
        if not self.elapsed_ms:
            return None, None
        return self.down_ms / self.elapsed_ms, (self.down_ms + self.unobserved_ms) / self.elapsed_ms

    def needs(self) -> Needs:
        """Further ms, all up or all down, until the target is met or broken."""
        up = self.down_ms + self.unobserved_ms + self.remaining_ms - self.spent_ms + 1
        down = self.spent_ms - self.down_ms
        return Needs(good=up if up <= self.remaining_ms else None, bad=down if down <= self.remaining_ms else None)


def uptime(  # noqa: PLR0913 - four times make a census
    window_ms: int,
    elapsed_ms: int,
    down_ms: int,
    unobserved_ms: int,
    target: float,
    *,
    or_equal: bool = False,
) -> Reading:
    """Judge the uptime of a window against a target: 0.999 is "above 99.9 %", or_equal makes it "at least".

    FAIL as soon as the observed downtime breaks the target, PASS when even all unobserved and coming time
    can't break it. reading.n is the elapsed time, .bad the downtime, in ms; .estimate the share down.
    """
    for name, value in (("window_ms", window_ms), ("elapsed_ms", elapsed_ms), ("down_ms", down_ms)):
        check_count(name, value)
    check_count("unobserved_ms", unobserved_ms)
    if not down_ms + unobserved_ms <= elapsed_ms <= window_ms or not window_ms:
        raise ValueError(
            f"{down_ms} ms down and {unobserved_ms} ms unobserved do not fit "
            f"into {elapsed_ms} ms elapsed of {window_ms} ms."
        )
    if not 0 < target < 1:
        raise ValueError(f"target must be a share between 0 and 1, not {target!r}.")
    budget = _budget_ms(window_ms, target)
    spent_ms = math.floor(budget) + 1 if or_equal else math.ceil(budget)
    grounds = UptimeGrounds(window_ms, elapsed_ms, down_ms, unobserved_ms, target, spent_ms)
    state = State.NOT_ENOUGH_EVIDENCE
    if down_ms >= spent_ms:
        state = State.FAIL
    elif down_ms + unobserved_ms + grounds.remaining_ms < spent_ms:
        state = State.PASS
    return Reading(
        state=state,
        confidence=None,
        n=elapsed_ms,
        bad=down_ms,
        estimate=down_ms / elapsed_ms if elapsed_ms else None,
        log_e_fail=0.0,
        log_e_pass=0.0,
        grounds=grounds,
    )


def outage_free_days(target: float, repair_s: float, confidence: float = 0.95) -> float:
    """Days without any outage that let one claim the target in the long run, if a repair takes `repair_s`.

    No outage in T proves an outage rate below -ln(1 - confidence) / T, each costing repair_s of downtime.
    """
    return -math.log1p(-confidence) * repair_s / float(1 - Fraction(str(target))) / DAY_S


def _budget_ms(window_ms: int, target: float) -> Fraction:
    return window_ms * (1 - Fraction(str(target)))  # through its decimal text, so that 0.999 is exact
