"""How the sandbox ends: with its parent, by a signal, and always without a trace."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox import PARENT
from sandbox.process import cleanup

PARENT_POLL_S = 0.2


class ProcessGroup:
    """The directory and the processes that must not outlive the sandbox."""

    def __init__(self, directory: Path, watcher: subprocess.Popen[str]) -> None:
        """`watcher` clears away both when its standard input closes."""
        self.directory = directory
        self._watcher = watcher

    def start_process(self, *command: str, user: int | None = None, log: Path) -> subprocess.Popen[bytes]:
        """Start a program in a session of its own, so that nobody's Ctrl-C reaches it."""
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - the sandbox's own words
                command,
                user=user,
                group=user,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd=self.directory,
            )
        self._tell("started", process.pid)
        return process

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Leave a process alone that has ended: its number may soon be somebody else's."""
        self._tell("ended", process.pid)

    def _tell(self, event: str, pid: int) -> None:
        assert self._watcher.stdin  # noqa: S101 - opened with a pipe below
        self._watcher.stdin.write(f"{event} {pid}\n")
        self._watcher.stdin.flush()


@contextmanager
def watched_processes() -> Iterator[ProcessGroup]:
    """Make the temporary directory and have it watched."""
    directory = Path(tempfile.mkdtemp(prefix="alaska-pay-"))
    with subprocess.Popen(  # noqa: S603 - the sandbox's own words
        (sys.executable, "-I", "-S", cleanup.__file__, directory),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as watcher:
        yield ProcessGroup(directory, watcher)


def listen_for_signals() -> asyncio.Event:
    """Have SIGTERM and SIGINT set the event."""
    asked_to_stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, asked_to_stop.set)
    return asked_to_stop


async def wait_for_the_end(asked_to_stop: asyncio.Event) -> None:
    """Return when asked to, or when the parent has gone."""
    while not asked_to_stop.is_set() and os.getppid() == PARENT:
        try:
            await asyncio.wait_for(asked_to_stop.wait(), PARENT_POLL_S)
        except TimeoutError:
            continue
