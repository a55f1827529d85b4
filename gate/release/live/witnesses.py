"""Which commit a deploy was built from, by those who can tell: its host, its title, a stamp in the site, its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gate.release.live.build import COMMIT_CHARACTERS_MIN, is_same_commit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORD = re.compile(r"(?:(?<![0-9A-Za-z])|(?<=-g))[0-9a-f]{7,40}(?![0-9A-Za-z])", re.IGNORECASE)
"""By itself, or as `git describe` writes it: v2.4.0-3-g1a2b3c4."""
WHOLE_COMMIT = 40
OF_ANOTHER = re.compile(
    r"\b(?:revert(?:s|ed)?|undo(?:es)?|fix(?:es|ed)?|before|after|since|without|not|instead)\b", re.IGNORECASE
)
"""A title with such a word is about a commit, and not the commit's own: “Revert 1a2b3c4”."""


class Witness(StrEnum):
    """Who says which commit a deploy was built from."""

    HOST = "Netlify"
    TITLE = "the deploy's title"
    STAMP = "the stamp in the site"
    FILES = "the digests of its files"


@dataclass(frozen=True)
class Statement:
    """What one of them says; the commit may be shortened."""

    witness: Witness
    commit: str


@dataclass(frozen=True)
class Identity:
    """What all of them come to: the commit that the first one names, and who says so; empty where nobody does.

    contradiction: which two of them do not agree, in words.
    """

    commit: str = ""
    witnesses: tuple[Witness, ...] = ()
    contradiction: str = ""

    @property
    def by(self) -> str:
        """As in: by the stamp in the site. Empty where the host itself knows it, as it mostly does."""
        return "" if not self.witnesses or Witness.HOST in self.witnesses else f"by {' and '.join(self.witnesses)}"


def identify(statements: Iterable[Statement], known: Sequence[str], not_built: str = "") -> Identity:
    """Join what was said. known: commits in full, so that one of them is known by its first digits.

    not_built: in words, why its files are not those of a build of the first of these; that contradicts whoever says
    that they are, and where nobody says anything, it is known at least to be another build.
    """
    told = [(one.witness, _in_full(one.commit, known)) for one in statements if one.commit]
    if not told:
        return Identity(contradiction=f"the release names the files of its build, but {not_built}" if not_built else "")
    first, commit = told[0]
    for witness, other in told:
        if not is_same_commit(commit, other):
            short = COMMIT_CHARACTERS_MIN
            words = f"{first} names {commit[:short]}, but {witness} names {other[:short]}"
            return Identity(commit, (first,), words)
    if not_built and is_same_commit(commit, known[0]):
        words = f"{first} names {commit[:COMMIT_CHARACTERS_MIN]}, but {not_built}"
        return Identity(commit, (first,), words)
    return Identity(max((one for _, one in told), key=len), tuple(witness for witness, _ in told))


def commit_in_title(title: str, known: Iterable[str]) -> str:
    """The commit that a deploy's title says it was built from; empty where it names none, or several, or only why.

    A number of a ticket or a day is no commit, and neither is a word of seven letters, unless it is a known one.
    """
    if OF_ANOTHER.search(title):
        return ""
    known = tuple(known)
    words = {word.lower() for word in WORD.findall(title)}
    named = [word for word in words if _is_unmistakable(word) or any(is_same_commit(word, one) for one in known)]
    return _in_full(named[0], known) if len(named) == 1 else ""


def _is_unmistakable(word: str) -> bool:
    return len(word) == WHOLE_COMMIT or not (word.isdecimal() or word.isalpha())


def _in_full(commit: str, known: Iterable[str]) -> str:
    return next((one for one in known if is_same_commit(commit, one)), commit.lower())
