"""Staging as it is shipped: the alias of a site that it shares with production."""

import json

import pytest

from gate.environment import Environment
from gate.http import Answer
from gate.outcome import NotShown
from gate.sources.netlify import AnotherSiteError, identify_live_deploy
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


PAGE_SHA, CODE_SHA, OTHER_SHA = "a" * 40, "b" * 40, "c" * 40
MANIFEST = f"# commit {COMMIT}\n{PAGE_SHA}  ./index.html\n{CODE_SHA}  ./a.js\n"


class Web:
    """Netlify with two deploys of one site, and the page of staging."""

    def __init__(self, site=None, stamp=COMMIT, title=""):
        self.site, self.page = site or SITE, f'<meta name="commit" content="{stamp}"><script src="/a.js"></script>'
        self.deploys = [{**RELEASE, "title": title}, PUBLISHED]
        self.files = [{"path": "/index.html", "sha": PAGE_SHA}, {"path": "/a.js", "sha": CODE_SHA}]
        self.parts = {"files": self.files, "traffic_splits": [{"active": True, "branches": [{"branch": "canary"}]}]}
        self.asked = []

    def ask(self, method, url, **_):
        told = self.deploys if "/deploys?" in url else self.parts.get(url.rpartition("/")[2], self.site)
        return Answer(method, url, 200, "application/json", {}, json.dumps(told).encode(), 1)

    def ask_afresh(self, method, url, **_):
        self.asked.append(url.partition("?")[0])
        return Answer(method, url, 200, "text/html", {}, self.page.encode(), 1)


@pytest.fixture
def staging(staging_variables):
    return Environment.read("staging", staging_variables)


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


@pytest.fixture
def built(tmp_path, production_variables):
    """What is live on production, where the release names the manifest of its build."""
    environment = Environment.read("prod", production_variables)

    def read(web, manifest=MANIFEST, **more):
        file = tmp_path / "build.sha1"
        file.write_text(manifest)
        release = a_release(results={"build": str(file)}, **more)
        web.site = {**SITE, "published_deploy": {**PUBLISHED, "commit_ref": None, "title": None, **web.published}}
        return identify_live_deploy(environment, release, web)

    return read


class Production(Web):
    """A page without a stamp, and files of the build or another one."""

    def __init__(self, code=CODE_SHA, **published):
        super().__init__()
        self.page, self.published = '<script src="/a.js"></script>', published
        self.files[1]["sha"] = code


def test_the_files_of_the_build_tell_its_commit_where_nobody_else_does(built):
    found = built(Production())

    assert (found.commit, found.identity.by) == (COMMIT, "by the digests of its files")


def test_files_of_another_build_contradict_whoever_names_the_release_and_are_another_build_by_themselves(built):
    named, alone = built(Production(OTHER_SHA, commit_ref=COMMIT)), built(Production(OTHER_SHA))

    why = "1 of 2 files of the build were not deployed so (a.js is another)"
    assert named.identity.contradiction == f"Netlify names 1a2b3c4, but {why}"
    assert alone.identity.contradiction == alone.why_unknown == f"the release names the files of its build, but {why}"


def test_files_of_another_commit_are_others_and_that_is_no_contradiction(built):
    found = built(Production(OTHER_SHA, commit_ref=OTHER))

    assert (found.commit, found.identity.contradiction) == (OTHER, "")


def test_a_release_that_was_rolled_back_is_not_held_against_its_own_files(built):
    back = {"commit": OTHER, "at": "2026-11-24T10:00:00Z", "reason": "payments fail"}
    found = built(Production(OTHER_SHA, commit_ref=OTHER), rolled_back_to=back)

    assert (found.commit, found.identity.by) == (OTHER, "")


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ("", r"build\.sha1 names no commit; after `npm run build` write it with: \(echo"),
        (MANIFEST.replace(COMMIT, OTHER), r"build\.sha1 is of 9f8e7d6, the release is 1a2b3c4"),
    ],
)
def test_a_manifest_that_is_none_or_another_builds_is_not_shown(built, manifest, why):
    with pytest.raises(NotShown, match=why):
        built(Production(commit_ref=COMMIT), manifest)


def test_where_nobody_tells_the_shortest_way_is_told(production_variables):
    web = Production()
    web.site = {**SITE, "published_deploy": {**PUBLISHED, "title": None}}
    found = identify_live_deploy(Environment.read("prod", production_variables), a_release(), web)

    with pytest.raises(NotShown, match="deploy it once more with `--message"):
        _ = found.commit


def test_a_split_test_is_told_when_everybody_is_asked(production_variables):
    web = Production(commit_ref=COMMIT)
    web.site = {**SITE, "published_deploy": {**PUBLISHED, "commit_ref": COMMIT}}
    production = Environment.read("prod", production_variables)

    assert identify_live_deploy(production, a_release(), web).deploy.remarks == ()
    told = identify_live_deploy(production, a_release(), web, asks_everybody=True)
    assert told.deploy.remarks == ("a split test is on, of canary",)
