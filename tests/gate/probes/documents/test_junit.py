"""A JUnit file: what did not pass is told, however the runner wrote it."""

import pytest

from gate.outcome import NotShown
from gate.probes.documents.junit import read_junit

FLAKY = "<flakyFailure message='slow' type='Timeout'><stackTrace>at 1</stackTrace></flakyFailure>"


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8"):
        file = tmp_path / "tests.xml"
        file.write_bytes(text.encode(encoding))
        return read_junit(file, "the test report")

    return read_text


def test_failed_and_skipped_tests_are_told_apart_by_name(read):
    report = read(
        "<testsuites><testsuite name='a' failures='1' errors='1' skipped='1'><testcase name='one'/>"
        "<testcase name='two'><failure/></testcase><testcase name='three'><error/></testcase>"
        "<testcase name='four'><skipped/></testcase></testsuite></testsuites>"
    )

    assert (report.tests, report.failed, report.skipped) == (4, ("two", "three"), ("four",))


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("<testsuite name='wallet' tests='1' errors='1'><testcase name='one'/></testsuite>", "suite wallet"),
        ("<testsuite name='wallet' tests='1'><testcase name='one'/><error/></testsuite>", "suite wallet"),
        ("<testsuites><testsuite name='a' errors='1'><testsuite name='b'/></testsuite></testsuites>", "suite a"),
        ("<testsuites errors='2'><testsuite name='a' errors='1'/></testsuites>", "suite a"),
        (
            "<testsuites errors='1'><testsuite tests='1' errors='0'><testcase/></testsuite></testsuites>",
            "run",
        ),
        ("<testsuites failures='1'/>", "run"),
        ("<testsuites><testcase name='one'><failure/></testcase></testsuites>", "one"),
        ("<testsuite><testcase name='one' status='failed'/></testsuite>", "one"),
        ("<testsuite><testcase name='one' status='run' result='TIMED_OUT'/></testsuite>", "one"),
    ],
    ids=str,
)
def test_what_failed_is_told_wherever_the_runner_wrote_it(read, text, failed):
    assert read(text).failed == (failed if failed != "run" else "the whole run",)


@pytest.mark.parametrize(
    "text",
    [
        # Surefire, in two ways of counting; Gradle with merged reruns counts each attempt.
        f"<testsuite tests='1' failures='1' errors='0'><testcase name='one'>{FLAKY}</testcase></testsuite>",
        f"<testsuite tests='1' failures='0'><testcase name='one'>{FLAKY}{FLAKY}</testcase></testsuite>",
        f"<testsuite tests='3' failures='2'><testcase name='one'>{FLAKY}{FLAKY}</testcase></testsuite>",
        "<testsuite tests='1' errors='1'><testcase name='one'><flakyError/></testcase></testsuite>",
        "<testsuite failures='1'><testcase name='one' flaky='true'><failure/></testcase></testsuite>",
    ],
)
def test_what_passed_on_a_further_attempt_has_not_failed_and_is_named(read, text):
    report = read(text)

    assert (report.tests, report.failed, report.flaky, report.missing) == (1, (), ("one",), ())


def test_what_failed_on_every_attempt_has_failed(read):
    report = read("<testsuite failures='1'><testcase name='one'><failure/><rerunFailure/></testcase></testsuite>")

    assert (report.failed, report.flaky) == (("one",), ())


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("<testsuite disabled='1'><testcase name='one' status='notrun' result='suppressed'/></testsuite>", "one"),
        ("<testsuite><testcase name='one' status='Not Run'/></testsuite>", "one"),
        ("<testsuite><testcase name='one' status='untested'/></testsuite>", "one"),
        ("<testsuite skipped='1'><testcase name='one'><skipped type='pytest.xfail'/></testcase></testsuite>", "one"),
        ("<testsuite name='a' skipped='2'><testcase name='one'/></testsuite>", "suite a"),
        # Mocha leaves out what is pending, and counts it.
        (
            "<testsuites tests='2' skipped='1'><testsuite tests='2'><testcase/></testsuite></testsuites>",
            "the whole run",
        ),
    ],
)
def test_what_did_not_run_was_skipped(read, text, skipped):
    report = read(text)

    assert (report.skipped, report.failed) == ((skipped,), ())


