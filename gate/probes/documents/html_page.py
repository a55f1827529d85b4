"""A page as a reader has it: its text, where it leads, and the places in it that can be led to."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

UNSEEN = frozenset({"script", "style", "template", "title", "noscript"})
LEADS = {"a": "href", "img": "src", "link": "href"}
SHOWN_BY_LINK = frozenset({"stylesheet", "icon"})
"""Other kinds of <link> lead no reader anywhere."""


@dataclass(frozen=True)
class HtmlPage:
    """text: what is visible, spaces made one. links: absolute addresses with their fragments. places: ids and names."""

    text: str
    links: tuple[str, ...]
    places: frozenset[str]


def read_page(url: str, html: str) -> HtmlPage:
    """Read a page that was found at `url`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    base = urljoin(url, reader.base)
    links = dict.fromkeys(urljoin(base, address) for address in reader.addresses)
    return HtmlPage(
        text=" ".join(" ".join(reader.texts).split()),
        links=tuple(link for link in links if link.startswith(("https://", "http://"))),
        places=frozenset(reader.places),
    )


def split_place(link: str) -> tuple[str, str]:
    """Return the address without its fragment, and the fragment."""
    address, fragment = urldefrag(link)
    return address, fragment


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.addresses: list[str] = []
        self.places: list[str] = []
        self.base = ""
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen.append(tag)
        if tag == "base" and not self.base:
            self.base = said.get("href", "")
        address = said.get(LEADS.get(tag, ""), "")
        is_led = tag != "link" or not SHOWN_BY_LINK.isdisjoint(said.get("rel", "").lower().split())
        if address and is_led:
            self.addresses.append(address)
        self.places += [said[name] for name in ("id", "name") if said.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            self._unseen.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data)
