"""A sandbox that stands already, and the suite pointed at it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gate.files.places import ROOT


@contextmanager
def standing_sandbox() -> Iterator[Mapping[str, str]]:
    """Start one, give its addresses, and end it."""
    with subprocess.Popen([sys.executable, "-m", "sandbox"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()


def suite_command(folder: Path, addresses: Mapping[str, str], *chosen: str) -> list[str]:
    """The suite with environments/local.yaml without its launch, which is left in `folder` beside the record."""
    lines = (ROOT / "environments" / "local.yaml").read_text(encoding="utf-8").splitlines()
    environment = folder / "standing.yaml"
    environment.write_text("\n".join(line for line in lines if not line.startswith("launch:")), encoding="utf-8")
    where = [f"--env={environment}", f"--release={addresses['RELEASE_FILE']}", f"--records={folder}"]
    return [sys.executable, "-m", "pytest", *chosen, *where, "--no-report"]
