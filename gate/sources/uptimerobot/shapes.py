"""What UptimeRobot answers, as far as it is read."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field


class Monitor(BaseModel):
    """What looks at one address, and what it sees now."""

    id: int
    url: str
    status: str
    interval: Annotated[float, Field(gt=0)]
    current_state_duration: Annotated[float, Field(ge=0, alias="currentStateDuration")]


class Monitors(BaseModel):
    """A page of monitors."""

    data: list[Monitor]
    next_link: str | None = Field(alias="nextLink")


class AccountMonitor(BaseModel):
    """A monitor, and who hears of what it sees."""

    url: str
    status: str
    contacts: list[dict[str, object]] = Field(alias="assignedAlertContacts")


class AccountMonitors(BaseModel):
    """A page of monitors, with who hears of them."""

    data: list[AccountMonitor]
    next_link: str | None = Field(alias="nextLink")


class MonitorName(BaseModel):
    """Which monitor it is."""

    id: int


class Incident(BaseModel):
    """A time in which the checks of a monitor failed."""

    id: str
    type: str
    monitor: MonitorName
    started_at: AwareDatetime = Field(alias="startedAt")
    resolved_at: AwareDatetime | None = Field(alias="resolvedAt")


class Incidents(BaseModel):
    """A page of incidents."""

    data: list[Incident]
    next_link: str | None = Field(alias="nextLink")


class Point(BaseModel):
    """A check that succeeded."""

    timestamp: AwareDatetime
    value: float


class Series(BaseModel):
    """The checks that succeeded in a time."""

    time_series: list[Point]
