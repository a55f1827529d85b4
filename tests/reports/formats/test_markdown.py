"""The CI summary: verdict, table of items, findings, and where the rest lies."""

from gate.outcome import Outcome
from gate.record import Record
from gate.record.summary import RunSummary
from reports.formats.markdown import render_summary


def test_it_begins_with_the_verdict(no_go):
    assert no_go.summary.startswith("## NO-GO · Alaska Pay 2.4.0 · prod · smoke\n")
    assert "2 of 7 items shown · 3 refuted · 1 not shown · 1 waived · 1 not part" in no_go.summary
    assert "Decided by: smoke.login\n" in no_go.summary


def test_each_item_is_a_row_with_its_outcome_and_reason(no_go):
    rows = [line for line in no_go.summary.splitlines() if "`smoke." in line]

    assert len(rows) == len(no_go.record.run["items"])
    assert "| ❌ refuted | `smoke.login` | User login works | 0.6 s | a wrong password was accepted |" in rows
    assert rows[5].startswith("| ❌ refuted, waived | `smoke.api`")
    assert rows[1].startswith("| ✅ shown, unstable | `smoke.registration`")


def test_it_tells_what_changed_and_where_record_and_report_lie(no_go):
    assert "smoke.login newly refuted" in no_go.summary
    assert f"`{no_go.record.path.name}`, head `{no_go.record.head}`" in no_go.summary
    assert f"`{no_go.record.folder.name}/index.html`" in no_go.summary


def test_words_from_outside_stay_in_their_cell(record_of):
    reason = "saw a | b\n<script>alert(1)</script>"
    record = Record.read(record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": reason}}))

    text = render_summary(RunSummary.of(record))

    row = next(line for line in text.splitlines() if "`smoke.login`" in line)
    assert "saw a \\| b &lt;script>alert(1)&lt;/script>" in row


def test_an_unfinished_run_is_no_go_to_nobody(unfinished):
    assert unfinished.summary.startswith("## UNFINISHED · Alaska Pay 2.4.0 · prod · smoke\n")
    assert "✅" not in unfinished.summary
