"""The receiving mailbox: which mails arrived at an address, as their reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field

from gate.answers import read_answer
from gate.outcome import NotShown

if TYPE_CHECKING:
    from gate.http import Door

LINK = re.compile(r"""https?://[^\s"'<>)]+""")
AUTHENTICATION = re.compile(r"\b(spf|dkim|dmarc)=(\w+)", re.IGNORECASE)


class _Address(BaseModel):
    address: str = Field(alias="Address")


class _Row(BaseModel):
    id: str = Field(alias="ID")
    subject: str = Field(alias="Subject")


class _Rows(BaseModel):
    messages: list[_Row]


class _Message(BaseModel):
    sender: _Address = Field(alias="From")
    to: list[_Address] = Field(alias="To")
    subject: str = Field(alias="Subject")
    text: str = Field(alias="Text", default="")
    html: str = Field(alias="HTML", default="")


@dataclass(frozen=True)
class Mail:
    """A mail as it was read: bare sender, hosts of its links, and what the mailbox says of SPF, DKIM, DMARC."""

    sender: str
    to: tuple[str, ...]
    subject: str
    link_hosts: frozenset[str]
    authentication: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NotReceived:
    """Nothing came within `after_ms`."""

    after_ms: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"nothing had come after {self.after_ms} ms"


@dataclass(frozen=True)
class Mailpit:
    """A mailbox behind Mailpit's HTTP API."""

    door: Door
    url: str

    def mails_to(self, address: str) -> tuple[Mail, ...]:
        """All mails to `address`, newest first. Raises NotShown where the mailbox can't be read."""
        query = f'to:"{address}"'
        found = self.door.ask("GET", f"{self.url}/api/v1/search?query={quote(query)}")
        rows = read_answer(found, _Rows, "the mailbox").messages
        return tuple(self._read(row.id) for row in rows)

    def _read(self, message_id: str) -> Mail:
        message = read_answer(self.door.ask("GET", f"{self.url}/api/v1/message/{message_id}"), _Message, "the mailbox")
        headers = self.door.ask("GET", f"{self.url}/api/v1/message/{message_id}/headers")
        said = getattr(headers, "json", None)
        if not isinstance(said, dict):
            raise NotShown("the mailbox answered no headers for a mail that it holds")
        results = " ".join(said.get("Authentication-Results", []))
        return Mail(
            sender=message.sender.address,
            to=tuple(to.address for to in message.to),
            subject=message.subject,
            link_hosts=frozenset(
                urlsplit(link).hostname or "" for link in LINK.findall(message.text + " " + message.html)
            ),
            authentication=tuple((name.lower(), result.lower()) for name, result in AUTHENTICATION.findall(results)),
        )
