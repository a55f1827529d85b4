"""The page that a web app begins with: which commit it names, and which files it loads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from gate.release.live import Build

NAMES = re.compile(r"(?:^|[-_:.])(?:commit|revision|git|sha)(?:$|[-_:.])", re.IGNORECASE)
"""Of a <meta> that holds a commit: commit, git-sha, build:commit, app_revision."""
COMMIT = re.compile(r"[0-9a-f]{7,40}", re.IGNORECASE)
LOADED = frozenset({"stylesheet", "modulepreload"})


def build_of(url: str, html: str, meta: str | None = None) -> Build | None:
    """Read a page that was found at `url`; None where it names neither a commit nor a script: it is not the app's.

    meta: the name of the <meta> that holds the commit; without it any of the usual names will do.
    """
    reader = _Reader(re.compile(rf"\A{re.escape(meta)}\Z", re.IGNORECASE) if meta else NAMES)
    reader.feed(html)
    reader.close()
    here = urlsplit(url)
    places = (urlsplit(urljoin(url, address)) for address in reader.files)
    assets = frozenset(place.path for place in places if place.netloc == here.netloc)
    if not (reader.commit or any(path.endswith("js") for path in assets)):
        return None
    return Build(reader.commit.lower(), assets)


class _Reader(HTMLParser):
    def __init__(self, names: re.Pattern[str]) -> None:
        super().__init__()
        self._names = names
        self.commit = ""
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_commit = self._names.search(said.get("name", "")) and COMMIT.fullmatch(said.get("content", "").strip())
        if tag == "meta" and is_commit and not self.commit:
            self.commit = said["content"].strip()
        if tag == "script" and said.get("src"):
            self.files.append(said["src"])
        if tag == "link" and said.get("href") and not LOADED.isdisjoint(said.get("rel", "").lower().split()):
            self.files.append(said["href"])
