"""What a site ships to every browser: its page, the scripts that it leads to, their source maps; and keys in them."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from gate.files.addresses import origin_of
from gate.http import Answer
from gate.outcome import NotShown
from gate.probes.documents.keys import leaks_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from gate.http import HttpClient, Unreachable
    from gate.probes.documents.keys import Leak

FILES_MAX = 300
OK = 200
HTML = "text/html"
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([./][^"'\s]+?\.m?js)["']""")
MENTIONED = re.compile(r"""["'`]([\w./-]+\.m?js)["'`]""")
"""Chunks that a bundler loads by lists of names; what is mentioned need not exist."""
SOURCE_MAP = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*\Z")
DATA_URL = re.compile(r"data:[^,]*;base64,(.*)", re.DOTALL)
TO_URL_SAFE = str.maketrans("+/", "-_")


@dataclass(frozen=True)
class Bundle:
    """What was read, with paths at the site, and the keys in it.

    leaks: those that no browser may have; live_keys: those that move real money; lookalikes: what can't be a key.
    """

    files: tuple[str, ...]
    leaks: tuple[Leak, ...]
    live_keys: tuple[Leak, ...]
    lookalikes: tuple[Leak, ...]


@dataclass
class Crate:
    """Reads the files of a site, each once."""

    http_client: HttpClient
    site: str
    own_keys: Collection[str]
    _texts: dict[str, str] = field(default_factory=dict, init=False)

    def read(self) -> Bundle:
        """The page and all that it leads to. Raises NotShown where a part can't be read: there may be a key in it."""
        page = self._get(self.site)
        if page.status != OK or page.content_type != HTML:
            raise NotShown(f"{page}, so what it ships to browsers can't be read")
        self._texts[page.url] = page.text
        named = _Page(page.text)
        if not named.scripts:
            raise NotShown(f"{page}, but it names no script: is this the product's page?")
        todo = [(urljoin(f"{self.site}/", address), True) for address in named.scripts]
        entries = {urljoin(f"{self.site}/", address) for address in named.entries}
        while todo:
            url, is_owed = todo.pop(0)
            if url not in self._texts and _is_at(self.site, url):
                todo += self._read_script(url, is_owed=is_owed, is_entry=url in entries)
        found = [leaks_in(_path(url), text, self.own_keys) for url, text in self._texts.items()]
        return Bundle(
            files=tuple(map(_path, self._texts)),
            leaks=tuple(leak for leaks in found for leak in leaks.keys),
            live_keys=tuple(leak for leaks in found for leak in leaks.live),
            lookalikes=tuple(leak for leaks in found for leak in leaks.lookalikes),
        )

    def _read_script(self, url: str, *, is_owed: bool, is_entry: bool) -> list[tuple[str, bool]]:
        """Read a script and its map; where it leads to, and whether there must be a script."""
        if len(self._texts) >= FILES_MAX:
            raise NotShown(f"{self.site} ships more than {FILES_MAX} files; not all of them were read")
        answer = self._get(url)
        if answer.status != OK or "javascript" not in answer.content_type:
            if is_owed:
                raise NotShown(f"{answer} where a script was due, so it is not known what is in it")
            return []
        text = self._texts[url] = answer.text
        named = SOURCE_MAP.search(text.rstrip())
        guessed = f"{url}.map" if is_entry else ""
        self._read_map(url, named[1] if named else answer.headers.get("sourcemap", guessed))
        owed = [(urljoin(url, path), True) for path in IMPORTED.findall(text)]
        return owed + [(_mentioned(self.site, url, path), False) for path in MENTIONED.findall(text)]

    def _read_map(self, url: str, address: str) -> None:
        """A source map, where there is one: a missing one ships nothing."""
        if inline := DATA_URL.match(address):
            self._texts[f"{url}.map"] = _decoded(inline[1])
        elif address and _is_at(self.site, urljoin(url, address)):
            answer = self._get(urljoin(url, address))
            if answer.status == OK and answer.content_type != HTML:
                self._texts[answer.url] = answer.text

    def _get(self, url: str) -> Answer:
        answer: Answer | Unreachable = self.http_client.ask("GET", url)
        if not isinstance(answer, Answer):
            raise NotShown(f"{answer}, so what the site ships to browsers can't be read")
        return answer


class _Page(HTMLParser):
    """The scripts that a page names: those that it runs, and those that it only fetches ahead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.entries: list[str] = []
        self.ahead: list[str] = []
        self.feed(text)

    @property
    def scripts(self) -> list[str]:
        return self.entries + self.ahead

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_script_ahead = said.get("rel") == "modulepreload" or said.get("as") == "script"
        if tag == "script" and said.get("src"):
            self.entries.append(said["src"])
        if tag == "link" and is_script_ahead and said.get("href"):
            self.ahead.append(said["href"])


def _is_at(site: str, url: str) -> bool:
    return url.startswith(("https://", "http://")) and origin_of(url) == origin_of(site)


def _mentioned(site: str, script: str, path: str) -> str:
    """Where a bundler's list of names leads: `assets/x.js` stands at the root of the site."""
    return urljoin(script if path.startswith(".") or "/" not in path else f"{site}/", path)


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _decoded(text: str) -> str:
    """Base64 of either alphabet, padded or not; "" where it is none."""
    try:
        return base64.urlsafe_b64decode(text.translate(TO_URL_SAFE) + "=" * (-len(text) % 4)).decode(errors="replace")
    except binascii.Error:
        return ""
