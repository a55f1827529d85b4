"""History comes from the records of earlier runs."""

from gate.outcome import Outcome


def statuses(paper, item):
    return [earlier["status"] for earlier in paper.results()[item]["history"]]


def test_an_item_shows_its_earlier_outcomes_newest_first(record_of, render):
    record_of("GO", {}, time="070000")
    record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": "no"}}, time="080000")

    paper = render(record_of("GO", {}, time="090000"))

    assert statuses(paper, "smoke.login") == ["failed", "passed"]
    assert statuses(paper, "smoke.email") == ["passed", "passed"]


def test_rendering_again_adds_nothing(record_of, render):
    record_of("GO", {}, time="080000")
    path = record_of("GO", {}, time="090000")
    render(path)

    paper = render(path)

    assert statuses(paper, "smoke.login") == ["passed"]
    assert paper.results()["smoke.login"]["history"][0]["duration"] == 600


def test_an_old_record_knows_nothing_of_later_runs(record_of, render):
    first = record_of("GO", {}, time="080000")
    record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": "no"}}, time="090000")

    paper = render(first)

    assert statuses(paper, "smoke.login") == []


def test_partial_runs_and_altered_records_are_no_history(record_of, render):
    record_of("PARTIAL", {}, time="070000", is_partial=True)
    altered = record_of("GO", {}, time="080000")
    altered.write_text(altered.read_text(encoding="utf-8").replace("66f1c0", "66f1c1"), encoding="utf-8")

    paper = render(record_of("GO", {}, time="090000"))

    assert statuses(paper, "smoke.login") == []
