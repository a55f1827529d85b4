"""Google's Digital Asset Links API: whether it takes an app for one that the site lets open its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field, StrictBool

from gate.http import VendorCall
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from gate.environment.vendors import AssetLinks as AssetLinksSettings
    from gate.http import HttpClient

SYSTEM = "Google's Digital Asset Links API"
CALLS = (VendorCall("GET", "/v1/assetlinks:check"),)
RELATION = "delegate_permission/common.handle_all_urls"


class _Check(BaseModel):
    linked: StrictBool = False
    age: Annotated[str, Field(alias="maxAge", pattern=r"^[0-9.]+s$")]
    """Is in each answer; `linked` is left out where it is false."""
    errors: tuple[str, ...] = Field(default=(), alias="errorCode")


@dataclass(frozen=True)
class Link:
    """Whether site and app are linked, and what Google found wrong with the site's file."""

    is_taken: bool
    errors: tuple[str, ...]


@dataclass(frozen=True)
class AssetLinks:
    """Asks for one site."""

    http_client: HttpClient
    settings: AssetLinksSettings

    def check(self, site: str, package: str, fingerprint: str) -> Link:
        """Whether an app that is signed with this certificate may open the site's links."""
        asked = {
            "source.web.site": site,
            "relation": RELATION,
            "target.androidApp.packageName": package,
            "target.androidApp.certificate.sha256Fingerprint": fingerprint,
        }
        answer = self.http_client.ask("GET", f"{self.settings.url}/v1/assetlinks:check?{urlencode(asked)}")
        said = read_answer(answer, _Check, SYSTEM)
        return Link(said.linked, said.errors)
