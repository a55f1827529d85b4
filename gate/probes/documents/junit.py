"""A JUnit file: how many tests there were, and which of them did not pass."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.outcome import NotShown

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 50_000_000


@dataclass(frozen=True)
class JUnitReport:
    """What a file says. failed: tests, and suites that count more failures and errors than tests that had them.

    properties: each (name, value) that stands in it, of whichever suite.
    """

    tests: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    properties: frozenset[tuple[str, str]]

    def values_of(self, name: str) -> tuple[str, ...]:
        """All values of one property, sorted."""
        return tuple(sorted(value for key, value in self.properties if key == name))


def read_junit(file: Path, called: str) -> JUnitReport:
    """Read a JUnit file, which sentences call `called`. Raises NotShown where there is none or it can't be read."""
    try:
        with file.open("rb") as opened:
            text = opened.read(BYTES_MAX + 1).decode("utf-8-sig")
    except OSError as error:
        raise NotShown(f"{called} {file.name} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotShown(f"{called} {file.name} is no JUnit file in UTF-8") from None
    if len(text) > BYTES_MAX or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotShown(f"{called} {file.name} is no plain JUnit file")
    try:
        root = ET.fromstring(text)  # noqa: S314 - document types and entities are refused above
    except ET.ParseError as error:
        raise NotShown(f"{called} {file.name} is no JUnit file: {error}") from None
    cases = list(root.iter("testcase"))
    failed = [_name(case) for case in cases if _has(case, "failure", "error")]
    return JUnitReport(
        tests=len(cases),
        failed=(*failed, *(f"suite {_name(suite)}" for suite in root.iter("testsuite") if _counts_more(suite))),
        skipped=tuple(_name(case) for case in cases if _has(case, "skipped")),
        properties=frozenset((entry.get("name", ""), entry.get("value", "")) for entry in root.iter("property")),
    )


def _has(case: ET.Element, *tags: str) -> bool:
    return any(case.find(tag) is not None for tag in tags)


def _name(element: ET.Element) -> str:
    return element.get("name") or "?"


def _counts_more(suite: ET.Element) -> bool:
    """Whether a suite failed as a whole: it counts what no test of it shows."""
    counted = sum(int(text) for tag in ("failures", "errors") if (text := suite.get(tag, "")).isdecimal())
    return counted > sum(len(case.findall(tag)) for case in suite.iter("testcase") for tag in ("failure", "error"))
