"""A SARIF file: what is open and grave is told, and a scan that has not looked shows nothing."""

import json

import pytest

from gate.outcome import NotShown
from gate.probes.documents import sarif
from gate.probes.documents.sarif import Finding, read_scans

RULES = [
    {"id": "sql", "defaultConfiguration": {"level": "error"}, "properties": {"security-severity": "8.8"}},
    {"id": "random", "properties": {"security-severity": "9.1"}},
    {"id": "style", "defaultConfiguration": {"level": "note"}},
]
GRAVE = {"security-severity": "9.8"}


@pytest.fixture
def scans(tmp_path):
    def read(*results, **run):
        file = tmp_path / "scan.sarif"
        more = {"name": "more", "guid": "8f4c", "rules": [*RULES[::-1], {"id": "only here", "properties": GRAVE}]}
        tool = {"driver": {"name": "CodeQL", "rules": RULES}, "extensions": [more]}
        whole = {"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]}
        file.write_text(json.dumps(whole), encoding="utf-8")
        return read_scans(file)

    return read


@pytest.mark.parametrize(
    ("result", "finding"),
    [
        ({"ruleId": "sql"}, Finding("sql", "error", 8.8, "?")),
        ({"ruleId": "sql/second-order"}, Finding("sql/second-order", "error", 8.8, "?")),
        ({"ruleIndex": 1}, Finding("random", "warning", 9.1, "?")),
        ({"rule": {"index": 0, "toolComponent": {"index": 0}}}, Finding("style", "note", None, "?")),
        ({"rule": {"id": "sql", "index": 0, "toolComponent": {"index": 0}}}, Finding("sql", "error", 8.8, "?")),
        ({"ruleId": "style", "level": "error"}, Finding("style", "error", None, "?")),
        ({"rule": {"index": 0, "toolComponent": {"guid": "8f4c"}}}, Finding("style", "note", None, "?")),
        ({"rule": {"index": 0, "toolComponent": {"name": "more"}}}, Finding("style", "note", None, "?")),
        ({"ruleIndex": 1, "rule": {"toolComponent": {"index": 0}}}, Finding("random", "warning", 9.1, "?")),
        ({"ruleId": "only here"}, Finding("only here", "warning", 9.8, "?")),
        # Joined files: the index is that of another run's rules.
        ({"ruleId": "sql", "ruleIndex": 2}, Finding("sql", "error", 8.8, "?")),
        ({"ruleId": "nobody's", "ruleIndex": 1}, Finding("nobody's", "warning", None, "?")),
        ({"ruleId": "sql/second-order", "ruleIndex": 0}, Finding("sql/second-order", "error", 8.8, "?")),
        ({"ruleId": "sql", "ruleIndex": 40}, Finding("sql", "error", 8.8, "?")),
        ({"ruleId": "sql", "kind": "review"}, Finding("sql", "none", 8.8, "?")),
        ({"ruleId": "sql", "locations": None, "level": None, "suppressions": None}, Finding("sql", "error", 8.8, "?")),
        ({"ruleId": "nobody's"}, Finding("nobody's", "warning", None, "?")),
        ({"message": {}}, Finding("a rule without a name", "warning", None, "?")),
        ({"ruleId": "style", "properties": {"security-severity": 9.9}}, Finding("style", "note", 9.9, "?")),
        (
            {
                "ruleId": "style",
                "locations": [
                    {"physicalLocation": {"artifactLocation": {"uri": "src/a.ts"}, "region": {"startLine": 7}}}
                ],
            },
            Finding("style", "note", None, "src/a.ts:7"),
        ),
    ],
)
def test_a_result_has_the_level_and_the_severity_of_its_rule_unless_it_says_otherwise(scans, result, finding):
    (scan,) = scans(result)

    assert scan.open == (finding,)


@pytest.mark.parametrize("severity", ["undefined", "null", "", "high", "NaN", "Infinity", None, {}, []])
def test_a_severity_that_is_no_number_is_unknown_and_the_level_counts(scans, severity):
    rules = [{"id": "licence", "properties": {"security-severity": severity}}]
    (scan,) = scans({"ruleId": "licence", "level": "error"}, tool={"driver": {"name": "Snyk", "rules": rules}})

    assert scan.open == (Finding("licence", "error", None, "?"),)
    assert scan.open[0].is_grave


@pytest.mark.parametrize(
    ("finding", "is_grave"),
    [
        (Finding("a", "error", None, "?"), True),
        (Finding("a", "note", 9.0, "?"), True),
        (Finding("a", "warning", 8.9, "?"), False),
        (Finding("a", "none", None, "?"), False),
    ],
)
def test_grave_is_what_is_an_error_or_critical(finding, is_grave):
    assert finding.is_grave is is_grave


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, True),
        ({"suppressions": []}, True),
        ({"suppressions": [{"kind": "inSource"}]}, False),
        ({"suppressions": [{"kind": "external", "status": "accepted"}]}, False),
        ({"suppressions": [{"kind": "external", "status": "underReview"}]}, True),
        ({"suppressions": [{"kind": "external", "status": "rejected"}]}, True),
        ({"suppressions": [{"kind": "inSource"}, {"kind": "external", "status": "rejected"}]}, True),
        ({"suppressions": [{"kind": "external", "status": "accepted"}, {"kind": "inSource"}]}, False),
        ({"kind": "pass", "properties": GRAVE}, False),
        ({"kind": "notApplicable"}, False),
        ({"kind": "informational"}, False),
        ({"kind": "open"}, True),
        ({"rank": 99.0, "taxa": [{"id": "CWE-89", "toolComponent": {"name": "CWE"}}]}, True),
        ({"baselineState": "absent"}, False),
        ({"baselineState": "unchanged"}, True),
    ],
)
def test_only_what_somebody_accepted_or_what_is_gone_is_closed(scans, more, is_open):
    (scan,) = scans({"ruleId": "sql", **more})

    assert bool(scan.open) is is_open


