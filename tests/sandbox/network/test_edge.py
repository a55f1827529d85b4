"""Is the site's host what hosts of the kind are: its TLS, its HTTP/2, its cache, and the way from HTTP to HTTPS?"""

import socket
import ssl
import struct
from urllib.parse import urlsplit

import pytest

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS, GOAWAY = 4, 1, 7


def frame(kind, flags=0, stream=0, content=b""):
    return struct.pack("!HBBBI", 0, len(content), kind, flags, stream) + content


@pytest.fixture
def dial(sandbox):
    """Shake hands with the site, offering these protocols."""
    address = urlsplit(sandbox["SITE_URL"])

    def connect(*protocols):
        context = ssl.create_default_context(cafile=sandbox["CA_FILE"])
        context.set_alpn_protocols(protocols)
        connection = socket.create_connection((address.hostname, address.port), timeout=5)
        return context.wrap_socket(connection, server_hostname=address.hostname)

    return connect


def test_a_client_that_knows_both_gets_the_one_that_is_spoken_in_full(dial):
    with dial("h2", "http/1.1") as tls:
        assert tls.selected_alpn_protocol() == "http/1.1"


def test_http_2_exchanges_settings_and_then_asks_for_http_1_1(dial):
    with dial("h2") as tls:
        tls.sendall(PREFACE + frame(SETTINGS) + frame(HEADERS, 5, 1, b"\x82\x84"))
        answer = tls.makefile("rb").read()

    assert answer == (frame(SETTINGS) + frame(SETTINGS, 1) + frame(GOAWAY, content=struct.pack("!II", 0, 13)))


def test_what_is_no_http_2_ends_the_connection(dial):
    with dial("h2") as tls:
        tls.sendall(b"GET / HTTP/1.1\r\nHost: alaskapay.com\r\n\r\n")
        answer = tls.makefile("rb").read()

    assert answer.endswith(frame(GOAWAY, content=struct.pack("!II", 0, 1)))


@pytest.mark.parametrize("host", ["SITE", "SUPABASE"])
def test_http_leads_to_the_same_address_with_encryption(sandbox, http, host):
    answer = http.get(f"http://127.0.0.1:{sandbox[f'{host}_PLAIN_PORT']}/terms")

    assert (answer.status_code, answer.headers["location"]) == (301, f"{sandbox[f'{host}_URL']}/terms")


def test_the_second_request_comes_from_the_cache(sandbox, http):
    address = f"{sandbox['SITE_URL']}/robots.txt"

    http.get(address)

    assert http.get(address).headers["cache-status"] == '"Netlify Edge"; hit'


def test_the_certificate_is_exchanged_while_a_fault_is_on(dial, switch_on, eventually):
    def is_refused():
        try:
            dial("http/1.1").close()
        except ssl.SSLCertVerificationError:
            return True
        return False

    assert not is_refused()
    switch_on("certificate-of-strangers")
    assert eventually(is_refused, 2)
    switch_on("certificate-of-strangers", 0)
    assert eventually(lambda: not is_refused(), 2)
