"""A changelog in Markdown, as https://keepachangelog.com and the tools that write one have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

VERSION = re.compile(
    r"\W*(?:(?:version|release)\W+)?(?:\S+@)?v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*[0-9A-Za-z])?)\]?(?![\w.])",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR, MONTH, DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
NAMED_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
DATES = tuple(
    re.compile(rf"(?<![^\W_]|[./-]){form}(?![^\W_]|[/-]|\.\d)", re.IGNORECASE)
    for form in (
        f"{YEAR}-{MONTH}-{DAY}",
        f"{YEAR}/{MONTH}/{DAY}",
        f"{DAY}[ -]{NAMED_MONTH},?[ -]{YEAR}",
        f"{NAMED_MONTH} {DAY},? {YEAR}",
        rf"{DAY}\.{MONTH}\.{YEAR}",
        f"{DAY}/{MONTH}/{YEAR}",
        f"{MONTH}/{DAY}/{YEAR}",
    )
)
KNOWN_ISSUES = re.compile(r"known (issues?|problems?|bugs?|limitations?)\b", re.IGNORECASE)
REFERENCE = re.compile(r"(?:(?<![\w&])#|/issues/)(\d+)\b")
MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-z][^>]*>", re.DOTALL | re.IGNORECASE)
NOTHING_SAID = re.compile(
    r"[\W_]*(to do|todo|tbd|to be done|to be written|none|n/?a|fixme|(release )?date|released( on)?)?[\W_]*",
    re.IGNORECASE,
)
UNSEEN = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"), " ") | {0xFEFF: None}
PATCH_LEVEL = 3
"""standard-version gives patches a heading of this level, and the kinds of change beneath them the same."""


@dataclass(frozen=True)
class KnownIssue:
    """An entry under "Known issues", and the issues that it refers to by number."""

    text: str
    numbers: frozenset[int]


@dataclass(frozen=True)
class Notes:
    """The section of one version. day is None where it has no date; entries: what is said of the version."""

    version: str
    day: date | None
    entries: tuple[str, ...]
    known_issues: tuple[KnownIssue, ...]


@dataclass(frozen=True)
class _Block:
    """A heading of this level, or with level 0 what stands beneath one. is_item: it begins an item of a list."""

    level: int
    text: str
    is_item: bool

    @property
    def says_nothing(self) -> bool:
        return bool(NOTHING_SAID.fullmatch(_without_dates(self.text)))


def read_changelog(text: str) -> tuple[Notes, ...]:
    """Return the sections of all versions, in the order of the file."""
    found: list[tuple[str, date | None, list[_Block]]] = []
    level, is_within = 0, False
    for block in _blocks(text):
        version = VERSION.match(_without_dates(block.text)) if block.level else None
        if version:
            level, is_within = block.level, True
            found.append((version[1], _day(block.text), []))
        elif block.level and (block.level < level or block.level == level < PATCH_LEVEL):
            is_within = False  # something that is no version, such as Unreleased
        elif is_within:
            found[-1][2].append(block)
    return tuple(_notes(*section) for section in found)


def _blocks(text: str) -> Iterator[_Block]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - whoever reads no changelog does not wait for it

    level, is_item = 0, False
    for token in MarkdownIt("commonmark").parse(text.translate(UNSEEN)):
        if token.type == "heading_open" and not token.level:
            level = int(token.tag[1:])
        elif token.type == "list_item_open":
            is_item = True
        elif token.content:
            yield _Block(level, _text_of(token, is_heading=level > 0), is_item)
            level, is_item = 0, False


def _text_of(token: Token, *, is_heading: bool) -> str:
    """A heading as it is seen; of anything else its source, in which links have their addresses."""
    children = token.children or ()
    if is_heading:
        return "".join(child.content for child in children if child.type in {"text", "code_inline"})
    has_markup = token.type == "html_block" or any(child.type == "html_inline" for child in children)
    return " ".join((MARKUP.sub("", token.content) if has_markup else token.content).split())


def _notes(version: str, day: date | None, blocks: Sequence[_Block]) -> Notes:
    entries: list[str] = []
    known: list[str] = []
    known_level = 0  # that of the heading `Known issues` under which is read; 0 elsewhere
    for block in blocks:
        if block.level and KNOWN_ISSUES.match(block.text):
            known_level = block.level
        elif block.level:
            known_level = 0 if block.level <= known_level else known_level
        elif block.says_nothing:
            day = day or (_day(block.text) if block is blocks[0] else None)
        elif not known_level:
            entries.append(block.text)
        elif block.is_item or not known:
            known.append(block.text)
        else:
            known[-1] += f" {block.text}"
    issues = (KnownIssue(text, frozenset(map(int, REFERENCE.findall(text)))) for text in known)
    return Notes(version, day, tuple(entries), tuple(issues))


def _without_dates(text: str) -> str:
    for form in DATES:
        text = form.sub("", text)
    return text


def _day(text: str) -> date | None:
    """None also where it may be one of two days, as 03/04/2026 may."""
    days = {_date(**found.groupdict()) for form in DATES if (found := form.search(text))} - {None}
    return days.pop() if len(days) == 1 else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month) if month.isdecimal() else 1 + MONTHS.index(month.lower()), int(day))
    except ValueError:
        return None
