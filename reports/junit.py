"""JUnit XML: one test case an item; refuted = failure, not shown = error, not part = skipped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from reports.sheet import Line, lines, title

if TYPE_CHECKING:
    from gate.record import Record

TAGS = {"refuted": "failure", "not shown": "error", "not part": "skipped"}


def render_junit(record: Record) -> str:
    """The record as JUnit XML."""
    rows = lines(record)
    suite = ET.Element(
        "testsuite",
        name=title(record),
        tests=str(len(rows)),
        failures=str(sum(row.outcome == "refuted" for row in rows)),
        errors=str(sum(row.outcome == "not shown" for row in rows)),
        skipped=str(sum(row.outcome == "not part" for row in rows)),
        time=f"{sum(row.duration_ms for row in rows) / 1000:.3f}",
        timestamp=record.run["at"],
    )
    for row in rows:
        _add_case(suite, row)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, row: Line) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=row.item["id"], name=row.item["text"], time=f"{row.duration_ms / 1000:.3f}"
    )
    if row.waived_by:
        properties = ET.SubElement(case, "properties")
        ET.SubElement(properties, "property", name="waived", value=row.waived_by)
    if row.outcome in TAGS:
        ET.SubElement(case, TAGS[row.outcome], message=row.reason, type=row.outcome)
