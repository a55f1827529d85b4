"""What went wrong in the weeks before the release, for everybody alike: no fault of any variant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.faults.switches import Spell
from sandbox.moments import Moment


@dataclass(frozen=True)
class Incident:
    """A misfortune in the words of a fault, over for good."""

    fault: str
    before_deploy: timedelta
    lasted: timedelta
    strength: float

    def spell(self, deployed_at: datetime) -> Spell:
        """When it was."""
        since = deployed_at - self.before_deploy
        return Spell(since, since + self.lasted, self.strength)


OUTAGE_OF_A_PROVIDER = (
    Incident("server-errors", timedelta(days=8, hours=12), timedelta(minutes=18), 0.06),
    Incident("requests-very-slow", timedelta(days=8, hours=12), timedelta(minutes=22), 0.15),
)
"""At a busy hour of another weekday: in no hour that a release is compared with."""


def past_spells(moment: Moment, fault: str) -> tuple[Spell, ...]:
    """Spells of a fault that were over before the deploy."""
    return tuple(each.spell(moment.deployed_at) for each in OUTAGE_OF_A_PROVIDER if each.fault == fault)
