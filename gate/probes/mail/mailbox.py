"""Mail as its reader sees it: sender, where its links lead, and what the receiving server says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from datetime import datetime

LINK = re.compile(r"""https?://[^\s"'<>)]+""", re.IGNORECASE)
ENDS_A_SENTENCE = ".,;:!?…]}"
LEADS_AWAY = {"a": "href", "area": "href", "base": "href", "form": "action"}
COMMENT = re.compile(r"\([^()]*\)")
AUTHENTICATION = re.compile(r"\b(spf|dkim|dmarc)=(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """A mail as it was read: bare sender, hosts of its links, and what the mailbox says of SPF, DKIM, DMARC.

    words: what it says, as text; arrived_at: by the mailbox's own clock, UTC, whatever the sender wrote.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    link_hosts: frozenset[str]
    authentication: tuple[tuple[str, str], ...]
    words: str
    arrived_at: datetime


@dataclass(frozen=True)
class NotReceived:
    """Nothing came within `after_ms`."""

    after_ms: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"nothing had come after {self.after_ms} ms"


def hosts_of_links(texts: list[str], pages: list[str]) -> frozenset[str]:
    """Hosts that a reader of these plain texts and HTML pages can be led to."""
    reader = _Reader()
    for page in pages:
        reader.feed(page)
    reader.close()
    written = [link for text in (*texts, *reader.texts) for link in LINK.findall(text)]
    return frozenset(filter(None, map(_host, (*written, *reader.targets))))


def words_of(texts: list[str], pages: list[str]) -> str:
    """What a mail says, without its markup, every space a single one."""
    reader = _Reader()
    for page in pages:
        reader.feed(page)
    reader.close()
    return " ".join(" ".join((*texts, *reader.texts)).split())


def read_authentication(headers: list[str]) -> tuple[tuple[str, str], ...]:
    """What the receiving server found of SPF, DKIM, DMARC: the topmost Authentication-Results header alone.

    Every server writes above what it got, so whatever stands further down may be the sender's own invention.
    """
    results = headers[0] if headers else ""
    while COMMENT.search(results):
        results = COMMENT.sub(" ", results)
    return tuple((name.lower(), result.lower()) for name, result in AUTHENTICATION.findall(results))


class _Reader(HTMLParser):
    """Keeps what an HTML mail shows as text, and where it leads; not what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value.strip() for name, value in attrs if name == LEADS_AWAY.get(tag) and value]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:  # else it is a script or a style sheet
            self.texts.append(data)


def _host(link: str) -> str:
    """The host of a link into the web, "" for another link; one that can't be read is foreign as it stands."""
    try:
        parts = urlsplit(link.rstrip(ENDS_A_SENTENCE))
    except ValueError:
        return link
    return parts.hostname or "" if parts.scheme in {"", "http", "https"} else ""
