"""Netlify: which deploy of the web app is live, which it keeps, and which others were made or are on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, RootModel

from gate.files.addresses import origin_of
from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.release.live import Statement, Witness, commit_in_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from gate.environment.vendors import Netlify as NetlifySettings
    from gate.http import Answer, Unreachable

CALLS = (
    VendorCall("GET", "/api/v1/sites/{site_id}"),
    VendorCall("GET", "/api/v1/sites/{site_id}/deploys"),
)
PAGE = 100
PAGES_MAX = 20
OPEN_AT_MOST = timedelta(days=7)
"""What has been on its way for longer is stuck, and comes no more."""
ENDED = frozenset({"ready", "error", "rejected", "deleted"})
"""States of a deploy to which nothing more happens by itself."""


class _PublishedDeploy(BaseModel):
    id: str
    commit_ref: str | None = None
    title: str | None = None
    published_at: AwareDatetime
    deploy_ssl_url: str = ""


class _Deploy(BaseModel):
    id: str
    state: str
    commit_ref: str | None = None
    title: str | None = None
    deploy_ssl_url: str


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


class _Site(BaseModel):
    published_deploy: _PublishedDeploy
    custom_domain: str | None = None
    domain_aliases: list[str] = []
    ssl_url: str = ""


@dataclass(frozen=True)
class LiveDeploy:
    """The published deploy: id, the commit it was built from, since when it is live (UTC), and at which hosts.

    commit: empty where Netlify knows none, as of a deploy by its command line. title: of one by the command line, what
    `--message` said; of all others the commit's own message. permalink: where it alone is served.
    """

    id: str
    commit: str
    title: str
    published_at: datetime
    hosts: frozenset[str]
    permalink: str = ""

    def told(self, known: Sequence[str]) -> tuple[Statement, ...]:
        """What Netlify and, where it knows no commit, the title say; known: commits by their first digits."""
        if self.commit:
            return (Statement(Witness.HOST, self.commit),)
        return (Statement(Witness.TITLE, commit_in_title(self.title, known)),)


@dataclass(frozen=True)
class KeptDeploy:
    """A deploy for production that can be published again; permalink: where it is always served, live or not."""

    id: str
    commit: str
    permalink: str


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

    def live_deploy(self) -> LiveDeploy:
        """The deploy that visitors get now. Raises NotShown where Netlify can't be read."""
        site = read_answer(self._ask(""), _Site, "Netlify")
        deploy = site.published_deploy
        names = (site.custom_domain, *site.domain_aliases, site.ssl_url)
        hosts = frozenset(origin_of(name).host for name in names if name)
        return LiveDeploy(
            id=deploy.id,
            commit=deploy.commit_ref or "",
            title=deploy.title or "",
            published_at=deploy.published_at,
            hosts=hosts,
            permalink=deploy.deploy_ssl_url,
        )

    def deploy_of(self, commit: str) -> KeptDeploy | None:
        """The newest ready production deploy that was built from a commit (40 hex digits); None where none is kept.

        Where Netlify knows no commit, its title has to name it.
        """
        for page in range(1, PAGES_MAX + 1):
            query = f"/deploys?state=ready&production=true&page={page}&per_page={PAGE}"
            deploys = read_answer(self._ask(query), _Deploys, "Netlify").root
            for deploy in deploys:
                built_from = deploy.commit_ref or commit_in_title(deploy.title or "", [commit])
                if deploy.state == "ready" and built_from == commit:
                    return KeptDeploy(deploy.id, commit, deploy.deploy_ssl_url)
            if len(deploys) < PAGE:
                return None
        raise NotShown(f"Netlify: {commit[:7]} is not among the newest {PAGES_MAX * PAGE:,} deploys; older ones unread")

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

    def _ask(self, rest: str) -> Answer | Unreachable:
        address = f"{self.settings.url}/api/v1/sites/{self.settings.site}{rest}"
        return self.http_client.ask("GET", address, headers={"authorization": f"Bearer {self.settings.token}"})


def _made(deploy: _MadeDeploy) -> MadeDeploy:
    at = (deploy.published_at or deploy.created_at).astimezone(UTC)
    return MadeDeploy(deploy.id, deploy.commit_ref or "", deploy.title or "", at, deploy.state not in ENDED)
