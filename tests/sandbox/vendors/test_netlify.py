"""Does Netlify tell which deploy is live, and would it tell of another one?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.release.live import Manifest
from gate.sources.netlify import Netlify

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def get(path: str = "", token: str = sandbox["NETLIFY_TOKEN"], **query: str) -> httpx.Response:
        address = f"{sandbox['NETLIFY_URL']}/api/v1/sites/{sandbox['NETLIFY_SITE_ID']}{path}"
        return http.get(address, params=query, headers={"authorization": f"Bearer {token}"})

    return get


@pytest.fixture
def netlify(http_client: HttpClient, settings: Vendors) -> Netlify:
    return Netlify(http_client, settings.netlify)


@pytest.fixture(scope="session")
def release(sandbox: dict[str, str]) -> Any:
    return yaml.safe_load(Path(sandbox["RELEASE_FILE"]).read_text())


def test_the_live_deploy_is_the_release(sandbox: dict[str, str], ask: Ask, release: dict[str, Any]) -> None:
    site = ask().json()

    live = site["published_deploy"]
    assert (live["commit_ref"], live["state"], live["context"]) == (release["commit"], "ready", "production")
    assert site["ssl_url"] == sandbox["SITE_URL"]
    assert site["custom_domain"] in sandbox["SITE_URL"]


def test_the_release_before_is_still_there_to_go_back_to(ask: Ask, release: dict[str, Any]) -> None:
    ready = ask("/deploys", production="true", state="ready").json()

    assert [deploy["commit_ref"] for deploy in ready[:2]] == [release["commit"], release["previous"]["commit"]]
    assert ready[0]["published_at"] > ready[1]["published_at"]


def test_deploys_come_in_pages_that_are_linked(ask: Ask) -> None:
    every = ask("/deploys").json()
    first = ask("/deploys", per_page="3")
    rest = ask("/deploys", per_page="3", page="2")

    assert first.json() + rest.json() == every
    assert first.links["next"]["url"].endswith("page=2")
    assert "next" not in rest.links


def test_another_commit_can_be_live(ask: Ask, release: dict[str, Any], switch_on: Callable[..., None]) -> None:
    switch_on("other-commit-live")

    live = ask().json()["published_deploy"]

    assert live["commit_ref"] not in {release["commit"], release["previous"]["commit"]}
    assert live == ask("/deploys").json()[0]


def test_another_deploy_can_be_on_its_way_while_the_release_is_live(
    ask: Ask, release: dict[str, Any], switch_on: Callable[..., None]
) -> None:
    switch_on("other-deploy-building")

    newest = ask("/deploys").json()[0]

    assert (newest["state"], newest.get("published_at")) == ("building", None)
    assert ask().json()["published_deploy"]["commit_ref"] == release["commit"]


def test_our_source_tells_what_is_on_its_way_and_what_was_made_since(
    netlify: Netlify, release: dict[str, Any], switch_on: Callable[..., None]
) -> None:
    opens = datetime.fromisoformat(release["window"]["opens"])
    made = netlify.made_since(opens)
    long_ago = netlify.made_since(opens - timedelta(days=30))
    switch_on("other-deploy-building")
    building = netlify.made_since(datetime.now(UTC) + timedelta(hours=1))

    assert [(one.commit, one.is_open) for one in made] == [(release["commit"], False)]
    assert [one.commit for one in long_ago] == [release["commit"], release["previous"]["commit"]]
    assert [(one.title, one.is_open) for one in building] == [("Try something else", True)]


def test_another_site_is_not_found_in_netlifys_words(
    sandbox: dict[str, str], http: httpx.Client, credentials: dict[str, dict[str, Any]]
) -> None:
    another = http.get(f"{sandbox['NETLIFY_URL']}/api/v1/sites/another", **credentials["netlify"])

    assert another.json() == {"code": 404, "message": "Not Found"}


def test_the_files_of_the_live_deploy_are_those_of_the_manifest_beside_the_release(
    sandbox: dict[str, str], netlify: Netlify, switch_on: Callable[..., None]
) -> None:
    manifest = Manifest.read(Path(sandbox["RELEASE_FILE"]).with_name("build.sha1").read_text())
    as_built = manifest.differs(netlify.published_files())
    switch_on("script-error-on-load")
    with_a_bug = manifest.differs(netlify.published_files())
    switch_on("deployed-from-changed-checkout")

    assert (as_built, with_a_bug) == ("", "")
    assert manifest.differs(netlify.published_files()).startswith("1 of ")
