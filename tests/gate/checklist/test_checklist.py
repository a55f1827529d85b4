"""The checklist as read: all 134 lines, and the ways in which it can be wrong."""

# ruff: noqa: E501 - a message stands in one line, as people read it

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.checklist import CHECKLIST, Checklist
from gate.files.yaml_file import FileError

GOOD = """\
phases:
  staging: {title: Staging, from: w-8d, until: w}
  smoke: {title: Smoke, from: d, until: d+15m, lasts: 1h}
items:
- id: staging.email
  phase: staging
  section: Staging verification
  text: Email delivery tested
  settled_by: [check]
  where: staging
  owner: qa
  must: a mail arrives
- id: smoke.all
  phase: smoke
  section: Smoke
  text: All
  settled_by: [items]
  needs: [staging.email, "phase:staging"]
  where: any
  owner: qa
  due: d+24h
  must: both are shown
"""


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return Checklist.read()


def errors_in(tmp_path: Path, written: str, instead: str) -> list[str]:
    file = tmp_path / "checklist.yaml"
    assert written in GOOD
    file.write_text(GOOD.replace(written, instead, 1))
    with pytest.raises(FileError) as caught:
        Checklist.read(file)
    return str(caught.value).replace(f"{file}", "checklist.yaml").splitlines()


def test_every_line_of_the_procedures_is_there(checklist):
    phases = Counter(item.phase for item in checklist.items.values())

    assert len(checklist.items) == 134
    assert phases["smoke"] == 7
    assert set(phases) == set(checklist.phases)


def test_money_and_data_can_not_be_waived(checklist):
    assert not checklist.items["smoke.payment"].waivable
    assert all(not item.waivable for name, item in checklist.items.items() if name.startswith("trigger."))


def test_times_are_read_as_moments_of_a_release_and_written_as_they_were(checklist):
    smoke = checklist.phases["monitoring"].model_dump(mode="json", by_alias=True)

    assert (smoke["from"], smoke["until"], smoke["lasts"]) == ("d", "d+15m", "1h")
    assert checklist.phases["pre_production"].model_dump(mode="json")["from_"] == "w-14d"


def test_it_does_not_speak_of_other_papers():
    assert "design.md" not in CHECKLIST.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        (
            "id: smoke.all",
            "id: staging.email",
            '13:7: items.1.id: "staging.email" stands here a second time; every item has an id of its own',
        ),
        ("phase: smoke", "phase: smok", '14:10: items.1.phase: there is no phase "smok"; nearest: "smoke"'),
        ("owner: qa", "owner: qua", '11:10: items.0.owner: "qua" is not known; nearest: "qa"'),
        ("where: staging", "where: stagin", '10:10: items.0.where: "stagin" is not known; nearest: "staging"'),
        ("[check]", "[chek]", '9:16: items.0.settled_by.0: "chek" is not known; nearest: "check"'),
        (
            "[staging.email,",
            "[staging.emial,",
            '18:11: items.1.needs.0: there is no item "staging.emial"; nearest: "staging.email"',
        ),
        ("phase:staging", "phase:stagin", '18:26: items.1.needs.1: there is no phase "stagin"; nearest: "staging"'),
        (
            "[items]",
            "[check]",
            "17:3: items.1.settled_by: `items` and `needs` go together: an item that is derived says from what, and no other does",
        ),
        (
            "d+24h",
            "d+1w",
            '21:8: items.1.due: "d+1w" is not a moment; write w (window opens) or d (deployed), such as w-14d or d+24h',
        ),
        (
            "lasts: 1h",
            "lasts: 1 hour",
            '3:55: phases.smoke.lasts: "1 hour" is not a duration; write it as 250ms, 30s, 15m, 1h or 7d',
        ),
        ("  must: a mail arrives\n", "", '5:3: items.0: "must" is missing; add it'),
        (
            "id: smoke.all",
            "id: Smoke All",
            '13:7: items.1.id: "Smoke All" is not an id; write section.name, in small letters, digits and -',
        ),
        ("where: any", "where: any\n  waivable: 0", "20:13: items.1.waivable: must be true or false, not 0"),
        (
            "where: any",
            "where: any\n  adivsory: true",
            '20:3: items.1: "adivsory" is not known here; nearest: "advisory"',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_nearest_name(tmp_path, written, instead, sentence):
    assert errors_in(tmp_path, written, instead) == [f"checklist.yaml:{sentence}"]


@pytest.mark.parametrize(
    ("expression", "phases"),
    [
        ("smoke", {"smoke"}),
        ("smoke or monitoring", {"smoke", "monitoring"}),
        (" (smoke or monitoring) and not monitoring ", {"smoke"}),
    ],
)
def test_an_expression_chooses_phases(checklist, expression, phases):
    assert checklist.evaluate(expression) == phases


def test_not_chooses_all_others(checklist):
    assert checklist.evaluate("not smoke") == set(checklist.phases) - {"smoke"}


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("smok", 'there is no phase "smok"; nearest: "smoke"'),
        ("smoke or monitorin", 'there is no phase "monitorin"; nearest: "monitoring"'),
        ("smoke and monitoring", "chooses nothing: an item has one phase; join phases with or"),
        ("smoke or", "can't be read; join phases with or, such as: smoke or monitoring"),
        ("", "can't be read; join phases with or, such as: smoke or monitoring"),
        ("smoke()", '"smoke()" is no phase; only names, and, or, not and parentheses are used here'),
        (
            "__import__('os')",
            "\"__import__('os')\" is no phase; only names, and, or, not and parentheses are used here",
        ),
    ],
)
def test_an_expression_that_makes_no_sense_is_answered(checklist, expression, sentence):
    with pytest.raises(ValueError, match=r".") as caught:
        checklist.evaluate(expression)

    assert str(caught.value) == sentence


def answer(checklist: Checklist, expression: str) -> str:
    try:
        return " or ".join(checklist.evaluate(expression))
    except ValueError as error:
        return str(error)


@given(st.text(alphabet="smoke andrt()[]'\"\\\0.:\n\t*=", max_size=30))
def test_no_expression_breaks_it(checklist, expression):
    assert "\n" not in answer(checklist, expression)


def test_an_item_that_is_not_there_has_a_nearest_one(checklist):
    assert checklist.nearest_item("smoke.pyment") == "smoke.payment"
