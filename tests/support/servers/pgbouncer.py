"""A real PgBouncer on loopback, in front of the sandbox's database."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMAND = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
START_S_MAX = 10
END_S_MAX = 5
CONFIGURATION = """
[databases]
{dbname} = host={host} port={port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 2
server_tls_sslmode = verify-full
server_tls_ca_file = {authority}
"""


@pytest.fixture
def pooled(sandbox: dict[str, str], eventually: Callable[..., Any]) -> Iterator[Callable[[str], str]]:
    """The address of the database behind a pooler of this mode."""
    if not COMMAND:
        reason = "PgBouncer not run: there is none here (apt-get install pgbouncer)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    running: list[Any] = []

    def start(mode: str) -> str:
        pooler = _running(sandbox, mode)
        dsn = pooler.__enter__()
        running.append(pooler)
        assert eventually(lambda: _answers(dsn), START_S_MAX), "PgBouncer does not take connections"
        return dsn

    yield start
    for pooler in running:
        pooler.__exit__(None, None, None)


@contextmanager
def _running(addresses: dict[str, str], mode: str) -> Iterator[str]:
    behind = conninfo_to_dict(addresses["DATABASE_URL"])
    with socket.create_server(("127.0.0.1", 0)) as free:
        own_port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="pgbouncer-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        authority = folder / "authority.pem"
        authority.write_text(Path(addresses["CA_FILE"]).read_text(encoding="ascii"), encoding="ascii")
        file = folder / "pgbouncer.ini"
        file.write_text(CONFIGURATION.format(**behind, own_port=own_port, mode=mode, authority=authority))
        user = ["--user=nobody"] if os.geteuid() == 0 else []  # it refuses to be root
        command = [str(COMMAND), "--quiet", *user, str(file)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own arguments
            try:
                yield make_conninfo(host="127.0.0.1", port=own_port, dbname=behind["dbname"], user=behind["user"])
            finally:
                process.terminate()
                process.wait(END_S_MAX)


def _answers(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn, connect_timeout=1):
            return True
    except psycopg.OperationalError:
        return False
