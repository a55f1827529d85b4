"""Section `edge:` of an environment: a slip is told with its place and its cure."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("site: ${SITE_PLAIN_PORT}", "site: 0", "edge.plain_ports.site: must be more than 0, not 0"),
        (
            "a: [127.0.0.1]",
            "a: [alaskapay]",
            'edge.dns.alaskapay.com.a.0: "alaskapay" is not an IPv4 address; write it as 192.0.2.1',
        ),
        (
            "a: [127.0.0.1]",
            "aaaa: [127.0.0.1]",
            'edge.dns.alaskapay.com.aaaa.0: "127.0.0.1" is not an IPv6 address; write it as 2001:db8::1',
        ),
        (
            "mx: [10 mx",
            "mx: [mx",
            'edge.dns.alaskapay.com.mx.0: "mx.alaskapay.com" is not a mail exchanger; write it as "10 mx.example.org", in lower case',
        ),
        (
            "caa: [0 issue letsencrypt.org]",
            "caa: [letsencrypt.org]",
            'edge.dns.alaskapay.com.caa.0: "letsencrypt.org" is not a CAA record; write it as "0 issue letsencrypt.org"',
        ),
        (
            "spf: v=spf1 include",
            "spf: spf1 include",
            'edge.dns.alaskapay.com.spf: "spf1 include:sendgrid.net -all" is not an SPF record; write it as "v=spf1 include:sendgrid.net -all"',
        ),
        ("dmarc: v=DMARC1;", "dmarc: DMARC1;", 'is not a DMARC record; write it as "v=DMARC1; p=reject"'),
        ("s1: v=DKIM1; k=rsa; p=", "s1: v=DKIM1; k=rsa; ", "is no DKIM key, nor the name that leads to it"),
        (
            "\n      a: [127.0.0.1]\n    www",
            " {}\n    www",
            "edge.dns.alaskapay.ng: expects no record at all; write those that must be there, or take it out",
        ),
    ],
)
def test_a_slip_is_told_with_its_cure(environment_errors, written, instead, sentence):
    (line,) = environment_errors("local", (written, instead))

    assert sentence in line


def test_a_public_host_comes_with_encryption(environment_errors):
    (line,) = environment_errors("prod", ("hosts: [https://alaskapay.ng]", "hosts: [http://alaskapay.ng]"))

    assert "edge.hosts.0: is not encrypted; write https://" in line


def test_both_ports_of_a_public_host_may_be_reached(read_environment):
    environment = read_environment("prod")

    assert {("alaskapay.ng", 443), ("alaskapay.ng", 80)} <= environment.listed_origins
