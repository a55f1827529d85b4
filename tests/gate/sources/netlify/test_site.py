"""Which deploys Netlify keeps, and what can't be believed."""

import json

import pytest

from gate.environment.vendors import Netlify as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.release.live import Statement, Witness
from gate.sources.netlify import AnotherSiteError, KeptDeploy, Netlify
from gate.sources.netlify import site as module_of_site
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import SECRET

COMMIT, OTHER = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> Netlify:
    return Netlify(http_client, Settings(url=vendor.url, site="s1", token=SECRET))


MADE = "2026-11-24T09:12:00Z"


def deploy(number, **more):
    return {"id": number, "state": "ready", "created_at": MADE, **more}


def deploys(*found):
    told = [deploy(number, state=state, commit_ref=commit) for number, state, commit in found]
    return answer(json.dumps(told).encode())


def deploy_of(source, commit):
    return next((kept for kept in source.kept_deploys(commit) if kept.commit == commit), None)


def site(published=None, **more):
    told = {"name": "a", "ssl_url": "https://shop.example", "published_deploy": published, **more}
    return answer(json.dumps(told).encode())


def test_the_newest_ready_deploy_of_a_commit_is_found(vendor, source):
    vendor.replies = [
        site(),
        deploys(("d4", "ready", OTHER), ("d3", "error", COMMIT), ("d2", "ready", COMMIT), ("d1", "ready", COMMIT)),
    ]

    assert deploy_of(source, COMMIT) == KeptDeploy("d2", COMMIT, "https://d2--a.netlify.app")
    assert vendor.lines[1:] == ["GET /api/v1/sites/s1/deploys?state=ready&production=true&page=1&per_page=100"]


def test_it_is_looked_for_page_by_page_and_a_list_without_end_is_not_shown(vendor, source, monkeypatch):
    monkeypatch.setattr(module_of_site, "PAGE", 2)
    full = deploys(("d9", "ready", OTHER), ("d8", "ready", None))
    vendor.replies = [site(), full, deploys(("d1", "ready", COMMIT))]
    assert deploy_of(source, COMMIT).id == "d1"

    vendor.replies = [site(), full, deploys()]
    assert deploy_of(source, COMMIT) is None

    monkeypatch.setattr(module_of_site, "PAGES_MAX", 2)
    vendor.replies = [site(), full, full]
    with pytest.raises(NotShown, match="it is not among the newest 4 deploys"):
        deploy_of(source, COMMIT)


@pytest.mark.parametrize(
    ("told", "statement"),
    [
        ({"commit_ref": COMMIT, "title": f"Revert {OTHER}"}, (Witness.HOST, COMMIT)),
        ({"commit_ref": COMMIT, "title": f"{OTHER}"}, (Witness.HOST, COMMIT)),
        ({"commit_ref": None, "title": "Release 2.3.1 (9f8e7d6)"}, (Witness.TITLE, COMMIT)),
        ({"commit_ref": None, "title": None}, (Witness.TITLE, "")),
        ({}, (Witness.TITLE, "")),
    ],
)
def test_a_deploy_by_the_command_line_has_no_commit_and_its_title_may_name_it(vendor, source, told, statement):
    vendor.replies = [site(deploy("d9", **told))]

    assert source.live_deploy("https://shop.example").told([COMMIT, OTHER]) == (Statement(*statement),)


def test_a_deploy_by_the_command_line_is_kept_under_the_commit_that_its_title_names(vendor, source):
    told = [deploy("d3", title=f"Revert {COMMIT}"), deploy("d2", title="2.3.1 (9f8e7d6)")]
    vendor.replies = [site(), answer(json.dumps(told).encode())]

    assert deploy_of(source, COMMIT) == KeptDeploy("d2", COMMIT, "https://d2--a.netlify.app")


STAGING = deploy("d7", deploy_ssl_url="https://staging--a.netlify.app", branch="staging")
PUBLISHED = deploy("d8", deploy_ssl_url="https://main--a.netlify.app", branch="main", published_at=MADE)
OLDER = deploy("d6", deploy_ssl_url="https://staging--a.netlify.app", branch="staging")
BRANCH = deploy("d5", deploy_ssl_url="https://feature-x-y--a.netlify.app", branch="feature/X_y")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://shop.example", "d8"),
        ("https://www.shop.example", "d8"),
        ("https://a.netlify.app", "d8"),
        ("https://staging--a.netlify.app", "d7"),
        ("https://d6--a.netlify.app", "d6"),
        ("https://feature-x-y--a.netlify.app", "d5"),
        ("https://staging.previews.example", "d7"),
    ],
)
def test_what_is_live_is_the_deploy_behind_the_address(vendor, source, address, found):
    own = site(PUBLISHED, domain_aliases=["www.shop.example"], branch_deploy_custom_domain="previews.example")
    vendor.replies = [own, answer(json.dumps([PUBLISHED, STAGING, OLDER, BRANCH]).encode())]

    live = source.live_deploy(address)

    assert (live.id, live.permalink) == (found, f"https://{found}--a.netlify.app")


def test_an_alias_that_nobody_deployed_to_is_not_shown_with_the_command(vendor, source):
    vendor.replies = [site(PUBLISHED), answer(json.dumps([PUBLISHED, BRANCH]).encode())]

    with pytest.raises(NotShown, match="`netlify deploy --alias staging` makes one"):
        source.live_deploy("https://staging--a.netlify.app")


@pytest.mark.parametrize("address", ["https://staging--b.netlify.app", "https://a.example", "https://b.netlify.app"])
def test_an_address_of_another_site_is_refused(vendor, source, address):
    vendor.replies = [site(PUBLISHED), answer(json.dumps([PUBLISHED, STAGING]).encode())]

    with pytest.raises(AnotherSiteError, match=r"a\.netlify\.app, shop\.example"):
        source.live_deploy(address)


def test_a_site_that_published_nothing_has_nothing_live(vendor, source):
    vendor.replies = [site()]

    with pytest.raises(NotShown, match="Netlify has published no deploy of a yet"):
        source.live_deploy("https://shop.example")


def test_a_locked_deploy_and_stopped_builds_are_told_of_what_is_published(vendor, source):
    told = {"build_settings": {"stop_builds": True}}
    listed = answer(json.dumps([{**STAGING, "locked": True}]).encode())
    vendor.replies = [site({**PUBLISHED, "locked": True}, **told), site(PUBLISHED), site(PUBLISHED, **told), listed]

    assert source.live_deploy("https://shop.example").remarks == (
        "it is locked, so nothing newer is published by itself",
        "Netlify's builds are stopped",
    )
    assert source.live_deploy("https://shop.example").remarks == ()
    assert source.live_deploy("https://staging--a.netlify.app").remarks == ()


def test_split_tests_that_are_on_are_told(vendor, source):
    tests = [
        {"active": False, "branches": []},
        {"active": True, "branches": [{"branch": "main"}, {"branch": "canary"}]},
    ]
    vendor.replies = [answer(json.dumps(tests).encode())]

    assert source.split_tests() == ("a split test is on, of main and canary",)
