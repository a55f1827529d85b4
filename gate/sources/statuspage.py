"""Statuspage: what the public is told of the product's state. Its public API needs no key, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel

from gate.http import Answer, HttpClient, Unreachable, VendorCall
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from datetime import datetime

    from gate.environment.vendors import Statuspage as StatuspageSettings

CALLS = (VendorCall("GET", "/"), VendorCall("GET", "/api/v2/summary.json"))
SYSTEM = "Statuspage"
RUNNING = frozenset({"in_progress", "verifying"})


class _Component(BaseModel):
    name: str
    status: str
    group: bool = False


class _Incident(BaseModel):
    name: str
    status: str


class _Maintenance(BaseModel):
    name: str
    status: str
    scheduled_for: AwareDatetime
    scheduled_until: AwareDatetime


class _Summary(BaseModel):
    components: list[_Component]
    incidents: list[_Incident]
    scheduled_maintenances: list[_Maintenance]


@dataclass(frozen=True)
class Component:
    """A part of the product as the page names it, and its state, such as operational."""

    name: str
    status: str

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.name} ({self.status})"


@dataclass(frozen=True)
class Maintenance:
    """A maintenance that was announced and has not ended (UTC). is_running: it has begun."""

    name: str
    begins: datetime
    ends: datetime
    is_running: bool

    def covers(self, opens: datetime, closes: datetime) -> bool:
        """Whether it lasts from before one moment until after the other."""
        return self.begins <= opens and closes <= self.ends

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.name}, {self.begins:%Y-%m-%d %H:%M} to {self.ends:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True)
class PublicState:
    """What the page says now: components without groups of them, names of open incidents, maintenances to come."""

    components: tuple[Component, ...]
    incidents: tuple[str, ...]
    maintenances: tuple[Maintenance, ...]


@dataclass(frozen=True)
class Statuspage:
    """Reads one public page."""

    http_client: HttpClient
    settings: StatuspageSettings

    def page(self) -> Answer | Unreachable:
        """The page as people open it."""
        return self.http_client.ask("GET", f"{self.settings.url}/")

    def state(self) -> PublicState:
        """What the page says. Raises NotShown where it can't be read."""
        answer = self.http_client.ask("GET", f"{self.settings.url}/api/v2/summary.json")
        summary = read_answer(answer, _Summary, SYSTEM, (HTTPStatus.OK,))
        return PublicState(
            components=tuple(Component(one.name, one.status) for one in summary.components if not one.group),
            incidents=tuple(incident.name for incident in summary.incidents if incident.status != "resolved"),
            maintenances=tuple(
                Maintenance(one.name, one.scheduled_for, one.scheduled_until, one.status in RUNNING)
                for one in summary.scheduled_maintenances
                if one.status != "completed"
            ),
        )
