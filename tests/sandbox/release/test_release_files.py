"""Do the files of the sample release say what people would have written, well or badly?"""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, parse

import pytest
import yaml

from gate.checklist import Checklist
from gate.environment import Environment
from gate.outcome import ItemOutcome, Outcome
from gate.record import records_in
from gate.release import Release
from gate.signing.attestation import Court, Proofs, attestation_outcome, items_to_be_seen, past_runs


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


@pytest.fixture
def court(sandbox: dict[str, str]) -> Callable[[], Court]:
    """The release as the suite reads it, with the record beside it and nothing but bare lines."""
    path = Path(sandbox["RELEASE_FILE"])

    def read() -> Court:
        records = past_runs(records_in(path.parent))
        people = Environment.signers("local").people
        return Court(Release.read(path), people, Proofs(), records, "local", datetime.now(UTC))

    return read


def words_of(court: Court) -> dict[str, ItemOutcome]:
    """What becomes of each item that is settled by somebody's word before the launch."""
    checklist = Checklist.read()
    return {
        item.id: attestation_outcome(item, court, items_to_be_seen(item, checklist))
        for item in checklist.all_items
        if item.phase in {"pre_production", "staging", "pre_deployment"} and "attestation" in item.settled_by
    }


def test_every_word_before_the_launch_counts(court: Callable[[], Court]) -> None:
    words = words_of(court())

    assert {name: word.outcome for name, word in words.items()} == dict.fromkeys(words, Outcome.SHOWN)
    assert len(words) == 12


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("word-missing", "has signed it yet"),
        ("word-expired", "it has to be given again"),
        ("word-of-wrong-role", "Zainab Yusuf is not of"),
        ("word-on-other-commit", "signed commit 0badc0d, not 1a2b3c4"),
        ("word-placeholder", "is empty or still a placeholder"),
    ],
)
def test_each_fault_of_the_words_takes_all_of_them_away_and_goes_again(
    court: Callable[[], Court], switch_on: Callable[..., None], fault: str, sentence: str
) -> None:
    switch_on(fault)
    assert {(word.outcome, sentence in word.reason) for word in words_of(court()).values()} == {
        (Outcome.NOT_SHOWN, True)
    }

    switch_on(fault, 0)
    assert {word.outcome for word in words_of(court()).values()} == {Outcome.SHOWN}


def test_the_deployer_settles_only_what_anybody_of_the_release_may(
    court: Callable[[], Court], switch_on: Callable[..., None]
) -> None:
    switch_on("word-of-deployer")

    assert [name for name, word in words_of(court()).items() if word.outcome is Outcome.SHOWN] == ["final.team"]


def test_an_approval_on_a_record_that_nobody_has_does_not_count(
    court: Callable[[], Court], switch_on: Callable[..., None]
) -> None:
    switch_on("word-on-unknown-record")

    lost = [name for name, word in words_of(court()).items() if word.outcome is Outcome.NOT_SHOWN]
    assert lost == [f"stakeholders.{role}" for role in ("product", "qa", "security", "legal", "executive")]


@pytest.mark.parametrize(
    ("fault", "look"),
    [
        ("on-call-unnamed", lambda release: release.on_call.database is None),
        ("on-call-twice", lambda release: release.on_call.primary == release.on_call.secondary),
        ("escalation-gap", lambda release: release.escalation[0].to_minutes != release.escalation[1].from_minutes),
        ("notification-missing", lambda release: release.notifications == ()),
        (
            "notification-late",
            lambda release: {told.at > release.window.opens for told in release.notifications} == {True},
        ),
        ("runbook-does-harm", lambda release: "db reset" in release.runbook[0].read_text()),
        ("runbook-does-nothing", lambda release: "netlify rollback" in release.runbook[0].read_text()),
    ],
)
def test_each_fault_of_the_plan_is_seen_in_it_and_goes_again(
    court: Callable[[], Court], switch_on: Callable[..., None], fault: str, look: Callable[[Release], bool]
) -> None:
    assert not look(court().release)
    switch_on(fault)
    assert look(court().release)
    switch_on(fault, 0)
    assert not look(court().release)


def test_the_record_of_the_stakeholders_can_be_recounted(sandbox: dict[str, str]) -> None:
    folder = str(Path(sandbox["RELEASE_FILE"]).parent)
    command = [sys.executable, "-m", "reports", "verify", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith("good ")
