"""Mail as its reader sees it: sender, where its links lead, and what the receiving server says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LINK = re.compile(r"""https?://[^\s"'<>)]+""", re.IGNORECASE)
ENDS_A_SENTENCE = ".,;:!?…]}"
LEADS_AWAY = {"a": "href", "area": "href", "base": "href", "form": "action"}
COMMENT = re.compile(r"\([^()]*\)")
TOKENS = frozenset({"token", "token_hash", "confirmation_url"})
"""What the query of a link holds that Auth has sent, by its own template or by one of the product's."""
AUTHENTICATION = re.compile(r"\b(spf|dkim|dmarc)=(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """A mail as it was read: bare sender, its links, and what the mailbox says of SPF, DKIM, DMARC.

    links: those that a reader can be led by; some of them open an account, so they are not printed. words: what it
    says, as text. arrived_at: by the mailbox's own clock, UTC, whatever the sender wrote.
    """

    sender: str
    to: tuple[str, ...]
    subject: str
    links: tuple[str, ...] = field(repr=False)
    authentication: tuple[tuple[str, str], ...]
    words: str = field(repr=False)
    arrived_at: datetime

    @property
    def link_hosts(self) -> frozenset[str]:
        """Where the links lead."""
        return hosts_of_links(self.links)

    @property
    def link_with_a_token(self) -> str:
        """The link that its reader proves to own the address with; where none says so, the only one, else ""."""
        proving = [link for link in self.links if _holds_a_token(link)]
        return next(iter(proving), self.links[0] if len(self.links) == 1 else "")


@dataclass(frozen=True)
class NotReceived:
    """Nothing came within `after_ms`."""

    after_ms: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"nothing had come after {self.after_ms} ms"


def links_of(texts: list[str], pages: list[str]) -> tuple[str, ...]:
    """Links that a reader of these plain texts and HTML pages can be led by, each once."""
    reader = _Reader()
    for page in pages:
        reader.feed(page)
    reader.close()
    written = [link.rstrip(ENDS_A_SENTENCE) for text in (*texts, *reader.texts) for link in LINK.findall(text)]
    return tuple(dict.fromkeys((*written, *reader.targets)))


def hosts_of_links(links: Iterable[str]) -> frozenset[str]:
    """Hosts that these lead to."""
    return frozenset(filter(None, map(_host, links)))


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
        parts = urlsplit(link)
    except ValueError:
        return link
    return parts.hostname or "" if parts.scheme in {"", "http", "https"} else ""


def _holds_a_token(link: str) -> bool:
    try:
        return not TOKENS.isdisjoint(parse_qs(urlsplit(link).query))
    except ValueError:
        return False
