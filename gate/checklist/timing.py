"""When a run of a phase has to begin, by the day on which the window opens or the deploy was published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gate.checklist import Phase
    from gate.files.times import Moment


class Timing(StrEnum):
    """How the beginning of a run lies to the time of its phase."""

    EARLY = "early"
    IN_TIME = "in time"
    LATE = "late"


@dataclass(frozen=True)
class PhaseTime:
    """From when until when (both UTC, both included) a run of a phase has to begin."""

    begins: datetime
    ends: datetime

    def timing(self, moment: datetime) -> Timing:
        """How a moment lies to it."""
        if moment < self.begins:
            return Timing.EARLY
        return Timing.LATE if moment > self.ends else Timing.IN_TIME

    def __str__(self) -> str:
        """Read as in: its time is …."""
        return f"{self.begins:%Y-%m-%d %H:%M} to {self.ends:%Y-%m-%d %H:%M} UTC"


def phase_time(phase: Phase, opens: datetime | None, deployed_at: datetime | None) -> PhaseTime | None:
    """When a run of the phase has to begin; None where the moment that it counts from is not known.

    opens: of the deployment window; deployed_at: since when the release is live (both UTC).
    """
    begins, ends = _resolve(phase.from_, opens, deployed_at), _resolve(phase.until, opens, deployed_at)
    return PhaseTime(begins, ends) if begins and ends else None


def _resolve(moment: Moment, opens: datetime | None, deployed_at: datetime | None) -> datetime | None:
    anchor = opens if moment.anchor == "w" else deployed_at
    return anchor + moment.offset if anchor else None