@pytest.mark.parametrize(
    "invocations",
    [
        [{"toolExecutionNotifications": []}],  # older Semgrep leaves out executionSuccessful
        [{"executionSuccessful": True, "exitCode": 1}],
        [{"executionSuccessful": True, "toolExecutionNotifications": [{"message": {"text": "a.js: partly parsed"}}]}],
        [{"executionSuccessful": True, "toolConfigurationNotifications": [{"level": "note", "message": {"id": "x"}}]}],
        None,
    ],
)
def test_a_scan_that_does_not_say_that_it_failed_has_looked(scans, invocations):
    (scan,) = scans(invocations=invocations)

    assert scan.open == ()


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"text": "38 of 40 files\ncould not be parsed"}, "not look everywhere: 38 of 40 files could not be parsed$"),
        ({"markdown": "**38** files"}, r"not look everywhere: \*\*38\*\* files$"),
        ({"id": "noFiles"}, "not look everywhere: noFiles$"),
        ({}, "not look everywhere: an error without a text$"),
    ],
)
@pytest.mark.parametrize("kind", ["toolExecutionNotifications", "toolConfigurationNotifications"])
def test_a_tool_that_could_not_look_everywhere_has_shown_nothing(scans, kind, message, sentence):
    told = [{"level": "error", "message": message}, {"level": "warning", "message": {"text": "slow"}}]

    with pytest.raises(NotShown, match=sentence):
        scans(invocations=[{"executionSuccessful": True, kind: told}])


def test_of_many_errors_of_a_tool_the_first_are_told(scans):
    told = [{"level": "error", "message": {"text": f"{number}.js"}} for number in (1, 1, 2, 3, 4, 5)]

    with pytest.raises(NotShown, match=r"1\.js; 2\.js; 3\.js and 2 more$"):
        scans(invocations=[{"executionSuccessful": True, "toolExecutionNotifications": told}])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_windows_wrote_is_read(tmp_path, encoding):
    file = tmp_path / "scan.sarif"
    run = {"tool": {"driver": {"name": "gosec", "rules": None}}, "results": []}
    file.write_text(json.dumps({"version": "2.1.0", "runs": [run, run]}), encoding=encoding)

    assert [(scan.tool, scan.open) for scan in read_scans(file)] == [("gosec", ()), ("gosec", ())]


def test_the_commits_are_those_that_the_scan_says_it_looked_at(scans):
    (scan,) = scans(versionControlProvenance=[{"revisionId": "a" * 40}, {"repositoryUri": "https://a.example"}])

    assert (scan.tool, scan.commits, scan.open) == ("CodeQL", {"a" * 40}, ())


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ({"invocations": [{"executionSuccessful": False}]}, "CodeQL did not succeed"),
        ({"results": None}, "CodeQL has no results, not even an empty list"),
        ({"results": [{"level": "fatal"}]}, "is no SARIF 2.1.0: runs.0.results.0.level"),
        ({"tool": {}}, "is no SARIF 2.1.0: runs.0.tool.driver"),
    ],
)
def test_a_scan_that_has_not_looked_or_can_not_be_read_is_not_shown(scans, run, sentence):
    with pytest.raises(NotShown, match=sentence):
        scans(**run)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "<a/>", '{"version": "2.0.0", "runs": []}', '{"version": "2.1.0", "runs": []}', "[]", "[" * 100_000],
    ids=lambda text: text[:20],
)
def test_what_is_no_scan_is_not_shown(tmp_path, text):
    file = tmp_path / "scan.sarif"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(NotShown, match=r"the scan's file scan\.sarif"):
        read_scans(file)


def test_a_file_that_is_not_there_or_too_long_is_not_shown(tmp_path, scans, monkeypatch):
    with pytest.raises(NotShown, match="can't be read: No such file"):
        read_scans(tmp_path / "none.sarif")

    monkeypatch.setattr(sarif, "BYTES_MAX", 10)
    with pytest.raises(NotShown, match="is longer than 10 bytes"):
        scans()
