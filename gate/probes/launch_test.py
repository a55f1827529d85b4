"""The launch test of an app build: a JUnit file with the build number it ran."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.outcome import NotShown

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 10_000_000


@dataclass(frozen=True)
class LaunchTest:
    """What the file says: the build it ran, how many tests, which of them failed (skipped ones count as failed)."""

    build: str
    tests: int
    failed: tuple[str, ...]


def read_launch_test(file: Path) -> LaunchTest:
    """Read a JUnit file. Raises NotShown where there is none or it can't be read."""
    try:
        with file.open("rb") as opened:
            text = opened.read(BYTES_MAX + 1).decode("utf-8-sig")
    except OSError as error:
        raise NotShown(f"the launch test's file {file.name} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotShown(f"the launch test's file {file.name} is no JUnit file in UTF-8") from None
    if len(text) > BYTES_MAX or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotShown(f"the launch test's file {file.name} is no plain JUnit file")
    try:
        root = ET.fromstring(text)  # noqa: S314 - document types and entities are refused above
    except ET.ParseError as error:
        raise NotShown(f"the launch test's file {file.name} is no JUnit file: {error}") from None
    builds = {entry.get("value", "") for entry in root.iter("property") if entry.get("name") == "build"}
    cases = list(root.iter("testcase"))
    failed = [
        case.get("name", "?")
        for case in cases
        if any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
    ]
    return LaunchTest(" and ".join(sorted(builds)), len(cases), tuple(failed))
