"""The gradual rollout: its steps, what their history must look like, and what to do next."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from gate.sample import FlagStep

STEPS = (10, 50, 100)
ROLLOUT = "rollout."


def rollout_percent(item: str) -> int:
    """The step that an item of the rollout is about: rollout.10 is that of 10 %."""
    return int(item.removeprefix(ROLLOUT))


def history_fault(steps: Sequence[FlagStep], percent: int, hour: timedelta, now: datetime) -> str:
    """Say why the flag's way up to `percent` was not the agreed one; empty where it was.

    steps: the flag's shares since the deploy, oldest first. hour: how long each step has to stand before the next.
    Of a step that was set several times the last time counts.
    """
    wanted = [step for step in STEPS if step <= percent]
    last = {step.percent: step.since for step in steps}
    for before, after in itertools.pairwise(wanted):
        if before not in last:
            return f"{after} % was set without {before} % before"
        if after in last and last[after] < last[before]:
            return f"{after} % was set at {last[after]:%H:%M:%S} UTC, before {before} % at {last[before]:%H:%M:%S} UTC"
        stood = last.get(after, now) - last[before]
        if stood < hour:
            return f"{before} % stood for {stood.total_seconds():.0f} s, {hour.total_seconds():.0f} s are agreed"
    if percent not in last:
        return f"{percent} % does not stand in the flag's history since the deploy"
    return ""


def advice(call: str, percent: int | None) -> str:
    """What the verdict of a rollout's run means for the step that stands."""
    if percent is None:
        return ""
    if call in {"ROLLBACK", "NO-GO"}:
        return f"roll back: switch the flag off; {percent} % must not stay"
    if call != "GO":
        return f"hold at {percent} %"
    following = next((step for step in STEPS if step > percent), None)
    return f"promote to {following} %" if following else "complete: everybody has it"
