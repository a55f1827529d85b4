"""SPF and DMARC as receivers of mail go by them: asked of a real name server that has just these records."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest
from dnslib import QTYPE, DNSRecord
from dnslib.server import DNSLogger, DNSServer
from dnslib.zoneresolver import ZoneResolver

from gate.environment.expectations.edge import Records
from gate.probes.edge.mail_policies import Objection, objections
from gate.probes.edge.names import Lookup, expected_of

RESOLVER = "resolver"
TEN = [f"a:h{number}.example.org" for number in range(10)]
HOSTS = "".join(f"h{number}.example.org. IN A 192.0.2.20\n" for number in range(12))
CHAIN = "".join(f"c{number}.example.org. IN CNAME c{number + 1}.example.org.\n" for number in range(5))


class Resolver(ZoneResolver):
    """Follows aliases, as resolvers do."""

    def resolve(self, request, handler):
        reply, kind = super().resolve(request, handler), QTYPE[request.q.qtype]
        while reply.rr and reply.rr[-1].rtype == QTYPE.CNAME:
            alias = DNSRecord.question(str(reply.rr[-1].rdata), kind)
            reply.add_answer(*super().resolve(alias, handler).rr)
        return reply


@pytest.fixture
def objected():
    """What receivers object to where the DNS has just these records, each in a line of a zone file."""
    servers = []

    def look(records, *zone):
        server = DNSServer(Resolver("\n".join(zone)), address="127.0.0.1", port=0, logger=DNSLogger("-request,-reply"))
        servers.append(server)
        server.start_thread()
        lookup = Lookup(f"127.0.0.1:{server.server.server_address[1]}")
        deviations = [str(found) for one in expected_of("example.org", records) if (found := lookup.deviation(one))]
        found = [(one.sentence, one.is_proven) for one in objections("example.org", records, lookup)]
        return (
            [text.replace(lookup.resolver, RESOLVER) for text in deviations],
            [(text.replace(lookup.resolver, RESOLVER), is_proven) for text, is_proven in found],
        )

    yield look
    for server in servers:
        server.stop()
        server.server.server_close()


def _spf(text, *more):
    return Records(spf=text), f'example.org. IN TXT "{text}"', *more


def _included(text, *more):
    return _spf("v=spf1 include:mail.example.org -all", f'mail.example.org. IN TXT "{text}"', *more)


def _dmarc(text, *more):
    return Records(dmarc=text), f'_dmarc.example.org. IN TXT "{text}"', *more


@pytest.mark.parametrize(
    "stands",
    [
        pytest.param(stands, id=name)
        for name, stands in {
            "nobody else": _spf("v=spf1 ip4:198.51.100.7 -all"),
            "ten look-ups": _spf(f"v=spf1 {' '.join(TEN)} -all", HOSTS),
            "two that lead to nothing": _spf("v=spf1 a:gone.example.org mx:gone.example.org -all"),
            "a record in several strings": (
                Records(spf="v=spf1 ip4:198.51.100.7 -all"),
                'example.org. IN TXT "v=spf1 ip4:198." "51.100.7" " -all"',
            ),
            "another record for something else": _spf("v=spf1 -all", 'example.org. IN TXT "v=spf10 +all"'),
            "a chain of aliases": _spf(
                "v=spf1 include:c0.example.org -all", CHAIN, 'c5.example.org. IN TXT "v=spf1 ~all"'
            ),
            "a redirect": _spf("v=spf1 redirect=mail.example.org", 'mail.example.org. IN TXT "v=spf1 -all"'),
            "macros": _spf("v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"),
            "the sender's own name": _spf("v=spf1 ptr -all"),
            "an unknown modifier": _spf("v=spf1 op=auth -all"),
            "an explanation that is not there": _spf("v=spf1 -all exp=why.example.org"),
            "strict DMARC": _dmarc("v=DMARC1; p=reject; sp=quarantine; adkim=s; rua=mailto:d@example.org"),
            "an unknown tag": _dmarc("v=DMARC1; p=reject; later=1"),
        }.items()
    ],
)
def test_a_record_that_receivers_go_by_meets_no_objection(objected, stands):
    assert objected(*stands) == ([], [])


@pytest.mark.parametrize(
    ("stands", "why"),
    [
        (
            _spf(f"v=spf1 {' '.join(TEN)} a:h10.example.org -all", HOSTS),
            "SPF: receivers answer permerror (Too many DNS lookups)",
        ),
        (_included(f"v=spf1 {' '.join(TEN)} ~all", HOSTS), "SPF: receivers answer permerror (Too many DNS lookups)"),
        (
            _spf("v=spf1 a:x.example.org a:y.example.org a:z.example.org -all"),
            "SPF: receivers answer permerror (More than 2 look-ups that lead to nothing)",
        ),
        (_included("v=spf1 include:example.org ~all"), "SPF: receivers answer permerror (Too many DNS lookups)"),
        (
            _spf("v=spf1 include:example.org -all"),
            "SPF: receivers answer permerror (include has trivial recursion: include:example.org)",
        ),
        (
            _spf("v=spf1 include:mail.example.org -all"),
            "SPF: receivers answer permerror (No valid SPF record for included domain: mail.example.org: include:mail.example.org)",
        ),
        (
            _spf("v=spf1 redirect=mail.example.org"),
            "SPF: receivers answer permerror (redirect domain has no SPF record: mail.example.org)",
        ),
        (
            _spf("v=spf1 ipv4:198.51.100.7 -all"),
            "SPF: receivers answer permerror (Unknown mechanism found: ipv4:198.51.100.7)",
        ),
        (
            _included("v=spf1 ipv4:198.51.100.7 -all"),
            "SPF: receivers answer permerror (Unknown mechanism found: ipv4:198.51.100.7)",
        ),
        (
            _spf("v=spf1 exists:%{z}.example.org -all"),
            "SPF: receivers answer permerror (Unknown Macro Encountered: %{z})",
        ),
        (
            _included("v=spf1 -all", 'mail.example.org. IN TXT "v=spf1 ~all"'),
            "SPF: receivers answer permerror (Two or more type TXT spf records found.)",
        ),
        (_spf("v=spf1 +all"), "SPF: lets everybody send in its name"),
        (_spf("v=spf1 ip4:0.0.0.0/0 -all"), "SPF: lets everybody send in its name"),
        (_included("v=spf1 all"), "SPF: lets everybody send in its name"),
        (_dmarc("v=DMARC1; p=rejct"), "DMARC: receivers can't read it ('rejct' is not a valid DMARCDisposition)"),
        (_dmarc("v=DMARC1; sp=reject"), "DMARC: receivers can't read it (Record required tag p unspecified)"),
        (_dmarc("v=DMARC1; p=reject; ruf"), "DMARC: receivers can't read it (' ruf' is not a valid record tag)"),
        (_dmarc("v=DMARC1; p=reject; p=none"), "DMARC: says p twice"),
    ],
)
def test_a_record_that_stands_as_expected_and_that_receivers_can_not_go_by(objected, stands, why):
    deviations, found = objected(*stands)
    name = "_dmarc.example.org" if stands[0].dmarc else "example.org"
    kind, _, reason = why.partition(": ")

    assert (deviations, found) == ([], [(f"{kind} of {name} at {RESOLVER}: {reason}", True)])


@pytest.mark.parametrize(
    ("stands", "found"),
    [
        (_spf("v=spf1 -all", 'example.org. IN TXT "v=spf1" " -all"'), "SPF of example.org at resolver: v=spf1 -all"),
        (
            _dmarc("v=DMARC1; p=none", '_dmarc.example.org. IN TXT "v = DMARC1;p=none"'),
            "DMARC of _dmarc.example.org at resolver: v=DMARC1; p=none",
        ),
    ],
)
def test_of_two_records_that_say_the_same_receivers_heed_none(objected, stands, found):
    deviations, _ = objected(*stands)
    text = found.partition("resolver: ")[2]

    assert deviations == [f"{found} and {text}, expected {text}"]


def test_a_name_without_an_answer_proves_nothing(sandbox, switch_on):
    switch_on("sender-policy-unanswered")
    lookup = Lookup(sandbox["DNS_ADDRESS"])
    records = Records(spf="v=spf1 include:sendgrid.net -all")

    assert list(objections("alaskapay.com", records, lookup)) == [
        Objection(
            f"SPF of alaskapay.com at {lookup.resolver}: no answer for sendgrid.net (NoNameservers)", is_proven=False
        )
    ]
