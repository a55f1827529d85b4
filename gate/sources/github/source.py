"""What can be asked of GitHub: each question answers facts, or raises NotShown where GitHub can't be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from gate.environment.people import Said
from gate.outcome import NotShown
from gate.probes.answers import read_content
from gate.sources.github import shapes
from gate.sources.github.api import SYSTEM, Api, in_path
from gate.sources.github.facts import Comparison, Protection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.vendors import GitHub as GitHubSettings
    from gate.http import HttpClient
    from gate.probes.answers import Model
    from gate.sources.github.facts import (
        Alert,
        CheckRun,
        Issue,
        Milestone,
        PublishedRelease,
        PullRequest,
        Review,
        RunApproval,
        Status,
        WorkflowRun,
    )

FOUND_OR_NOT = (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
NOT_PROTECTED = "Branch not protected"
NO_CODE_SCANNING = ("no analysis found", "must be enabled", "not enabled")
FILES_MAX = 300
HELD = frozenset({"identical", "ahead"})
"""How a branch stands to a commit that it holds."""
VERDICTS: dict[str, Literal["approved", "objected", "withdrawn"]] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "objected",
    "DISMISSED": "withdrawn",
}
LONG_AGO = timedelta(days=90)
"""A pull request that has not moved for so long is none of this release."""


@dataclass(frozen=True)
class GitHub:
    """Reads one repository."""

    http_client: HttpClient
    settings: GitHubSettings

    def check_runs(self, ref: str) -> tuple[CheckRun, ...]:
        """The newest run of each check of a commit. What older CIs report is in `statuses`: read both."""
        pages = self._pages(f"/commits/{in_path(ref)}/check-runs", shapes.CheckRuns, filter="latest")
        return tuple(run.fact() for page in pages for run in page.check_runs)

    def statuses(self, ref: str) -> tuple[Status, ...]:
        """The newest status of each context of a commit."""
        pages = self._pages(f"/commits/{in_path(ref)}/status", shapes.CombinedStatus)
        return tuple(status.fact() for page in pages for status in page.statuses)

    def runs_of(self, commit: str) -> tuple[WorkflowRun, ...]:
        """The workflow runs of a commit, newest first."""
        pages = self._pages("/actions/runs", shapes.WorkflowRuns, head_sha=commit)
        return tuple(run.fact() for page in pages for run in page.workflow_runs)

    def run_approvals(self, run: int) -> tuple[RunApproval, ...]:
        """What the reviewers of an environment said of a run."""
        _, content = self._api.one(f"/actions/runs/{run}/approvals")
        return tuple(approval.fact() for approval in read_content(content, shapes.RunApprovals, SYSTEM).root)

    def release_of(self, tag: str) -> PublishedRelease | None:
        """The release with this tag; None where there is none, though the repository's contents can be read."""
        status, content = self._api.one(f"/releases/tags/{in_path(tag)}", FOUND_OR_NOT)
        if status == HTTPStatus.NOT_FOUND:
            self.compare(self.settings.branch, self.settings.branch)
            return None
        return read_content(content, shapes.PublishedRelease, SYSTEM).fact()

    def has(self, ref: str) -> bool:
        """Whether there is such a tag, branch or commit in the repository, whose contents can be read."""
        status, content = self._api.one(f"/compare/{in_path(ref)}...{in_path(ref)}", FOUND_OR_NOT)
        if status == HTTPStatus.NOT_FOUND:
            self.compare(self.settings.branch, self.settings.branch)
            return False
        return read_content(content, shapes.Comparison, SYSTEM).status == "identical"

    def text_of(self, path: str, ref: str) -> str | None:
        """A text file of the repository as it stood at a commit; None where there was none."""
        status, content = self._api.one(f"/contents/{quote(path)}", FOUND_OR_NOT, ref=ref)
        if status == HTTPStatus.NOT_FOUND:
            self.compare(ref, ref)
            return None
        try:
            return read_content(content, shapes.Content, SYSTEM).text()
        except ValueError:
            raise NotShown(f"{SYSTEM}: {path} is no text in UTF-8") from None

    def is_at(self, tag: str, commit: str) -> bool:
        """Whether a tag (or a branch) is at this commit."""
        return self.compare(tag, commit).status == "identical"

    def holds(self, commit: str) -> bool:
        """Whether the branch of releases holds a commit; not so one that the repository, though readable, lacks."""
        branch = self.settings.branch
        status, content = self._api.one(f"/compare/{in_path(commit)}...{in_path(branch)}", FOUND_OR_NOT)
        if status == HTTPStatus.NOT_FOUND:
            self.compare(branch, branch)
            return False
        return read_content(content, shapes.Comparison, SYSTEM).status in HELD

    def compare(self, base: str, head: str) -> Comparison:
        """What happened from one commit, tag or branch to another: commits from the oldest on, and changed files."""
        pages = list(self._pages(f"/compare/{in_path(base)}...{in_path(head)}", shapes.Comparison))
        files = tuple(file.fact() for file in pages[0].files)
        merges = tuple(merge.fact() for page in pages for merge in page.commits)
        return Comparison(pages[0].status, merges, files, len(files) < FILES_MAX)

    def milestone(self, title: str) -> Milestone | None:
        """The milestone of this title, open or closed; None where there is none."""
        pages = self._lists("/milestones", shapes.Milestones, state="all")
        return next((found.fact() for found in pages if found.title == title), None)

    def issues(self, *labels: str, state: str = "open", milestone: int | None = None) -> tuple[Issue, ...]:
        """Issues and pull requests with all these labels; state: open, closed or all; milestone: its number."""
        query = {"state": state, "labels": ",".join(labels), "milestone": str(milestone or "")}
        wanted = {name: value for name, value in query.items() if value}
        return tuple(issue.fact() for issue in self._lists("/issues", shapes.Issues, **wanted))

    def pull_requests(self, state: str = "all", since: datetime | None = None) -> tuple[PullRequest, ...]:
        """The pull requests into the branch of releases, those that moved last first; `since` leaves older ones out."""
        query = {"state": state, "base": self.settings.branch, "sort": "updated", "direction": "desc"}
        pulls = (pull.fact() for pull in self._lists("/pulls", shapes.PullRequests, **query))
        return tuple(takewhile(lambda pull: since is None or pull.updated_at >= since, pulls))

    def waiting_pulls_with(self, folder: str) -> tuple[PullRequest, ...]:
        """Open pull requests, drafts left out, that change a file below a folder of the repository.

        Raises NotShown where a pull request changes more files than GitHub lists, none of them below the folder.
        """
        waiting = [pull for pull in self.pull_requests("open") if not pull.is_draft]
        return tuple(pull for pull in waiting if self._touches(pull, folder))

    def _touches(self, pull: PullRequest, folder: str) -> bool:
        changes = self.compare(self.settings.branch, pull.head_commit)
        paths = [path for file in changes.files for path in (file.path, file.previous_path) if path]
        is_found = any(path.startswith(folder) for path in paths)
        if not is_found and not changes.has_all_files:
            raise NotShown(f"{SYSTEM} lists {FILES_MAX} files of #{pull.number} only; look at the others by hand")
        return is_found

    def pull_requests_of(self, commit: str) -> tuple[PullRequest, ...]:
        """The pull requests by which a commit came to the branch; none for one that was pushed there."""
        path = f"/commits/{in_path(commit)}/pulls"
        return tuple(pull.fact() for pull in self._lists(path, shapes.PullRequests))

    def reviews(self, number: int) -> tuple[Review, ...]:
        """The reviews of a pull request, oldest first."""
        return tuple(review.fact() for review in self._lists(f"/pulls/{number}/reviews", shapes.Reviews))

    def protection(self, branch: str = "") -> Protection | None:
        """What protects a branch, by default that of releases; None where nothing does."""
        path = f"/branches/{in_path(branch or self.settings.branch)}/protection"
        status, content = self._api.one(path, FOUND_OR_NOT)
        if status == HTTPStatus.NOT_FOUND:
            if isinstance(content, dict) and content.get("message") == NOT_PROTECTED:
                return None
            raise NotShown(f"{SYSTEM} answered 404: it does not know this branch, or the token may not administer it")
        return read_content(content, shapes.Protection, SYSTEM).fact()

    def open_alerts(self) -> tuple[Alert, ...]:
        """The open alerts about dependencies, code and secrets. A kind that is not switched on raises NotShown."""
        hidden = {"hide_secret": "true"}
        return (
            *(alert.fact() for alert in self._lists("/dependabot/alerts", shapes.DependencyAlerts, state="open")),
            *(alert.fact() for alert in self._lists("/code-scanning/alerts", shapes.CodeAlerts, state="open")),
            *(
                alert.fact()
                for alert in self._lists("/secret-scanning/alerts", shapes.SecretAlerts, state="open", **hidden)
            ),
        )

    def code_alerts(self) -> tuple[Alert, ...] | None:
        """The open alerts of code scanning; None where GitHub says that the repository does not use it."""
        path = "/code-scanning/alerts"
        _, content = self._api.one(path, (*FOUND_OR_NOT, HTTPStatus.FORBIDDEN), state="open", per_page="1")
        message = content.get("message", "") if isinstance(content, dict) else ""
        if any(words in message.lower() for words in NO_CODE_SCANNING):
            return None
        return tuple(alert.fact() for alert in self._lists(path, shapes.CodeAlerts, state="open"))

    def said_of(self, commit: str) -> tuple[Said, ...]:
        """What people have said of a commit: reviews of pull requests whose head it is, approvals of its runs.

        A merge commit is not the head that was reviewed: a review of something else does not count for it.
        """
        return (*self._reviews_of(commit), *self._approved_runs_of(commit))

    def _reviews_of(self, commit: str) -> Iterator[Said]:
        for pull in self.pull_requests(since=datetime.now(UTC) - LONG_AGO):
            if pull.head_commit != commit:
                continue
            for review in self.reviews(pull.number):
                verdict = VERDICTS.get(review.state)
                if verdict and review.commit:
                    where = f"review of #{pull.number} at GitHub"
                    yield Said(review.login, review.commit, verdict, review.submitted_at, where)

    def _approved_runs_of(self, commit: str) -> Iterator[Said]:
        for run in self.runs_of(commit):
            for approval in self.run_approvals(run.id):
                if approval.state == "approved" and run.commit == commit:
                    where = f"approval of {' and '.join(approval.environments)} for run {run.id} at GitHub"
                    yield Said(approval.login, run.commit, "approved", run.updated_at, where)

    @property
    def _api(self) -> Api:
        return Api(self.http_client, self.settings)

    def _pages(self, path: str, model: type[Model], **query: str) -> Iterator[Model]:
        return (read_content(page, model, SYSTEM) for page in self._api.pages(path, query))

    def _lists(self, path: str, model: type[Any], **query: str) -> Iterator[Any]:
        return (entry for page in self._pages(path, model, **query) for entry in page.root)
