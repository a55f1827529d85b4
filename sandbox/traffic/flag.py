"""The feature flag of the release: which part of the users has the new checkout, and since when."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sandbox.faults.switches import Faults
from sandbox.moments import Moment

NAME = "new-checkout"
PERCENTS = (10, 50, 100)
"""The steps of a rollout."""
FIRST_STEP_AFTER = timedelta(seconds=20)
STEP_STANDS = timedelta(hours=1)
STEP_STANDS_PART = 0.4
"""Of the time since the deploy, where that is too short for hours: 40 s at the moment launch."""
TOO_SHORT = timedelta(seconds=5)
OPERATOR = "adaeze.okafor@alaskapay.com"


@dataclass(frozen=True)
class Step:
    """The flag's percentage from a moment on, and who set it."""

    percent: int
    since: datetime
    by: str = OPERATOR


class Flag:
    """The flag as it stands, and how it came there."""

    def __init__(self, percent: int, moment: Moment, faults: Faults) -> None:
        """Have it reached this percentage by the usual steps."""
        if percent not in PERCENTS:
            raise ValueError(f"A rollout stands at {', '.join(map(str, PERCENTS))} %, not at {percent} %.")
        age = moment.now - moment.deployed_at - FIRST_STEP_AFTER
        apart = min(STEP_STANDS, STEP_STANDS_PART * age)
        first = moment.deployed_at + FIRST_STEP_AFTER
        self._faults = faults
        self._steps = [Step(step, first + n * apart) for n, step in enumerate(PERCENTS) if step <= percent]

    @property
    def percent(self) -> int:
        """What the flag says: this part of the users has the new checkout."""
        return self._steps[-1].percent

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step since the deploy as it really was, oldest first; the counters follow it."""
        return tuple(self._steps)

    @property
    def told_steps(self) -> tuple[Step, ...]:
        """The same as the flag service's own history tells it, with the faults flag-step-skipped and -short."""
        told = list(self._steps)
        if self._faults.is_on("flag-step-skipped") and len(told) > 1:
            del told[-2]
        if self._faults.is_on("flag-step-short") and len(told) > 1:
            told[-2] = replace(told[-2], since=told[-1].since - TOO_SHORT)
        return tuple(told)

    def turn(self, percent: int) -> None:
        """Set another percentage, from now on."""
        if not 0 <= percent <= max(PERCENTS):
            raise ValueError(f"percent must be a whole number from 0 to 100, not {percent}.")
        if percent != self.percent:
            self._steps.append(Step(percent, datetime.now(UTC)))
