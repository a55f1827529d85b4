"""Unleash: what the flag reaches, and the way back from what stands to what stood before each change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.probes.answers import read_content
from gate.sample import FlagStep
from gate.sources.unleash.shapes import SYSTEM, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gate.sources.unleash.shapes import Event

EVERYBODY = 100
BEYOND_THE_ENVIRONMENT = {
    "feature-archived",
    "feature-revived",
    "feature-dependency-added",
    "feature-dependency-removed",
    "feature-dependencies-removed",
}
"""Events that change whom the flag reaches, and that belong to no environment."""


@dataclass(frozen=True)
class State:
    """What stands in the environment at a moment."""

    is_on: bool
    strategies: dict[str, Strategy]


@dataclass(frozen=True)
class FlagHistory:
    """One flag in one environment."""

    flag: str
    environment: str

    def percent(self, state: State) -> int:
        """Share of all users, in percent: strategies add up by "or", so one that reaches everybody settles it."""
        if not state.is_on:
            return 0
        active = [strategy for strategy in state.strategies.values() if not strategy.disabled]
        if not active:
            raise untold(self.flag, "is on without any active strategy", "give it one")
        reaching = [(strategy, share) for strategy in active if (share := self._share(strategy))]
        plain = [(strategy, share) for strategy, share in reaching if _is_for_everybody(strategy)]
        percent = max((share for _, share in plain), default=0)
        if percent == EVERYBODY:
            return percent
        if len(plain) < len(reaching):
            raise untold(
                self.flag,
                "has a strategy for some people only (a constraint, a segment, a list)",
                "take that strategy out",
            )
        dice = {(s.parameters.get("groupId"), s.parameters.get("stickiness")) for s, _ in plain}
        if len(dice) > 1 or any(stickiness == "random" for _, stickiness in dice):
            raise untold(
                self.flag,
                "is handed out by several strategies that pick people apart, or anew at each look",
                "use one gradual rollout with a stickiness",
            )
        return percent

    def steps(self, state: State, history: list[Event], since: datetime) -> Iterator[FlagStep]:
        """Walk from what stands back to `since`, newest step first; what one change did at once is one step."""
        recent = [event for event in history if event.at >= since]
        if any(event.type in BEYOND_THE_ENVIRONMENT for event in recent):
            raise untold(self.flag, "was archived, or tied to another flag, since the deploy", "look at its event log")
        own = [event for event in recent if event.environment == self.environment]
        for _, events in groupby(own, key=lambda event: event.change or event.id):
            change = list(events)
            after = self.percent(state)
            for event in change:
                state = self._undone(state, event)
            if self.percent(state) != after:
                yield FlagStep(after, change[0].at.astimezone(UTC), change[0].by)

    def _share(self, strategy: Strategy) -> int:
        if strategy.name != "flexibleRollout":
            return EVERYBODY
        rollout = strategy.parameters.get("rollout", "")
        if not (rollout.isascii() and rollout.isdecimal() and int(rollout) <= EVERYBODY):
            raise untold(self.flag, "has a rollout that is no whole number of percent", "write it as 10, 50 or 100")
        return int(rollout)

    def _undone(self, state: State, event: Event) -> State:
        """What stood before the event; it must lead to what stands after it."""
        kind = event.type.removeprefix("feature-")
        if kind in {"environment-enabled", "environment-disabled"}:
            self._must(state.is_on == (kind == "environment-enabled"))
            return State(not state.is_on, state.strategies)
        if kind not in {"strategy-add", "strategy-update", "strategy-remove"}:
            return state
        strategies = dict(state.strategies)
        if kind != "strategy-remove":
            after = read_content(event.after, Strategy, SYSTEM)
            self._must(strategies.pop(after.id, None) == after)
        if kind != "strategy-add":
            before = read_content(event.before, Strategy, SYSTEM)
            self._must(before.id not in strategies)
            strategies[before.id] = before
        return State(state.is_on, strategies)

    def _must(self, agrees: bool) -> None:  # noqa: FBT001 - reads like a sentence where it is called
        if not agrees:
            raise NotShown(
                f"{SYSTEM}: the history of {self.flag} does not lead to what stands, perhaps because it was "
                "changed just now: run again"
            )


def untold(flag: str, what: str, advice: str) -> NotShown:
    """Why the share of the flag can't be told."""
    return NotShown(f"{SYSTEM}: {flag} {what}, so its share of all users can't be told: {advice}, and run again")


def _is_for_everybody(strategy: Strategy) -> bool:
    return strategy.name in {"default", "flexibleRollout"} and not strategy.constraints and not strategy.segments
