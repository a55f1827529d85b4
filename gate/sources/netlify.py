"""Netlify: which deploy of the web app is live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel

from gate.addresses import origin_of
from gate.answers import read_answer
from gate.http import Door, VendorCall

if TYPE_CHECKING:
    from datetime import datetime

    from gate.vendors import Netlify as NetlifySettings

CALLS = (VendorCall("GET", "/api/v1/sites/{site_id}"),)


class _PublishedDeploy(BaseModel):
    id: str
    commit_ref: str
    published_at: AwareDatetime


class _Site(BaseModel):
    published_deploy: _PublishedDeploy
    custom_domain: str | None = None
    domain_aliases: list[str] = []
    ssl_url: str = ""


@dataclass(frozen=True)
class LiveDeploy:
    """The published deploy: id, the commit it was built from, since when it is live (UTC), and at which hosts."""

    id: str
    commit: str
    published_at: datetime
    hosts: frozenset[str]


@dataclass(frozen=True)
class Netlify:
    """Reads one site."""

    door: Door
    settings: NetlifySettings

    def live_deploy(self) -> LiveDeploy:
        """The deploy that visitors get now. Raises NotShown where Netlify can't be read."""
        settings = self.settings
        answer = self.door.ask(
            "GET",
            f"{settings.url}/api/v1/sites/{settings.site}",
            headers={"authorization": f"Bearer {settings.token}"},
        )
        site = read_answer(answer, _Site, "Netlify")
        deploy = site.published_deploy
        names = (site.custom_domain, *site.domain_aliases, site.ssl_url)
        hosts = frozenset(origin_of(name).host for name in names if name)
        return LiveDeploy(deploy.id, deploy.commit_ref, deploy.published_at, hosts)
