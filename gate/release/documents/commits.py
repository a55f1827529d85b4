"""What commits say of themselves (Conventional Commits 1.0.0), and whether they touch the product."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["feature", "breaking change", "other", "unsaid"]

HEADER = re.compile(r"(?P<type>[A-Za-z]+)(\([^()\n]*\))?(?P<bang>!)?: \S")
TYPES: dict[str, Kind] = {
    **dict.fromkeys(("build", "chore", "ci", "deps", "doc", "docs", "fix", "bugfix", "hotfix", "i18n"), "other"),
    **dict.fromkeys(("lint", "perf", "refactor", "release", "revert", "security", "style", "test", "tests"), "other"),
    **dict.fromkeys(("feat", "feature"), "feature"),
}
"""What people agree on. Any noun may be a type, so `Wallet: …` has the form and says nothing."""
BEFORE_THE_TYPE = re.compile(
    r"(?:(?:fixup|squash|amend)! "
    r"|Merged PR \d+: |Pull request #\d+: "  # Azure DevOps and Bitbucket write a pull request's title like this
    r"|\[[^\]\n]*\][\s:-]*|\(?(?:[A-Z][A-Z0-9]*-|#)\d+\)?[\s:|-]+"  # a ticket
    r"|:[a-z0-9_+-]+:\s*|[^\w\s\"'“`*#()\[\]{}<>:/\\-]+\s*)*"  # an emoji
)
GITMOJI: dict[str, Kind] = {
    "✨": "feature",
    ":sparkles:": "feature",
    "💥": "breaking change",
    ":boom:": "breaking change",
}
TAKES_BACK = re.compile(r"Revert [\"“']|[Rr]evert(\([^()\n]*\))?: ")
BRINGS_BACK = re.compile(r"(Reapply|Reland|Re-land) [\"“']")
"""git writes Reapply where a revert is reverted, since 2.43."""
MERGED = re.compile(r"Merge (branch|branches|commit|pull request|remote-tracking branch|tag) |Merged in ")
"""With one parent it brings who knows what; hosts write the pull request's title beneath."""
SQUASHED = re.compile(r"\s*[*-] (?=\S)")
"""GitHub lists the commits of a squashed pull request like this; git indents them."""
SQUASHED_BY_GIT = "Squashed commit of the following:"
BREAKING = re.compile(r"^[\s>*_#-]*BREAKING[ -]CHANGES?[*_]*(:| #|\s*$)", re.MULTILINE)
CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)\b", re.IGNORECASE)
PACKAGE = r"((packages|apps)/[^/]+/|supabase/)?"
PAPERS = re.compile(
    # a folder called docs within src is a page of the product, and a text there may be shown to people
    rf"{PACKAGE}docs?/.*|({PACKAGE}|\.github/(.*/)?)[^/]+\.(md|mdx|rst|adoc)|(.*/)?(README\.md|CHANGELOG|LICENSE|NOTICE)"
    rf"|{PACKAGE}(src/)?(tests?|e2e|cypress)/.*|(.*/)?(__tests__|__snapshots__|src/(test|androidTest)/(java|kotlin))/.*"
    r"|.*[._](test|spec)\.([cm]?[jt]sx?|py|go|java|kt|swift|snap)"
)
WITHOUT_EFFECT = (
    (
        re.compile(
            r"(.*/)?(package(-lock)?\.json|npm-shrinkwrap\.json|app\.json|build\.gradle(\.kts)?|project\.pbxproj)"
        ),
        re.compile(
            r"""\s*"?(version|versionName|versionCode|MARKETING_VERSION|CURRENT_PROJECT_VERSION)"?"""
            r"""\s*[:= ]\s*["']?[\d.]+(-[\w.]+)?["']?[,;]?\s*"""
        ),
    ),
    (re.compile(r"\.github/workflows/[^/]+\.ya?ml"), re.compile(r"\s*(#(?!!).*)?")),
)
"""Files, and lines of theirs that only say the product's version, or only remark. Elsewhere `version:` is a tool's."""


def kind_of(message: str) -> Kind:
    """Say what a commit brings, by its first line, the lines of what was squashed into it, and its footers.

    unsaid: the first line is no Conventional Commit, nor what git writes where it takes one back.
    """
    first, *rest = message.splitlines() or [""]
    if MERGED.match(first):
        first = next(filter(str.strip, rest), "")
    if first == SQUASHED_BY_GIT:
        squashed = [line.strip() for line in rest if line.startswith("    ")]
    else:
        squashed = [line[found.end() :] for line in rest if (found := SQUASHED.match(line))]
    kinds = [_kind_of_title(title) for title in (first, *squashed)]
    if BREAKING.search(message) or "breaking change" in kinds:
        return "breaking change"
    return "feature" if "feature" in kinds else kinds[0]


def _kind_of_title(title: str, *, is_taken_back: bool = False) -> Kind:
    found = BEFORE_THE_TYPE.match(title)
    before, title = (found[0], title[found.end() :]) if found else ("", title)
    if back := TAKES_BACK.match(title):
        return _kind_of_title(title[back.end() :], is_taken_back=not is_taken_back)
    if again := BRINGS_BACK.match(title):
        return _kind_of_title(title[again.end() :], is_taken_back=is_taken_back)
    if is_taken_back:
        return "other"
    emoji: Kind | None = next((kind for mark, kind in GITMOJI.items() if mark in before), None)
    header = HEADER.match(title)
    if emoji or header is None:
        return emoji or "unsaid"
    return "breaking change" if header["bang"] else TYPES.get(header["type"].lower(), "unsaid")


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
        """Whether it is documentation, a test or the changelog, or only the version number or a remark has changed."""
        paths = [self.path, *([self.previous_path] if self.previous_path else [])]
        return all(PAPERS.fullmatch(path) for path in paths) or self._is_without_effect()

    def _is_without_effect(self) -> bool:
        changed = [line[1:] for line in (self.patch or "").splitlines() if line[:1] in {"+", "-"}]
        forms = [line for file, line in WITHOUT_EFFECT if file.fullmatch(self.path)]
        return bool(changed) and any(all(form.fullmatch(line) for line in changed) for form in forms)
