"""A changelog in Markdown, as https://keepachangelog.com and the tools that write one have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
VERSION = re.compile(r"\[?v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*[0-9A-Za-z])?)\]?(?![\w.])")
DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
KNOWN_ISSUES = re.compile(r"known (issues?|problems?|bugs?|limitations?)\b", re.IGNORECASE)
ENTRY = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
REFERENCE = re.compile(r"(?:(?<![\w&])#|/issues/)(\d+)\b")
LINK_DEFINITION = re.compile(r"\[[^\]]+\]:\s")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
NOTHING_SAID = re.compile(r"\W*(to do|todo|tbd|to be done|to be written|none|n/?a|fixme|\.\.\.)?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class KnownIssue:
    """An entry under "Known issues", and the issues that it refers to by number."""

    text: str
    numbers: frozenset[int]


@dataclass(frozen=True)
class Notes:
    """The section of one version. day is None where its heading has no date; entries: what is said of the version."""

    version: str
    day: date | None
    entries: tuple[str, ...]
    known_issues: tuple[KnownIssue, ...]


def read_changelog(text: str) -> tuple[Notes, ...]:
    """Return the sections of all versions, in the order of the file."""
    found: list[tuple[str, date | None, list[str]]] = []
    level, is_within = 0, False
    for line in COMMENT.sub("", text).splitlines():
        heading = HEADING.fullmatch(line)
        version = VERSION.match(heading[2]) if heading else None
        if heading and version:
            level, is_within = len(heading[1]), True
            found.append((version[1], _day(heading[2]), []))
        elif heading and len(heading[1]) <= level:
            is_within = False  # something that is no version, such as Unreleased
        elif is_within:
            found[-1][2].append(line)
    return tuple(_notes(*section) for section in found)


def _notes(version: str, day: date | None, lines: list[str]) -> Notes:
    entries: list[str] = []
    known: list[str] = []
    known_level = 0  # that of the heading `Known issues` under which is read; 0 elsewhere
    for line in lines:
        heading = HEADING.fullmatch(line)
        if heading and KNOWN_ISSUES.match(heading[2]):
            known_level = len(heading[1])
        elif heading and len(heading[1]) <= known_level:
            known_level = 0
        elif heading or LINK_DEFINITION.match(line) or NOTHING_SAID.fullmatch(ENTRY.sub(r"\1", line)):
            continue
        elif not known_level:
            entries.append(line.strip())
        elif ENTRY.fullmatch(line) or not known:
            known.append(ENTRY.sub(r"\1", line).strip())
        else:
            known[-1] += f" {line.strip()}"
    issues = (KnownIssue(text, frozenset(map(int, REFERENCE.findall(text)))) for text in known)
    return Notes(version, day, tuple(entries), tuple(issues))


def _day(heading: str) -> date | None:
    found = DATE.search(heading)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
