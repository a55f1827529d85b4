"""The home page as each edge of the product serves it: over new connections, at every address of its host."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import socket
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from gate.files.addresses import origin_of
from gate.http import Unreachable
from gate.network.guard import HostNotListed
from gate.probes.documents.stamp import StampedPage
from gate.probes.edge.caching import is_from_cache
from gate.probes.edge.names import Lookup
from gate.release.live import FunctionAnswer, PageAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gate.environment.sections import BuildStamp
    from gate.http import Answer, HttpClient

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REDIRECTS_MAX = 3
HTML = "text/html"
PAST_CACHES = {"cache-control": "no-cache", "pragma": "no-cache"}


def addresses_of(host: str, resolvers: Iterable[str]) -> tuple[str, ...]:
    """Every address of a host, by each resolver and by this machine; a host that is an address has that one."""
    if is_address(host):
        return (host,)
    told = [address for resolver in resolvers for address in Lookup(resolver).addresses(host)]
    with contextlib.suppress(socket.gaierror):  # whoever asks next says so
        told += [str(answer[4][0]) for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    return tuple(dict.fromkeys(told))


def is_address(host: str) -> bool:
    """Whether it is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_ipv6(address: str) -> bool:
    """Whether an IP address is of the newer kind, which many networks can't reach."""
    return ipaddress.ip_address(address).version == 6  # noqa: PLR2004 - the version's own name


def has_route(address: str) -> bool:
    """Whether this machine knows a way to an IP address; nothing is sent."""
    family = socket.AF_INET6 if is_ipv6(address) else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as unconnected:
            unconnected.connect((address, 9))
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class FreshAnswers:
    """Asks for the home page and for functions, each time anew."""

    http_client: HttpClient
    page: str
    stamp: BuildStamp

    def ask_page(self, address: str, *, past_caches: bool) -> PageAnswer:
        """The page at one address; past caches, or from wherever they like."""
        url = f"{self.page}?release-check={secrets.token_hex(4)}" if past_caches else self.page
        headers = PAST_CACHES if past_caches else {}
        answer = self._follow(url, address, headers)
        if isinstance(answer, Unreachable):
            return PageAnswer(address, 0, None, why=str(answer))
        if isinstance(answer, str):
            return PageAnswer(address, HTTPStatus.FOUND, None, why=answer)
        is_page = answer.status == HTTPStatus.OK and answer.content_type == HTML
        build = StampedPage(self.stamp).build_at(answer, partial(self._beside, address, headers)) if is_page else None
        what = str(build) if build else f"{answer.status} {answer.content_type or 'without content type'}"
        return PageAnswer(address, answer.status, build, bool(is_from_cache(answer.headers)), f"{what}{_cache(answer)}")

    def _beside(self, address: str, headers: dict[str, str], url: str) -> Answer | Unreachable:
        """A file of the site, where the page came from."""
        there = "" if is_address(origin_of(url).host) else address
        return self.http_client.ask_afresh("GET", url, address=there, headers=headers)

    def _follow(self, url: str, address: str, headers: dict[str, str]) -> Answer | Unreachable | str:
        """Follow redirects, as browsers do; in words where they lead away from what is listed, or nowhere."""
        home = origin_of(url)
        for _ in range(REDIRECTS_MAX):
            there = address if origin_of(url) == home and not is_address(home.host) else ""
            try:
                answer = self.http_client.ask_afresh("GET", url, address=there, headers=headers)
            except HostNotListed as refused:
                return f"it leads to {refused.host}, which is not listed"
            if isinstance(answer, Unreachable) or answer.status not in REDIRECTS:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
        return f"it was still sent on after {REDIRECTS_MAX} redirects"

    def ask_function(self, name: str, url: str, origin: str) -> FunctionAnswer:
        """Ask a function, as a browser of the site, what may be sent to it (OPTIONS): it runs, and does nothing."""
        headers = {"origin": origin, "access-control-request-method": "POST"}
        answer = self.http_client.ask_afresh("OPTIONS", url, headers=headers)
        if isinstance(answer, Unreachable):
            return FunctionAnswer(name, 0, answer.after_ms)
        return FunctionAnswer(name, answer.status, answer.took_ms)


def _cache(answer: Answer) -> str:
    """What the answer says of caches, where it says anything."""
    told = (f"{name}: {answer.headers[name]}" for name in ("cache-status", "age") if name in answer.headers)
    return "".join(f", {words}" for words in told)
