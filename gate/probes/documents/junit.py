"""A JUnit file: how many tests there were, which did not pass, and which of them did on a further attempt only."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.files.foreign_file import UnreadableFileError, read_foreign_bytes
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

BYTES_MAX = 50_000_000
GROUPS = frozenset({"testsuites", "testsuite"})
RUN = "the whole run"
FAILED = ("failure", "error")
FURTHER_ATTEMPTS = ("flakyFailure", "flakyError", "rerunFailure", "rerunError")
"""What runners write of attempts beside the one that counts; some of them count these in the suite, too."""
FAILED_STATUS = frozenset({"fail", "failed", "failure", "error", "timedout", "aborted"})
SKIPPED_STATUS = frozenset({"notrun", "suppressed", "disabled", "skipped", "ignored", "untested", "inconclusive"})
"""Some runners say in an attribute what others say in an element."""
A_SUITE_A_FILE = "vitest tests"
"""How the runs of a runner are called that wrote an empty suite where a file of tests could not be loaded."""


@dataclass(frozen=True)
class JUnitReport:
    """What a file says. failed, skipped: tests, and suites that count more of them than they hold.

    flaky: tests that passed on a further attempt only. missing: what is counted and not there, as when a runner died.
    properties: each (name, value) that stands in it, of whichever suite.
    """

    tests: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    flaky: tuple[str, ...]
    missing: tuple[str, ...]
    properties: frozenset[tuple[str, str]]

    def values_of(self, name: str) -> tuple[str, ...]:
        """All values of one property, sorted."""
        return tuple(sorted(value for key, value in self.properties if key == name))


def read_junit(file: Path, called: str) -> JUnitReport:
    """Read a JUnit file, which sentences call `called`. Raises NotShown where there is none or it can't be read."""
    root = _parse(file, f"{called} {file.name}")
    held = _held_below(root)
    cases = list(root.iter("testcase"))
    groups = [element for element in held if element.tag in GROUPS]
    failing = [_group(it) for it in groups if _counted(it, "failures", "errors") > held[it]["failures"]]
    skipping = [_group(it) for it in groups if _counted(it, "skipped") > held[it]["skipped"]]
    return JUnitReport(
        tests=len(cases),
        failed=(*map(_name, filter(_has_failed, cases)), *([it for it in failing if it != RUN] or failing)),
        skipped=(*map(_name, filter(_skips, cases)), *([it for it in skipping if it != RUN] or skipping)),
        flaky=tuple(_name(case) for case in cases if _is_flaky(case)),
        missing=tuple(_missing(groups, held, is_a_suite_a_file=root.get("name") == A_SUITE_A_FILE)),
        properties=frozenset((entry.get("name", ""), entry.get("value", "")) for entry in root.iter("property")),
    )


def _parse(file: Path, called: str) -> ET.Element:
    try:
        content = read_foreign_bytes(file, BYTES_MAX)
    except UnreadableFileError as error:
        raise NotShown(f"{called} {error}") from None
    try:
        parser = ET.XMLParser(target=_PlainTree())  # noqa: S314 - document types are refused, and so are entities
        parser.feed(_decoded(content))
        root: ET.Element = parser.close()
    except _NotPlainError:
        raise NotShown(f"{called} is no plain JUnit file") from None
    except (ET.ParseError, ValueError) as error:
        raise NotShown(f"{called} is no JUnit file: {error}") from None
    if root.tag not in GROUPS:
        raise NotShown(f"{called} is no JUnit file: it holds <{root.tag}>")
    return root


class _NotPlainError(Exception):
    """It defines entities, or may do so elsewhere."""


class _PlainTree(ET.TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise _NotPlainError


def _decoded(content: bytes) -> str | bytes:
    """What reads as UTF-8 is that, and a mark tells UTF-16, whatever is declared: files are converted, and keep it."""
    try:
        return content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        return content


def _held_below(root: ET.Element) -> dict[ET.Element, Counter[str]]:
    """What each test and each group comes to, counted as their attributes count; from the leaves up, in one pass."""
    held: dict[ET.Element, Counter[str]] = {}
    for element in reversed(list(root.iter())):
        if element.tag == "testcase":
            attempts = _count(element, FURTHER_ATTEMPTS)
            failures = _failures(element) + attempts
            held[element] = Counter(tests=1 + attempts, failures=failures, skipped=_skips(element))
        elif element.tag in GROUPS:
            held[element] = Counter()
            for child in element:
                held[element].update(held.get(child, ()))
    return dict(reversed(held.items()))


def _missing(
    groups: Iterable[ET.Element], held: Mapping[ET.Element, Counter[str]], *, is_a_suite_a_file: bool
) -> Iterator[str]:
    for group in groups:
        counted, there = _counted(group, "tests"), held[group]["tests"]
        if counted > there and not _counts_other_things(group):
            yield f"{counted - there} of {counted} tests of {_group(group)}"
        elif is_a_suite_a_file and not there and group.tag == "testsuite":
            yield f"all tests of {_group(group)}"


def _counts_other_things(suite: ET.Element) -> bool:
    """Whether `tests` are no tests: pytest counts subtests, which it does not write, and Catch2 assertions."""
    return suite.get("name") == "pytest" or suite.get("hostname") == "tbd"


def _counted(group: ET.Element, *names: str) -> int:
    said = sum(int(text) for name in names if (text := group.get(name, "")).isdecimal())
    return said + (_count(group, FAILED) if "failures" in names else 0)


def _group(element: ET.Element) -> str:
    return RUN if element.tag == "testsuites" else f"suite {_name(element)}"


def _name(element: ET.Element) -> str:
    return element.get("name") or "?"


def _count(element: ET.Element, tags: tuple[str, ...]) -> int:
    return sum(len(element.findall(tag)) for tag in tags)


def _says(case: ET.Element, words: frozenset[str]) -> bool:
    said = {case.get(name, "").lower().replace("_", "").replace(" ", "") for name in ("status", "result")}
    return not words.isdisjoint(said)


def _failures(case: ET.Element) -> int:
    return _count(case, FAILED) or _says(case, FAILED_STATUS)


def _skips(case: ET.Element) -> int:
    return _count(case, ("skipped",)) or _says(case, SKIPPED_STATUS)


def _is_flaky(case: ET.Element) -> bool:
    return case.get("flaky") == "true" or bool(_count(case, FURTHER_ATTEMPTS) and not _failures(case))


def _has_failed(case: ET.Element) -> bool:
    return _failures(case) > 0 and not _is_flaky(case)
