"""Record and report are equal, item by item: in the results, and inside the page that is handed on."""

import json

import pytest

from gate.outcome import Outcome
from gate.record import Record
from gate.record.summary import RunSummary
from reports.formats.allure import write_results

STATUS = {"shown": "passed", "refuted": "failed", "not shown": "broken", "not part": "skipped"}


def written_results(record, folder):
    write_results(RunSummary.of(record), folder)
    results = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*-result.json")]
    assert len({result["fullName"] for result in results}) == len(results)
    return {result["fullName"]: result for result in results}


def said_by(record: Record) -> dict[str, tuple[str, str]]:
    return {entry["item"]: (STATUS[entry["outcome"]], entry["reason"]) for entry in record.of_kind("outcome")}


def test_every_item_has_the_outcome_and_reason_of_the_record(no_go, tmp_path):
    written = written_results(no_go.record, tmp_path)
    in_page = no_go.results()

    said = said_by(no_go.record)
    assert set(STATUS.values()) == {status for status, _ in said.values()}
    assert {name: (r["status"], r["statusDetails"].get("message", "")) for name, r in written.items()} == said
    assert {name: (r["status"], r["error"].get("message", "")) for name, r in in_page.items()} == said


def test_items_carry_the_words_of_the_checklist(no_go):
    items = {item["id"]: item for item in no_go.record.run["items"]}

    assert {name: result["name"] for name, result in no_go.results().items()} == {
        name: item["text"] for name, item in items.items()
    }
    labels = no_go.results()["smoke.login"]["groupedLabels"]
    assert labels["epic"] == ["Phase 3, first 15 minutes"]
    assert labels["feature"] == ["Smoke tests"]
    assert labels["story"] == ["User login works"]
    assert labels["owner"] == ["qa"]
    assert labels["severity"] == ["critical"]


def test_an_advisory_item_is_minor(no_go):
    assert no_go.results()["smoke.payment"]["groupedLabels"]["severity"] == ["minor"]


def test_a_waived_item_keeps_its_outcome_and_names_its_waiver(no_go):
    result = no_go.results()["smoke.api"]

    assert result["status"] == "failed"
    assert result["groupedLabels"]["waiver"] == ["Ngozi Eze: known, harmless (until 2026-12-01)"]
    assert result["categories"][0]["name"] == "Waived"


@pytest.mark.parametrize(
    ("item", "category"),
    [("smoke.login", "Refuted"), ("smoke.email", "Not shown"), ("smoke.registration", "Unstable")],
)
def test_items_stand_in_their_category(no_go, item, category):
    assert [found["name"] for found in no_go.results()[item]["categories"]] == [category]


def test_what_is_simply_shown_stands_in_no_category(no_go):
    assert no_go.results()["smoke.homepage"]["categories"] == []


def test_an_unstable_item_is_flaky_and_nothing_else_is(no_go):
    assert [name for name, result in no_go.results().items() if result["flaky"]] == ["smoke.registration"]


def test_each_check_is_a_step_with_its_own_outcome(no_go):
    steps = [(step["name"], step["status"], step.get("message")) for step in no_go.results()["smoke.api"]["steps"]]

    assert steps == [
        ("api works · wallets", "failed", "wallets: expected 401, saw 200"),
        ("api works · profiles", "passed", None),
    ]


def test_a_reader_learns_when_a_check_fails(no_go):
    assert "Fails when login does not work." in no_go.results()["smoke.login"]["descriptionHtml"]


def test_what_a_check_saw_is_inside_the_page_even_where_two_saw_the_same(no_go):
    results = no_go.results()
    links = [
        (name, step["link"]["name"], step["link"]["missed"])
        for name, result in results.items()
        for check in result["steps"]
        for step in check["steps"]
        if step["type"] == "attachment"
    ]

    assert sorted(links) == [
        ("smoke.homepage", "requests and answers", False),
        ("smoke.login", "requests and answers", False),
        ("smoke.login", "screenshot", False),
        ("smoke.registration", "requests and answers", False),
    ]


def test_an_unfinished_run_has_a_result_for_every_item_and_none_is_shown(unfinished):
    results = unfinished.results()

    assert set(results) == {item["id"] for item in unfinished.record.run["items"]}
    assert results["smoke.login"]["status"] == "failed"
    assert results["smoke.login"]["error"]["message"] == "a wrong password was accepted"
    assert {result["status"] for name, result in results.items() if name != "smoke.login"} == {"broken"}
    assert results["smoke.email"]["error"]["message"] == "no evidence: the run was cut short before it looked"
    assert results["smoke.homepage"]["error"]["message"] == (
        "the run was cut short; until then 1 of 1 checks had shown it"
    )


def test_a_run_cut_short_before_any_check_was_collected_has_its_results_too(render, begun):
    paper = render(begun)

    assert {result["status"] for result in paper.results().values()} == {"broken"}
    assert len(paper.results()) == len(paper.record.run["items"])


def test_a_finding_that_is_not_shown_is_an_error_of_the_whole_run(record_of, render):
    refuted = (Outcome.REFUTED, "commit 9f8e7d6 was live, approved is 1a2b3c4")

    paper = render(record_of("NO-GO", {}, reasons=["release.live"], live=refuted))

    errors = [error["message"] for error in paper.widget("globals")["errors"]]
    assert errors == ["release.live: refuted: commit 9f8e7d6 was live, approved is 1a2b3c4"]


def test_the_page_carries_its_own_record(no_go):
    carried = no_go.widget("globals")["attachments"]

    assert [attachment["name"] for attachment in carried] == [no_go.record.path.name]


def test_the_environment_is_told(no_go):
    told = {entry["name"]: entry["values"] for entry in no_go.widget("allure_environment")}

    assert told == {
        "environment": ["prod (production)"],
        "release": ["2.4.0"],
        "commit": ["1a2b3c4"],
        "deployer": ["Adaeze Okafor"],
    }


def test_an_attachment_that_is_gone_is_named_as_missing(record_of, render):
    exhibit = ("screenshot", "image/png", b"never mind")
    path = record_of("NO-GO", {"smoke.login": {"outcome": Outcome.REFUTED, "reason": "no", "exhibits": (exhibit,)}})
    for file in (path.with_suffix("") / "attachments").iterdir():
        file.unlink()

    paper = render(path)

    assert paper.exit_code == 0
    assert [step["link"]["missed"] for step in paper.results()["smoke.login"]["steps"][0]["steps"]][:1] == [True]


def test_what_is_not_due_is_told_apart_from_what_could_not_be_looked_at(record_of, render):
    waiting = {"outcome": Outcome.NOT_SHOWN, "not_due": "due 2026-11-25 09:12 UTC"}

    paper = render(record_of("GO", {"smoke.api": waiting}))

    result = paper.results()["smoke.api"]
    assert result["status"] == "skipped"
    assert result["categories"][0]["name"] == "Not due yet"
    assert "Not required yet:" in result["descriptionHtml"]
    assert "due 2026-11-25 09:12 UTC" in paper.page.read_text(encoding="utf-8")


def test_a_measure_is_seen_over_time_without_a_click(record_of, render):
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'

    paper = render(record_of("GO", {"smoke.api": {"exhibits": (("error_rate over time", "image/svg+xml", picture),)}}))

    assert "data:image/svg+xml;base64," in paper.results()["smoke.api"]["descriptionHtml"]
