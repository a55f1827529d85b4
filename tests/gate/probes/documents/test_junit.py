"""A JUnit file: what did not pass is told, however the runner wrote it."""

import pytest

from gate.probes.documents.junit import read_junit


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        file = tmp_path / "tests.xml"
        file.write_text(text, encoding="utf-8")
        return read_junit(file, "the test report")

    return read_text


def test_failed_and_skipped_tests_are_told_apart_by_name(read):
    report = read(
        "<testsuites><testsuite name='a' failures='1' errors='1' skipped='1'><testcase name='one'/>"
        "<testcase name='two'><failure/></testcase><testcase name='three'><error/></testcase>"
        "<testcase name='four'><skipped/></testcase></testsuite></testsuites>"
    )

    assert (report.tests, report.failed, report.skipped) == (4, ("two", "three"), ("four",))


def test_a_suite_that_failed_as_a_whole_is_told(read):
    report = read("<testsuite name='wallet' tests='1' errors='1'><testcase name='one'/></testsuite>")

    assert report.failed == ("suite wallet",)


def test_properties_of_all_suites_are_found(read):
    properties = "<properties><property name='commit' value='{}'/><property name='os' value='x'/></properties>"
    report = read(
        f"<testsuites><testsuite>{properties.format('a')}</testsuite>"
        f"<testsuite>{properties.format('b')}</testsuite></testsuites>"
    )

    assert (report.values_of("commit"), report.values_of("os"), report.values_of("none")) == (("a", "b"), ("x",), ())
