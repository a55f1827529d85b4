"""HTTP/2: chosen in the handshake and spoken afterwards, or not at all."""

import ssl

import pytest
import trustme

from gate.files.addresses import Origin
from gate.http import Unreachable
from gate.probes.edge.http2 import EMPTY_SETTINGS, speaks_http2
from tests.support.servers.tls_server import shaking_hands

AUTHORITY = trustme.CA()
LEAF = AUTHORITY.issue_cert("127.0.0.1")
CA_PEM = AUTHORITY.cert_pem.bytes().decode()
PING = b"\0\0\x08\x06\0\0\0\0\0" + b"\0" * 8


@pytest.mark.parametrize(
    ("protocols", "says", "speaks"),
    [
        (["h2"], EMPTY_SETTINGS, True),
        (["http/1.1", "h2"], EMPTY_SETTINGS, True),
        (["http/1.1"], b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        ([], EMPTY_SETTINGS, False),
        (["h2"], b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        (["h2"], PING, False),
        (["h2"], EMPTY_SETTINGS[:-1], False),
        (["h2"], b"", False),
    ],
    ids=["alone", "beside", "not offered", "no list", "chosen, not spoken", "another frame", "cut", "closed"],
)
def test_http_2_counts_when_its_settings_come(protocols, says, speaks):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    LEAF.configure_cert(context)
    if protocols:
        context.set_alpn_protocols(protocols)

    with shaking_hands(context, says) as port:
        assert speaks_http2(Origin("127.0.0.1", port), CA_PEM) is speaks


def test_a_certificate_that_nobody_accepts_says_nothing_of_http_2():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    with shaking_hands(context, EMPTY_SETTINGS) as port:
        assert isinstance(speaks_http2(Origin("127.0.0.1", port), CA_PEM), Unreachable)
