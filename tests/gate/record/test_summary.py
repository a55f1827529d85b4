"""What a record says in words: the terminal and all papers take theirs from here."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gate.outcome import Outcome
from gate.record import Record, RecordWriter
from gate.record.summary import RunSummary
from tests.support.past_runs import Past, a_release, write_past

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
ITEMS = [{"id": "smoke.login", "text": "User login works"}, {"id": "smoke.api", "text": "API endpoints responding"}]


@pytest.fixture
def begin(tmp_path: Path) -> Callable[..., RecordWriter]:
    def begin_it(name: str = "2026-11-24-prod-smoke", **run: Any) -> RecordWriter:
        writer = RecordWriter(tmp_path / f"{name}.jsonl", str)
        asked = {
            "environment": "prod",
            "environment_kind": "production",
            "release": {"version": "2.4.0", "commit": COMMIT, "deployer": "Adaeze Okafor"},
            "phases": [{"name": "smoke", "title": "Phase 3"}],
            "is_partial": False,
            "items": ITEMS,
        }
        writer.append("run", **{**asked, **run})
        return writer

    return begin_it


def check(item: str, parameter: str) -> dict[str, Any]:
    title = parameter.partition("[")[0].removeprefix("test_").replace("_", " ")
    return {"item": item, "part": "check", "parameter": parameter, "title": title, "fails_when": "", "is_proven": True}


def plan(writer: RecordWriter, item: str, *parameters: str) -> None:
    writer.append("plan", checks=[check(item, parameter) for parameter in parameters])


def observe(writer: RecordWriter, item: str, parameter: str, outcome: Outcome, reason: str = "") -> None:
    writer.append(
        "observation",
        item=item,
        part="check",
        parameter=parameter,
        outcome=outcome,
        reason=reason,
        started_at="2026-11-24T09:12:13+00:00",
        duration_ms=600,
        attachments=[],
    )


def settle(writer: RecordWriter, item: str, outcome: Outcome, reason: str = "") -> None:
    writer.append("outcome", item=item, outcome=outcome, reason=reason, waived_by="", is_unstable=False)


def summary_of(writer: RecordWriter) -> RunSummary:
    return RunSummary.of(Record.read(writer.path))


def test_the_browser_is_no_part_of_a_check_s_title(begin):
    writer = begin()
    plan(writer, "smoke.login", "test_signs_in[chromium]", "test_pays[chromium-visa]", "test_pays[chromium-verve]")

    line = summary_of(writer).lines[0]

    assert [line.title_of(look) for look in line.looks] == ["signs in", "pays · visa", "pays · verve"]


def test_an_item_that_a_finished_run_forgot_is_not_shown(begin):
    writer = begin()
    settle(writer, "smoke.login", Outcome.SHOWN)
    writer.append("verdict", call="HOLD", reasons=["smoke.api"])

    summary = summary_of(writer)

    assert [(line.id, line.outcome, line.reason) for line in summary.lines] == [
        ("smoke.login", Outcome.SHOWN, ""),
        ("smoke.api", Outcome.NOT_SHOWN, "the record holds no outcome for it"),
    ]
    assert summary.counts == "1 of 2 items shown · 0 refuted · 1 not shown · 0 waived"


def test_a_partial_run_lists_what_it_judged(begin):
    writer = begin(is_partial=True)
    settle(writer, "smoke.api", Outcome.SHOWN)
    writer.append("verdict", call="PARTIAL", reasons=[])

    assert summary_of(writer).counts == "1 of 1 items shown · 0 refuted · 0 not shown · 0 waived"


def test_of_a_killed_run_bad_news_counts_and_good_news_does_not(begin):
    writer = begin()
    writer.append("plan", checks=[check("smoke.login", "test_a"), check("smoke.api", "test_b")])
    observe(writer, "smoke.login", "test_a", Outcome.SHOWN)
    observe(writer, "smoke.api", "test_b", Outcome.REFUTED, "401 expected, 200 seen")

    summary = summary_of(writer)

    assert summary.title == "UNFINISHED · Alaska Pay 2.4.0 · prod · smoke"
    assert [(line.outcome, line.reason) for line in summary.lines] == [
        (Outcome.NOT_SHOWN, "the run was cut short; until then 1 of 1 checks had shown it"),
        (Outcome.REFUTED, "401 expected, 200 seen"),
    ]


def test_of_two_looks_of_one_check_the_worse_counts(begin):
    writer = begin()
    plan(writer, "smoke.login", "test_a")
    observe(writer, "smoke.login", "test_a", Outcome.SHOWN)
    observe(writer, "smoke.login", "test_a", Outcome.NOT_SHOWN, "clean-up after the check failed")

    (look,) = summary_of(writer).lines[0].looks

    assert (look.outcome, look.reason, look.duration_ms) == (
        Outcome.NOT_SHOWN,
        "clean-up after the check failed",
        1200,
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(Outcome.SHOWN, ", as approved"), (Outcome.REFUTED, ", NOT as approved"), (Outcome.NOT_SHOWN, "")],
)
def test_what_is_live_is_called_approved_only_where_that_was_shown(begin, outcome, said):
    writer = begin()
    writer.append("live", when="end", deploy="66f1c0d2e3f4a5b6", commit=COMMIT, reason="")
    writer.append("finding", id="release.live", outcome=outcome, reason="")

    assert summary_of(writer).live == f"deploy 66f1c0d2 = commit 1a2b3c4{said}"


def test_who_tells_the_commit_and_what_else_is_to_be_known_is_told_with_it(begin):
    writer = begin()
    more = {"by": "by the deploy's title", "remarks": "it is locked, so nothing newer is published by itself"}
    writer.append("live", when="end", deploy="66f1c0d2e3f4a5b6", commit=COMMIT, reason="", **more)

    assert summary_of(writer).live == (
        "deploy 66f1c0d2 = commit 1a2b3c4 by the deploy's title; it is locked, so nothing newer is published by itself"
    )


def test_what_is_live_is_unknown_where_it_could_not_be_read(begin):
    writer = begin()
    writer.append("live", when="end", deploy="", commit="", reason="netlify answered 401")

    assert summary_of(writer).live == "unknown: netlify answered 401"


def test_changes_are_those_since_the_run_before(begin):
    for name, outcome in (("2026-11-23-prod-smoke", Outcome.SHOWN), ("2026-11-24-prod-smoke", Outcome.REFUTED)):
        writer = begin(name)
        settle(writer, "smoke.login", outcome)
        settle(writer, "smoke.api", Outcome.SHOWN)
        writer.append("verdict", call="GO", reasons=[])

    assert summary_of(writer).changes == ("smoke.login newly refuted",)


def test_where_there_was_no_run_before_there_are_no_changes_to_tell(begin):
    assert summary_of(begin()).changes is None


TRIGGER = {"id": "trigger.payments", "text": "Payment processing failures"}


def test_what_is_not_due_and_what_is_beside_is_counted_apart(begin):
    writer = begin(items=[*ITEMS, TRIGGER], beside=[TRIGGER["id"]])
    settle(writer, "smoke.login", Outcome.SHOWN)
    writer.append(
        "outcome", item="smoke.api", outcome=Outcome.NOT_SHOWN, reason="", waived_by="", not_due="due 2026-11-25"
    )
    settle(writer, TRIGGER["id"], Outcome.NOT_SHOWN, "too few payments")
    writer.append("verdict", call="GO", reasons=[])

    summary = summary_of(writer)

    assert summary.counts == (
        "1 of 1 items shown · 0 refuted · 0 not shown · 0 waived · 1 not due · triggers: 1 undecided"
    )
    assert summary.beside == []


@pytest.mark.parametrize(
    ("outcome", "said"), [(Outcome.SHOWN, "quiet"), (Outcome.REFUTED, "refuted"), (Outcome.NOT_SHOWN, "undecided")]
)
def test_a_trigger_beside_the_phases_is_told_in_its_own_words(begin, outcome, said):
    writer = begin(items=[TRIGGER], beside=[TRIGGER["id"]])
    settle(writer, TRIGGER["id"], outcome)
    writer.append("verdict", call="HOLD", reasons=[])

    assert summary_of(writer).triggers == f"triggers: 1 {said}"


def test_the_advice_of_a_rollout_follows_its_verdict(begin):
    writer = begin()
    writer.append("flag", name="new-checkout", percent=10, steps=[])
    writer.append("verdict", call="GO", reasons=[])

    assert summary_of(writer).advice == "promote to 50 %"


def test_without_a_flag_on_the_record_there_is_no_advice(begin):
    writer = begin()
    writer.append("flag", reason="the flag service can't be read")
    writer.append("verdict", call="HOLD", reasons=[])

    assert summary_of(writer).advice == ""


@pytest.mark.parametrize(
    ("opens_in", "told"), [(timedelta(hours=2), ""), (timedelta(hours=-1), "late: "), (timedelta(days=2), "early: ")]
)
def test_a_phase_begun_out_of_its_time_is_told(tmp_path, opens_in, told):
    path = write_past(tmp_path, 0, Past(phases=("pre_deployment",), release=a_release(opens_in)))

    timings = RunSummary.of(Record.read(path)).timings

    assert len(timings) == bool(told)
    assert "".join(timings).startswith(told)
