"""What Sentry answers, as far as it is read."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, RootModel

Count = Annotated[int, Field(ge=0)]


class Group(BaseModel):
    """Events of one group."""

    title: str = ""
    count: int = Field(alias="count()")


class Table(BaseModel):
    """Events, counted by group."""

    data: list[Group]


class Spans(BaseModel):
    """Requests of one status."""

    project: str
    status: str | None = Field(alias="trace.status")
    stored: Annotated[Count, Field(alias="count_sample()")]
    estimated: Annotated[float, Field(alias="count()", ge=0)]
    oldest_s: Annotated[float, Field(alias="min(precise.finish_ts)", gt=0)]
    newest_s: Annotated[float, Field(alias="max(precise.finish_ts)", gt=0)]


class Scan(BaseModel):
    """How much of its data Sentry looked at."""

    data_scanned: str = Field(default="full", alias="dataScanned")


class SpansTable(BaseModel):
    """Requests, counted by status."""

    data: list[Spans]
    meta: Scan


class SessionsBy(BaseModel):
    """What a group of sessions has in common."""

    release: str
    status: str = Field(alias="session.status")


class SessionsTotals(BaseModel):
    """Sessions of the whole window."""

    sessions: Annotated[Count, Field(alias="sum(session)")]


class SessionsSeries(BaseModel):
    """Sessions of each interval."""

    sessions: list[Count | None] = Field(alias="sum(session)")


class SessionsGroup(BaseModel):
    """Sessions of one release and status."""

    by: SessionsBy
    totals: SessionsTotals
    series: SessionsSeries


class Sessions(BaseModel):
    """Sessions, counted by release and status."""

    intervals: list[AwareDatetime]
    groups: list[SessionsGroup]


class OutcomeBy(BaseModel):
    """What became of some events, and why."""

    outcome: str
    reason: str = "none"


class OutcomeTotals(BaseModel):
    """How many they were."""

    quantity: Annotated[Count, Field(alias="sum(quantity)")]


class Outcome(BaseModel):
    """Events with one outcome."""

    by: OutcomeBy
    totals: OutcomeTotals


class Outcomes(BaseModel):
    """Events, counted by outcome."""

    groups: list[Outcome]


class Issue(BaseModel):
    """Events of one cause."""

    id: str
    title: str
    level: str
    count: Count
    first_seen: AwareDatetime = Field(alias="firstSeen")


class Issues(RootModel[list[Issue]]):
    """Issues of one page."""
