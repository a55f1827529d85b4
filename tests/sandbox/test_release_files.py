"""Do the files of the sample release say what people would have written, well or badly?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, parse

import pytest
import yaml


@pytest.fixture
def release(sandbox: dict[str, str]) -> Any:
    return yaml.safe_load(Path(sandbox["RELEASE_FILE"]).read_text())


@pytest.fixture
def report_of(sandbox: dict[str, str], release: dict[str, Any]) -> Callable[[str], Element]:
    def read(platform: str) -> Element:
        path = Path(sandbox["RELEASE_FILE"]).with_name(release["builds"][platform]["launch_test"])
        return parse(path).getroot()  # noqa: S314 - the sandbox's own file

    return read


def test_the_window_is_open_and_each_target_is_a_number(release: dict[str, Any]) -> None:
    opens, closes = (datetime.fromisoformat(release["window"][end]) for end in ("opens", "closes"))

    assert opens < datetime.now(UTC) < closes
    assert opens.utcoffset() == timedelta(hours=1)
    assert all(target > 0 for target in release["targets"].values())


@pytest.mark.parametrize("platform", ["ios", "android"])
def test_the_launch_test_of_the_very_build_passed(
    release: dict[str, Any], report_of: Callable[[str], Element], platform: str
) -> None:
    report = report_of(platform)

    assert build_of(report) == release["builds"][platform]["number"]
    assert (len(report.findall(".//testcase")), len(report.findall(".//failure"))) == (1, 0)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("launch-test-other-build", {"tests": 1, "failures": 0, "is of this build": False}),
        ("launch-test-failed", {"tests": 1, "failures": 1, "is of this build": True}),
        ("launch-test-empty", {"tests": 0, "failures": 0, "is of this build": True}),
    ],
)
def test_each_fault_is_seen_in_the_report_and_goes_again(
    release: dict[str, Any],
    report_of: Callable[[str], Element],
    switch_on: Callable[..., None],
    fault: str,
    seen: dict[str, object],
) -> None:
    build = release["builds"]["android"]["number"]

    def look() -> dict[str, object]:
        report = report_of("android")
        return {
            "tests": len(report.findall(".//testcase")),
            "failures": len(report.findall(".//failure")),
            "is of this build": build_of(report) == build,
        }

    well = look()
    switch_on(fault)
    assert look() == seen
    switch_on(fault, 0)
    assert look() == well == {"tests": 1, "failures": 0, "is of this build": True}


def build_of(report: Element) -> str | None:
    found = report.find(".//property[@name='build']")
    return found.get("value") if found is not None else None
