"""The DNS: what a resolver says of a name, and whether what it leads to is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.CAA import CAA
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from gate.files.addresses import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dns.rdata import Rdata

    from gate.environment.expectations.edge import Records

DNS_PORT = 53
LOOKUP_S_MAX = 5.0
RecordType = Literal["A", "AAAA", "CNAME", "CAA", "MX", "SPF", "DKIM", "DMARC"]
TAG = re.compile(r"\s*([^=;]+?)\s*=\s*([^;]*?)\s*(?:;|$)")


@dataclass(frozen=True)
class Expected:
    """Records of one type that a name must have, and no others. SPF, DKIM and DMARC are kept as TXT."""

    name: str
    type: RecordType
    texts: frozenset[str]


@dataclass(frozen=True)
class Deviation:
    """A resolver that says something else than what is expected; `problem` where it says nothing at all."""

    resolver: str
    expected: Expected
    found: frozenset[str]
    problem: str = ""

    def __str__(self) -> str:
        """Read as a sentence."""
        found = self.problem or " and ".join(sorted(self.found)) or "nothing"
        wanted = " and ".join(sorted(self.expected.texts))
        return f"{self.expected.type} of {self.expected.name} at {self.resolver}: {found}, expected {wanted}"


def expected_of(name: str, records: Records) -> Iterator[Expected]:
    """Each type of record that is expected of a name, in the form that a resolver's answer is brought into."""
    if records.a:
        yield Expected(name, "A", frozenset(records.a))
    if records.aaaa:
        yield Expected(name, "AAAA", frozenset(records.aaaa))
    if records.cname:
        yield Expected(name, "CNAME", frozenset({records.cname}))
    if records.caa:
        yield Expected(name, "CAA", frozenset(records.caa))
    if records.mx:
        yield Expected(name, "MX", frozenset(records.mx))
    if records.spf:
        yield Expected(name, "SPF", frozenset({records.spf}))
    if records.dmarc:
        yield Expected(f"_dmarc.{name}", "DMARC", frozenset({_tags(records.dmarc)}))
    for selector, key in records.dkim.items():
        at = f"{selector}._domainkey.{name}"
        leads = "p=" not in key
        yield Expected(at, "CNAME" if leads else "DKIM", frozenset({key if leads else _tags(key)}))


@dataclass(frozen=True)
class Lookup:
    """Asks one resolver, given as `host` or `host:port`; its cache is its own, nothing is kept here."""

    resolver: str

    def deviation(self, expected: Expected) -> Deviation | None:
        """How this resolver's answer differs from what is expected; None where it doesn't."""
        try:
            found = self._texts(expected)
        except dns.exception.DNSException as error:
            return Deviation(self.resolver, expected, frozenset(), f"no answer ({type(error).__name__})")
        return None if found == expected.texts else Deviation(self.resolver, expected, found)

    def has_address(self, name: str) -> bool:
        """Whether anything stands behind a name. A resolver that does not answer counts as no."""
        try:
            return any(self._ask(name, kind) for kind in ("A", "AAAA"))
        except dns.exception.DNSException:
            return False

    def has_key(self, name: str) -> bool:
        """Whether a name leads to a DKIM key that is not withdrawn (RFC 6376, 3.6.1)."""
        try:
            return any(re.search(r"\bp=[A-Za-z0-9+/]", text) for text in self._ask(name, "TXT"))
        except dns.exception.DNSException:
            return False

    def _texts(self, expected: Expected) -> frozenset[str]:
        name = expected.name
        match expected.type:
            case "SPF":
                return frozenset(text for text in self._ask(name, "TXT") if text.lower().startswith("v=spf1"))
            case "DMARC":
                return frozenset(_tags(text) for text in self._ask(name, "TXT") if text.startswith("v=DMARC1"))
            case "DKIM":
                return frozenset(_tags(text) for text in self._ask(name, "TXT") if "p=" in text)
            case kind:
                return frozenset(self._ask(name, kind))

    def _ask(self, name: str, kind: str) -> list[str]:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.lifetime = LOOKUP_S_MAX
        host, resolver.port = origin_of(self.resolver, DNS_PORT)
        resolver.nameservers = [host]
        try:
            answer = resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        return [_plain(record) for record in answer]


def _plain(record: Rdata) -> str:
    """A record's text as people write it: names without the last dot, strings joined and without quotes."""
    match record:
        case TXT():
            return b"".join(record.strings).decode("utf-8", "replace")
        case CAA():
            return f"{record.flags} {record.tag.decode()} {record.value.decode()}"
        case MX():
            return f"{record.preference} {str(record.exchange).rstrip('.').lower()}"
        case CNAME():
            return str(record.target).rstrip(".").lower()
        case _:
            return record.to_text()


def _tags(text: str) -> str:
    """A list of tags without what may be written either way: blanks, and the last semicolon."""
    return "; ".join(f"{name}={value}" for name, value in TAG.findall(text))
