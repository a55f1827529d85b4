"""Are the names of Alaska Pay looked up as at any name server?"""

import dns.message
import dns.query
import dns.rcode
import pytest


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("control.alaskapay.test", "A", "127.0.0.1"),
        ("alaskapay.com", "A", "127.0.0.1"),
        ("alaskapay.ng", "A", "127.0.0.1"),
        ("ALASKAPAY.com", "MX", "10 mx.alaskapay.com."),
        ("alaskapay.com", "TXT", '"v=spf1 include:sendgrid.net -all"'),
        ("_dmarc.alaskapay.com", "TXT", '"v=DMARC1; p=reject; rua=mailto:dmarc@alaskapay.com"'),
    ],
)
def test_a_known_name_has_its_record(sandbox: dict[str, str], name: str, kind: str, answer: str) -> None:
    reply = ask(sandbox, name, kind)

    assert [str(record) for record in reply.answer[0]] == [answer]


def test_a_known_name_without_such_a_record_has_an_empty_answer(sandbox: dict[str, str]) -> None:
    reply = ask(sandbox, "alaskapay.com", "AAAA")

    assert (reply.rcode(), reply.answer) == (dns.rcode.NOERROR, [])


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("nobody.alaskapay.com", dns.rcode.NXDOMAIN),
        ("example.org", dns.rcode.REFUSED),
        ("notalaskapay.com", dns.rcode.REFUSED),
    ],
)
def test_an_unknown_name_is_refused(sandbox: dict[str, str], name: str, rcode: dns.rcode.Rcode) -> None:
    assert ask(sandbox, name, "A").rcode() == rcode


def ask(sandbox: dict[str, str], name: str, kind: str) -> dns.message.Message:
    host, port = sandbox["DNS_ADDRESS"].split(":")
    return dns.query.udp(dns.message.make_query(name, kind), host, port=int(port), timeout=2)
