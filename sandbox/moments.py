"""Moments in a release's life at which the sandbox can stand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WINDOW_BEFORE_DEPLOY = timedelta(minutes=10)
WINDOW = timedelta(hours=1)
FREEZE_BEFORE_DEPLOY = timedelta(days=10)
APPROVED_BEFORE_DEPLOY = timedelta(days=2)


@dataclass(frozen=True)
class SampleRelease:
    """The release that the sandbox has deployed, and the one before it."""

    version: str = "2.4.0"
    commit: str = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
    freeze_commit: str = "7c3e5a9012b4d6f8a0c2e4061835b7d9f1a3c5e7"
    previous_version: str = "2.3.1"
    previous_commit: str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
    ios_build: str = "2400"
    android_build: str = "20400"
    minimum_app_version: str = "2.0.0"


@dataclass(frozen=True)
class Moment:
    """When the sandbox believes to be: the real now, and what happened before it."""

    name: str
    now: datetime
    deployed_at: datetime
    release: SampleRelease

    @property
    def frozen_at(self) -> datetime:
        """When the code freeze began."""
        return self.deployed_at - FREEZE_BEFORE_DEPLOY

    @property
    def approved_at(self) -> datetime:
        """When people had seen the release on staging and signed it."""
        return self.deployed_at - APPROVED_BEFORE_DEPLOY

    @property
    def window_opens(self) -> datetime:
        """Ten minutes before the deploy was published."""
        return self.deployed_at - WINDOW_BEFORE_DEPLOY

    @property
    def window_closes(self) -> datetime:
        """An hour after it opened."""
        return self.window_opens + WINDOW


MOMENTS = {
    "launch": timedelta(minutes=2),
    "hour-1": timedelta(hours=1, minutes=5),
    "day-1": timedelta(hours=24, minutes=10),
    "week-1": timedelta(days=7, minutes=10),
}
"""Name, and how long ago the release was deployed."""


def moment_now(name: str) -> Moment:
    """Place the named moment around the real now."""
    if name not in MOMENTS:
        raise SystemExit(f"There is no moment '{name}'. There is: {', '.join(MOMENTS)}.")
    now = datetime.now(UTC)
    return Moment(name=name, now=now, deployed_at=now - MOMENTS[name], release=SampleRelease())
