"""Old versions of TLS: taken where a real server takes them, and nowhere else."""

import socket
import ssl
import struct
import threading
from contextlib import contextmanager

import pytest
import trustme

from gate.files.addresses import Origin
from gate.http import Unreachable
from gate.probes.edge import old_tls
from gate.probes.edge.old_tls import OldVersion, client_hello, takes
from tests.support.servers.listener import listening, silent
from tests.support.servers.tls_server import shaking_hands


@contextmanager
def answering(reply):
    """A server that answers the first bytes that come with `reply`, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


LEAF = trustme.CA().issue_cert("127.0.0.1")
HELLO = struct.pack("!BHHBBHH", 0x16, 0x0300, 42, 2, 0, 38, 0x0300)
ALERT = struct.pack("!BHHBB", 0x15, 0x0301, 2, 2, 70)


@pytest.fixture
def server():
    def context(oldest=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        LEAF.configure_cert(context)
        if oldest is not None:
            context.minimum_version = oldest
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    return context


def taken(port):
    return [version for version in OldVersion if takes(Origin("127.0.0.1", port), version) is True]


def test_a_server_of_today_takes_none(server):
    with shaking_hands(server()) as port:
        assert taken(port) == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    ("oldest", "versions"),
    [
        (ssl.TLSVersion.TLSv1, [OldVersion.TLS_1_0, OldVersion.TLS_1_1]),
        (ssl.TLSVersion.TLSv1_1, [OldVersion.TLS_1_1]),
    ],
)
def test_a_server_of_yesterday_takes_what_it_is_set_to(server, oldest, versions):
    with shaking_hands(server(oldest)) as port:
        assert taken(port) == versions


@pytest.mark.parametrize(
    ("reply", "is_taken"),
    [
        (HELLO, True),
        (ALERT, False),
        (b"", False),
        (HELLO[:-1], False),
        (HELLO[:-2] + b"\x03\x03", False),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
    ],
    ids=["hello", "alert", "closed", "cut", "newer", "no tls"],
)
def test_only_a_hello_in_the_old_version_is_a_yes(reply, is_taken):
    with answering(reply) as port:
        assert takes(Origin("127.0.0.1", port), OldVersion.SSL_3) is is_taken


def test_silence_is_neither(monkeypatch):
    monkeypatch.setattr(old_tls, "ANSWER_S_MAX", 0.1)
    with listening() as listener:
        listener.replies = [silent]

        assert isinstance(takes(Origin("127.0.0.1", listener.port), OldVersion.TLS_1_0), Unreachable)


def test_a_name_is_sent_along_and_an_address_is_not():
    assert b"alaskapay.com" in client_hello("alaskapay.com", OldVersion.TLS_1_0)
    assert b"alaskapay.com" not in client_hello("alaskapay.com", OldVersion.SSL_3)
    assert b"127.0.0.1" not in client_hello("127.0.0.1", OldVersion.TLS_1_0)
