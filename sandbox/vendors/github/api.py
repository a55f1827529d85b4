"""GitHub's REST API, as far as a release is looked at."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.github import alerts, documents, pulls, shapes
from sandbox.vendors.github.history import BRANCH, CHECKS, RELEASE_PULL, Change, History
from sandbox.vendors.github.repository import FULL_NAME, REPOSITORY_ID
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.pace import Pace

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

BASE = f"/repos/{FULL_NAME}"
DOCS = "https://docs.github.com/rest"
PER_PAGE, PER_PAGE_MAX = 30, 100
PER_MINUTE = 5_000
"""GitHub counts by the hour; a test is over sooner."""
FILES_MAX = 300
NOT_PERMITTED = "Resource not accessible by personal access token"


class QueryError(ValueError):
    """A question that the sandbox's GitHub does not understand."""


class GitHubApi:
    """The endpoints of one repository."""

    def __init__(self, context: "Context") -> None:
        """Tell the context's release as GitHub sees it."""
        self.context = context

    @property
    def history(self) -> History:
        """What happened until now."""
        return History(self.context, datetime.now(UTC))

    async def check_runs(self, request: "Request") -> Response:
        """List the check runs of a commit."""
        history, change = self.history, self._change(request.path_params["ref"])
        if change is None:
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"No commit found for SHA: {request.path_params['ref']}")
        runs = [shapes.check_run_json(history, change, check) for check in CHECKS]
        return _page(request, runs, lambda shown: {"total_count": len(runs), "check_runs": shown})

    async def combined_status(self, request: "Request") -> Response:
        """Show what older CIs say of a commit."""
        change = self._change(request.path_params["ref"])
        if change is None:
            return _not_found()
        status = shapes.combined_status_json(self.history, change)
        return _page(request, status["statuses"], lambda shown: {**status, "statuses": shown})

    async def pulls_of(self, request: "Request") -> Response:
        """List the pull requests of a commit: one, or none where it was pushed."""
        change = self._change(request.path_params["ref"])
        if change is None:
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"No commit found for SHA: {request.path_params['ref']}")
        return _page(request, [pulls.pull_json(self.history, change)] if change.number else [])

    async def contents(self, request: "Request") -> Response:
        """Show a file as it stands at the newest commit: those that tell of the version are all that there is."""
        history, path = self.history, request.path_params["path"]
        position = history.position(request.query_params.get("ref", BRANCH))
        files = documents.files(self.context) if position == len(history.changes) - 1 else {}
        return JSONResponse(documents.file_json(path, files[path])) if path in files else _not_found()

    async def runs(self, request: "Request") -> Response:
        """List workflow runs, newest first."""
        history, wanted = self.history, request.query_params.get("head_sha")
        found = [
            shapes.run_json(history, change) for change in reversed(history.changes) if wanted in {None, change.sha}
        ]
        return _page(request, found, lambda shown: {"total_count": len(found), "workflow_runs": shown})

    async def run_approvals(self, request: "Request") -> Response:
        """Show who let a run into its environment: that of the release was let in by the head of operations."""
        history, run = self.history, request.path_params["id"]
        known = {str(shapes.run_number(change)): change for change in history.changes}
        if run not in known:
            return _not_found()
        is_release = known[run].number == RELEASE_PULL
        return JSONResponse([shapes.run_approval_json(history, "chinedu-okeke")] if is_release else [])

    async def release(self, request: "Request") -> Response:
        """Show the release of a tag."""
        release, history = self.context.moment.release, self.history
        changes = {release.version: history.changes[-1], release.previous_version: history.changes[0]}
        version = request.path_params["tag"].removeprefix("v")
        if version not in changes or not request.path_params["tag"].startswith("v"):
            return _not_found()
        return JSONResponse(shapes.release_json(history, version, changes[version]))

    async def compare(self, request: "Request") -> Response:
        """Tell two points of the history apart; commits page by page, files on the first page only."""
        history = self.history
        base, _, head = request.path_params["basehead"].partition("...")
        first, last = history.position(base), history.position(head)
        if first is None or last is None:
            return _not_found()
        changes = history.line[first + 1 : last + 1]
        commits = [shapes.commit_json(history, change, _parent(history, change)) for change in changes]
        files = {path: status for change in reversed(changes) for path, status in change.files}
        page, _ = _asked(request)
        address = f"https://github.com/{FULL_NAME}/compare/{base}...{head}"

        def shape(shown: list[Any]) -> dict[str, Any]:
            return {
                "url": f"https://api.github.com{BASE}/compare/{base}...{head}",
                "html_url": address,
                "permalink_url": address,
                "diff_url": f"{address}.diff",
                "patch_url": f"{address}.patch",
                "base_commit": shapes.commit_json(history, history.line[first], ""),
                "merge_base_commit": shapes.commit_json(history, history.line[min(first, last)], ""),
                "status": "identical" if first == last else "ahead" if first < last else "behind",
                "ahead_by": max(last - first, 0),
                "behind_by": max(first - last, 0),
                "total_commits": len(commits),
                "commits": shown,
                **(
                    {
                        "files": [
                            shapes.file_json(history.line[last].sha, path, status, documents.patch(self.context, path))
                            for path, status in sorted(files.items())[:FILES_MAX]
                        ]
                    }
                    if page == 1
                    else {}
                ),
            }

        return _page(request, commits, shape)

    async def milestones(self, request: "Request") -> Response:
        """List the one milestone, which is open."""
        wanted = request.query_params.get("state", "open")
        return _page(request, [] if wanted == "closed" else [pulls.milestone_json(self.history)])

    async def issues(self, request: "Request") -> Response:
        """List issues and, as GitHub does, pull requests among them."""
        query, history = request.query_params, self.history
        state, labels = query.get("state", "open"), set(filter(None, query.get("labels", "").split(",")))
        found = [
            *(pulls.issue_json(history, ticket) for ticket in history.tickets),
            *(pulls.pull_as_issue_json(history, change) for change in (*history.pulls, *history.waiting)),
        ]
        wanted = [
            issue
            for issue in sorted(found, key=lambda issue: -int(issue["number"]))
            if state in {"all", issue["state"]}
            and labels <= {label["name"] for label in issue["labels"]}
            and query.get("milestone") in {None, str((issue["milestone"] or {}).get("number", "none"))}
        ]
        return _page(request, wanted)

    async def pulls(self, request: "Request") -> Response:
        """List pull requests, those that moved last first."""
        query, history = request.query_params, self.history
        if query.get("sort", "updated") != "updated" or query.get("direction", "desc") != "desc":
            raise QueryError("The sandbox's GitHub sorts pull requests by sort=updated&direction=desc only.")
        is_wanted = query.get("base", BRANCH) == BRANCH
        found = [pulls.pull_json(history, change) for change in (*history.pulls, *history.waiting) if is_wanted]
        wanted = [pull for pull in found if query.get("state", "open") in {"all", pull["state"]}]
        return _page(request, sorted(wanted, key=lambda pull: str(pull["updated_at"]), reverse=True))

    async def reviews(self, request: "Request") -> Response:
        """List the reviews of a pull request, oldest first."""
        number, history = request.path_params["number"], self.history
        if number not in {str(change.number) for change in (*history.changes, *history.waiting)}:
            return _not_found()
        said = history.reviews if number == str(RELEASE_PULL) else []
        return _page(request, [pulls.review_json(verdict) for verdict in said])

    async def protection(self, request: "Request") -> Response:
        """Show what protects the branch of releases."""
        if request.path_params["branch"] != BRANCH:
            return _refused(HTTPStatus.NOT_FOUND, "Branch not found")
        if self.context.faults.is_on("branch-unprotected"):
            return _refused(HTTPStatus.NOT_FOUND, "Branch not protected")
        return JSONResponse(alerts.protection_json(is_locked=False))

    async def dependency_alerts(self, request: "Request") -> Response:
        """List Dependabot's alerts; its pages have no numbers."""
        return self._alerts(request, "dependency", alerts.dependency_alert_json)

    async def code_alerts(self, request: "Request") -> Response:
        """List code scanning's alerts."""
        return self._alerts(request, "code", alerts.code_alert_json)

    async def secret_alerts(self, request: "Request") -> Response:
        """List secret scanning's alerts."""
        is_hidden = request.query_params.get("hide_secret") == "true"
        return self._alerts(request, "secret", lambda *told: alerts.secret_alert_json(*told, is_hidden=is_hidden))

    def _alerts(self, request: "Request", kind: str, shape: Callable[..., dict[str, Any]]) -> Response:
        if self.context.faults.is_on("github-permission-missing"):
            return _refused(HTTPStatus.FORBIDDEN, NOT_PERMITTED)
        history, state = self.history, request.query_params.get("state", "open")
        found = [trouble for trouble in history.troubles if trouble.kind == kind and state == "open"]
        return _page(request, [shape(history, number, trouble) for number, trouble in enumerate(found, 1)])

    def _change(self, ref: str) -> Change | None:
        history = self.history
        position = history.position(ref)
        return None if position is None else history.changes[position]


