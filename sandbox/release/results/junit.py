"""The reports of the automated tests, as runners of tests write them."""

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from sandbox.faults.switches import Faults
from sandbox.moments import Moment

FAULTS = ("unit-test-failed", "unit-test-skipped", "test-reports-empty")
FILES = {
    "unit-tests.xml": (
        ("wallet", "shows the balance in naira"),
        ("wallet", "hides the balance when asked to"),
        ("transfer", "refuses an amount above the balance"),
        ("refund", "books a refund once when its message comes twice"),
    ),
    "end-to-end-tests.xml": (
        ("sign-up", "a new user gets a wallet"),
        ("top-up", "a card payment is credited"),
    ),
}
FAILING = ("refund", "books a refund once when its message comes twice")
SKIPPED = ("top-up", "a card payment is credited")


def write(moment: Moment, faults: Faults, directory: Path) -> None:
    """Write both of them."""
    for name, cases in FILES.items():
        shown = () if faults.is_on("test-reports-empty") else cases
        failing = FAILING if faults.is_on("unit-test-failed") else None
        skipped = SKIPPED if faults.is_on("unit-test-skipped") else None
        suites = Element("testsuites", name=name.removesuffix(".xml"))
        suite = SubElement(
            suites,
            "testsuite",
            name=name.removesuffix(".xml"),
            tests=str(len(shown)),
            failures=str(int(failing in shown)),
            errors="0",
            skipped=str(int(skipped in shown)),
        )
        properties = SubElement(suite, "properties")
        SubElement(properties, "property", name="commit", value=moment.release.commit)
        for case in shown:
            element = SubElement(suite, "testcase", classname=case[0], name=case[1], time="0.120")
            if case == failing:
                SubElement(element, "failure", message="expected 1 booking, found 2")
            if case == skipped:
                SubElement(element, "skipped", message="flaky since Monday")
        indent(suites)
        ElementTree(suites).write(directory / name, encoding="utf-8", xml_declaration=True)
