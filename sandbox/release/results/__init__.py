"""What machines found out of the sample release: test reports, load results and scans of the code, as files."""

from collections.abc import Callable
from pathlib import Path

from sandbox.faults.switches import Faults
from sandbox.moments import Moment
from sandbox.release.results import build, junit, load, sarif

NAMES = {"build": build.FILE, "junit": list(junit.FILES), "load": list(load.FILES), "sarif": sarif.FILE}
"""As release.yaml names them."""


def writers(moment: Moment, faults: Faults, directory: Path) -> tuple[tuple[tuple[str, ...], Callable[[], None]], ...]:
    """Return what writes the files of each kind, with the faults that change them."""
    return (
        (junit.FAULTS, lambda: junit.write(moment, faults, directory)),
        (load.FAULTS, lambda: load.write(moment, faults, directory)),
        (sarif.FAULTS, lambda: sarif.write(moment, faults, directory)),
    )
