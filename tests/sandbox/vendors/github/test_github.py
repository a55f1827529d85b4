"""Does GitHub tell the history of the sample release, and would it tell of a worse one?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from gate.environment import ENVIRONMENTS
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.github import GitHub
from sandbox.release.people import PEOPLE
from sandbox.vendors.github.alerts import PLANTED

TAG = "v2.4.0"
REVIEWERS = ["folake-adeyemi", "bola-ade", "halima-sani", "musa-bello", "ngozi-eze"]


@pytest.fixture
def github(http_client: HttpClient, settings: Vendors) -> GitHub:
    return GitHub(http_client, settings.github)


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Callable[..., httpx.Response]:
    def get(path: str, token: str = sandbox["GITHUB_TOKEN"], **query: str) -> httpx.Response:
        address = f"{sandbox['GITHUB_URL']}/repos/alaskapay/alaskapay{path}"
        return http.get(address, params=query, headers={"authorization": f"Bearer {token}"})

    return get


@pytest.fixture(scope="module")
def release(sandbox: dict[str, str]) -> Any:
    return yaml.safe_load(Path(sandbox["RELEASE_FILE"]).read_text())


def test_the_tag_is_the_release_at_netlify(github: GitHub, release: dict[str, Any]) -> None:
    assert github.is_at(TAG, release["commit"])
    assert github.is_at("v2.3.1", release["previous"]["commit"])
    published = github.release_of(TAG)
    assert published is not None
    assert (published.is_draft, published.is_prerelease) == (False, False)
    assert github.release_of("v0.0.1") is None


def test_since_the_freeze_only_a_critical_fix_and_docs_were_merged(github: GitHub, release: dict[str, Any]) -> None:
    freeze = release["freeze"]["commit"]

    since = github.compare(freeze, TAG)

    titles = [merge.message.partition("(")[0] for merge in since.merges]
    assert titles == ["fix", "docs: what is known not to work in 2.4.0 ", "chore"]
    assert all(merge.at > datetime.fromisoformat(release["freeze"]["at"]) for merge in since.merges)
    critical = github.issues("critical", state="all")
    assert [issue.number for issue in critical if issue.is_pull_request] == [408]


def test_a_commit_came_by_its_pull_request_unless_it_was_pushed(
    github: GitHub, release: dict[str, Any], switch_on: Callable[..., None]
) -> None:
    switch_on("pushed-after-freeze")
    fix, _, push, own = github.compare(release["freeze"]["commit"], TAG).merges

    assert [pull.number for pull in github.pull_requests_of(own.commit)] == [412]
    assert [pull.labels for pull in github.pull_requests_of(fix.commit)] == [{"bug", "critical"}]
    assert github.pull_requests_of(push.commit) == ()
    assert "fix(login)" not in str(github.pull_requests())


def test_only_the_version_changes_in_the_manifest(github: GitHub) -> None:
    changed = {file.path: file.patch for file in github.compare("v2.3.1", TAG).files}

    assert '+  "version": "2.4.0"' in str(changed["package.json"])
    assert github.text_of("none.json", TAG) is None


def test_from_the_release_before_every_part_of_the_scope_has_changed(github: GitHub) -> None:
    paths = [file.path for file in github.compare("v2.3.1", TAG).files]

    for start in ("src/", "supabase/functions/", "ios/", "android/", "src/flags", "supabase/functions/send-phone-otp"):
        assert any(path.startswith(start) for path in paths), start


def test_the_other_way_round_the_release_before_is_behind(github: GitHub) -> None:
    assert github.compare(TAG, "v2.3.1").status == "behind"


def test_every_check_that_the_branch_requires_succeeded(github: GitHub) -> None:
    protection = github.protection()
    assert protection is not None

    runs = {run.name: run.conclusion for run in github.check_runs(TAG)}
    states = {status.context: status.state for status in github.statuses(TAG)}

    assert {name: (runs | states).get(name) for name in protection.required_checks} == dict.fromkeys(
        protection.required_checks, "success"
    )
    assert states


def test_the_milestone_is_done_and_the_known_issue_is_open(github: GitHub) -> None:
    milestone = github.milestone("2.4.0")

    assert milestone is not None
    assert (milestone.open_issues, github.milestone("9.9.9")) == (0, None)
    assert [issue.number for issue in github.issues("known-issue")] == [371]
    assert github.issues(milestone=milestone.number) == ()


def test_the_stakeholders_have_approved_the_very_commit(github: GitHub, release: dict[str, Any]) -> None:
    said = github.said_of(release["commit"])

    assert [one.login for one in said if one.where == "review of #412 at GitHub"] == REVIEWERS
    assert {one.verdict for one in said} == {"approved"}
    assert [one.login for one in said if one.where.startswith("approval of production for run")] == ["chinedu-okeke"]
    assert github.said_of(release["previous"]["commit"]) == ()


@pytest.mark.parametrize(
    ("fault", "look"),
    [
        (
            "milestone-pull-open",
            lambda github, _: [it.is_pull_request for it in github.issues(milestone=24)] == [True],
        ),
        ("breaking-change-after-freeze", lambda github, freeze: "fix(api)!" in str(github.compare(freeze, TAG))),
        ("pushed-after-freeze", lambda github, freeze: "fix(login)" in str(github.compare(freeze, TAG))),
        ("manifest-unbumped", lambda github, _: '"version": "2.3.1"' in str(github.text_of("package.json", TAG))),
        ("known-issue-closed", lambda github, _: "(#399)\n\n##" in str(github.text_of("CHANGELOG.md", TAG))),
        ("changelog-undated", lambda github, _: "## [2.4.0]\n" in str(github.text_of("CHANGELOG.md", TAG))),
        ("changelog-says-nothing", lambda github, _: "TODO" in str(github.text_of("CHANGELOG.md", TAG))),
        ("milestone-still-open", lambda github, _: github.milestone("2.4.0").open_issues == 1),
        ("feature-after-freeze", lambda github, freeze: "feat(cards)" in str(github.compare(freeze, TAG).merges)),
        ("uncritical-fix-after-freeze", lambda github, freeze: "fix(profile)" in str(github.compare(freeze, TAG))),
        ("known-issue-unwritten", lambda github, _: len(github.issues("known-issue")) == 2),
        ("check-run-failed", lambda github, _: "failure" in [run.conclusion for run in github.check_runs(TAG)]),
        ("commit-status-failed", lambda github, _: github.statuses(TAG)[0].state == "failure"),
        ("tag-elsewhere", lambda github, _: github.compare(TAG, "main").status == "ahead"),
        ("release-off-main", lambda github, _: not github.holds(TAG)),
        ("release-draft", lambda github, _: github.release_of(TAG).is_draft),
        ("branch-unprotected", lambda github, _: github.protection() is None),
        ("dependency-vulnerable", lambda github, _: [it.severity for it in github.open_alerts()] == ["critical"]),
        ("code-alert-open", lambda github, _: [it.kind for it in github.open_alerts()] == ["code"]),
        ("secret-leaked", lambda github, _: [it.summary for it in github.open_alerts()] == ["Paystack Secret Key"]),
    ],
)
def test_each_fault_is_seen_and_goes_again(
    github: GitHub, release: dict[str, Any], switch_on: Callable[..., None], fault: str, look: Callable[..., bool]
) -> None:
    freeze = release["freeze"]["commit"]

    assert not look(github, freeze)
    switch_on(fault)
    assert look(github, freeze)
    switch_on(fault, 0)
    assert not look(github, freeze)


def test_a_commit_that_the_repository_lacks_is_not_on_the_branch(github: GitHub, release: dict[str, Any]) -> None:
    assert github.holds(release["commit"])
    assert github.holds(release["previous"]["commit"])
    assert not github.holds("0badc0de" * 5)


def test_a_review_of_another_commit_is_told_as_one(
    github: GitHub, release: dict[str, Any], switch_on: Callable[..., None]
) -> None:
    switch_on("review-of-another-commit")

    reviewed = [one for one in github.said_of(release["commit"]) if one.where.startswith("review")]

    assert {one.commit for one in reviewed} == {"0badc0de" * 5}


def test_a_pull_request_that_waits_with_a_migration_is_told_and_goes_again(
    github: GitHub, ask: Callable[..., httpx.Response], switch_on: Callable[..., None]
) -> None:
    switch_on("other-migration-waits")
    [waiting] = github.waiting_pulls_with("supabase/migrations/")
    shown = next(pull for pull in ask("/pulls", state="open").json() if pull["number"] == waiting.number)

    assert (waiting.number, waiting.is_open, waiting.merged_at) == (415, True, None)
    assert (shown["milestone"], shown["draft"], shown["closed_at"]) == (None, False, None)
    assert github.waiting_pulls_with("docs/") == ()
    assert github.compare(waiting.head_commit, "main").status == "behind"

    switch_on("other-migration-waits", 0)
    assert github.waiting_pulls_with("supabase/migrations/") == ()


def test_who_asks_for_changes_does_so_last(
    github: GitHub, release: dict[str, Any], switch_on: Callable[..., None]
) -> None:
    switch_on("changes-requested")

    said = [one for one in github.said_of(release["commit"]) if one.login == "bola-ade"]

    assert [one.verdict for one in said] == ["approved", "objected"]
    assert said[1].at is not None
    assert datetime.now(UTC) - said[1].at < timedelta(minutes=1)


def test_pages_are_linked_by_the_number_of_the_repository_and_read_all_the_same(
    ask: Callable[..., httpx.Response], github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask("/compare/v2.3.1...v2.4.0", per_page="2")
    every = github.compare("v2.3.1", TAG)
    monkeypatch.setattr("gate.sources.github.api.PER_PAGE", "2")

    assert "/repositories/" in first.links["next"]["url"]
    assert len(first.json()["commits"]) == 2
    assert github.compare("v2.3.1", TAG) == every
    assert len(every.merges) == 7


def test_a_secret_is_not_asked_for(
    github: GitHub, ask: Callable[..., httpx.Response], switch_on: Callable[..., None]
) -> None:
    switch_on("secret-leaked")
    github.open_alerts()

    assert PLANTED in ask("/secret-scanning/alerts").text
    assert PLANTED not in "".join(exchange.body for exchange in github.http_client.exchanges)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("github-permission-missing", "GitHub answered 403: the credential lacks a permission"),
        ("github-rate-limited", r"GitHub answered 403: its rate limit is reached: wait until \d\d:\d\d UTC"),
    ],
)
def test_who_may_not_look_is_told_why(
    github: GitHub, switch_on: Callable[..., None], fault: str, sentence: str
) -> None:
    switch_on(fault)

    with pytest.raises(NotShown, match=sentence):
        github.open_alerts()


def test_the_people_of_the_local_environment_are_those_of_the_sandbox() -> None:
    people = yaml.safe_load((ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8"))["people"]

    assert [
        (role, person["name"], person["email"], person["github"]) for role, named in people.items() for person in named
    ] == [(colleague.role, colleague.name, colleague.email, colleague.login) for colleague in PEOPLE]
