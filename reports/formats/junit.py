"""JUnit XML: one test case an item; refuted = failure, not shown = error, not part and not due = skipped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from gate.outcome import Outcome

if TYPE_CHECKING:
    from gate.record.summary import Line, RunSummary

TAGS = {Outcome.REFUTED: "failure", Outcome.NOT_SHOWN: "error", Outcome.NOT_PART: "skipped"}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(summary: RunSummary) -> str:
    """Return the record as JUnit XML. The findings are a suite of their own: they too can keep a run from GO."""
    root = ET.Element("testsuites", name=summary.title)
    items = _add_suite(root, summary.subject, summary, [_outcome(line) for line in summary.lines])
    items.set("time", _seconds(sum(line.duration_ms for line in summary.lines)))
    for line in summary.lines:
        case = _add_case(items, line.id, line.text, _outcome(line), line.not_due or line.reason)
        case.set("time", _seconds(line.duration_ms))
        if line.waived_by:
            properties = ET.Element("properties")
            ET.SubElement(properties, "property", name="waived", value=_plain(line.waived_by))
            case.insert(0, properties)
    said = [(finding.id, finding.outcome, finding.reason) for finding in summary.findings]
    # What keeps the run from GO and is neither item nor finding: it was cut short, or required nothing.
    said += [("verdict", Outcome.NOT_SHOWN, ground.reason) for ground in summary.grounds if not ground.id]
    findings = _add_suite(root, "findings of the run", summary, [outcome for _, outcome, _ in said])
    for name, outcome, reason in said:
        _add_case(findings, "findings", name, outcome, reason)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _outcome(line: Line) -> Outcome:
    """What is not due, and a trigger that is undecided beside the phases of the run, keeps nothing from GO."""
    is_waiting = line.not_due or (line.is_beside and line.outcome is Outcome.NOT_SHOWN)
    return Outcome.NOT_PART if is_waiting else line.outcome


def _add_suite(root: ET.Element, name: str, summary: RunSummary, outcomes: list[Outcome]) -> ET.Element:
    return ET.SubElement(
        root,
        "testsuite",
        name=name,
        timestamp=summary.began.strftime("%Y-%m-%dT%H:%M:%S"),
        tests=str(len(outcomes)),
        failures=str(outcomes.count(Outcome.REFUTED)),
        errors=str(outcomes.count(Outcome.NOT_SHOWN)),
        skipped=str(outcomes.count(Outcome.NOT_PART)),
    )


def _add_case(suite: ET.Element, classname: str, name: str, outcome: Outcome, reason: str) -> ET.Element:
    case = ET.SubElement(suite, "testcase", classname=classname, name=name)
    if outcome in TAGS:
        ET.SubElement(case, TAGS[outcome], message=_plain(reason), type=outcome)
    return case


def _seconds(duration_ms: int) -> str:
    return f"{duration_ms / 1000:.3f}"


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
