"""Is the sandbox gone without a trace, however it ends?"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

READY_S_MAX = 40
GONE_S_MAX = 40  # a busy machine takes its time to end a database
PARENT = """
import subprocess, sys
sandbox = subprocess.Popen([sys.executable, "-m", "sandbox"])
print(sandbox.pid, flush=True)
sandbox.wait()
"""


def started(*command):
    return subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own modules


def traces(address_line, *pids):
    """The directory, and the processes by number."""
    directory = Path(json.loads(address_line)["CA_FILE"]).parent
    postmaster = int((directory / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
    return directory, [postmaster, *pids]


def is_gone(directory, pids):
    return not directory.exists() and not any(map(is_running, pids))


def is_running(pid):
    """A zombie has ended: who collects it is not the sandbox's affair."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_without_a_trace(eventually, name):
    with started("-m", "sandbox") as sandbox:
        directory, pids = traces(sandbox.stdout.readline())
        sandbox.send_signal(signal.Signals[name])

    assert sandbox.returncode == 0
    assert eventually(lambda: is_gone(directory, pids), GONE_S_MAX)


def test_it_ends_with_its_parent(eventually):
    with started("-c", PARENT) as parent:
        sandbox_pid = int(parent.stdout.readline())
        directory, pids = traces(parent.stdout.readline(), sandbox_pid)
        parent.kill()

    assert eventually(lambda: is_gone(directory, pids), GONE_S_MAX)


def test_it_ends_with_a_parent_that_died_while_it_was_starting(eventually):
    with started("-c", PARENT) as parent:
        sandbox_pid = int(parent.stdout.readline())
        loaded = Path(f"/proc/{sandbox_pid}/maps")
        assert eventually(lambda: "psycopg" in loaded.read_text(), READY_S_MAX)
        parent.kill()
        directory, pids = traces(parent.stdout.readline(), sandbox_pid)

    assert eventually(lambda: is_gone(directory, pids), GONE_S_MAX)


def test_it_leaves_no_trace_when_it_is_killed_with_its_process_group(eventually):
    command = [sys.executable, "-m", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as sandbox:  # noqa: S603 - our own module
        directory, pids = traces(sandbox.stdout.readline())
        os.killpg(sandbox.pid, signal.SIGKILL)

    assert eventually(lambda: is_gone(directory, pids), GONE_S_MAX)


def test_it_is_cleared_away_when_killed_before_it_is_ready(eventually, tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as sandbox:  # noqa: S603 - our own module
        assert eventually(lambda: list(tmp_path.glob("*/postgres/data")), READY_S_MAX)
        sandbox.kill()

    assert eventually(lambda: not list(tmp_path.iterdir()), GONE_S_MAX)
