"""Netlify: the site with what is published, the deploys of it, and the files of what is published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, RootModel

from gate.files.addresses import Origin, origin_of
from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.release.live import Statement, Witness, commit_in_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from gate.environment.vendors import Netlify as NetlifySettings
    from gate.http import Answer, Unreachable

CALLS = (
    VendorCall("GET", "/api/v1/sites/{site_id}"),
    VendorCall("GET", "/api/v1/sites/{site_id}/deploys"),
    VendorCall("GET", "/api/v1/sites/{site_id}/files"),
    VendorCall("GET", "/api/v1/sites/{site_id}/traffic_splits"),
)
PAGE = 100
PAGES_MAX = 20
OPEN_AT_MOST = timedelta(days=7)
"""What has been on its way for longer is stuck, and comes no more."""
NETLIFY_APP = ".netlify.app"
NO_LETTERS = re.compile(r"[^a-z0-9]+")
ENDED = frozenset({"ready", "error", "rejected", "deleted"})
"""States of a deploy to which nothing more happens by itself."""


class _Links(BaseModel):
    permalink: str | None = None
    alias: str | None = None
    branch: str | None = None


class _Deploy(BaseModel):
    id: str
    state: str
    commit_ref: str | None = None
    title: str | None = None
    branch: str | None = None
    locked: bool | None = None
    created_at: AwareDatetime
    published_at: AwareDatetime | None = None
    deploy_ssl_url: str = ""
    links: _Links = _Links()

    def permalink(self, site: _Site) -> str:
        """Where it alone is always served. `deploy_ssl_url` may be where its branch or alias is."""
        return self.links.permalink or f"https://{self.id}--{site.name}{NETLIFY_APP}"

    def addresses(self, site: _Site) -> frozenset[Origin]:
        """Where the newest deploy of its branch or alias is served, and where it alone is."""
        places = [self.permalink(site), self.deploy_ssl_url, self.links.alias, self.links.branch]
        if self.branch:
            label = NO_LETTERS.sub("-", self.branch.lower()).strip("-")
            places.append(f"{label}--{site.name}{NETLIFY_APP}")
            places += [f"{label}.{site.branch_deploy_custom_domain}"] if site.branch_deploy_custom_domain else []
        return frozenset(origin_of(place) for place in places if place)


class _Deploys(RootModel[tuple[_Deploy, ...]]):
    pass


class _MadeDeploy(BaseModel):
    id: str
    state: str
    context: str
    commit_ref: str | None = None
    created_at: AwareDatetime
    published_at: AwareDatetime | None = None
    title: str | None = None


class _MadeDeploys(RootModel[tuple[_MadeDeploy, ...]]):
    pass


class _File(BaseModel):
    path: str
    sha: str


class _Files(RootModel[tuple[_File, ...]]):
    pass


class _Share(BaseModel):
    branch: str = "another branch"


class _SplitTest(BaseModel):
    active: bool | None = None
    branches: list[_Share] = []


class _SplitTests(RootModel[tuple[_SplitTest, ...]]):
    pass


class _BuildSettings(BaseModel):
    stop_builds: bool | None = None


class _Site(BaseModel):
    name: str
    published_deploy: _Deploy | None = None
    custom_domain: str | None = None
    domain_aliases: list[str] = []
    branch_deploy_custom_domain: str | None = None
    ssl_url: str = ""
    build_settings: _BuildSettings | None = None

    @property
    def addresses(self) -> frozenset[Origin]:
        """Where the published deploy is served."""
        names = (f"{self.name}{NETLIFY_APP}", self.custom_domain, *self.domain_aliases, self.ssl_url)
        return frozenset(origin_of(name) for name in names if name)

    def may_serve(self, address: Origin) -> bool:
        """Whether an address is of the kind that an alias or branch of this site has."""
        host = address.host
        branches = self.branch_deploy_custom_domain
        return host.endswith(f"--{self.name}{NETLIFY_APP}") or bool(branches and host.endswith(f".{branches}"))


class AnotherSiteError(ValueError):
    """An address is none of the site's. The text names those that are."""


@dataclass(frozen=True)
class LiveDeploy:
    """The deploy behind an address: id, the commit it was built from, and since when it is live there (UTC).

    commit: empty where Netlify knows none, as of a deploy by its command line. title: of one by the command line, what
    `--message` said; of all others the commit's own message. permalink: where it alone is served. is_published:
    whether the site's own address serves it. remarks: what keeps the next deploy from becoming live by itself.
    """

    id: str
    commit: str
    title: str
    published_at: datetime
    permalink: str = ""
    is_published: bool = True
    remarks: tuple[str, ...] = ()

    def told(self, known: Sequence[str]) -> tuple[Statement, ...]:
        """What Netlify and, where it knows no commit, the title say; known: commits by their first digits."""
        if self.commit:
            return (Statement(Witness.HOST, self.commit),)
        return (Statement(Witness.TITLE, commit_in_title(self.title, known)),)


@dataclass(frozen=True)
class KeptDeploy:
    """A deploy for production that can be published again; permalink: where it is always served, live or not.

    commit: empty where neither Netlify nor its title names one.
    """

    id: str
    commit: str
    permalink: str
    is_live: bool = False


@dataclass(frozen=True)
class MadeDeploy:
    """A deploy for production. at: when it was published or, before that, created (UTC); commit is empty by hand."""

    id: str
    commit: str
    title: str
    at: datetime
    is_open: bool

    def built_from(self, known: Iterable[str]) -> str:
        """The commit, by its title where Netlify knows none; empty where neither tells."""
        return self.commit or commit_in_title(self.title, known)


