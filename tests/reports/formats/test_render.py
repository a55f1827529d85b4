"""`python -m reports render RECORD`: what it writes, and how it says no."""

import xml.etree.ElementTree as ET

import pytest

from gate.outcome import Outcome
from reports.__main__ import main
from reports.formats import page


def test_it_writes_three_papers_beside_the_record(no_go):
    assert (no_go.exit_code, no_go.error) == (0, "")
    assert {file.name for file in no_go.record.folder.iterdir()} >= {"index.html", "junit.xml", "summary.md"}


def test_a_broken_chain_is_refused_in_one_sentence(record_of, capsys):
    path = record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": "no"}})
    path.write_text(path.read_text(encoding="utf-8").replace('"NO-GO"', '"GO"').replace("refuted", "shown"))

    exit_code = main(["render", str(path)])

    said = capsys.readouterr()
    assert exit_code == 4
    assert said.err.count("\n") == 1
    assert "does not follow the line before; the record was altered" in said.err
    assert not (path.with_suffix("") / "summary.md").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "can't be read"), ("", "holds no entry"), ("[]\n", "record"), ('{"prev": ""}\n', "record")],
)
def test_what_is_no_record_is_refused_in_one_sentence(tmp_path, capsys, content, sentence):
    path = tmp_path / "some.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    exit_code = main(["render", str(path)])

    said = capsys.readouterr()
    assert exit_code == 4
    assert said.err.count("\n") == 1
    assert sentence in said.err


def test_without_the_report_tool_the_other_papers_are_written_and_the_way_to_it_is_told(
    record_of, capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr(page, "TOOL", tmp_path / "nowhere")
    path = record_of("GO", {})

    exit_code = main(["render", str(path)])

    said = capsys.readouterr()
    assert exit_code == 4
    assert said.err == "no Allure report: the report tool is missing; ./verify --version installs it\n"
    assert ET.parse(path.with_suffix("") / "junit.xml").getroot().tag == "testsuites"  # noqa: S314 - our own file
    assert (path.with_suffix("") / "summary.md").read_text(encoding="utf-8").startswith("## GO")
    assert not (path.with_suffix("") / "index.html").exists()


def test_a_report_tool_that_breaks_is_told_in_one_sentence(record_of, capsys, tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    broken.mkdir()
    monkeypatch.setattr(page, "TOOL", broken)

    exit_code = main(["render", str(record_of("GO", {}))])

    said = capsys.readouterr()
    assert exit_code == 4
    assert said.err.count("\n") == 1
    assert said.err.startswith("no Allure report: the report tool failed: Error")


def test_a_partial_run_has_no_verdict(record_of, render):
    paper = render(record_of("PARTIAL", {}, is_partial=True))

    assert paper.exit_code == 0
    assert paper.summary.startswith("## PARTIAL · Alaska Pay 2.4.0 · prod · smoke\n")
