"""What people would have put beside the sample release: release.yaml and the reports of the launch tests."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import yaml

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sandbox.faults import Faults
    from sandbox.moments import Moment

SCOPE = ("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press")
LAGOS = timezone(timedelta(hours=1), "Africa/Lagos")
LAUNCH_TEST_FAULTS = ("launch-test-other-build", "launch-test-failed", "launch-test-empty")


@dataclass(frozen=True)
class LaunchTest:
    """A report of one app starting on one device."""

    file_name: str
    device: str
    build: str


def write_release_files(moment: "Moment", faults: "Faults", directory: "Path") -> "Path":
    """Write them all, and the reports anew whenever one of their faults is switched."""
    release = moment.release
    ios = LaunchTest("launch-test-ios.xml", "iPhone 15, iOS 18.1", release.ios_build)
    android = LaunchTest("launch-test-android.xml", "Pixel 8, Android 15", release.android_build)

    def write_reports() -> None:
        for test in (ios, android):
            _write_report(test, moment, faults, directory)

    write_reports()
    for fault in LAUNCH_TEST_FAULTS:
        faults.on_change(fault, write_reports)
    facts = {
        "version": release.version,
        "commit": release.commit,
        "previous": {"version": release.previous_version, "commit": release.previous_commit},
        "deployer": "Adaeze Okafor",
        "scope": dict.fromkeys(SCOPE, True),
        "builds": {
            "ios": {"number": ios.build, "launch_test": ios.file_name},
            "android": {"number": android.build, "launch_test": android.file_name},
        },
        "freeze": {"commit": release.freeze_commit, "at": _in_lagos(moment.frozen_at)},
        "window": {"opens": _in_lagos(moment.window_opens), "closes": _in_lagos(moment.window_closes)},
        "targets": {"registrations": 200, "active_users": 400, "transaction_volume_naira": 20_000_000},
        "rolled_back_to": None,
    }
    path = directory / "release.yaml"
    path.write_text(yaml.safe_dump(facts, sort_keys=False))
    return path


def _in_lagos(when: "datetime") -> str:
    return when.astimezone(LAGOS).isoformat(timespec="seconds")


def _write_report(test: LaunchTest, moment: "Moment", faults: "Faults", directory: "Path") -> None:
    """Write JUnit XML as a device lab does."""
    build = str(int(test.build) - 1) if faults.is_on("launch-test-other-build") else test.build
    is_empty = faults.is_on("launch-test-empty")
    is_failed = faults.is_on("launch-test-failed") and not is_empty
    suites = Element("testsuites")
    suite = SubElement(
        suites,
        "testsuite",
        name="launch",
        tests=str(int(not is_empty)),
        failures=str(int(is_failed)),
        errors="0",
        skipped="0",
        time="2.310",
        timestamp=moment.deployed_at.isoformat(timespec="seconds"),
    )
    properties = SubElement(suite, "properties")
    SubElement(properties, "property", name="build", value=build)
    SubElement(properties, "property", name="device", value=test.device)
    if not is_empty:
        name = "the app starts and shows its first screen"
        case = SubElement(suite, "testcase", classname="launch", name=name, time="2.310")
        if is_failed:
            failure = SubElement(case, "failure", message="The first screen did not appear in 10 s")
            failure.text = "Process com.alaskapay.app ended with SIGABRT 0.4 s after its start"
    indent(suites)
    ElementTree(suites).write(directory / test.file_name, encoding="utf-8", xml_declaration=True)
