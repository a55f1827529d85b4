"""What Unleash answers, as far as it is read."""

from pydantic import AwareDatetime, BaseModel, Field

SYSTEM = "Unleash"


class Strategy(BaseModel):
    """Whom a flag reaches, in one way; whoever is reached by any is reached."""

    id: str
    name: str
    disabled: bool | None = False
    parameters: dict[str, str] = {}
    constraints: list[object] = []
    segments: list[object] = []


class Environment(BaseModel):
    """Where a flag is on or off."""

    name: str
    enabled: bool
    strategies: list[Strategy]
    release_plans: list[object] = Field(default=[], alias="releasePlans")
    last_seen: AwareDatetime | None = Field(default=None, alias="lastSeenAt")


class Feature(BaseModel):
    """A flag."""

    name: str
    project: str
    archived: bool = False
    dependencies: list[object] = []
    environments: list[Environment]


class Event(BaseModel):
    """A change of a flag, with what stood before and after it."""

    id: int
    type: str
    at: AwareDatetime = Field(alias="createdAt")
    by: str = Field(alias="createdBy")
    environment: str | None = None
    feature: str | None = Field(default=None, alias="featureName")
    after: object = Field(default=None, alias="data")
    before: object = Field(default=None, alias="preData")
    change: str | None = Field(default=None, alias="groupId")


class History(BaseModel):
    """A page of changes, newest first."""

    events: list[Event]
    total: int
