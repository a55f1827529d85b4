"""TLS in front of Postgres, like the hosted pooler's: the packaged server has none itself."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.database.postgres import OWNER
from sandbox.faults.switches import Faults

CHUNK_BYTES = 64 * 1024
STARTUP_BYTES_MAX = 10_000
"""Postgres' own limit."""
PROTOCOL_3 = 3
CANCEL_REQUEST = 80877102
SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
INVALID_AUTHORIZATION = "28000"
PROTOCOL_VIOLATION = "08P01"


class RefusedError(Exception):
    """What the client gets to read instead of a session."""

    def __init__(self, sql_state: str, message: str) -> None:
        """Keep the SQLSTATE beside the sentence."""
        super().__init__(message)
        self.sql_state = sql_state


@dataclass(frozen=True)
class Startup:
    """A client's first packet."""

    code: int
    packet: bytes

    @property
    def user(self) -> str:
        """Who wants a session."""
        words = self.packet[8:].rstrip(b"\0").split(b"\0")
        return dict(zip(words[::2], words[1::2], strict=False)).get(b"user", b"").decode(errors="replace")


@asynccontextmanager
async def run_tls_front(
    socket_file: Path,
    tls: ssl.SSLContext,
    host: str,
    faults: Faults | None = None,
    wake: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[int]:
    """Forward every encrypted connection to the socket, once `wake` has returned, and give the port of the front."""

    def may_be_plain() -> bool:
        return faults is not None and faults.is_on("plain-database-connections")

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            startup = await _shake_hands(reader, writer, tls, may_be_plain=may_be_plain())
            if wake:
                await wake()
            from_server, to_server = await asyncio.open_unix_connection(socket_file)
            to_server.write(startup.packet)
            await asyncio.gather(_copy(reader, to_server), _copy(from_server, writer))
        except RefusedError as refusal:
            writer.write(_error_response(refusal))
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client has gone: there is nobody left to tell
        finally:
            writer.close()

    open_connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(forward(reader, writer))
        open_connections.add(connection)
        connection.add_done_callback(open_connections.discard)

    server = await asyncio.start_server(accept, host, 0)
    port: int = server.sockets[0].getsockname()[1]
    try:
        yield port
    finally:
        server.close()
        for connection in open_connections:
            connection.cancel()


async def _shake_hands(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tls: ssl.SSLContext, *, may_be_plain: bool
) -> Startup:
    """Demand TLS, and give the packet that asks for a session or cancels a query."""
    startup = await _read_startup(reader)
    if startup.code == GSS_REQUEST:
        writer.write(b"N")
        startup = await _read_startup(reader)
    if may_be_plain and startup.code >> 16 == PROTOCOL_3 and startup.user != OWNER:
        return startup
    if startup.code != SSL_REQUEST:
        raise RefusedError(INVALID_AUTHORIZATION, "TLS is required: connect with sslmode=verify-full")
    writer.write(b"S")
    await writer.start_tls(tls)
    startup = await _read_startup(reader)
    if startup.code == CANCEL_REQUEST:
        return startup
    if startup.code >> 16 != PROTOCOL_3:
        raise RefusedError(PROTOCOL_VIOLATION, f"protocol {startup.code >> 16} is not spoken here")
    if startup.user == OWNER:
        raise RefusedError(INVALID_AUTHORIZATION, f'role "{OWNER}" is not permitted to log in from outside')
    return startup


async def _read_startup(reader: asyncio.StreamReader) -> Startup:
    header = await reader.readexactly(8)
    length, code = struct.unpack("!ii", header)
    if not len(header) <= length <= STARTUP_BYTES_MAX:
        raise RefusedError(PROTOCOL_VIOLATION, "invalid length of startup packet")
    return Startup(code, header + await reader.readexactly(length - len(header)))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


def _error_response(refusal: RefusedError) -> bytes:
    fields = {"S": "FATAL", "V": "FATAL", "C": refusal.sql_state, "M": str(refusal)}
    body = b"".join(f"{key}{value}\0".encode() for key, value in fields.items()) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body
