"""PgBouncer in transaction mode between Postgres and everybody, as on Supabase's pooled address."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.database.contents import VERIFIER
from sandbox.database.postgres import OWNER, find_programs
from sandbox.process.processes import ProcessGroup

READY_WITHIN_S = 10.0
READY_POLL_S = 0.01
CONFIGURATION = """
[databases]
{database} = host={behind} port={port}
[pgbouncer]
unix_socket_dir = {home}
listen_port = {port}
auth_type = scram-sha-256
auth_file = {home}/users.txt
pool_mode = transaction
default_pool_size = 15
"""


class PoolerError(RuntimeError):
    """PgBouncer is missing or does not start."""


@contextmanager
def run_pooler(processes: ProcessGroup, database: Path, password: str) -> Iterator[Path]:
    """Start it before the database's socket, give the socket of its own, and end it."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if program is None:
        raise PoolerError("SANDBOX_SETUP: pooler needs PgBouncer, and there is none (apt-get install pgbouncer).")
    user = find_programs(processes.directory)
    home = processes.directory / "pooler"
    home.mkdir()
    port = database.name.rpartition(".")[2]
    (home / "users.txt").write_text(f'"{VERIFIER}" "{password}"\n')
    file = home / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(database=OWNER, behind=database.parent, port=port, home=home))
    if user.user is not None:
        for path in (home, *home.iterdir()):
            os.chown(path, user.user, user.user)
    log = processes.directory / "pooler.log"
    pooler = processes.start_process(*user.prefix, program, "--quiet", str(file), user=user.user, log=log)
    own = home / database.name
    deadline = time.monotonic() + READY_WITHIN_S
    try:
        while not own.exists():
            if pooler.poll() is not None or time.monotonic() > deadline:
                raise PoolerError(f"PgBouncer does not start:\n{log.read_text()}")
            time.sleep(READY_POLL_S)
        yield own
    finally:
        pooler.terminate()
        pooler.wait()
        processes.forget(pooler)
