"""What GitHub knows, as facts. Commits are 40 hex digits, times UTC, logins as GitHub spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class CheckRun:
    """A check of a commit, as an app reports it. conclusion is None until it is completed."""

    name: str
    status: str
    conclusion: str | None


@dataclass(frozen=True)
class Status:
    """A check of a commit, as an older CI reports it: error, failure, pending or success."""

    context: str
    state: str


@dataclass(frozen=True)
class WorkflowRun:
    """A run of a workflow for a commit. updated_at: when it, or an approval of it, last moved."""

    id: int
    name: str
    commit: str
    status: str
    conclusion: str | None
    updated_at: datetime


@dataclass(frozen=True)
class RunApproval:
    """Somebody's yes or no to a run that waited for leave to enter an environment: approved, rejected or pending."""

    login: str
    state: str
    environments: tuple[str, ...]
    comment: str


@dataclass(frozen=True)
class PublishedRelease:
    """A release at GitHub. target: a commit, or the branch that the tag was cut from."""

    tag: str
    name: str
    target: str
    is_draft: bool
    is_prerelease: bool
    published_at: datetime | None
    body: str


@dataclass(frozen=True)
class Merge:
    """A commit with its whole message; login is empty where GitHub does not know the author."""

    commit: str
    message: str
    login: str
    at: datetime
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangedFile:
    """A file that differs: added, removed, modified, renamed, copied, changed or unchanged.

    patch: the changed lines as a unified diff; None where GitHub shows none (binary, or too long).
    """

    path: str
    status: str
    previous_path: str | None = None
    patch: str | None = None


@dataclass(frozen=True)
class Comparison:
    """From one commit to another: identical, ahead, behind or diverged.

    has_all_files: GitHub lists 300 files at most; with more, what is not listed may still have changed.
    """

    status: str
    merges: tuple[Merge, ...]
    files: tuple[ChangedFile, ...]
    has_all_files: bool


@dataclass(frozen=True)
class Milestone:
    """A milestone; GitHub counts pull requests among its issues."""

    number: int
    title: str
    is_open: bool
    open_issues: int
    closed_issues: int


@dataclass(frozen=True)
class Issue:
    """An issue, or a pull request seen as one; milestone is its title."""

    number: int
    title: str
    is_open: bool
    is_pull_request: bool
    labels: frozenset[str]
    milestone: str | None


@dataclass(frozen=True)
class PullRequest:
    """A pull request. merge_commit is None while it is not merged; body is what its author wrote of it."""

    number: int
    title: str
    is_open: bool
    labels: frozenset[str]
    milestone: str | None
    head_commit: str
    merge_commit: str | None
    merged_at: datetime | None
    updated_at: datetime
    is_draft: bool = False
    body: str = ""


@dataclass(frozen=True)
class Review:
    """A review: APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING; commit is what was looked at."""

    login: str
    state: str
    commit: str | None
    submitted_at: datetime | None


@dataclass(frozen=True)
class Protection:
    """What protects a branch. required_checks: names of checks; reviews: how many approvals a merge needs."""

    required_checks: frozenset[str]
    reviews: int
    binds_admins: bool
    is_locked: bool


@dataclass(frozen=True)
class Alert:
    """An open security alert; severity is critical, high, medium, low or unknown. No secret is in it.

    level: of an alert of the code, that of its rule: error, warning, note or none; else empty.
    """

    kind: Literal["dependency", "code", "secret"]
    number: int
    severity: str
    summary: str
    created_at: datetime
    level: str = ""
