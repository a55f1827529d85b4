"""Clear away what the sandbox leaves behind, however it ends.

Run by `sandbox.process.processes` as a program of its own, on the standard library alone. The sandbox holds the
other end of standard input: when that closes, the sandbox has ended, be it by kill -9.
"""

import os
import shutil
import signal
import sys
import time

PATIENCE_S = 5.0


def main() -> None:
    """Wait for the end, stop the processes that still run, remove the directory."""
    directory = sys.argv[1]
    running: set[int] = set()
    for line in sys.stdin:
        event, pid = line.split()
        running.add(int(pid)) if event == "started" else running.discard(int(pid))
    for pid in running:
        _end(pid)
    shutil.rmtree(directory)


def _end(pid: int) -> None:
    """SIGQUIT is Postgres' immediate shutdown, its children included; SIGKILL is for what does not listen."""
    deadline = time.monotonic() + PATIENCE_S
    try:
        os.killpg(pid, signal.SIGQUIT)
        while time.monotonic() < deadline:
            os.killpg(pid, 0)
            time.sleep(0.01)
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main()
