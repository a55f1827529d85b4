"""Runs of the suite, forked from a process that has everything imported: most of a short run is its start."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.warm_start"])


def run_pytest(arguments: Sequence[str], environment: Mapping[str, str], within_s: float) -> tuple[int, str]:
    """Run it to its end; the exit code, and all that it printed."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        process = FORKS.Process(target=_become_pytest, args=([*arguments], {**environment}, output))
        process.start()
        process.join(within_s)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"the run had not ended after {within_s} s:\n{output.read_text(encoding='utf-8')}")
        return process.exitcode, output.read_text(encoding="utf-8")


def _become_pytest(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    with output.open("wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["pytest", *arguments]
    sys.exit(pytest.main(arguments))