def app(context: "Context") -> Starlette:
    """Serve the repository to the one token of the sandbox."""
    api = GitHubApi(context)

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) != context.keys.github_token:
            return _refused(HTTPStatus.UNAUTHORIZED, "Bad credentials")
        return _limited() if context.faults.is_on("github-rate-limited") else None

    routes = {
        "/commits/{ref}/check-runs": api.check_runs,
        "/commits/{ref}/status": api.combined_status,
        "/commits/{ref}/pulls": api.pulls_of,
        "/contents/{path}": api.contents,
        "/actions/runs": api.runs,
        "/actions/runs/{id}/approvals": api.run_approvals,
        "/releases/tags/{tag}": api.release,
        "/compare/{basehead}": api.compare,
        "/milestones": api.milestones,
        "/issues": api.issues,
        "/pulls": api.pulls,
        "/pulls/{number}/reviews": api.reviews,
        "/branches/{branch}/protection": api.protection,
        "/dependabot/alerts": api.dependency_alerts,
        "/code-scanning/alerts": api.code_alerts,
        "/secret-scanning/alerts": api.secret_alerts,
    }
    return Starlette(
        routes=[Route(BASE + path, answer) for path, answer in routes.items()],
        middleware=[
            Middleware(Guard, refusal=refusal),
            Middleware(Pace, per_minute=PER_MINUTE, refusal=_limited),
        ],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _not_found(),
        },
    )


