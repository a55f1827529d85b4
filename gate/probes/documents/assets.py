"""What a web page names that has to be there: scripts, styles, preloads, the manifest's icons, a worker's precache."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT, STYLE, MANIFEST, IMAGE, FONT, PAGE = "script", "style", "manifest", "image", "font", "page"
TYPES = {
    SCRIPT: ("text/javascript", "application/javascript", "application/x-javascript"),
    STYLE: ("text/css",),
    MANIFEST: ("application/manifest+json", "application/json"),
    IMAGE: ("image/",),
    FONT: (
        "font/",
        "application/font",
        "application/x-font",
        "application/vnd.ms-font",
        "application/octet-stream",
    ),
    PAGE: ("text/html",),
    "data": ("application/json", "application/manifest+json"),
    "text": ("text/plain",),
    "code": ("application/wasm",),
}
"""How the content type of each kind begins."""
ENDINGS = {
    **dict.fromkeys((".js", ".mjs"), SCRIPT),
    ".css": STYLE,
    ".webmanifest": MANIFEST,
    **dict.fromkeys((".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico"), IMAGE),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf", ".eot"), FONT),
    **dict.fromkeys((".html", ".htm", ""), PAGE),
    **dict.fromkeys((".json", ".map"), "data"),
    ".txt": "text",
    ".wasm": "code",
}
ICONS = dict.fromkeys(("icon", "apple-touch-icon"), IMAGE)
RELATIONS = {"stylesheet": STYLE, "modulepreload": SCRIPT, "manifest": MANIFEST, **ICONS}
PRELOADED = {"script": SCRIPT, "style": STYLE, "image": IMAGE, "font": FONT}
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([./][^"'\s]+?\.m?js)["']""")
REGISTERED = re.compile(r"""serviceWorker\s*(?:\?\.|\.)\s*register\s*\(\s*["'`]([^"'`$]+)["'`]""")
LISTED = re.compile(r"""\[\s*((?:"[^"\n]*"|'[^'\n]*')(?:\s*,\s*(?:"[^"\n]*"|'[^'\n]*'))*)\s*,?\s*\]""")
"""A list of texts: a precache written by hand."""
ENTRY = re.compile(r"""["']?\burl["']?\s*:\s*(["'])([^"'\n]+)\1""")
"""Of a precache that Workbox writes: {url: "assets/index-1a2b.js", revision: null}."""
OF_WORKER = re.compile(r"""importScripts\s*\(\s*["']([^"'\n]+)["']""")
TEXT = re.compile(r"""(["'])([^"'\n]*)\1""")


@dataclass(frozen=True)
class Asset:
    """An address that something names, what is due there, and who names it; kind "" where any file will do."""

    url: str
    kind: str
    named_by: str

    def problem(self, status: int, content_type: str) -> str:
        """How an answer is not what is due, empty where it is: a page in the place of a file is the app's shell."""
        if status != 200:  # noqa: PLR2004 - OK
            return f"{status} {content_type or 'without content type'}"
        if content_type == "text/html" and self.kind != PAGE:
            return "the page itself, as a rewrite answers it for what is not there"
        owed = TYPES.get(self.kind)
        if owed and not content_type.startswith(owed):
            return f"{content_type or 'no content type'} instead of {owed[0].rstrip('/')}"
        return ""


def named_in_page(url: str, html: str) -> tuple[Asset, ...]:
    """What a page has the browser fetch, but for what its texts lead to."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    base = urljoin(url, reader.base)
    found = (Asset(_whole(base, address), kind, "the page") for address, kind in reader.named)
    return tuple(dict.fromkeys(asset for asset in found if _is_web(asset.url)))


def named_in_manifest(url: str, text: str) -> tuple[Asset, ...] | None:
    """The icons and pictures of a web app manifest; None where it is none."""
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    pictures = [
        one for part in ("icons", "screenshots") if isinstance(listed := said.get(part), list) for one in listed
    ]
    addresses = [one["src"] for one in pictures if isinstance(one, dict) and isinstance(one.get("src"), str)]
    return tuple(dict.fromkeys(Asset(_whole(url, address), IMAGE, "the manifest") for address in addresses))


def named_in_script(url: str, text: str) -> tuple[Asset, ...]:
    """Scripts that a script imports."""
    return tuple(dict.fromkeys(Asset(_whole(url, path), SCRIPT, _path(url)) for path in IMPORTED.findall(text)))


def workers_in(url: str, text: str) -> tuple[Asset, ...]:
    """Service workers that a script, or a script in a page, registers."""
    return tuple(Asset(_whole(url, path), SCRIPT, _path(url)) for path in dict.fromkeys(REGISTERED.findall(text)))


def precached_by(url: str, text: str) -> tuple[Asset, ...]:
    """What a service worker keeps from its installation on, by the lists in it, and the scripts that it is made of."""
    listed = [path for whole in LISTED.findall(text) for _, path in TEXT.findall(whole)]
    listed += [path for _, path in ENTRY.findall(text)]
    made_of = [Asset(_whole(url, path), SCRIPT, "the service worker") for path in OF_WORKER.findall(text)]
    kept = (Asset(_whole(url, path), kind_of(path), "the service worker") for path in listed if _is_path(path))
    return tuple(dict.fromkeys([*made_of, *kept]))


def kind_of(path: str) -> str:
    """What is due at a path, by its ending; empty where that says nothing."""
    return ENDINGS.get(PurePosixPath(urlsplit(path).path).suffix.lower(), "")


def _is_path(text: str) -> bool:
    """Whether a text of a list is a path of the site: one from the root, or one of a file that browsers know."""
    place = urlsplit(text)
    ending = PurePosixPath(place.path).suffix.lower()
    is_pattern = any(character in text for character in " *{}()")
    return not (place.scheme or place.netloc or is_pattern) and (
        place.path == "/" or (ending in ENDINGS and ending != "")
    )


def _whole(base: str, address: str) -> str:
    return urljoin(base, address).partition("#")[0]


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.named: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = said.get("href", "")
        if tag == "script" and said.get("src"):
            self.named.append((said["src"], SCRIPT))
        if tag == "link" and said.get("href"):
            self.named += [(said["href"], kind) for kind in self._kinds(said)]

    @staticmethod
    def _kinds(said: dict[str, str]) -> Iterator[str]:
        for relation in said.get("rel", "").lower().split():
            if relation in RELATIONS:
                yield RELATIONS[relation]
            elif relation == "preload":
                yield PRELOADED.get(said.get("as", "").lower(), "")
