"""HTTP/2 as far as it needs no headers: settings are exchanged, then clients are asked to come with HTTP/1.1."""

import asyncio
import struct

from uvicorn.protocols.http.h11_impl import H11Protocol

ALPN = "h2"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, SETTINGS, PING, GOAWAY = 1, 4, 6, 7
ACK = 1
HTTP_1_1_REQUIRED = 13
PROTOCOL_ERROR = 1
FRAME_HEAD_BYTES = 9


class PublicProtocol(H11Protocol):
    """HTTP/1.1; where the handshake ended with HTTP/2, that."""

    _http2: "Http2 | None" = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See what the handshake ended with."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == ALPN:
            self._http2 = Http2(transport)

    def data_received(self, data: bytes) -> None:
        """Hand it to whichever is spoken."""
        if self._http2 is None:
            super().data_received(data)
        else:
            self._http2.take(data)


class Http2:
    """One connection (RFC 9113)."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Begin with the server's settings."""
        self._transport = transport
        self._data = b""
        self._has_begun = False
        self._send(SETTINGS)

    def take(self, data: bytes) -> None:
        """Answer each whole frame."""
        self._data += data
        if not self._has_begun:
            if len(self._data) < len(PREFACE):
                return
            if not self._data.startswith(PREFACE):
                self._end(PROTOCOL_ERROR)
                return
            self._has_begun, self._data = True, self._data[len(PREFACE) :]
        while frame := self._next_frame():
            self._answer(*frame)

    def _next_frame(self) -> tuple[int, int, bytes] | None:
        if len(self._data) < FRAME_HEAD_BYTES:
            return None
        high, low, kind, flags, _stream = struct.unpack("!HBBBI", self._data[:FRAME_HEAD_BYTES])
        end = FRAME_HEAD_BYTES + (high << 8 | low)
        if len(self._data) < end:
            return None
        content, self._data = self._data[FRAME_HEAD_BYTES:end], self._data[end:]
        return kind, flags, content

    def _answer(self, kind: int, flags: int, content: bytes) -> None:
        if kind in {SETTINGS, PING} and not flags & ACK:
            self._send(kind, ACK, content if kind == PING else b"")
        if kind == HEADERS:
            self._end(HTTP_1_1_REQUIRED)

    def _end(self, reason: int) -> None:
        self._send(GOAWAY, 0, struct.pack("!II", 0, reason))
        self._transport.close()

    def _send(self, kind: int, flags: int = 0, content: bytes = b"") -> None:
        if not self._transport.is_closing():
            length = len(content)
            self._transport.write(struct.pack("!HBBBI", length >> 8, length & 0xFF, kind, flags, 0) + content)
