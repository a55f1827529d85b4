"""GitHub's JSON, as far as it is read here."""

import base64
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field, RootModel

from gate.sources.github import facts

UNKNOWN = "unknown"


class _User(BaseModel):
    login: str


class _CheckRun(BaseModel):
    name: str
    status: str
    conclusion: str | None

    def fact(self) -> facts.CheckRun:
        return facts.CheckRun(self.name, self.status, self.conclusion)


class CheckRuns(BaseModel):
    """A page of check runs."""

    check_runs: list[_CheckRun]


class _Status(BaseModel):
    context: str
    state: str

    def fact(self) -> facts.Status:
        return facts.Status(self.context, self.state)


class CombinedStatus(BaseModel):
    """A page of statuses."""

    statuses: list[_Status]


class _WorkflowRun(BaseModel):
    id: int
    name: str | None = None
    head_sha: str
    status: str | None
    conclusion: str | None
    updated_at: AwareDatetime

    def fact(self) -> facts.WorkflowRun:
        return facts.WorkflowRun(
            self.id, self.name or "", self.head_sha, self.status or UNKNOWN, self.conclusion, self.updated_at
        )


class WorkflowRuns(BaseModel):
    """A page of workflow runs."""

    workflow_runs: list[_WorkflowRun]


class _Environment(BaseModel):
    name: str


class _RunApproval(BaseModel):
    user: _User
    state: str
    comment: str
    environments: list[_Environment]

    def fact(self) -> facts.RunApproval:
        names = tuple(environment.name for environment in self.environments)
        return facts.RunApproval(self.user.login, self.state, names, self.comment)


class RunApprovals(RootModel[list[_RunApproval]]):
    """The approvals of one run."""


class PublishedRelease(BaseModel):
    """A release with its tag."""

    tag_name: str
    name: str | None
    target_commitish: str
    draft: bool
    prerelease: bool
    published_at: AwareDatetime | None
    body: str | None = None

    def fact(self) -> facts.PublishedRelease:
        """Say it in our words."""
        return facts.PublishedRelease(
            tag=self.tag_name,
            name=self.name or "",
            target=self.target_commitish,
            is_draft=self.draft,
            is_prerelease=self.prerelease,
            published_at=self.published_at,
            body=self.body or "",
        )


class _Signature(BaseModel):
    date: AwareDatetime


class _GitCommit(BaseModel):
    message: str
    committer: _Signature


class _Author(BaseModel):
    login: str = ""


class _Parent(BaseModel):
    sha: str


class _Commit(BaseModel):
    sha: str
    commit: _GitCommit
    author: _Author | None
    parents: list[_Parent] = []

    def fact(self) -> facts.Merge:
        login = self.author.login if self.author else ""
        parents = tuple(parent.sha for parent in self.parents)
        return facts.Merge(self.sha, self.commit.message, login, self.commit.committer.date, parents)


class _File(BaseModel):
    filename: str
    status: str
    previous_filename: str | None = None
    patch: str | None = None

    def fact(self) -> facts.ChangedFile:
        return facts.ChangedFile(self.filename, self.status, self.previous_filename, self.patch)


class Comparison(BaseModel):
    """A page of a comparison; the files are on the first one only."""

    status: str
    commits: list[_Commit]
    files: list[_File] = []


class Content(BaseModel):
    """A file as it stands at a commit; GitHub sends none that is longer than 1 MB, with `encoding: none`."""

    type: Literal["file"]
    encoding: Literal["base64"]
    content: str

    def text(self) -> str:
        """Decode it; raise ValueError where it is no UTF-8 text."""
        return base64.b64decode(self.content).decode("utf-8-sig")


class _Milestone(BaseModel):
    number: int
    title: str
    state: str
    open_issues: int
    closed_issues: int

    def fact(self) -> facts.Milestone:
        return facts.Milestone(self.number, self.title, self.state == "open", self.open_issues, self.closed_issues)


class Milestones(RootModel[list[_Milestone]]):
    """A page of milestones."""


class _Label(BaseModel):
    name: str


class _Titled(BaseModel):
    title: str


