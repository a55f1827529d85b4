"""JUnit XML is what CI reads: it may not be greener than the record."""

import xml.etree.ElementTree as ET

import pytest

from gate.outcome import Outcome


def cases(paper):
    root = ET.parse(paper.junit).getroot()  # noqa: S314 - our own file
    return {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}


def suite(paper, number):
    return ET.parse(paper.junit).getroot()[number].attrib  # noqa: S314 - our own file


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
    tags = [child.tag for child in cases(no_go)[item] if child.tag != "properties"]

    assert tags == ([tag] if tag else [])


def test_a_failure_says_why(no_go):
    failure = cases(no_go)["smoke.login", "User login works"].find("failure")

    assert failure.get("message") == "a wrong password was accepted"


def test_the_counts_are_those_of_the_record(no_go):
    counted = suite(no_go, 0)
    verdict = no_go.record.verdict

    assert (counted["tests"], counted["failures"], counted["errors"], counted["skipped"]) == (
        str(len(no_go.record.run["items"])),
        str(verdict["refuted"]),
        str(verdict["not_shown"]),
        str(verdict["not_part"]),
    )


def test_a_waiver_is_a_property(no_go):
    waived = cases(no_go)["smoke.api", "API endpoints responding"].find("properties/property")

    assert waived.attrib == {"name": "waived", "value": "Ngozi Eze: known, harmless (until 2026-12-01)"}


def test_a_refuted_finding_fails_although_every_item_is_shown(record_of, render):
    paper = render(record_of("NO-GO", {}, reasons=["release.live"], live=(Outcome.REFUTED, "another commit was live")))

    assert cases(paper)["findings", "release.live"].find("failure").get("message") == "another commit was live"


def test_an_unfinished_run_has_no_test_case_that_passes(unfinished):
    assert [len(case) for case in cases(unfinished).values()] == [1] * 8
    assert cases(unfinished)["findings", "verdict"].find("error").get("message").startswith("the run was cut short")


def test_a_run_that_required_nothing_is_an_error(record_of, render):
    reason = "nothing was required, so nothing was shown"

    paper = render(record_of("HOLD", {}, reasons=[reason]))

    assert cases(paper)["findings", "verdict"].find("error").get("message") == reason


def test_characters_that_xml_forbids_are_replaced(record_of, render):
    reason = "\x1b[31mred\x1b[0m & <b>bold</b> \x00"

    paper = render(record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": reason}}))

    failure = cases(paper)["smoke.login", "User login works"].find("failure")
    assert failure.get("message") == "�[31mred�[0m & <b>bold</b> �"


def test_what_is_not_due_is_skipped_and_says_when(record_of, render):
    paper = render(
        record_of("GO", {"smoke.api": {"outcome": Outcome.NOT_SHOWN, "not_due": "due 2026-11-25 09:12 UTC"}})
    )

    assert cases(paper)["smoke.api", "API endpoints responding"].find("skipped").get("message") == (
        "due 2026-11-25 09:12 UTC"
    )