def _parent(history: History, change: Change) -> str:
    return history.line[history.line.index(change) - 1].sha


def _asked(request: "Request") -> tuple[int, int]:
    """Read which page, and how long one is."""
    query = request.query_params
    page, per_page = query.get("page", query.get("after", "1")), query.get("per_page", str(PER_PAGE))
    if not (page.isdecimal() and int(page) and per_page.isdecimal() and int(per_page)):
        raise QueryError("page and per_page are numbers above 0")
    return int(page), min(int(per_page), PER_PAGE_MAX)


def _page(request: "Request", entries: list[dict[str, Any]], shape: Callable[[list[Any]], Any] = list) -> Response:
    """Cut a page out of the entries, and name the next one in `Link` as GitHub does: by the repository's number."""
    page, per_page = _asked(request)
    shown = entries[(page - 1) * per_page : page * per_page]
    headers = {}
    if page * per_page < len(entries):
        name = "after" if "dependabot" in request.url.path else "page"
        here = request.url.include_query_params(**{name: page + 1})
        following = here.replace(path=here.path.replace(BASE, f"/repositories/{REPOSITORY_ID}"))
        headers = {"link": f'<{following}>; rel="next"'}
    return JSONResponse(shape(shown), headers=headers)


def _limited() -> Response:
    reset = int(datetime.now(UTC).timestamp()) + 600
    return JSONResponse(
        {"message": "API rate limit exceeded for user ID 641.", "documentation_url": f"{DOCS}/rate-limits"},
        HTTPStatus.FORBIDDEN,
        {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)},
    )


def _not_found() -> Response:
    return _refused(HTTPStatus.NOT_FOUND, "Not Found")


def _refused(status: HTTPStatus, message: str) -> Response:
    return JSONResponse({"message": message, "documentation_url": DOCS, "status": str(status.value)}, status)
