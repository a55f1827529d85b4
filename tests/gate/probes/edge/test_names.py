"""The DNS against what is expected: at a real name server, told to be wrong."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest

from gate.environment.expectations.edge import Records
from gate.probes.edge.names import Expected, Lookup, expected_of

KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7v1pXJ3m0Zk5vT9wQd2QIDAQAB"
COM = Records(
    a=("127.0.0.1",),
    caa=("0 issue letsencrypt.org",),
    mx=("10 mx.alaskapay.com",),
    spf="v=spf1 include:sendgrid.net -all",
    dkim={"s1": KEY.replace("; ", " ;") + ";"},
    dmarc="v=DMARC1;p=reject;rua=mailto:dmarc@alaskapay.com",
)


@pytest.fixture
def deviations(sandbox):
    def look(name="alaskapay.com", records=COM, resolver="DNS_ADDRESS"):
        lookup = Lookup(sandbox[resolver])
        return [
            str(found).replace(sandbox[resolver], "resolver")
            for one in expected_of(name, records)
            if (found := lookup.deviation(one))
        ]

    return look


def test_what_is_as_expected_deviates_in_nothing(deviations):
    assert deviations() == []
    assert deviations(resolver="SECOND_DNS_ADDRESS") == []
    assert deviations("www.alaskapay.ng", Records(cname="alaskapay.netlify.test")) == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (
            Records(a=("127.0.0.1", "127.0.0.2")),
            "A of alaskapay.com at resolver: 127.0.0.1, expected 127.0.0.1 and 127.0.0.2",
        ),
        (Records(aaaa=("2001:db8::1",)), "AAAA of alaskapay.com at resolver: nothing, expected 2001:db8::1"),
        (
            Records(cname="alaskapay.netlify.test"),
            "CNAME of alaskapay.com at resolver: nothing, expected alaskapay.netlify.test",
        ),
        (
            Records(mx=("20 mx.alaskapay.com",)),
            "MX of alaskapay.com at resolver: 10 mx.alaskapay.com, expected 20 mx.alaskapay.com",
        ),
        (
            Records(caa=("0 issue pki.goog",)),
            "CAA of alaskapay.com at resolver: 0 issue letsencrypt.org, expected 0 issue pki.goog",
        ),
        (
            Records(spf="v=spf1 -all"),
            "SPF of alaskapay.com at resolver: v=spf1 include:sendgrid.net -all, expected v=spf1 -all",
        ),
        (
            Records(dmarc="v=DMARC1; p=none"),
            "DMARC of _dmarc.alaskapay.com at resolver: v=DMARC1; p=reject; rua=mailto:dmarc@alaskapay.com, expected v=DMARC1; p=none",
        ),
        (Records(dkim={"s2": KEY}), f"DKIM of s2._domainkey.alaskapay.com at resolver: nothing, expected {KEY}"),
        (
            Records(dkim={"s1": "s1.domainkey.sendgrid.net"}),
            "CNAME of s1._domainkey.alaskapay.com at resolver: nothing, expected s1.domainkey.sendgrid.net",
        ),
    ],
)
def test_each_type_that_is_otherwise_is_told_in_a_sentence(deviations, records, sentence):
    assert deviations(records=records) == [sentence]


def test_one_resolver_may_be_behind_the_other(deviations, switch_on):
    switch_on("name-server-stale")

    assert deviations() == []
    assert deviations(resolver="SECOND_DNS_ADDRESS") == [
        "A of alaskapay.com at resolver: 127.0.0.2, expected 127.0.0.1"
    ]


def test_a_name_that_the_resolver_refuses_is_no_answer(deviations):
    assert deviations("example.org", Records(a=("127.0.0.1",))) == [
        "A of example.org at resolver: no answer (NoNameservers), expected 127.0.0.1"
    ]


def test_a_name_leads_somewhere_or_dangles(sandbox, switch_on):
    lookup = Lookup(sandbox["DNS_ADDRESS"])
    assert lookup.has_address("www.alaskapay.ng")
    assert not lookup.has_address("gone.netlify.test")

    switch_on("name-dangling")

    assert not lookup.has_address("www.alaskapay.ng")
    assert lookup.deviation(Expected("www.alaskapay.ng", "CNAME", frozenset({"alaskapay.netlify.test"}))) is None


def test_a_withdrawn_key_is_none(sandbox, switch_on):
    lookup = Lookup(sandbox["DNS_ADDRESS"])
    assert lookup.has_key("s1._domainkey.alaskapay.com")

    switch_on("mail-key-withdrawn")

    assert not lookup.has_key("s1._domainkey.alaskapay.com")
