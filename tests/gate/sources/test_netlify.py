"""Which deploys Netlify keeps, and what can't be believed."""

import json

import pytest

from gate.environment.vendors import Netlify as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.release.live import Statement, Witness
from gate.sources import netlify
from gate.sources.netlify import KeptDeploy, Netlify
from tests.support.listener import Listener, answer
from tests.support.source_faults import SECRET

COMMIT, OTHER = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> Netlify:
    return Netlify(http_client, Settings(url=vendor.url, site="s1", token=SECRET))


def deploys(*found):
    told = [
        {"id": number, "state": state, "commit_ref": commit, "deploy_ssl_url": f"https://{number}--a.netlify.app"}
        for number, state, commit in found
    ]
    return answer(json.dumps(told).encode())


def test_the_newest_ready_deploy_of_a_commit_is_found(vendor, source):
    vendor.replies = [
        deploys(("d4", "ready", OTHER), ("d3", "error", COMMIT), ("d2", "ready", COMMIT), ("d1", "ready", COMMIT))
    ]

    assert source.deploy_of(COMMIT) == KeptDeploy("d2", COMMIT, "https://d2--a.netlify.app")
    assert vendor.lines == ["GET /api/v1/sites/s1/deploys?state=ready&production=true&page=1&per_page=100"]


def test_it_is_looked_for_page_by_page_and_a_list_without_end_is_not_shown(vendor, source, monkeypatch):
    monkeypatch.setattr(netlify, "PAGE", 2)
    full = deploys(("d9", "ready", OTHER), ("d8", "ready", None))
    vendor.replies = [full, deploys(("d1", "ready", COMMIT))]
    assert source.deploy_of(COMMIT).id == "d1"

    vendor.replies = [full, deploys()]
    assert source.deploy_of(COMMIT) is None

    monkeypatch.setattr(netlify, "PAGES_MAX", 2)
    vendor.replies = [full, full]
    with pytest.raises(NotShown, match="9f8e7d6 is not among the newest 4 deploys"):
        source.deploy_of(COMMIT)


def site(**deploy):
    told = {"id": "d9", "published_at": "2026-11-24T09:12:00Z", "deploy_ssl_url": "https://d9--a.netlify.app", **deploy}
    return answer(json.dumps({"published_deploy": told, "ssl_url": "https://a.netlify.app"}).encode())


@pytest.mark.parametrize(
    ("deploy", "statement"),
    [
        ({"commit_ref": COMMIT, "title": f"Revert {OTHER}"}, (Witness.HOST, COMMIT)),
        ({"commit_ref": COMMIT, "title": f"{OTHER}"}, (Witness.HOST, COMMIT)),
        ({"commit_ref": None, "title": "Release 2.3.1 (9f8e7d6)"}, (Witness.TITLE, COMMIT)),
        ({"commit_ref": None, "title": None}, (Witness.TITLE, "")),
        ({}, (Witness.TITLE, "")),
    ],
)
def test_a_deploy_by_the_command_line_has_no_commit_and_its_title_may_name_it(vendor, source, deploy, statement):
    vendor.replies = [site(**deploy)]

    assert source.live_deploy().told([COMMIT, OTHER]) == (Statement(*statement),)


def test_a_deploy_by_the_command_line_is_kept_under_the_commit_that_its_title_names(vendor, source):
    told = [
        {"id": "d3", "state": "ready", "commit_ref": None, "title": f"Revert {COMMIT}", "deploy_ssl_url": "https://d3"},
        {"id": "d2", "state": "ready", "commit_ref": None, "title": "2.3.1 (9f8e7d6)", "deploy_ssl_url": "https://d2"},
    ]
    vendor.replies = [answer(json.dumps(told).encode())]

    assert source.deploy_of(COMMIT) == KeptDeploy("d2", COMMIT, "https://d2")
