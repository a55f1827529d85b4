"""Items that follow from other items are never better than the worst of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.checklist import Checklist
from gate.checklist.needs import look_at_needs
from gate.outcome import ItemOutcome, Outcome

CHECKLIST = Checklist.read().items
COMMUNICATE = CHECKLIST["practice.communicate"]
SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome


def outcome(item, **outcomes):
    seen = {name.replace("_", "."): ItemOutcome(found) for name, found in outcomes.items()}
    return look_at_needs(item, seen).outcome


def test_an_item_that_needs_nothing_is_not_derived():
    assert look_at_needs(CHECKLIST["smoke.login"], {}) is None


@pytest.mark.parametrize(
    ("need", "expected"), [(SHOWN, SHOWN), (NOT_PART, SHOWN), (REFUTED, REFUTED), (NOT_SHOWN, NOT_SHOWN)]
)
def test_one_need_decides(need, expected):
    assert outcome(CHECKLIST["practice.backup"], backup_taken=need) is expected


def test_a_need_that_nobody_looked_at_is_not_shown():
    seen = look_at_needs(COMMUNICATE, {"notify.development": ItemOutcome(SHOWN)})

    assert seen.outcome is NOT_SHOWN
    assert seen.reason == "not shown yet: notify.support, notify.marketing, notify.executive"


@given(st.fixed_dictionaries({need: st.sampled_from([SHOWN, REFUTED, NOT_SHOWN]) for need in COMMUNICATE.needs}))
def test_the_worst_need_counts(outcomes):
    seen = look_at_needs(COMMUNICATE, {need: ItemOutcome(found) for need, found in outcomes.items()})

    worst = next(found for found in (REFUTED, NOT_SHOWN, SHOWN) if found in outcomes.values())
    assert seen.outcome is worst
    assert all(outcomes[need] is worst for need in outcomes if need in seen.reason)


def test_a_phase_stands_for_all_of_its_items():
    assert look_at_needs(CHECKLIST["practice.tested"], {"phase:staging": ItemOutcome(SHOWN)}).outcome is SHOWN
    assert look_at_needs(CHECKLIST["practice.tested"], {}).outcome is NOT_SHOWN
