"""What an answer tells caches: how long it may be kept, whether it came out of one, whether it was compressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from gate.files.addresses import origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.http import Answer

S_PER_DAY = 86_400
REFERENCE = re.compile(r"""\b(?:src|href)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
TEXT = re.compile(r"text/.+|application/(.+\+)?(json|javascript|xml)|image/svg\+xml")
CODINGS = frozenset({"gzip", "br", "zstd", "deflate"})
WORTH_COMPRESSING_BYTES = 1_400
"""What is shorter fits into one packet anyway."""


@dataclass(frozen=True)
class Keeping:
    """How long browsers may keep an answer. max_age_days: 0 where nothing is said; asks_first: before each use."""

    max_age_days: int
    is_immutable: bool
    asks_first: bool


def keeping_of(headers: Mapping[str, str]) -> Keeping:
    """Read Cache-Control (RFC 9111, RFC 8246) by header names in lower case."""
    directives = {}
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.partition("=")
        directives[name.strip()] = value.strip().strip('"')
    age = directives.get("max-age", "")
    seconds = int(age) if age.isdecimal() else 0
    never_fresh = "no-cache" in directives or "no-store" in directives or (bool(age) and seconds == 0)
    return Keeping(seconds // S_PER_DAY, "immutable" in directives and "no-store" not in directives, never_fresh)


def is_from_cache(headers: Mapping[str, str]) -> bool | None:
    """Whether a cache in front of the server had it: Cache-Status (RFC 9211), what CDNs used before, or Age.

    None where no header says anything.
    """
    if status := headers.get("cache-status"):
        return any("hit" in _parameters(cache) for cache in status.lower().split(","))
    for name in ("cf-cache-status", "x-cache", "x-vercel-cache", "x-nf-cache-status"):
        if name in headers:
            return "hit" in headers[name].lower()
    return int(headers["age"]) > 0 if headers.get("age", "").isdecimal() else None


def _parameters(cache: str) -> set[str]:
    return {parameter.strip() for parameter in cache.split(";")[1:]}


def is_left_large(answer: Answer) -> bool:
    """Whether a text came as it is, though whoever asked takes it compressed, and it is long enough to gain by it."""
    coding = answer.headers.get("content-encoding", "").strip().lower()
    is_text = TEXT.fullmatch(answer.content_type) is not None
    return is_text and len(answer.body) >= WORTH_COMPRESSING_BYTES and coding not in CODINGS


def assets_of(page: str, site: str, folder: str) -> tuple[str, ...]:
    """Addresses in `folder` of the site that a page names, each once."""
    named = (urljoin(f"{site}/", address) for address in REFERENCE.findall(page))
    return tuple(
        dict.fromkeys(
            url
            for url in named
            if url.startswith("https://")
            and origin_of(url) == origin_of(site)
            and urlsplit(url).path.startswith(folder)
        )
    )
