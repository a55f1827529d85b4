"""A second Postgres, where dumps can be restored: started when somebody first comes, gone with the sandbox."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import psycopg
from psycopg import sql

from sandbox.database.postgres import owner_address, run_postgres, socket_file
from sandbox.database.tls_front import run_tls_front
from sandbox.process.processes import ProcessGroup

NAME = "scratch"
RESTORER = "restorer"


@asynccontextmanager
async def run_scratch_server(
    processes: ProcessGroup, tls: ssl.SSLContext, host: str, password: str
) -> AsyncIterator[int]:
    """Give the port at which the role `restorer` is let in, over TLS."""
    first = asyncio.Lock()
    is_awake = False
    with ExitStack() as servers:

        def start() -> None:
            folder = servers.enter_context(run_postgres(processes, NAME))
            with psycopg.connect(owner_address(folder)) as connection:
                connection.execute(
                    sql.SQL("create role {} login superuser password {}").format(
                        sql.Identifier(RESTORER), sql.Literal(password)
                    )
                )

        async def wake() -> None:
            nonlocal is_awake
            async with first:
                if not is_awake:
                    await asyncio.to_thread(start)
                    is_awake = True

        socket = socket_file(processes.directory / NAME)
        async with run_tls_front(socket, tls, host, wake=wake) as port:
            yield port
