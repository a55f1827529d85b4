"""Moments in a release's life at which the sandbox can stand.

Before the launch it stands in for staging too: the release is live there, and its window is yet to come.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

LOCAL_ZONE = timezone(timedelta(hours=1), "Africa/Lagos")
"""Where Alaska Pay is at home."""
WINDOW_BEFORE_DEPLOY = timedelta(minutes=10)
WINDOW = timedelta(hours=1)
TEAM_ZONES = ("Africa/Lagos", "Pacific/Kiritimati", "Etc/GMT+12")
FRIDAY = 4
FREEZE_BEFORE_DEPLOY = timedelta(days=10)
APPROVED_BEFORE_DEPLOY = timedelta(days=2)
SIGNED_BEFORE_NOW = timedelta(minutes=90)


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
    opens_after_deploy: timedelta = -WINDOW_BEFORE_DEPLOY

    @property
    def frozen_at(self) -> datetime:
        """When the code freeze began."""
        return self.deployed_at - FREEZE_BEFORE_DEPLOY

    @property
    def approved_at(self) -> datetime:
        """When people had seen the release on staging and signed it; no later than now."""
        return min(self.goes_out_at - APPROVED_BEFORE_DEPLOY, self.now - SIGNED_BEFORE_NOW)

    @property
    def is_approved(self) -> bool:
        """Whether the stakeholders have approved the release: on its way to freeze and staging nobody could yet."""
        return self.name not in {"freeze", "staging"}

    @property
    def window_opens(self) -> datetime:
        """Ten minutes before the deploy was published; before the launch, at the same time of a day to come."""
        return self.deployed_at + self.opens_after_deploy

    @property
    def goes_out_at(self) -> datetime:
        """When it was deployed, or will be."""
        return self.window_opens + WINDOW_BEFORE_DEPLOY

    @property
    def team_zone(self) -> str:
        """Where the team lives: where its window has no Friday in it, in Lagos wherever that is possible.

        On Friday the window is still around now: there is always a place on Earth where it is another day.
        """
        return next(zone for zone in TEAM_ZONES if not self._has_friday(ZoneInfo(zone)))

    def _has_friday(self, zone: ZoneInfo) -> bool:
        ends = self.window_opens, self.window_closes
        return any(end.astimezone(zone).weekday() == FRIDAY for end in ends)

    @property
    def window_closes(self) -> datetime:
        """An hour after it opened."""
        return self.window_opens + WINDOW


MOMENTS = {
    "freeze": timedelta(hours=2),
    "staging": timedelta(hours=26),
    "eve": timedelta(hours=88),
    "launch": timedelta(minutes=2),
    "hour-1": timedelta(hours=1, minutes=5),
    "day-1": timedelta(hours=24, minutes=10),
    "week-1": timedelta(days=7, minutes=10),
}
"""Name, and how long ago the release was deployed; before the launch, to staging."""
DAYS_TO_THE_WINDOW = {"freeze": 9, "staging": 6, "eve": 4}
"""Days from the deploy to staging to the window, which opens at the same time of day: when it is quiet."""


def moment_now(name: str) -> Moment:
    """Place the named moment around the real now."""
    if name not in MOMENTS:
        raise SystemExit(f"There is no moment '{name}'. There is: {', '.join(MOMENTS)}.")
    now = datetime.now(UTC)
    opens_after_deploy = timedelta(days=DAYS_TO_THE_WINDOW.get(name, 0)) - WINDOW_BEFORE_DEPLOY
    return Moment(name, now, now - MOMENTS[name], SampleRelease(), opens_after_deploy)


def local_text(when: datetime) -> str:
    """Write a time as people do where Alaska Pay is at home, with its zone."""
    return when.astimezone(LOCAL_ZONE).isoformat(timespec="seconds")
