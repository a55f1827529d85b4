"""Which build a page of the product is: by the commit that it names, else by the names of the files that it loads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COMMIT_CHARACTERS_MIN = 7
OF_THE_HOST = "/.netlify/"
"""Scripts that Netlify puts into pages."""


class Says(StrEnum):
    """What one answer says of the release."""

    APPROVED = "approved"
    BESIDE = "beside"
    """Another build, and meant to answer too: a canary, or a split test."""
    ANOTHER = "another"
    FAILED = "failed"
    """5xx, or nobody answered."""
    NO_PAGE = "no page"
    """An answer, and not the app's: a maintenance page, a refusal, a way to somewhere else."""


@dataclass(frozen=True)
class Build:
    """What a page names: its commit (lower case; "" where it names none), and its scripts and styles by their paths."""

    commit: str = ""
    assets: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Read as in: … is live."""
        if self.commit:
            return f"commit {self.commit[:COMMIT_CHARACTERS_MIN]}"
        return f"the build of {min(self.assets, key=_by_weight, default='no file')}"


@dataclass(frozen=True)
class Expected:
    """The approved commit; beside: one that is meant to answer too; assets: those of the release, where known.

    files: all that the release was built to, by their paths, where it names them.
    """

    commit: str
    beside: str = ""
    assets: frozenset[str] | None = None
    files: frozenset[str] | None = None

    def says(self, build: Build) -> Says | None:
        """What a page of this build says; None where it names no commit, and nothing is known to compare it with."""
        if build.commit:
            if is_same_commit(build.commit, self.commit):
                return Says.APPROVED
            return Says.BESIDE if self.beside and is_same_commit(build.commit, self.beside) else Says.ANOTHER
        if self.assets is None and self.files is not None:
            own = {path for path in build.assets if not path.startswith(OF_THE_HOST)}
            return Says.APPROVED if own <= self.files else Says.ANOTHER
        if self.assets is None:
            return None
        return Says.APPROVED if build.assets == self.assets else Says.ANOTHER


def _by_weight(path: str) -> tuple[bool, bool, str]:
    """The script that a page begins with comes first."""
    return not path.endswith("js"), "index" not in path, path


def is_same_commit(one: str, other: str) -> bool:
    """Whether two names of commits, either of them perhaps shortened, are of the same."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return len(short) >= COMMIT_CHARACTERS_MIN and long.startswith(short)