@dataclass(frozen=True)
class Netlify:
    """Reads one site."""

    http_client: HttpClient
    settings: NetlifySettings

    def live_deploy(self, address: str) -> LiveDeploy:
        """The deploy that visitors of an address get now: the published one, or that of an alias, branch or permalink.

        Raises NotShown where Netlify can't be read or has no deploy there, and AnotherSiteError.
        """
        site, origin = self._site(), origin_of(address)
        if origin in site.addresses:
            if site.published_deploy is None:
                raise NotShown(f"Netlify has published no deploy of {site.name} yet")
            return _live(site.published_deploy, site)
        for deploy in self._ready():
            if origin in deploy.addresses(site):
                return _live(deploy, site)
        if not site.may_serve(origin):
            raise AnotherSiteError(", ".join(sorted(served.host for served in site.addresses)))
        alias = origin.host.partition("--")[0]
        raise NotShown(f"Netlify keeps no ready deploy at {origin.host}; `netlify deploy --alias {alias}` makes one")

    def hosts_beside(self, address: str) -> tuple[str, ...]:
        """Where else the published deploy is served, if it is served at this address; raises NotShown."""
        site, origin = self._site(), origin_of(address)
        return tuple(sorted(served.host for served in site.addresses - {origin})) if origin in site.addresses else ()

    def published_files(self) -> dict[str, str]:
        """The files of the published deploy: SHA-1 by path, without the first slash. Of another, Netlify tells none."""
        files = read_answer(self._ask("/files"), _Files, "Netlify").root
        return {file.path.removeprefix("/"): file.sha for file in files}

    def split_tests(self) -> tuple[str, ...]:
        """Split tests that are on, in words: some visitors get another deploy than the published one."""
        tests = read_answer(self._ask("/traffic_splits"), _SplitTests, "Netlify").root
        named = (" and ".join(share.branch for share in test.branches) for test in tests if test.active)
        return tuple(f"a split test is on, of {branches or 'branches without a name'}" for branches in named)

    def kept_deploys(self, commit: str) -> Iterator[KeptDeploy]:
        """Ready deploys for production, newest first; of those by the command line the title may name `commit`."""
        site = self._site()
        live = site.published_deploy.id if site.published_deploy else ""
        for deploy in self._ready("production=true&"):
            built_from = deploy.commit_ref or commit_in_title(deploy.title or "", [commit])
            yield KeptDeploy(deploy.id, built_from, deploy.permalink(site), is_live=deploy.id == live)

    def made_since(self, since: datetime) -> tuple[MadeDeploy, ...]:
        """Deploys for production that are open, or were created or published since then (aware), newest first.

        Raises NotShown where Netlify can't be read, and where it has made more than anybody lists.
        """
        found = []
        for page in range(1, PAGES_MAX + 1):
            deploys = read_answer(self._ask(f"/deploys?page={page}&per_page={PAGE}"), _MadeDeploys, "Netlify").root
            found += [_made(deploy) for deploy in deploys if deploy.context == "production"]
            if len(deploys) < PAGE or deploys[-1].created_at < since - OPEN_AT_MOST:
                return tuple(deploy for deploy in found if deploy.is_open or deploy.at >= since)
        raise NotShown(f"Netlify lists more than {PAGES_MAX * PAGE:,} deploys since {since:%Y-%m-%d %H:%M} UTC")

    def _site(self) -> _Site:
        return read_answer(self._ask(""), _Site, "Netlify")

    def _ready(self, narrowed: str = "") -> Iterator[_Deploy]:
        """Deploys that are or were served, newest first. Raises NotShown where there are more than anybody lists."""
        for page in range(1, PAGES_MAX + 1):
            query = f"/deploys?state=ready&{narrowed}page={page}&per_page={PAGE}"
            deploys = read_answer(self._ask(query), _Deploys, "Netlify").root
            yield from (deploy for deploy in deploys if deploy.state == "ready")
            if len(deploys) < PAGE:
                return
        raise NotShown(f"Netlify: it is not among the newest {PAGES_MAX * PAGE:,} deploys; older ones were not read")

    def _ask(self, rest: str) -> Answer | Unreachable:
        address = f"{self.settings.url}/api/v1/sites/{self.settings.site}{rest}"
        return self.http_client.ask("GET", address, headers={"authorization": f"Bearer {self.settings.token}"})


def _live(deploy: _Deploy, site: _Site) -> LiveDeploy:
    is_published = site.published_deploy is not None and deploy.id == site.published_deploy.id
    is_stopped = site.build_settings is not None and bool(site.build_settings.stop_builds)
    remarks = {
        "it is locked, so nothing newer is published by itself": is_published and bool(deploy.locked),
        "Netlify's builds are stopped": is_published and is_stopped,
    }
    return LiveDeploy(
        id=deploy.id,
        commit=deploy.commit_ref or "",
        title=deploy.title or "",
        published_at=deploy.published_at or deploy.created_at,
        permalink=deploy.permalink(site),
        is_published=is_published,
        remarks=tuple(remark for remark, is_so in remarks.items() if is_so),
    )


def _made(deploy: _MadeDeploy) -> MadeDeploy:
    at = (deploy.published_at or deploy.created_at).astimezone(UTC)
    return MadeDeploy(deploy.id, deploy.commit_ref or "", deploy.title or "", at, deploy.state not in ENDED)
