"""The JUnit file of a launch test: read as it is, and refused in a sentence where it isn't one."""

import pytest

from gate.outcome import NotShown
from gate.probes.documents import junit
from gate.probes.documents.launch_test import LaunchTest, read_launch_test

BUILD = '<properties><property name="build" value="{}"/></properties>'
GOOD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="launch" tests="2">{BUILD.format(2400)}
<testcase name="app starts"/><testcase name="home screen shows ₦"/>
</testsuite></testsuites>
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8"):
        file = tmp_path / "ios.xml"
        file.write_text(text, encoding=encoding)
        return read_launch_test(file)

    return read_text


def sentence_of(read, *text):
    with pytest.raises(NotShown) as caught:
        read(*text)
    return str(caught.value)


def test_build_and_tests_are_read(read):
    assert read(GOOD) == LaunchTest("2400", 2, ())


def test_a_byte_order_mark_does_no_harm(read):
    assert read(GOOD, "utf-8-sig") == LaunchTest("2400", 2, ())


@pytest.mark.parametrize("tag", ["failure", "error", "skipped"])
def test_a_case_that_did_not_pass_has_failed(read, tag):
    found = read(GOOD.replace('name="app starts"/>', f'name="app starts"><{tag} message="x"/></testcase>'))

    assert found.failed == ("app starts",)
    assert found.tests == 2


def test_a_file_without_a_test_says_so(read):
    assert read(f"<testsuite>{BUILD.format(2400)}</testsuite>") == LaunchTest("2400", 0, ())


def test_a_file_of_two_builds_is_of_neither(read):
    assert read(GOOD + "").build == "2400"
    assert read(f"<testsuites>{BUILD.format(2401)}{BUILD.format(2400)}</testsuites>").build == "2400 and 2401"


@pytest.mark.parametrize(
    "properties", ["", "<properties/>", '<properties><property name="os" value="18"/></properties>']
)
def test_a_file_that_names_no_build_is_of_none(read, properties):
    assert read(f"<testsuite>{properties}<testcase name='a'/></testsuite>").build == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no JUnit file: no element found"),
        ("<testsuite>", "is no JUnit file: no element found"),
        ("not a file of tests", "is no JUnit file: syntax error"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "is no plain JUnit file"),
        ("<a><!ENTITY b 'c'></a>", "is no JUnit file: not well-formed"),
        ("<testsuite name='a' tests='2'><testcase/></testsuite>", "is not whole, it lacks 1 of 2 tests of suite a"),
    ],
)
def test_what_is_no_junit_file_is_not_shown(read, text, sentence):
    assert sentence in sentence_of(read, text)


def test_an_encoding_that_is_not_the_declared_one_is_not_shown(read):
    said = sentence_of(read, GOOD.replace("₦", "ü"), "latin-1")

    assert said.startswith("the launch test's file ios.xml is no JUnit file: not well-formed (invalid token)")


def test_a_file_without_end_is_not_read_to_its_end(read, monkeypatch):
    monkeypatch.setattr(junit, "BYTES_MAX", 100)

    assert "is longer than 100 bytes" in sentence_of(read, GOOD)


def test_a_file_that_is_not_there_is_not_shown(tmp_path):
    with pytest.raises(NotShown, match=r"ios\.xml can't be read: No such file"):
        read_launch_test(tmp_path / "ios.xml")


def test_a_folder_is_not_shown(tmp_path):
    with pytest.raises(NotShown, match="can't be read: Is a directory"):
        read_launch_test(tmp_path)
