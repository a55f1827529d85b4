"""Does a Postgres server begin to talk without TLS? Neither a password nor a statement is sent to find out."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from gate.files.addresses import dsn_parts, origins_of_dsn
from gate.outcome import NotShown

if TYPE_CHECKING:
    from gate.files.addresses import Origin
    from gate.network.guard import NetworkGuard

PROTOCOL_3 = 3 << 16
ANSWER_S_MAX = 5.0
AUTHENTICATION, ERROR = b"R", b"E"
ANSWER_BYTES_MAX = 4_096
WORDS = ("ssl", "tls", "encrypt")
"""One of them stands in a refusal that is about encryption: `no pg_hba.conf entry …, no encryption`, say."""


def takes_plain_connections(dsn: str, guard: NetworkGuard) -> tuple[str, ...]:
    """Hosts and ports of the DSN that go on without TLS. Raises NotShown where one says neither yes nor no.

    The name of the DSN's user goes along, as it does with every connection: poolers find the project by it.
    """
    parts = dsn_parts(dsn)
    user, name = parts.get("user", ""), parts.get("dbname", parts.get("user", ""))
    origins = origins_of_dsn(dsn)
    for origin in origins:
        guard.check(origin.host)
    return tuple(f"{origin.host}:{origin.port}" for origin in origins if _goes_on(origin, startup_packet(user, name)))


def startup_packet(user: str, database: str) -> bytes:
    """The first packet of a client that doesn't ask for TLS (PostgreSQL, Frontend/Backend Protocol, StartupMessage)."""
    words = b"".join(word.encode() + b"\0" for word in ("user", user, "database", database))
    return struct.pack("!ii", len(words) + 9, PROTOCOL_3) + words + b"\0"


def is_let_on(answer: bytes, where: str) -> bool:
    """Whether the server goes on. Raises NotShown for a refusal that is not about encryption."""
    if answer.startswith(AUTHENTICATION):
        return True
    if not answer:  # it has hung up
        return False
    said = answer[5:].replace(b"\0", b" ").decode(errors="replace").strip() if answer.startswith(ERROR) else ""
    if any(word in said.lower() for word in WORDS):
        return False
    why = said or "not told"
    raise NotShown(f"{where} refuses a plain connection for a reason of its own ({why}), so it proves nothing")


def _goes_on(origin: Origin, packet: bytes) -> bool:
    where = f"{origin.host}:{origin.port}"
    try:
        with socket.create_connection(origin, timeout=ANSWER_S_MAX) as connection:
            connection.sendall(packet)
            return is_let_on(connection.recv(ANSWER_BYTES_MAX), where)
    except ConnectionResetError:
        return False
    except OSError as error:
        raise NotShown(f"{where} can't be asked whether it takes plain connections: {error}") from None
