"""Sentry, tried: an event of our own goes in as those of the apps do, and is looked for at the other end.

Not to be seen again is the product's blindness, when Sentry took the event and answers otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import BaseModel, RootModel

from gate.http import Answer, HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from gate.environment.vendors import Sentry as SentrySettings

INGEST_CALLS = (VendorCall("POST", "/api/{project}/envelope/"),)
SYSTEM = "Sentry"
ENVELOPE = "application/x-sentry-envelope"
TITLE = "Release verification: is this event seen?"


class _Sent(BaseModel):
    id: str


class _Found(BaseModel):
    id: str


class _Rows(BaseModel):
    data: list[_Found]


class _Rule(BaseModel):
    name: str
    status: str
    snooze: bool = False
    actions: list[dict[str, object]]


class _Rules(RootModel[list[_Rule]]):
    """What Sentry calls issue alert rules."""


@dataclass(frozen=True)
class SentEvent:
    """An event of our own. `refusal` says why Sentry did not take it; "" where it did."""

    id: str
    refusal: str = ""


@dataclass(frozen=True)
class AlertRule:
    """When somebody is told of an issue. is_muted: switched off, for good or for a while."""

    name: str
    is_muted: bool
    notifies_somebody: bool


@dataclass(frozen=True)
class SentryRoundTrip:
    """Sends to one project by its DSN, and asks its API."""

    http_client: HttpClient
    settings: SentrySettings

    def send(self) -> SentEvent:
        """Send one event of level debug, tagged as ours. Raises NotShown where there is no DSN, or it is refused."""
        ingest = self.settings.ingest
        if ingest is None:
            raise NotShown(
                "vendors.sentry has no dsn, so no event could be sent: take it from the project's client keys"
            )
        event = {
            "event_id": uuid4().hex,
            "timestamp": datetime.now(UTC).isoformat(),
            "platform": "other",
            "level": "debug",
            "logger": "release-verification",
            "message": TITLE,
            "tags": {"synthetic": "true"},
        }
        payload = json.dumps(event)
        head = {"event_id": event["event_id"], "sent_at": event["timestamp"]}
        lines = (json.dumps(head), json.dumps({"type": "event", "length": len(payload.encode())}), payload)
        sender = "sentry_version=7, sentry_client=release-verification/1"
        answer = self.http_client.ask(
            "POST",
            f"{ingest.url}/api/{ingest.project}/envelope/",
            headers={
                "content-type": ENVELOPE,
                "x-sentry-auth": f"Sentry {sender}, sentry_key={ingest.key}",
            },
            text="\n".join((*lines, "")),
        )
        if isinstance(answer, Answer) and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return SentEvent(str(event["event_id"]), "it has had enough events, so those of the apps are lost, too")
        read_answer(answer, _Sent, f"{SYSTEM} (ingest)")
        return SentEvent(str(event["event_id"]))

    def has(self, event: SentEvent) -> bool:
        """Whether the event can be found. Raises NotShown where Sentry can't be read."""
        now = datetime.now(UTC)
        asked = [
            ("dataset", "errors"),
            ("field", "id"),
            ("query", f"id:{event.id}"),
            ("start", _time(now - timedelta(hours=1))),
            ("end", _time(now + timedelta(minutes=1))),
            ("project", self.settings.project),
        ]
        path = f"/api/0/organizations/{self.settings.org}/events/?{urlencode(asked)}"
        return any(row.id == event.id for row in read_answer(self._get(path), _Rows, SYSTEM).data)

    def alert_rules(self) -> tuple[AlertRule, ...]:
        """The rules of the project. Raises NotShown where Sentry can't be read."""
        path = f"/api/0/projects/{self.settings.org}/{self.settings.project}/rules/"
        rules = read_answer(self._get(path), _Rules, SYSTEM).root
        return tuple(AlertRule(rule.name, rule.snooze or rule.status != "active", bool(rule.actions)) for rule in rules)

    def _get(self, path: str) -> Answer:
        headers = {"authorization": f"Bearer {self.settings.token}"}
        answer = self.http_client.ask("GET", f"{self.settings.url}{path}", headers=headers)
        if not isinstance(answer, Answer):
            raise NotShown(f"{SYSTEM}: {answer}: run again, then look at its status page")
        return answer


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S")
