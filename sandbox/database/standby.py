"""A standby that takes what the database writes, by Postgres' own receiver; one of the faults stops it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from subprocess import Popen

from sandbox.context import Context
from sandbox.database.postgres import OWNER, find_programs
from sandbox.faults.effects import FaultEffect
from sandbox.process.processes import ProcessGroup

IS_CONNECTED = "select from pg_stat_replication where state = 'streaming'"
CONNECT_POLL_S = 0.05
CONNECTED_WITHIN_S = 10
WRITE_A_LOT = "select pg_logical_emit_message(false, 'sandbox', repeat('x', 1048576)) from generate_series(1, 32)"


@contextmanager
def run_standby(processes: ProcessGroup, socket_folder: Path) -> Iterator[Popen[bytes]]:
    """Start the receiver, which connects as soon as it can, and end it."""
    programs = find_programs(processes.directory)
    folder = socket_folder / "standby"
    folder.mkdir()
    if programs.user is not None:
        os.chown(folder, programs.user, programs.user)
    receiver = processes.start_process(
        *programs.command("pg_receivewal", f"--directory={folder}", f"--host={socket_folder}", f"--username={OWNER}"),
        *("--status-interval=1", "--no-password"),
        user=programs.user,
        log=processes.directory / "standby.log",
    )
    try:
        yield receiver
    finally:
        receiver.kill()
        receiver.wait()
        processes.forget(receiver)


def lagging(receiver: Popen[bytes]) -> FaultEffect:
    """Let the standby stand still, and the database write more than it should be behind."""

    @asynccontextmanager
    async def effect(context: Context) -> AsyncIterator[None]:
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            while not await _is_connected(context):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(CONNECT_POLL_S)
        receiver.send_signal(signal.SIGSTOP)
        async with context.pool.connection() as connection:
            await connection.execute(WRITE_A_LOT)
        yield
        receiver.send_signal(signal.SIGCONT)

    return effect


async def _is_connected(context: Context) -> bool:
    """Look in a transaction of its own: within one, the server's statistics stand still."""
    async with context.pool.connection() as connection:
        return (await connection.execute(IS_CONNECTED)).rowcount > 0
