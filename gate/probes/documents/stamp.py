"""The build of a page, by the stamp that the environment says it carries: in a <meta>, a header or a JSON file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from gate.http import Answer
from gate.probes.documents.app_shell import COMMIT, build_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gate.environment.sections import BuildStamp
    from gate.http import Unreachable
    from gate.release.live import Build

JSON = "application/json"


@dataclass(frozen=True)
class StampedPage:
    """Reads pages of the product, and what stands beside them."""

    stamp: BuildStamp

    def build_of(self, url: str, html: str, headers: Mapping[str, str]) -> Build | None:
        """Of a page alone, without asking for more; None where it is not the app's. Names of headers are lower case."""
        build = build_of(url, html, self.stamp.meta)
        if build is None or self.stamp.json_:
            return build and replace(build, commit="")
        if self.stamp.header:
            return replace(build, commit=_commit(headers.get(self.stamp.header.lower(), "")))
        return build

    def build_at(self, page: Answer, ask: Callable[[str], Answer | Unreachable]) -> Build | None:
        """Of a page and, where the stamp is a file beside it, of that file too, asked for by its address."""
        build = self.build_of(page.url, page.text, page.headers)
        if build is None or not self.stamp.json_:
            return build
        return replace(build, commit=self._commit_in(ask(urljoin(page.url, self.stamp.json_))))

    def _commit_in(self, file: Answer | Unreachable) -> str:
        """Empty also where a rewrite answers the page for what is no file."""
        told = file.json if isinstance(file, Answer) and file.content_type == JSON else None
        for name in self.stamp.field.split("."):
            told = told.get(name) if isinstance(told, dict) else None
        return _commit(told)


def _commit(text: object) -> str:
    words = text.strip() if isinstance(text, str) else ""
    return words.lower() if COMMIT.fullmatch(words) else ""
