"""Twilio: the text messages that reached our own number."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, BeforeValidator

from gate.answers import read_answer
from gate.http import Door, VendorCall

if TYPE_CHECKING:
    from datetime import datetime

    from gate.vendors import Twilio as TwilioSettings

CALLS = (VendorCall("GET", "/2010-04-01/Accounts/{account}/Messages.json"),)
PAGE = 20


def _time(text: object) -> datetime:
    return parsedate_to_datetime(str(text))


class _Message(BaseModel):
    body: str
    to: str
    date_created: Annotated[AwareDatetime, BeforeValidator(_time)]


class _Messages(BaseModel):
    messages: list[_Message]


@dataclass(frozen=True)
class TextMessage:
    """A message as delivered."""

    to: str
    body: str
    created_at: datetime


@dataclass(frozen=True)
class Twilio:
    """Reads the messages of one account."""

    door: Door
    settings: TwilioSettings

    def messages_to(self, number: str) -> tuple[TextMessage, ...]:
        """The newest messages to an E.164 number, newest first. Raises NotShown where Twilio can't be read."""
        settings = self.settings
        answer = self.door.ask(
            "GET",
            f"{settings.url}/2010-04-01/Accounts/{settings.account}/Messages.json?To={quote(number)}&PageSize={PAGE}",
            auth=(settings.key, settings.secret),
        )
        found = read_answer(answer, _Messages, "Twilio").messages
        return tuple(TextMessage(m.to, m.body, m.date_created) for m in found if m.to == number)
