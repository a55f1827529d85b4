"""HTTP/2: does a server not only choose it in the handshake, but speak it?"""

from __future__ import annotations

import socket
import ssl
import struct
import time
from typing import TYPE_CHECKING

from gate.http import Unreachable

if TYPE_CHECKING:
    from gate.files.addresses import Origin

ANSWER_S_MAX = 5.0
ALPN = "h2"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = 4
EMPTY_SETTINGS = struct.pack("!HBBBI", 0, 0, SETTINGS, 0, 0)
FRAME_HEAD_BYTES = 9


def speaks_http2(origin: Origin, ca_pem: str | None) -> bool | Unreachable:
    """Offer HTTP/2 alone, send the preface, and wait for the server's own settings (RFC 9113, 3.4)."""
    context = ssl.create_default_context(cadata=ca_pem)
    context.set_alpn_protocols([ALPN])
    started = time.monotonic()
    try:
        with (
            socket.create_connection(origin, timeout=ANSWER_S_MAX) as connection,
            context.wrap_socket(connection, server_hostname=origin.host) as tls,
        ):
            if tls.selected_alpn_protocol() != ALPN:
                return False
            tls.sendall(PREFACE + EMPTY_SETTINGS)
            return _is_settings(tls)
    except ssl.SSLError as error:
        # a server that knows no protocol of the list may end the handshake (RFC 7301, 3.2)
        if error.reason and "NO_APPLICATION_PROTOCOL" in error.reason:
            return False
        why = error.reason or str(error)
    except OSError as error:
        why = str(error)
    return Unreachable(f"{origin.host}:{origin.port}", round((time.monotonic() - started) * 1000), why)


def _is_settings(tls: ssl.SSLSocket) -> bool:
    """Whether the first frame of the server is that of its settings."""
    head = b""
    while len(head) < FRAME_HEAD_BYTES and (chunk := tls.recv(FRAME_HEAD_BYTES - len(head))):
        head += chunk
    return len(head) == FRAME_HEAD_BYTES and head[3] == SETTINGS
