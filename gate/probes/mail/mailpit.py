"""A mailbox behind Mailpit's HTTP API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, Field

from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.probes.mail.mailbox import Mail, links_of, read_authentication, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from gate.http import HttpClient


class _Address(BaseModel):
    address: str = Field(alias="Address")


class _Row(BaseModel):
    id: str = Field(alias="ID")
    subject: str = Field(alias="Subject")
    created: AwareDatetime = Field(alias="Created")


class _Rows(BaseModel):
    messages: list[_Row]


class _Message(BaseModel):
    sender: _Address = Field(alias="From")
    to: list[_Address] = Field(alias="To")
    subject: str = Field(alias="Subject")
    text: str = Field(alias="Text", default="")
    html: str = Field(alias="HTML", default="")


@dataclass(frozen=True)
class Mailpit:
    """Reads it."""

    http_client: HttpClient
    url: str
    poll_ms: ClassVar[int] = 50

    def __str__(self) -> str:
        """For sentences."""
        return self.url

    def mails_to(self, address: str) -> tuple[Mail, ...]:
        """All mails to `address`, newest first. Raises NotShown where the mailbox can't be read."""
        query = f'to:"{address}"'
        found = self.http_client.ask("GET", f"{self.url}/api/v1/search?query={quote(query)}")
        rows = read_answer(found, _Rows, "the mailbox").messages
        return tuple(self._read(row.id, row.created) for row in rows)

    def mails_since(self, address: str, since: datetime) -> tuple[Mail, ...]:
        """Mails to `address` that came since then, newest first. Raises NotShown where the mailbox can't be read."""
        return tuple(mail for mail in self.mails_to(address) if mail.arrived_at >= since)

    def _read(self, message_id: str, arrived_at: datetime) -> Mail:
        message = read_answer(
            self.http_client.ask("GET", f"{self.url}/api/v1/message/{message_id}"), _Message, "the mailbox"
        )
        headers = self.http_client.ask("GET", f"{self.url}/api/v1/message/{message_id}/headers")
        said = getattr(headers, "json", None)
        if not isinstance(said, dict):
            raise NotShown("the mailbox answered no headers for a mail that it holds")
        return Mail(
            sender=message.sender.address,
            to=tuple(to.address for to in message.to),
            subject=message.subject,
            links=links_of([message.text], [message.html]),
            authentication=read_authentication(said.get("Authentication-Results", [])),
            words=words_of([message.text], [message.html]),
            arrived_at=arrived_at.astimezone(UTC),
        )
