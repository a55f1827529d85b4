"""Apple's CDN for associations: the copy of the site's link file that devices get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.http import Answer, VendorCall
from gate.probes.answers import read_json

if TYPE_CHECKING:
    from gate.environment.vendors import AppleLinks as AppleLinksSettings
    from gate.http import HttpClient, Unreachable

SYSTEM = "Apple's CDN for associations"
CALLS = (VendorCall("GET", "/a/v1/{host}"),)
NOT_FOUND = 404
REASON, DETAILS = "apple-failure-reason", "apple-failure-details"


@dataclass(frozen=True)
class AssociationCopy:
    """What devices get; answer None where there is no copy, and then why, in Apple's words."""

    answer: Answer | None
    why_none: str = ""


@dataclass(frozen=True)
class AppleLinks:
    """Asks for copies."""

    http_client: HttpClient
    settings: AppleLinksSettings

    def copy_for(self, host: str) -> AssociationCopy:
        """The copy of a site's file. Raises NotShown where the CDN itself can't be read."""
        answer: Answer | Unreachable = self.http_client.ask("GET", f"{self.settings.url}/a/v1/{host}")
        if isinstance(answer, Answer) and answer.status == NOT_FOUND and REASON in answer.headers:
            told = (answer.headers[name] for name in (REASON, DETAILS) if answer.headers.get(name))
            return AssociationCopy(None, " ".join(told))
        read_json(answer, SYSTEM)
        assert isinstance(answer, Answer)  # noqa: S101 - read above
        return AssociationCopy(answer)
