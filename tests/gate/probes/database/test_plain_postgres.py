"""A plain connection: what a server's first answer says of encryption, without a password being sent."""

import struct

import psycopg
import pytest

from gate.network.guard import HostNotListed, NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.plain_postgres import is_let_on, startup_packet, takes_plain_connections

HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")


def error(message: str) -> bytes:
    body = b"SFATAL\0C28000\0M" + message.encode() + b"\0\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body


def test_the_first_packet_is_that_of_protocol_3():
    packet = startup_packet("verifier", "postgres")

    assert struct.unpack("!ii", packet[:8]) == (len(packet), 196608)
    assert packet[8:] == b"user\0verifier\0database\0postgres\0\0"


@pytest.mark.parametrize("kind", [0, 3, 5, 10])
def test_a_server_that_wants_a_password_or_none_has_gone_on(kind):
    assert is_let_on(b"R" + struct.pack("!ii", 8, kind), "db:5432")


@pytest.mark.parametrize(
    "answer",
    [
        error('no pg_hba.conf entry for host "203.0.113.7", user "verifier", database "postgres", no encryption'),
        error("SSL connection is required"),
        error("TLS is required: connect with sslmode=verify-full"),
        b"",
    ],
)
def test_a_refusal_for_want_of_encryption_is_one(answer):
    assert not is_let_on(answer, "db:5432")


@pytest.mark.parametrize(
    "answer", [error("sorry, too many clients already"), error("Tenant or user not found"), b"HTTP"]
)
def test_another_refusal_proves_nothing(answer):
    with pytest.raises(NotShown, match="db:5432 refuses a plain connection for a reason of its own"):
        is_let_on(answer, "db:5432")


def test_the_sandbox_refuses_and_with_the_fault_goes_on(sandbox, switch_on):
    dsn = sandbox["DATABASE_URL"]
    assert takes_plain_connections(dsn, HERE) == ()

    switch_on("plain-database-connections")

    (where,) = takes_plain_connections(dsn, HERE)
    assert where == f"127.0.0.1:{psycopg.conninfo.conninfo_to_dict(dsn)['port']}"


def test_nobody_answers_is_not_shown():
    with pytest.raises(NotShown, match=r"127\.0\.0\.1:1 can't be asked whether it takes plain connections"):
        takes_plain_connections("postgresql://u:p@127.0.0.1:1/d", HERE)


def test_an_unlisted_host_is_not_asked():
    with pytest.raises(HostNotListed):
        takes_plain_connections("postgresql://u:p@203.0.113.7:5432/d", HERE)
