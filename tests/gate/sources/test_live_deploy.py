"""Staging as it is shipped: the alias of a site that it shares with production."""

import json

import pytest

from gate.environment import Environment
from gate.http import Answer
from gate.sources.live_deploy import identify_live_deploy
from gate.sources.netlify import AnotherSiteError
from tests.support.past_runs import COMMIT, OTHER, a_release

STAGING, PRODUCTION = "https://staging--alaskapay.netlify.app", "https://alaskapay.com"
HAND_MADE = {"state": "ready", "commit_ref": None, "created_at": "2026-11-20T10:00:00Z"}
RELEASE = {"id": "d2", "deploy_ssl_url": STAGING, "branch": "staging", **HAND_MADE}
PUBLISHED = {
    "id": "d1",
    "deploy_ssl_url": "https://main--alaskapay.netlify.app",
    "title": f"Release {OTHER}",
    **HAND_MADE,
}
SITE = {"name": "alaskapay", "custom_domain": "alaskapay.com", "ssl_url": PRODUCTION, "published_deploy": PUBLISHED}


class Web:
    """Netlify with two deploys of one site, and the page of staging."""

    def __init__(self, site=None, stamp=COMMIT, title=""):
        self.site, self.page = site or SITE, f'<meta name="commit" content="{stamp}"><script src="/a.js"></script>'
        self.deploys = [{**RELEASE, "title": title}, PUBLISHED]
        self.asked = []

    def ask(self, method, url, **_):
        told = self.deploys if "/deploys?" in url else self.site
        return Answer(method, url, 200, "application/json", {}, json.dumps(told).encode(), 1)

    def ask_afresh(self, method, url, **_):
        self.asked.append(url.partition("?")[0])
        return Answer(method, url, 200, "text/html", {}, self.page.encode(), 1)


@pytest.fixture
def staging(production_variables):
    known = {name.replace("PROD_", "STAGING_"): value for name, value in production_variables.items()}
    return Environment.read("staging", {**known, "STAGING_PAYSTACK_SECRET_KEY": "sk_test_0123456789abcdef"})


def test_the_shipped_staging_is_the_alias_and_nothing_of_production_can_be_reached(staging):
    web = Web()
    found = identify_live_deploy(staging, a_release(), web)

    assert (found.deploy.id, found.commit, found.identity.by) == ("d2", COMMIT, "by the stamp in the site")
    assert web.asked == [f"{STAGING}/"], "the page of the alias, and no other"
    assert "alaskapay.com" not in staging.listed_hosts


def test_the_title_spares_the_question_unless_everybody_is_asked(staging):
    web = Web(title=f"2.4.0 {COMMIT}")
    assert identify_live_deploy(staging, a_release(), web).identity.by == "by the deploy's title"
    assert web.asked == []

    found = identify_live_deploy(staging, a_release(), Web(title=f"2.4.0 {COMMIT}", stamp=OTHER), asks_everybody=True)
    assert found.identity.contradiction == "the deploy's title names 1a2b3c4, but the stamp in the site names 9f8e7d6"


def test_staging_with_a_site_of_another_name_is_refused(staging):
    another = {**SITE, "name": "elsewhere"}

    with pytest.raises(AnotherSiteError) as refused:
        identify_live_deploy(staging, a_release(), WebWithout(another))

    assert "staging.yaml points at staging--alaskapay.netlify.app, but Netlify's site" in str(refused.value)


class WebWithout(Web):
    """A site that has no deploy at the address."""

    def __init__(self, site):
        super().__init__(site)
        self.deploys = []
