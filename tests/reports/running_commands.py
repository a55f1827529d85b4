"""The commands of `python -m reports`, as somebody types them."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from gate.files.places import ROOT
from reports.__main__ import main


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    exit_code: int
    out: str
    error: str


def as_process(*words: object) -> Done:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "reports", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    return Done(done.returncode, done.stdout, done.stderr)


def reports(*words: object) -> Done:
    """Run the command here, which is faster."""
    out, error = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(error):
        exit_code = main([str(word) for word in words])
    return Done(exit_code, out.getvalue(), error.getvalue())
