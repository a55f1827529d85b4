"""Does what a run is pointed at look like production, whatever its file says? Asked of what production can't hide."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from gate.files.addresses import origin_of
from gate.outcome import NotShown
from gate.probes.documents.bundle import Crate
from gate.sources.netlify import Netlify
from gate.sources.supabase.project import SupabaseProject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gate.environment import Environment
    from gate.http import HttpClient


def why_it_looks_like_production(environment: Environment, http_client: HttpClient) -> str:
    """Return the first witness that says so, as a sentence; "" where none does, or none can be asked."""
    for witness in (_auth, _hosting, _page):
        with suppress(NotShown):
            if sentence := witness(environment, http_client):
                return sentence
    return ""


def _auth(environment: Environment, http_client: HttpClient) -> str:
    """Where Auth sends people on to after a mail: the site's address, and the addresses that it lets through."""
    settings, ref = environment.vendors.supabase, environment.identity.supabase_ref
    if settings is None:
        return ""
    leads_to = SupabaseProject(http_client, settings, ref).auth_addresses()
    if at := _productions(environment, [leads_to.site]):
        return f"Auth of the project {ref} sends people to {at[0]}, which is production's (site_url)"
    if (at := _productions(environment, leads_to.redirects)) and not _own(environment, leads_to.redirects):
        return f"Auth of the project {ref} lets people through to {at[0]}, which is production's, and not to this site"
    return ""


def _hosting(environment: Environment, http_client: HttpClient) -> str:
    """What visitors of the site get, visitors of production get, too."""
    if environment.vendors.netlify is None:
        return ""
    served = Netlify(http_client, environment.vendors.netlify).hosts_beside(environment.site)
    if at := _productions(environment, served):
        return (
            f"Netlify serves at {origin_of(environment.site).host} the deploy that it serves at {at[0]}, production's"
        )
    return ""


def _page(environment: Environment, http_client: HttpClient) -> str:
    """A page that would take real money."""
    live = Crate(http_client, environment.site, environment.keys_of_servers).read().live_keys
    return f"its page has {live[0]}" if live else ""


def _productions(environment: Environment, addresses: Iterable[str]) -> list[str]:
    return [host for host in _hosts(addresses) if any(production.is_at(host) for production in environment.productions)]


def _own(environment: Environment, addresses: Iterable[str]) -> bool:
    return any(host in environment.identity.hosts for host in _hosts(addresses))


def _hosts(addresses: Iterable[str]) -> Iterator[str]:
    """Those that can be read: redirects may hold wildcards, and schemes of apps."""
    for address in addresses:
        with suppress(ValueError):
            yield origin_of(address).host
