"""The way back: found by Netlify's commit, by the title, or by the page at the deploy's own address."""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.sources.netlify import find_kept_deploy

COMMIT, OTHER = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
MADE = "2026-11-20T10:00:00Z"
PERMALINK = "https://d1--alaskapay.netlify.app"


def deploy(number, **more):
    return {"id": number, "state": "ready", "created_at": MADE, **more}


class Web:
    """Netlify with these deploys, the first of them live, and their pages by the host's first label."""

    def __init__(self, *deploys, **pages):
        self.deploys, self.pages = deploys, pages

    def ask(self, method, url, **_):
        site = {"name": "alaskapay", "published_deploy": self.deploys[0]}
        told = [*self.deploys] if "/deploys?" in url else site
        return Answer(method, url, 200, "application/json", {}, json.dumps(told).encode(), 1)

    def ask_afresh(self, method, url, **_):
        stamp = self.pages.get(url.partition("--")[0].removeprefix("https://"))
        if stamp is None:
            return Unreachable("d1", 1, "nobody there")
        page = f'<meta name="commit" content="{stamp}"><script src="/a.js"></script>'
        return Answer(method, url, 200, "text/html", {}, page.encode(), 1)


@pytest.fixture
def environment(read_environment):
    return read_environment("prod", ("  - https://js.paystack.co", f"  - https://js.paystack.co\n  - {PERMALINK}"))


LIVE, BEFORE = deploy("d2"), deploy("d1")


@pytest.mark.parametrize(
    "web",
    [
        Web(LIVE, deploy("d1", commit_ref=COMMIT)),
        Web(LIVE, deploy("d1", title="Release 2.3.1 (9f8e7d6)")),
        Web(LIVE, BEFORE, d1=COMMIT),
        Web(LIVE, deploy("d0"), BEFORE, d1="9f8e7d6"),
    ],
    ids=["by Netlify", "by its title", "by its page", "by the page of one of two"],
)
def test_the_deploy_before_is_found_by_whoever_tells(environment, web):
    found = find_kept_deploy(environment, COMMIT, web)

    assert (found.id, found.commit, found.permalink) == ("d1", COMMIT, PERMALINK)


@pytest.mark.parametrize(
    "web",
    [
        Web(LIVE),
        Web(LIVE, deploy("d1", commit_ref=OTHER)),
        Web(LIVE, deploy("d1", title=f"Release {OTHER}")),
        Web(LIVE, BEFORE, d1=OTHER),
    ],
)
def test_where_all_that_is_kept_is_of_other_commits_there_is_none(environment, web):
    assert find_kept_deploy(environment, COMMIT, web) is None


@pytest.mark.parametrize("web", [Web(LIVE, BEFORE), Web(LIVE, deploy("d0"), d0=COMMIT)])
def test_a_deploy_that_nobody_names_and_whose_page_can_not_be_asked_is_not_shown(environment, web):
    with pytest.raises(NotShown, match="Name that under `hosts`, and its page is asked"):
        find_kept_deploy(environment, COMMIT, web)
