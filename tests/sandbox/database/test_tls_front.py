"""Does the TLS front behave like the hosted pooler's?"""

import socket
import ssl
import struct
import threading
from urllib.parse import urlsplit

import psycopg
import pytest

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
GSS_REQUEST = struct.pack("!ii", 8, 80877104)


@pytest.fixture
def dial(sandbox):
    address = urlsplit(sandbox["DATABASE_URL"])

    def connect():
        return socket.create_connection((address.hostname, address.port), timeout=5)

    return connect


def startup(protocol=3 << 16, **words):
    body = b"".join(f"{name}\0{value}\0".encode() for name, value in words.items()) + b"\0"
    return struct.pack("!ii", len(body) + 8, protocol) + body


def test_a_long_answer_and_a_long_question_pass(database):
    text = "kobo" * 500_000

    assert database.execute("select %s || '!'", (text,)).fetchone() == (f"{text}!",)


def test_a_query_can_be_cancelled(database):
    threading.Timer(0.2, database.cancel_safe).start()

    with pytest.raises(psycopg.errors.QueryCanceled):
        database.execute("select pg_sleep(20)")


def test_the_owner_is_not_let_in(sandbox):
    with pytest.raises(psycopg.OperationalError, match='role "postgres" is not permitted'):
        psycopg.connect(sandbox["DATABASE_URL"], user="postgres")


@pytest.mark.parametrize("user", ["authenticated", "service_role", "nobody_at_all"])
def test_no_other_role_is_let_in(sandbox, user):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(sandbox["DATABASE_URL"], user=user)


def test_an_unencrypted_start_is_refused_in_words(dial):
    with dial() as connection:
        connection.sendall(startup(user="verifier", database="postgres"))
        answer = connection.makefile("rb").read()

    assert answer[:1] == b"E"
    assert b"C28000\0" in answer
    assert b"TLS is required" in answer


def test_kerberos_is_declined_before_tls_is_agreed(dial):
    with dial() as connection:
        connection.sendall(GSS_REQUEST)
        assert connection.recv(1) == b"N"
        connection.sendall(SSL_REQUEST)
        assert connection.recv(1) == b"S"


@pytest.mark.parametrize("packet", [startup(protocol=2 << 16), struct.pack("!ii", 2**30, 3 << 16)])
def test_what_is_no_start_is_refused_in_words(sandbox, dial, packet):
    context = ssl.create_default_context(cafile=sandbox["CA_FILE"])
    with dial() as connection:
        connection.sendall(SSL_REQUEST)
        assert connection.recv(1) == b"S"
        with context.wrap_socket(connection, server_hostname="127.0.0.1") as encrypted:
            encrypted.sendall(packet)
            answer = encrypted.makefile("rb").read()

    assert answer[:1] == b"E"
    assert b"C08P01\0" in answer
