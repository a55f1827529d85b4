"""Sentry: what the apps in the field have reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from gate.answers import read_answer
from gate.http import Door, VendorCall

if TYPE_CHECKING:
    from gate.vendors import Sentry as SentrySettings

CALLS = (VendorCall("GET", "/api/0/organizations/{org}/events/"),)


class _Group(BaseModel):
    title: str = ""
    count: int = Field(alias="count()")


class _Table(BaseModel):
    data: list[_Group]


@dataclass(frozen=True)
class EventGroup:
    """Events of one title, counted."""

    title: str
    count: int


@dataclass(frozen=True)
class Sentry:
    """Reads the error events of one organisation."""

    door: Door
    settings: SentrySettings

    def fatal_start_ups(self, version: str, since: datetime) -> tuple[EventGroup, ...]:
        """Fatal events of a version since `since` (aware). Raises NotShown where Sentry can't be read."""
        return self._events(f"level:fatal release.version:{version}", ("title",), since)

    def events_of_any_version(self, during: timedelta) -> int:
        """How many events of whatever version came in the last `during`. Raises NotShown where Sentry can't be read."""
        return sum(group.count for group in self._events("", (), datetime.now(UTC) - during))

    def _events(self, query: str, fields: tuple[str, ...], since: datetime) -> tuple[EventGroup, ...]:
        settings = self.settings
        asked = [
            ("dataset", "errors"),
            *(("field", field) for field in (*fields, "count()")),
            ("query", query),
            ("start", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")),
            ("end", (datetime.now(UTC) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")),
        ]
        answer = self.door.ask(
            "GET",
            f"{settings.url}/api/0/organizations/{settings.org}/events/?{urlencode(asked)}",
            headers={"authorization": f"Bearer {settings.token}"},
        )
        return tuple(EventGroup(group.title, group.count) for group in read_answer(answer, _Table, "Sentry").data)
