"""The launch test of an app build: a JUnit file with the build number it ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.probes.documents.junit import read_junit

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class LaunchTest:
    """What the file says: the build it ran, how many tests, which of them failed (skipped ones count as failed)."""

    build: str
    tests: int
    failed: tuple[str, ...]


def read_launch_test(file: Path) -> LaunchTest:
    """Read a JUnit file. Raises NotShown where there is none or it can't be read."""
    report = read_junit(file, "the launch test's file")
    return LaunchTest(" and ".join(report.values_of("build")), report.tests, (*report.failed, *report.skipped))