@pytest.mark.parametrize(
    "text",
    [
        "<testsuite disabled='0'><testcase name='one' status='run' result='completed'/></testsuite>",
        "<testsuite skipped='2'><testcase name='one' status='passed'><skipped/><skipped/></testcase></testsuite>",
        "<testsuite><testcase name='one'><system-out>failure: error</system-out></testcase></testsuite>",
        "<testsuite><testcase><system-out><![CDATA[<!DOCTYPE html><p>]]></system-out></testcase></testsuite>",
    ],
)
def test_what_only_looks_like_a_failure_is_none(read, text):
    assert read(text).failed == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (
            "<testsuite name='a' tests='5' failures='0'><testcase/><testcase/><testcase/></testsuite>",
            "2 of 5 tests of suite a",
        ),
        (
            "<testsuites tests='3'><testsuite tests='1'><testcase/></testsuite></testsuites>",
            "2 of 3 tests of the whole run",
        ),
        (
            "<testsuites name='vitest tests'><testsuite name='a.test.ts' tests='0'/></testsuites>",
            "all tests of suite a.test.ts",
        ),
    ],
)
def test_what_is_counted_and_not_there_is_missing(read, text, missing):
    assert read(text).missing == (missing,)


@pytest.mark.parametrize(
    "text",
    [
        "<testsuite tests='2'><testsuite tests='1'><testcase/></testsuite><testsuite/><testcase/></testsuite>",
        # pytest counts an error in the teardown of a test apart, and subtests; Catch2 counts assertions.
        "<testsuite tests='1'><testcase/><testcase/></testsuite>",
        "<testsuites name='pytest tests'><testsuite name='pytest' tests='4'><testcase/></testsuite></testsuites>",
        "<testsuites><testsuite name='t' hostname='tbd' tests='31'><testcase/></testsuite></testsuites>",
        # Mocha writes an empty suite for whatever stands outside of all.
        "<testsuites name='Mocha Tests'><testsuite tests='0'/><testsuite><testcase/></testsuite></testsuites>",
        "<testsuite tests=''/>",
        "<testsuite tests='many' failures='-'><testcase/></testsuite>",
    ],
)
def test_other_ways_to_count_miss_nothing(read, text):
    assert read(text).missing == ()


@pytest.mark.parametrize("declared", ["UTF-8", "utf-16", "iso-8859-1", None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_it_was_saved_whatever_it_declares(read, declared, encoding):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    report = read(f"{declaration}<testsuite tests='1'><testcase name='₦'><failure/></testcase></testsuite>", encoding)

    assert (report.tests, report.failed) == (1, ("₦",))


def test_an_older_encoding_is_read_where_it_is_declared(read):
    text = "<?xml version='1.0' encoding='windows-1252'?><testsuite><testcase name='ü'><error/></testcase></testsuite>"

    assert read(text, "windows-1252").failed == ("ü",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<test-run result='Passed'/>", "is no JUnit file: it holds <test-run>"),
        ("<assemblies/>", "is no JUnit file: it holds <assemblies>"),
        (
            "<!DOCTYPE testsuite [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><testsuite name='&b;'/>",
            "is no plain JUnit file",
        ),
        ("<!DOCTYPE testsuite SYSTEM 'file:///etc/passwd'><testsuite/>", "is no plain JUnit file"),
        ("<testsuite name='&b;'/>", "is no JUnit file: undefined entity"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_none_or_brings_entities_is_not_shown(read, text, sentence, encoding):
    with pytest.raises(NotShown, match=sentence):
        read(text, encoding)


def test_nesting_without_end_does_no_harm(read):
    assert read("<testsuite>" * 20_000 + "</testsuite>" * 20_000).tests == 0


def test_properties_of_all_suites_are_found(read):
    properties = "<properties><property name='commit' value='{}'/><property name='os' value='x'/></properties>"
    report = read(
        f"<testsuites><testsuite>{properties.format('a')}</testsuite>"
        f"<testsuite>{properties.format('b')}</testsuite></testsuites>"
    )

    assert (report.values_of("commit"), report.values_of("os"), report.values_of("none")) == (("a", "b"), ("x",), ())
