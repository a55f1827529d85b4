"""A way for Postgres' own client programs to a server that demands TLS, also for those that were built without it.

They talk to a socket in a folder that only we can open; what they say goes on to the server, whose certificate and name
are verified as with sslmode=verify-full.
"""

from __future__ import annotations

import asyncio
import ssl
import struct
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from gate.files.addresses import dsn_parts, origins_of_dsn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.files.addresses import Origin
    from gate.network.guard import NetworkGuard

SOCKET = ".s.PGSQL.5432"
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""Asks a server for TLS (PostgreSQL, Frontend/Backend Protocol, SSLRequest); `S` agrees."""
CHUNK_BYTES = 1 << 18
FAREWELL_S = 1.0
ROOT_CERTIFICATE = Path("~/.postgresql/root.crt")
"""Where libpq looks when the DSN names no sslrootcert."""


@contextmanager
def relay_to(dsn: str, guard: NetworkGuard) -> Iterator[dict[str, str]]:
    """Give the variables with which a program finds the first server of the DSN; the way is gone at the end.

    Raises HostNotListed before anything is sent. A server that is not who it should be just hangs up on the programs.
    """
    origin, parts = origins_of_dsn(dsn)[0], dsn_parts(dsn)
    guard.check(origin.host)
    trust = _trust(dsn)
    with tempfile.TemporaryDirectory(prefix="relay-") as folder:
        loop = asyncio.new_event_loop()
        thread = Thread(target=loop.run_forever, daemon=True)
        thread.start()
        relay = _Relay(origin, trust)
        try:
            asyncio.run_coroutine_threadsafe(relay.open(Path(folder) / SOCKET), loop).result()
            yield {
                "PGHOST": folder,
                "PGUSER": parts.get("user", ""),
                "PGPASSWORD": parts.get("password", ""),
                "PGDATABASE": parts.get("dbname", ""),
                "PGAPPNAME": "release-verification",
            }
        finally:
            asyncio.run_coroutine_threadsafe(relay.close(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def _trust(dsn: str) -> ssl.SSLContext:
    named = dsn_parts(dsn).get("sslrootcert", str(ROOT_CERTIFICATE.expanduser()))
    return ssl.create_default_context(cafile=None if named == "system" else named)


class _Relay:
    def __init__(self, origin: Origin, trust: ssl.SSLContext) -> None:
        self._origin, self._trust = origin, trust
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self, socket: Path) -> None:
        self._server = await asyncio.start_unix_server(self._accept, socket)

    async def close(self) -> None:
        if self._server:
            self._server.close()
        for connection in self._open:
            connection.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._forward(reader, writer))
        self._open.add(connection)
        connection.add_done_callback(self._open.discard)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server: asyncio.StreamWriter | None = None
        try:
            from_server, to_server = await asyncio.open_connection(*self._origin)
            to_server.write(SSL_REQUEST)
            if await from_server.readexactly(1) != b"S":
                return
            await to_server.start_tls(self._trust, server_hostname=self._origin.host)
            await asyncio.gather(_copy(reader, to_server), _copy(from_server, writer))
        except (asyncio.IncompleteReadError, OSError):
            pass  # the program says that its connection was closed
        finally:
            await _hang_up(writer, *([to_server] if to_server else []))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


async def _hang_up(*writers: asyncio.StreamWriter) -> None:
    """Close both sides; whoever does not read what is left for him loses it."""
    for writer in writers:
        writer.close()
    closing = [asyncio.create_task(writer.wait_closed()) for writer in writers]
    await asyncio.wait(closing, timeout=FAREWELL_S)
    for writer in writers:
        writer.transport.abort()
    await asyncio.gather(*closing, return_exceptions=True)
