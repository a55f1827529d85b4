"""The checklist as read: all 134 lines, and the phases that an expression chooses."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.checklist import CHECKLIST, Checklist


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return Checklist.read()


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
