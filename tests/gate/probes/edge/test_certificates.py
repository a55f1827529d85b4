"""Is a certificate accepted exactly where a browser would accept it, and is its end read right?"""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from gate.files.addresses import Origin
from gate.http import Unreachable
from gate.probes.edge.tls import Certificate, certificate_of
from tests.support.servers.tls_server import shaking_hands

NOW = datetime.now(UTC).replace(microsecond=0)
AUTHORITY, STRANGER = trustme.CA(), trustme.CA()
INTERMEDIATE = AUTHORITY.create_child_ca()
CA_PEM = AUTHORITY.cert_pem.bytes().decode()


def seen(leaf, *, with_chain=True):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if with_chain:
        leaf.configure_cert(context)
    else:
        with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as certificate:
            context.load_cert_chain(certificate, key)
    with shaking_hands(context) as port:
        return certificate_of(Origin("127.0.0.1", port), CA_PEM)


def test_the_end_of_a_good_certificate_is_read():
    ends = NOW + timedelta(days=12)

    assert seen(AUTHORITY.issue_cert("127.0.0.1", not_after=ends)) == Certificate("", ends)


def test_an_intermediate_authority_is_accepted_with_its_chain_only():
    leaf = INTERMEDIATE.issue_cert("127.0.0.1")

    assert seen(leaf).refusal == ""
    assert "unable to get local issuer certificate" in seen(leaf, with_chain=False).refusal


@pytest.mark.parametrize(
    ("leaf", "refusal"),
    [
        (AUTHORITY.issue_cert("www.alaskapay.com"), "IP address mismatch"),
        (STRANGER.issue_cert("127.0.0.1"), "unable to get local issuer certificate"),
        (
            AUTHORITY.issue_cert("127.0.0.1", not_before=NOW - timedelta(days=9), not_after=NOW - timedelta(seconds=1)),
            "certificate has expired",
        ),
        (AUTHORITY.issue_cert("127.0.0.1", not_before=NOW + timedelta(days=1)), "certificate is not yet valid"),
    ],
    ids=["another name", "strangers", "ended", "not begun"],
)
def test_what_a_browser_refuses_is_refused_with_its_reason(leaf, refusal):
    answer = seen(leaf)

    assert refusal in answer.refusal
    assert answer.expires_at is None


def test_a_server_that_speaks_no_tls_is_refused(sandbox):
    answer = certificate_of(Origin("127.0.0.1", int(sandbox["SITE_PLAIN_PORT"])), CA_PEM)

    assert answer == Certificate("WRONG_VERSION_NUMBER")


def test_nobody_at_the_port_is_no_certificate():
    with shaking_hands(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as port:
        pass

    assert isinstance(certificate_of(Origin("127.0.0.1", port), CA_PEM), Unreachable)
