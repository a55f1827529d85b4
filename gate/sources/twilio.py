"""Twilio: the text messages to our own number, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, BeforeValidator

from gate.http import HttpClient, VendorCall
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from datetime import datetime

    from gate.environment.vendors import Twilio as TwilioSettings

CALLS = (VendorCall("GET", "/2010-04-01/Accounts/{account}/Messages.json"),)
PAGE = 20


def _time(text: object) -> datetime:
    return parsedate_to_datetime(str(text))


class _Message(BaseModel):
    sid: str
    body: str
    to: str
    status: str
    error_code: int | None
    date_created: Annotated[AwareDatetime, BeforeValidator(_time)]


class _Messages(BaseModel):
    messages: list[_Message]


@dataclass(frozen=True)
class TextMessage:
    """A message, and how far it has come: queued, sent, delivered, undelivered, failed or another word of Twilio's.

    `sent` is what Twilio has handed on; only `delivered` says that it arrived.
    """

    id: str
    to: str
    body: str
    status: str
    error_code: int | None
    created_at: datetime


@dataclass(frozen=True)
class Twilio:
    """Reads the messages of one account."""

    http_client: HttpClient
    settings: TwilioSettings

    def messages_to(self, number: str) -> tuple[TextMessage, ...]:
        """The newest messages to an E.164 number, newest first. Raises NotShown where Twilio can't be read."""
        settings = self.settings
        answer = self.http_client.ask(
            "GET",
            f"{settings.url}/2010-04-01/Accounts/{settings.account}/Messages.json?To={quote(number)}&PageSize={PAGE}",
            auth=(settings.key, settings.secret),
        )
        found = read_answer(answer, _Messages, "Twilio").messages
        return tuple(
            TextMessage(m.sid, m.to, m.body, m.status, m.error_code, m.date_created) for m in found if m.to == number
        )
