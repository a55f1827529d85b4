"""Old versions of TLS, offered byte by byte: does a server still take them?

This machine's own library would not send such an offer, or would fail at it for reasons of its own.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
import struct
import time
from enum import StrEnum
from typing import TYPE_CHECKING

from gate.http import Unreachable

if TYPE_CHECKING:
    from gate.files.addresses import Origin

ANSWER_S_MAX = 5.0
HANDSHAKE, CLIENT_HELLO, SERVER_HELLO = 0x16, 1, 2
CIPHERS = (
    *(0xC014, 0xC00A, 0xC013, 0xC009, 0xC012, 0xC008, 0xC011, 0xC007),  # ECDHE with RSA and ECDSA
    *(0x0039, 0x0033, 0x0016, 0x0035, 0x002F, 0x000A, 0x0005, 0x0004),  # DHE, RSA
    0x00FF,  # renegotiation is secure
)
"""All that servers of those days may speak, so that a refusal is one of the version."""
GROUPS = (0x001D, 0x0017, 0x0018, 0x0019)
SERVER_NAME, SUPPORTED_GROUPS, POINT_FORMATS = 0, 10, 11


class OldVersion(StrEnum):
    """What nobody may speak any more (RFC 8996)."""

    SSL_3 = "SSL 3.0"
    TLS_1_0 = "TLS 1.0"
    TLS_1_1 = "TLS 1.1"

    @property
    def number(self) -> int:
        """As it stands in a record."""
        return {OldVersion.SSL_3: 0x0300, OldVersion.TLS_1_0: 0x0301, OldVersion.TLS_1_1: 0x0302}[self]


def takes(origin: Origin, version: OldVersion) -> bool | Unreachable:
    """Offer this version and nothing newer; True where the server goes on with it.

    An alert, and a connection that is closed without a word, are refusals. Silence is none: Unreachable.
    """
    started = time.monotonic()
    try:
        with socket.create_connection(origin, timeout=ANSWER_S_MAX) as connection:
            connection.sendall(client_hello(origin.host, version))
            return _is_server_hello(_read(connection, 11), version)
    except ConnectionResetError:
        return False
    except OSError as error:
        after_ms = round((time.monotonic() - started) * 1000)
        return Unreachable(f"{origin.host}:{origin.port}", after_ms, str(error))


def client_hello(host: str, version: OldVersion) -> bytes:
    """Write the first record of a client that knows no newer version (RFC 2246, 4346, 6101)."""
    ciphers = b"".join(struct.pack("!H", cipher) for cipher in CIPHERS)
    hello = struct.pack("!H", version.number) + secrets.token_bytes(32) + b"\0"
    hello += struct.pack("!H", len(ciphers)) + ciphers + b"\x01\0"
    if version is not OldVersion.SSL_3:
        extensions = _extensions(host)
        hello += struct.pack("!H", len(extensions)) + extensions
    message = struct.pack("!I", CLIENT_HELLO << 24 | len(hello)) + hello
    return struct.pack("!BHH", HANDSHAKE, version.number, len(message)) + message


def _extensions(host: str) -> bytes:
    groups = b"".join(struct.pack("!H", group) for group in GROUPS)
    known = _extension(SUPPORTED_GROUPS, struct.pack("!H", len(groups)) + groups)
    known += _extension(POINT_FORMATS, b"\x01\0")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        known += _extension(SERVER_NAME, struct.pack("!HBH", len(name) + 3, 0, len(name)) + name)
    return known


def _extension(kind: int, content: bytes) -> bytes:
    return struct.pack("!HH", kind, len(content)) + content


def _read(connection: socket.socket, count: int) -> bytes:
    """So many bytes, or fewer where the server closes."""
    content = b""
    while len(content) < count and (chunk := connection.recv(count - len(content))):
        content += chunk
    return content


def _is_server_hello(answer: bytes, version: OldVersion) -> bool:
    """Whether the server says hello in this version; an alert is shorter, and of another type."""
    is_hello = len(answer) == 11 and (answer[0], answer[5]) == (HANDSHAKE, SERVER_HELLO)  # noqa: PLR2004 - record, message, version
    return is_hello and struct.unpack("!H", answer[9:11])[0] <= version.number