class _Issue(BaseModel):
    number: int
    title: str
    state: str
    labels: list[_Label | str]
    milestone: _Titled | None
    pull_request: object = None

    def fact(self) -> facts.Issue:
        labels = frozenset(label if isinstance(label, str) else label.name for label in self.labels)
        milestone = self.milestone.title if self.milestone else None
        is_pull_request = self.pull_request is not None
        return facts.Issue(self.number, self.title, self.state == "open", is_pull_request, labels, milestone)


class Issues(RootModel[list[_Issue]]):
    """A page of issues."""


class _Head(BaseModel):
    sha: str


class _PullRequest(BaseModel):
    number: int
    title: str
    state: str
    labels: list[_Label]
    milestone: _Titled | None
    head: _Head
    merge_commit_sha: str | None
    merged_at: AwareDatetime | None
    updated_at: AwareDatetime
    draft: bool = False
    body: str | None = None

    def fact(self) -> facts.PullRequest:
        return facts.PullRequest(
            number=self.number,
            title=self.title,
            is_open=self.state == "open",
            labels=frozenset(label.name for label in self.labels),
            milestone=self.milestone.title if self.milestone else None,
            head_commit=self.head.sha,
            merge_commit=self.merge_commit_sha if self.merged_at else None,
            merged_at=self.merged_at,
            updated_at=self.updated_at,
            is_draft=self.draft,
            body=self.body or "",
        )


class PullRequests(RootModel[list[_PullRequest]]):
    """A page of pull requests."""


class _Review(BaseModel):
    user: _User | None
    state: str
    commit_id: str | None
    submitted_at: AwareDatetime | None = None

    def fact(self) -> facts.Review:
        login = self.user.login if self.user else ""
        return facts.Review(login, self.state, self.commit_id, self.submitted_at)


class Reviews(RootModel[list[_Review]]):
    """A page of reviews."""


class _Checks(BaseModel):
    contexts: list[str]


class _Switch(BaseModel):
    enabled: bool = False


class _RequiredReviews(BaseModel):
    required_approving_review_count: int = 0


class Protection(BaseModel):
    """The protection of a branch; what is not set is left out."""

    required_status_checks: _Checks | None = None
    required_pull_request_reviews: _RequiredReviews | None = None
    enforce_admins: _Switch = _Switch()
    lock_branch: _Switch = _Switch()

    def fact(self) -> facts.Protection:
        """Say it in our words."""
        checks, reviews = self.required_status_checks, self.required_pull_request_reviews
        return facts.Protection(
            required_checks=frozenset(checks.contexts if checks else ()),
            reviews=reviews.required_approving_review_count if reviews else 0,
            binds_admins=self.enforce_admins.enabled,
            is_locked=self.lock_branch.enabled,
        )


class _Advisory(BaseModel):
    severity: str
    summary: str


class _DependencyAlert(BaseModel):
    number: int
    security_advisory: _Advisory
    created_at: AwareDatetime

    def fact(self) -> facts.Alert:
        told = self.security_advisory
        return facts.Alert("dependency", self.number, told.severity, told.summary, self.created_at)


class DependencyAlerts(RootModel[list[_DependencyAlert]]):
    """A page of Dependabot's alerts."""


class _Rule(BaseModel):
    severity: str | None = None
    security_severity_level: str | None = None
    description: str = ""


LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "low"}
"""How bad a rule without a security severity is, by its SARIF level."""


class _CodeAlert(BaseModel):
    number: int
    rule: _Rule
    created_at: AwareDatetime

    def fact(self) -> facts.Alert:
        severity = self.rule.security_severity_level or LEVELS.get(self.rule.severity or "", UNKNOWN)
        level = self.rule.severity or ""
        return facts.Alert("code", self.number, severity, self.rule.description, self.created_at, level)


class CodeAlerts(RootModel[list[_CodeAlert]]):
    """A page of code scanning's alerts."""


class _SecretAlert(BaseModel):
    number: int
    secret_type_display_name: str = Field(default="a secret")
    created_at: AwareDatetime

    def fact(self) -> facts.Alert:
        return facts.Alert("secret", self.number, "critical", self.secret_type_display_name, self.created_at)


class SecretAlerts(RootModel[list[_SecretAlert]]):
    """A page of secret scanning's alerts."""
