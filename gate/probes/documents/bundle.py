"""What a site ships to every browser: its page, the scripts that it leads to, their source maps; and keys in them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from gate.files.addresses import origin_of
from gate.http import Answer
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gate.http import HttpClient, Unreachable

FILES_MAX = 300
OK = 200
HTML = "text/html"
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([./][^"'\s]+?\.m?js)["']""")
MENTIONED = re.compile(r"""["'`]([\w./-]+\.m?js)["'`]""")
"""Chunks that a bundler loads by lists of names; what is mentioned need not exist."""
SOURCE_MAP = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*\Z")
DATA_URL = re.compile(r"data:[^,]*;base64,(.*)", re.DOTALL)
TO_URL_SAFE = str.maketrans("+/", "-_")
JSON_WEB_TOKEN = re.compile(r"\beyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+")
KEYS = {
    "a secret payment key (sk_live_…)": re.compile(r"\bsk_live_[0-9A-Za-z]{16,}"),
    "a secret payment key (sk_test_…)": re.compile(r"\bsk_test_[0-9A-Za-z]{16,}"),
    "a Flutterwave secret key": re.compile(r"\bFLWSECK(?:_TEST)?-[0-9A-Za-z-]{16,}"),
    "a Supabase secret key (sb_secret_…)": re.compile(r"\bsb_secret_[\w-]{16,}"),
    "a Supabase access token": re.compile(r"\bsbp_[0-9a-f]{40}\b"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a SendGrid key": re.compile(r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}"),
    "a Twilio key": re.compile(r"\bSK[0-9a-f]{32}\b"),
    "an AWS key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{50,})"),
    "a database address with its password": re.compile(r"\bpostgres(?:ql)?://[^\s:/@\"']+:[^\s@\"'${}<>\[\]]+@"),
}

LIVE_KEY = re.compile(r"\b(?:pk|sk)_live_[0-9A-Za-z]{16,}")


@dataclass(frozen=True)
class Leak:
    """A key where everybody can read it. The key itself is not kept."""

    kind: str
    file: str
    line: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.kind} in {self.file}, line {self.line}"


@dataclass(frozen=True)
class Bundle:
    """What was read, the keys in it that no browser may have, and those that move real money. Paths at the site."""

    files: tuple[str, ...]
    leaks: tuple[Leak, ...]
    live_keys: tuple[Leak, ...]


def leaks_in(file: str, text: str, own_keys: Collection[str]) -> Iterator[Leak]:
    """Every key in a text: by its form, by the role that a token names, and `own_keys` as they are."""

    def leak(kind: str, at: int) -> Leak:
        return Leak(kind, file, text.count("\n", 0, at) + 1)

    for kind, form in KEYS.items():
        yield from (leak(kind, found.start()) for found in form.finditer(text))
    for found in JSON_WEB_TOKEN.finditer(text):
        if _role(found[1]) == "service_role":
            yield leak("Supabase's service key", found.start())
    for key in own_keys:
        if (at := text.find(key)) >= 0:
            yield leak("a secret of the environment file", at)


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
        found = [leak for url, text in self._texts.items() for leak in leaks_in(_path(url), text, self.own_keys)]
        live = (
            Leak("a live key for payments", _path(url), text.count("\n", 0, key.start()) + 1)
            for url, text in self._texts.items()
            for key in LIVE_KEY.finditer(text)
        )
        return Bundle(tuple(map(_path, self._texts)), tuple(dict.fromkeys(found)), tuple(dict.fromkeys(live)))

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


def _role(payload: str) -> object:
    try:
        claims = json.loads(_decoded(payload))
    except ValueError:
        return None
    return claims.get("role") if isinstance(claims, dict) else None


def _decoded(text: str) -> str:
    """Base64 of either alphabet, padded or not; "" where it is none."""
    try:
        return base64.urlsafe_b64decode(text.translate(TO_URL_SAFE) + "=" * (-len(text) % 4)).decode(errors="replace")
    except binascii.Error:
        return ""
