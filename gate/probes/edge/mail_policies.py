"""What receivers make of the records that stand for our mail: whether they can go by them (RFC 7208, RFC 9989)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dmarc
import dns.exception
import dns.name
import spf
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from gate.probes.edge.names import DMARC_RECORD, TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dns.rdata import Rdata

    from gate.environment.expectations.edge import Records
    from gate.probes.edge.names import Lookup

STRANGER = "192.0.2.1"
"""Kept for documentation (RFC 5737): nobody's mail comes from there, so a receiver goes through each term."""


@dataclass(frozen=True)
class Objection:
    """Why receivers don't go by a record that stands as expected; not proven where a name they need has no answer."""

    sentence: str
    is_proven: bool = True


def objections(name: str, records: Records, lookup: Lookup) -> Iterator[Objection]:
    """What receivers that ask this resolver object to, in the records of a name that its mail goes by."""
    if records.spf:
        yield from _to_sender_policy(name, lookup)
    if records.dmarc:
        yield from _to_dmarc(name, lookup)


def _to_sender_policy(name: str, lookup: Lookup) -> Iterator[Objection]:
    verdict, _, explanation = _Receiver(name, lookup).check()
    record = f"SPF of {name} at {lookup.resolver}"
    match verdict:
        case "permerror":
            yield Objection(f"{record}: receivers answer permerror ({explanation.partition(': ')[2]})")
        case "temperror":
            yield Objection(f"{record}: {explanation.partition(': ')[2]}", is_proven=False)
        case "pass":
            yield Objection(f"{record}: lets everybody send in its name")


def _to_dmarc(name: str, lookup: Lookup) -> Iterator[Objection]:
    record = f"DMARC of _dmarc.{name} at {lookup.resolver}"
    try:
        texts = [text for text in lookup.texts(f"_dmarc.{name}", "TXT") if DMARC_RECORD.match(text)]
    except dns.exception.DNSException as error:
        yield Objection(f"{record}: no answer ({type(error).__name__})", is_proven=False)
        return
    for text in texts:
        tags = Counter(tag.lower() for tag, _ in TAG.findall(text))
        try:
            dmarc.DMARC().parse_record(text, name)
        except dmarc.RecordSyntaxError as error:
            yield Objection(f"{record}: receivers can't read it ({error})")
        yield from (Objection(f"{record}: says {tag} twice") for tag, times in tags.items() if times > 1)


class _Receiver(spf.query):  # type: ignore[misc] # pyspf has no types
    """Takes a mail that a stranger sends in a domain's name; what it has to look up, it asks one resolver."""

    def __init__(self, domain: str, lookup: Lookup) -> None:
        super().__init__(STRANGER, f"postmaster@{domain}", domain)
        self._lookup = lookup

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:  # noqa: ARG002, FBT001, FBT002 - pyspf's own
        """Look up where pyspf would ask this machine's resolvers; it counts, and so do we, what leads to nothing."""
        try:
            found = self._lookup.records(name, qtype)
        except (dns.exception.SyntaxError, dns.name.NameTooLong):
            return []  # this can't be a name, so there is nobody to ask
        except dns.exception.DNSException as error:
            raise spf.TempError(f"no answer for {name} ({type(error).__name__})") from None
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"More than {spf.MAX_VOID_LOOKUPS} look-ups that lead to nothing")
        return [_as_pyspf_has_it(record) for record in found]


def _as_pyspf_has_it(record: Rdata) -> object:
    match record:
        case TXT():
            return record.strings
        case MX():
            return record.preference, record.exchange.to_text(omit_final_dot=True)
        case _:
            return record.to_text().rstrip(".")
