"""The DNS: what a resolver says of a name, and whether what it leads to is there."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.CAA import CAA
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from gate.probes.network import resolver_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dns.rdata import Rdata

    from gate.environment.expectations.edge import Records

LOOKUP_S_MAX = 5.0
RecordType = Literal["A", "AAAA", "CNAME", "CAA", "MX", "SPF", "DKIM", "DMARC"]
SPF_RECORD = re.compile(r"v=spf1( |$)", re.IGNORECASE)
DMARC_RECORD = re.compile(r"v\s*=\s*DMARC1\b")
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
    found: tuple[str, ...]
    """Each record by itself: of two that say the same, as of any two, receivers of mail heed none."""
    problem: str = ""

    def __str__(self) -> str:
        """Read as a sentence."""
        found = self.problem or " and ".join(self.found) or "nothing"
        wanted = " and ".join(sorted(self.expected.texts))
        return f"{self.expected.type} of {self.expected.name} at {self.resolver}: {found}, expected {wanted}"


def expected_of(name: str, records: Records) -> Iterator[Expected]:
    """Each type of record that is expected of a name, in the form that a resolver's answer is brought into."""
    texts: dict[RecordType, tuple[str | None, ...]] = {
        "A": records.a,
        "AAAA": records.aaaa,
        "CNAME": (records.cname,),
        "CAA": records.caa,
        "MX": records.mx,
        "SPF": (records.spf,),
    }
    for kind, wanted in texts.items():
        if any(wanted):
            yield Expected(name, kind, frozenset(filter(None, wanted)))
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
            found = tuple(sorted(self._found(expected)))
        except dns.exception.DNSException as error:
            return Deviation(self.resolver, expected, (), f"no answer ({type(error).__name__})")
        return None if found == tuple(sorted(expected.texts)) else Deviation(self.resolver, expected, found)

    def has_address(self, name: str) -> bool:
        """Whether anything stands behind a name. A resolver that does not answer counts as no."""
        try:
            return any(self.texts(name, kind) for kind in ("A", "AAAA"))
        except dns.exception.DNSException:
            return False

    def addresses(self, name: str) -> tuple[str, ...]:
        """The addresses that a name leads to, of both kinds; none where the resolver does not answer."""
        found: list[str] = []
        for kind in ("A", "AAAA"):
            with contextlib.suppress(dns.exception.DNSException):
                found += self.texts(name, kind)
        return tuple(found)

    def has_key(self, name: str) -> bool:
        """Whether a name leads to a DKIM key that is not withdrawn (RFC 6376, 3.6.1)."""
        try:
            return any(re.search(r"\bp=[A-Za-z0-9+/]", text) for text in self.texts(name, "TXT"))
        except dns.exception.DNSException:
            return False

    def texts(self, name: str, kind: str) -> list[str]:
        """Records of a name as people write them; none where there is no such name. Raises DNSException."""
        return [_plain(record) for record in self.records(name, kind)]

    def records(self, name: str, kind: str) -> list[Rdata]:
        """Records of a name; none where there is no such name. Raises DNSException where nothing answers."""
        try:
            return list(resolver_at(self.resolver, LOOKUP_S_MAX).resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []

    def _found(self, expected: Expected) -> list[str]:
        kind = expected.type
        if kind not in {"SPF", "DMARC", "DKIM"}:
            return self.texts(expected.name, kind)
        texts = self.texts(expected.name, "TXT")
        match kind:
            case "SPF":
                return [text for text in texts if SPF_RECORD.match(text)]
            case "DMARC":
                return [_tags(text) for text in texts if DMARC_RECORD.match(text)]
            case _:
                return [_tags(text) for text in texts if "p=" in text]


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
