"""What commits say of themselves (Conventional Commits 1.0.0), and whether they touch the product."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["feature", "breaking change", "other", "unsaid"]

HEADER = re.compile(r"(?P<type>[A-Za-z]+)(\([^()\n]+\))?(?P<bang>!)?: \S")
SQUASHED = re.compile(r"[*-] (?=\S)")
"""GitHub lists the commits of a squashed pull request like this."""
BREAKING = re.compile(r"^BREAKING[ -]CHANGE: ", re.MULTILINE)
BY_GIT = ('Revert "', "Merge ")
CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)\b", re.IGNORECASE)
PAPERS = re.compile(
    r"(.*/)?(docs?|tests?|__tests__|e2e|cypress)/.*"
    r"|.*\.(md|mdx|rst|adoc)"
    r"|.*[._](test|spec)\.[A-Za-z]+"
    r"|(.*/)?(CHANGELOG|LICENSE|NOTICE)",
)
VERSION_LINE = re.compile(
    r"""\s*"?(version|versionName|versionCode|MARKETING_VERSION|CURRENT_PROJECT_VERSION)"?"""
    r"""\s*[:= ]\s*["']?[\d.]+["']?[,;]?\s*"""
)


def kind_of(message: str) -> Kind:
    """Say what a commit brings, by its first line, the lines of what was squashed into it, and its footers.

    unsaid: the first line is no Conventional Commit, and not one that git writes itself.
    """
    first, *rest = message.splitlines() or [""]
    squashed = [line[found.end() :] for line in rest if (found := SQUASHED.match(line))]
    headers = [found for line in (first, *squashed) if (found := HEADER.match(line))]
    if BREAKING.search(message) or any(found["bang"] for found in headers):
        return "breaking change"
    if any(found["type"].lower() in {"feat", "feature"} for found in headers):
        return "feature"
    return "other" if HEADER.match(first) or first.startswith(BY_GIT) else "unsaid"


def closed_by(text: str) -> frozenset[int]:
    """Return the issues that a message, or a pull request's text, closes by GitHub's own words (`fixes #12`)."""
    return frozenset(int(number) for number in CLOSES.findall(text))


@dataclass(frozen=True)
class Touched:
    """A file that a commit changed; patch is a unified diff, None where there is none to be seen."""

    path: str
    patch: str | None = None
    previous_path: str | None = None

    @property
    def is_documentation(self) -> bool:
        """Whether it is documentation, a test or the changelog, or only the version number in it has changed."""
        paths = [self.path, *([self.previous_path] if self.previous_path else [])]
        return all(PAPERS.fullmatch(path) for path in paths) or self._is_version_only()

    def _is_version_only(self) -> bool:
        changed = [line[1:] for line in (self.patch or "").splitlines() if line[:1] in {"+", "-"}]
        return bool(changed) and all(VERSION_LINE.fullmatch(line) for line in changed)
