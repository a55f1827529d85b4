"""One question to GitHub, or as many as its answer has pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from gate.http import Answer, HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gate.environment.vendors import GitHub as GitHubSettings

SYSTEM = "GitHub"
REPOSITORY = "/repos/{owner}/{name}"
CALLS = tuple(
    VendorCall("GET", REPOSITORY + path)
    for path in (
        "/commits/{ref}/check-runs",
        "/commits/{ref}/status",
        "/commits/{ref}/pulls",
        "/actions/runs",
        "/actions/runs/{id}/approvals",
        "/releases/tags/{tag}",
        "/compare/{basehead}",
        "/contents/{path}",
        "/milestones",
        "/issues",
        "/pulls",
        "/pulls/{number}/reviews",
        "/branches/{branch}/protection",
        "/dependabot/alerts",
        "/code-scanning/alerts",
        "/secret-scanning/alerts",
    )
)
VERSION = "2022-11-28"
PER_PAGE = "100"
PAGES_MAX = 30
LIMITED = {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True)
class Api:
    """Asks one repository with one token."""

    http_client: HttpClient
    settings: GitHubSettings

    def pages(self, path: str, query: Mapping[str, str], statuses: Collection[int] = (200,)) -> Iterator[Any]:
        """The JSON of each page. The pages after the first are at our own address, with the query that `Link` names.

        GitHub links pages by the repository's number, an address that no source declares. Raises NotShown where an
        answer is none, and where there are more pages than anybody reads.
        """
        asked: Mapping[str, str] = {"per_page": PER_PAGE, **query}
        for _ in range(PAGES_MAX):
            answer = self._ask(path, asked)
            yield read_json(answer, SYSTEM, statuses)
            following = _next_query(answer) if isinstance(answer, Answer) else None
            if following is None:
                return
            asked = following
        raise NotShown(f"{SYSTEM}: {path} has more than {PAGES_MAX} pages, which is more than is read here")

    def one(self, path: str, statuses: Collection[int] = (200,), **query: str) -> tuple[int, Any]:
        """Status and JSON of an answer that has no pages. Raises NotShown where it is none."""
        answer = self._ask(path, query)
        return getattr(answer, "status", 0), read_json(answer, SYSTEM, statuses)

    def _ask(self, path: str, query: Mapping[str, str]) -> Any:  # noqa: ANN401 - Answer | Unreachable
        settings = self.settings
        asked = f"?{urlencode(query)}" if query else ""
        answer = self.http_client.ask(
            "GET",
            f"{settings.url}/repos/{settings.repository}{path}{asked}",
            headers={
                "authorization": f"Bearer {settings.token}",
                "accept": "application/vnd.github+json",
                "x-github-api-version": VERSION,
            },
        )
        if isinstance(answer, Answer) and answer.status in LIMITED and _is_spent(answer):
            raise NotShown(f"{SYSTEM} answered {answer.status}: its rate limit is reached: {_until(answer)}")
        return answer


def in_path(reference: str) -> str:
    """Write a tag, a branch or a commit as one segment of a path."""
    return quote(reference, safe="")


def _is_spent(answer: Answer) -> bool:
    return answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers


def _until(answer: Answer) -> str:
    reset = answer.headers.get("x-ratelimit-reset", "")
    if not reset.isdecimal():
        return "wait and run again"
    return f"wait until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC and run again"


def _next_query(answer: Answer) -> dict[str, str] | None:
    """The query of the page after this one, as the header `Link` names it; None on the last."""
    for link in answer.headers.get("link", "").split(","):
        address, _, what = link.partition(";")
        if 'rel="next"' in what:
            return dict(parse_qsl(urlsplit(address.strip().strip("<>")).query))
    return None
