"""The launch test of an app build: a JUnit file with the build number it ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.probes.documents.junit import read_junit

if TYPE_CHECKING:
    from pathlib import Path

CALLED = "the launch test's file"


@dataclass(frozen=True)
class LaunchTest:
    """What the file says: the build it ran, how many tests, which of them failed (skipped ones count as failed)."""

    build: str
    tests: int
    failed: tuple[str, ...]
    flaky: tuple[str, ...] = ()


def read_launch_test(file: Path) -> LaunchTest:
    """Read a JUnit file. Raises NotShown where there is none or it can't be read, or nothing failed and some lacks."""
    report = read_junit(file, CALLED)
    failed = (*report.failed, *report.skipped)
    if report.missing and not failed:
        raise NotShown(f"{CALLED} {file.name} is not whole, it lacks {', '.join(report.missing)}")
    return LaunchTest(" and ".join(report.values_of("build")), report.tests, failed, report.flaky)
