"""JUnit XML is what CI reads: it may not be greener than the record."""

import xml.etree.ElementTree as ET

import pytest

from gate.outcome import Outcome
from gate.record import Record
from gate.record.summary import RunSummary
from reports.formats.junit import render_junit


def root_of(record):
    return ET.fromstring(render_junit(RunSummary.of(record)))  # noqa: S314 - our own text


def cases(record):
    return {(case.get("classname"), case.get("name")): case for case in root_of(record).iter("testcase")}


@pytest.fixture
def cases_of(record_of):
    """The test cases of the record of a whole run."""
    return lambda *told, **more: cases(Record.read(record_of(*told, **more)))


def test_what_is_rendered_beside_the_record_is_this(no_go):
    assert no_go.junit.read_text(encoding="utf-8") == render_junit(RunSummary.of(no_go.record))


@pytest.mark.parametrize(
    ("item", "tag"),
    [
        (("smoke.homepage", "Homepage loads"), None),
        (("smoke.login", "User login works"), "failure"),
        (("smoke.email", "Email delivery works"), "error"),
        (("smoke.mobile", "Mobile apps launching"), "skipped"),
        (("smoke.api", "API endpoints responding"), "failure"),
    ],
)
def test_an_item_is_a_test_case_with_its_outcome(no_go, item, tag):
    tags = [child.tag for child in cases(no_go.record)[item] if child.tag != "properties"]

    assert tags == ([tag] if tag else [])


def test_a_failure_says_why(no_go):
    failure = cases(no_go.record)["smoke.login", "User login works"].find("failure")

    assert failure.get("message") == "a wrong password was accepted"


def test_the_counts_are_those_of_the_record(no_go):
    counted = root_of(no_go.record)[0].attrib
    verdict = no_go.record.verdict

    assert (counted["tests"], counted["failures"], counted["errors"], counted["skipped"]) == (
        str(len(no_go.record.run["items"])),
        str(verdict["refuted"]),
        str(verdict["not_shown"]),
        str(verdict["not_part"]),
    )


def test_a_waiver_is_a_property(no_go):
    waived = cases(no_go.record)["smoke.api", "API endpoints responding"].find("properties/property")

    assert waived.attrib == {"name": "waived", "value": "Ngozi Eze: known, harmless (until 2026-12-01)"}


def test_a_refuted_finding_fails_although_every_item_is_shown(cases_of):
    found = cases_of("NO-GO", {}, reasons=["release.live"], live=(Outcome.REFUTED, "another commit was live"))

    assert found["findings", "release.live"].find("failure").get("message") == "another commit was live"


def test_an_unfinished_run_has_no_test_case_that_passes(unfinished):
    assert [len(case) for case in cases(unfinished.record).values()] == [1] * 8
    assert (
        cases(unfinished.record)["findings", "verdict"].find("error").get("message").startswith("the run was cut short")
    )


def test_a_run_that_required_nothing_is_an_error(cases_of):
    reason = "nothing was required, so nothing was shown"

    assert cases_of("HOLD", {}, reasons=[reason])["findings", "verdict"].find("error").get("message") == reason


def test_characters_that_xml_forbids_are_replaced(cases_of):
    reason = "\x1b[31mred\x1b[0m & <b>bold</b> \x00"

    found = cases_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": reason}})

    failure = found["smoke.login", "User login works"].find("failure")
    assert failure.get("message") == "�[31mred�[0m & <b>bold</b> �"


def test_what_is_not_due_is_skipped_and_says_when(cases_of):
    found = cases_of("GO", {"smoke.api": {"outcome": Outcome.NOT_SHOWN, "not_due": "due 2026-11-25 09:12 UTC"}})

    message = found["smoke.api", "API endpoints responding"].find("skipped").get("message")
    assert message == "due 2026-11-25 09:12 UTC"
