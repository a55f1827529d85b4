"""What of GitHub can't be believed, and what its silences mean."""

import json

import pytest

from gate.environment.vendors import GitHub as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.github import GitHub
from tests.support.servers.listener import Listener, Reply, answer
from tests.support.source_faults import SECRET

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
NOT_FOUND = b"404 Not Found"


@pytest.fixture
def github(vendor: Listener, http_client: HttpClient) -> GitHub:
    return GitHub(http_client, Settings(url=vendor.url, repository="alaskapay/alaskapay", token=SECRET))


def page(content: object, status: bytes = b"200 OK", **headers: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    return answer(json.dumps(content).encode(), status, more=more)


def test_pages_are_asked_for_at_our_own_address(vendor, github):
    elsewhere = 'https://api.github.com/repositories/7/milestones?per_page=100&state=all&page=2>; rel="next"'
    first = {"number": 1, "title": "2.3.1", "state": "closed", "open_issues": 0, "closed_issues": 9}
    vendor.replies = [
        page([first], Link=f'<{elsewhere}, <https://api.github.com/x?page=9>; rel="last"'),
        page([{**first, "number": 2, "title": "2.4.0"}]),
    ]

    assert github.milestone("2.4.0").number == 2
    assert vendor.lines == [
        "GET /repos/alaskapay/alaskapay/milestones?per_page=100&state=all",
        "GET /repos/alaskapay/alaskapay/milestones?per_page=100&state=all&page=2",
    ]


def test_pages_without_an_end_are_not_shown(vendor, github):
    vendor.replies = [page([], Link='<https://api.github.com/x?page=2>; rel="next"')]

    with pytest.raises(NotShown, match="GitHub: /milestones has more than 30 pages"):
        github.milestone("2.4.0")
    assert len(vendor.lines) == 30


@pytest.mark.parametrize(
    ("status", "headers", "advice"),
    [
        (b"403 Forbidden", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795512720"}, "wait until 09:32 UTC"),
        (b"403 Forbidden", {"Retry-After": "60"}, "wait and run again"),
        (b"429 Too Many Requests", {"X-RateLimit-Remaining": "0"}, "wait and run again"),
    ],
)
def test_a_spent_rate_limit_is_no_missing_permission(vendor, github, status, headers, advice):
    vendor.replies = [page({"message": "API rate limit exceeded"}, status, **headers)]

    with pytest.raises(NotShown, match=f"its rate limit is reached: {advice}"):
        github.check_runs(COMMIT)


def test_no_release_is_believed_only_where_the_repository_can_be_read(vendor, github):
    same = page({"status": "identical", "commits": [], "files": []})
    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND), same]
    assert github.release_of("v2.4.0") is None

    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND)]
    with pytest.raises(NotShown, match="GitHub answered 404"):
        github.release_of("v2.4.0")


def test_no_tag_and_no_file_are_believed_only_where_the_repository_can_be_read(vendor, github):
    same = page({"status": "identical", "commits": [], "files": []})
    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND), same]
    assert not github.has("v2.4.0")
    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND), same]
    assert github.text_of("CHANGELOG.md", COMMIT) is None

    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND)]
    for ask in (lambda: github.has("v2.4.0"), lambda: github.text_of("CHANGELOG.md", COMMIT)):
        with pytest.raises(NotShown, match="GitHub answered 404"):
            ask()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"type": "file", "encoding": "none", "content": ""}, "GitHub: its answer has encoding wrong"),
        ({"type": "file", "encoding": "base64", "content": "/w=="}, "CHANGELOG.md is no text in UTF-8"),
        ([{"type": "file", "name": "a.md"}], "GitHub: its answer has its body wrong"),
    ],
)
def test_a_file_that_is_too_long_no_text_or_a_folder_is_not_shown(vendor, github, content, sentence):
    vendor.replies = [page(content)]

    with pytest.raises(NotShown, match=sentence):
        github.text_of("CHANGELOG.md", COMMIT)


def test_no_protection_is_believed_only_where_github_says_so(vendor, github):
    vendor.replies = [page({"message": "Branch not protected"}, NOT_FOUND)]
    assert github.protection() is None

    vendor.replies = [page({"message": "Not Found"}, NOT_FOUND)]
    with pytest.raises(NotShown, match="or the token may not administer it"):
        github.protection()


def test_a_list_of_files_that_is_cut_says_so(vendor, github):
    def compared(files: int) -> Reply:
        changed = [{"filename": f"src/{number}.ts", "status": "modified"} for number in range(files)]
        return page({"status": "ahead", "commits": [], "files": changed})

    vendor.replies = [compared(299), compared(300)]

    assert github.compare("a", "b").has_all_files
    assert not github.compare("a", "b").has_all_files


def test_an_approval_of_a_pull_request_with_another_head_is_not_asked_for(vendor, github):
    pull = {
        "number": 412,
        "title": "chore(release): 2.4.0",
        "state": "closed",
        "labels": [],
        "milestone": None,
        "head": {"sha": "f" * 40},
        "merge_commit_sha": COMMIT,
        "merged_at": "2026-11-20T09:00:00Z",
        "updated_at": "2099-01-01T00:00:00Z",
    }
    vendor.replies = [page([pull]), page({"workflow_runs": []})]

    assert github.said_of(COMMIT) == ()
    assert not any("reviews" in line for line in vendor.lines)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (b"403 Forbidden", "Advanced Security must be enabled for this repository to use code scanning."),
        (b"404 Not Found", "no analysis found"),
    ],
)
def test_a_repository_without_code_scanning_has_no_such_alerts(vendor, github, status, message):
    vendor.replies = [page({"message": message}, status)]

    assert github.code_alerts() is None


@pytest.mark.parametrize(
    ("status", "message"),
    [(b"403 Forbidden", "Resource not accessible by personal access token"), (b"404 Not Found", "Not Found")],
)
def test_alerts_that_may_not_be_seen_are_not_taken_for_none(vendor, github, status, message):
    vendor.replies = [page({"message": message}, status)]

    with pytest.raises(NotShown, match="GitHub answered 40"):
        github.code_alerts()


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ({"security_severity_level": "critical", "severity": "warning"}, "critical"),
        ({"security_severity_level": None, "severity": "error"}, "high"),
        ({"severity": None}, "unknown"),
    ],
)
def test_how_bad_a_finding_is_comes_from_its_security_severity_else_from_its_level(vendor, github, rule, severity):
    alert = {"number": 1, "created_at": "2026-11-20T09:00:00Z", "rule": {**rule, "description": "a way in"}}
    vendor.replies = [page([]), page([alert]), page([])]

    assert [(it.kind, it.severity, it.summary) for it in github.open_alerts()] == [("code", severity, "a way in")]
