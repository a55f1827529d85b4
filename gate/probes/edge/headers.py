"""What an answer tells browsers to guard against, and whom it lets in from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

S_PER_DAY = 86_400
ANY_SITE = frozenset({"*", "http:", "https:", "http://*", "https://*"})


@dataclass(frozen=True)
class Guards:
    """What a page's headers tell the browser. hsts_days: 0 where there is no such header; referrer_policy: ""."""

    hsts_days: int
    forbids_foreign_frames: bool
    forbids_sniffing: bool
    referrer_policy: str


def guards_of(headers: Mapping[str, str]) -> Guards:
    """Read the headers of an answer, by their names in lower case, as browsers do."""
    age = re.search(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)", headers.get("strict-transport-security", ""), re.IGNORECASE)
    policies = [policy.strip().lower() for policy in headers.get("referrer-policy", "").split(",")]
    return Guards(
        hsts_days=int(age[1]) // S_PER_DAY if age else 0,
        forbids_foreign_frames=_forbids_foreign_frames(headers),
        forbids_sniffing=headers.get("x-content-type-options", "").strip().lower() == "nosniff",
        referrer_policy=policies[-1],
    )


def _forbids_foreign_frames(headers: Mapping[str, str]) -> bool:
    """frame-ancestors; where the policy has none, X-Frame-Options. Report-only policies guard nothing."""
    for directive in re.split(r"[;,]", headers.get("content-security-policy", "")):
        name, *sources = directive.split() or [""]
        if name.lower() == "frame-ancestors":
            return ANY_SITE.isdisjoint(source.lower() for source in sources)
    return headers.get("x-frame-options", "").strip().lower() in {"deny", "sameorigin"}


def lets_in(headers: Mapping[str, str], origin: str) -> bool:
    """Whether a page of `origin` may use the visitor's own credentials there, and read what comes back.

    An answer to everybody (`*`) is none of that: browsers then send no credentials along.
    """
    allowed = headers.get("access-control-allow-origin", "").strip()
    with_credentials = headers.get("access-control-allow-credentials", "").strip().lower() == "true"
    return with_credentials and allowed == origin
