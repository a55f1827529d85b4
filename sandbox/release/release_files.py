"""What people would have put into the folder of the sample release: release.yaml and all that it names."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import yaml

from sandbox.database import migration_files
from sandbox.faults.switches import Faults
from sandbox.moments import Moment
from sandbox.release import release_yaml, results, runbook
from sandbox.release.release_yaml import ReleaseYaml
from sandbox.release.staging_record import write_staging_records

LAUNCH_TEST_FAULTS = ("launch-test-other-build", "launch-test-failed", "launch-test-empty")


@dataclass(frozen=True)
class LaunchTest:
    """A report of one app starting on one device."""

    file_name: str
    device: str
    build: str


def write_release_files(moment: Moment, faults: Faults, directory: Path, site: str) -> Path:
    """Write them all, and each anew whenever one of its faults is switched."""
    release = moment.release
    ios = LaunchTest("launch-test-ios.xml", "iPhone 15, iOS 18.1", release.ios_build)
    android = LaunchTest("launch-test-android.xml", "Pixel 8, Android 15", release.android_build)
    path = directory / "release.yaml"
    head = write_staging_records(moment, directory)
    launch_tests = {name: (test.build, test.file_name) for name, test in (("ios", ios), ("android", android))}

    def write_reports() -> None:
        for test in (ios, android):
            _write_report(test, moment, faults, directory)

    def write_release() -> None:
        facts = ReleaseYaml(moment, faults, site, head, launch_tests).facts()
        draft = path.with_suffix(".new")
        draft.write_text(yaml.safe_dump(facts, sort_keys=False, allow_unicode=True), encoding="utf-8")
        draft.replace(path)

    for names, write in (
        (LAUNCH_TEST_FAULTS, write_reports),
        (release_yaml.FAULTS, write_release),
        (migration_files.FAULTS, lambda: migration_files.write_migrations(faults, directory)),
        (runbook.FAULTS, lambda: runbook.write_runbook(moment, faults, directory)),
        *results.writers(moment, faults, directory),
    ):
        write()
        for fault in names:
            faults.on_change(fault, write)
    return path


def _write_report(test: LaunchTest, moment: Moment, faults: Faults, directory: Path) -> None:
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
