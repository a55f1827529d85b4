"""From observations to outcomes: every part is wanted, what lies elsewhere is asked for there, less is never better."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.checklist import Checklist
from gate.outcome import ItemOutcome, Observation, Outcome
from gate.record.item_outcomes import Planned, lies_elsewhere, settle_items

CHECKLIST = Checklist.read()
ITEMS = CHECKLIST.items
SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome
BADNESS = (SHOWN, NOT_SHOWN, REFUTED)


def nothing_earlier(need):
    return ItemOutcome(NOT_SHOWN, f"no record shows {need}")


def settle_one(name, seen, planned=None, kind="local", earlier=nothing_earlier):
    """The outcome of an item, by outcomes of its parts."""
    wanted = [Planned(name, part, "it_works") for part in (seen if planned is None else planned)]
    looks = [Observation(name, part, "it_works", outcome, f"{part} says so") for part, outcome in seen.items()]
    return settle_items([ITEMS[name]], wanted, looks, earlier, kind)[name]


def test_every_part_shown_is_shown():
    seen = dict.fromkeys(("check", "evidence", "attestation"), SHOWN)

    assert settle_one("testing.security-audit", seen).outcome is SHOWN


@pytest.mark.parametrize("part", ["check", "evidence", "attestation"])
def test_a_part_without_a_check_is_named(part):
    seen = dict.fromkeys({"check", "evidence", "attestation"} - {part}, SHOWN)

    said = settle_one("testing.security-audit", seen)

    assert (said.outcome, said.reason) == (NOT_SHOWN, f"no check of this run looks at its part “{part}”")


def test_a_part_that_is_refuted_refutes_though_another_has_no_check():
    assert settle_one("testing.security-audit", {"check": REFUTED}).outcome is REFUTED


def test_a_part_that_was_planned_and_not_looked_at_is_not_shown():
    said = settle_one("docs.admin", {"check": SHOWN}, planned=("check", "attestation"))

    assert (said.outcome, said.reason) == (NOT_SHOWN, "not looked at: it works")


@pytest.mark.parametrize("name", ["testing.security-audit", "smoke.login", "rollout.50"])
def test_an_item_without_any_check_is_not_shown(name):
    said = settle_one(name, {}, earlier=lambda _: ItemOutcome(SHOWN))

    assert (said.outcome, said.reason) == (NOT_SHOWN, "no check is built for this item yet")


@pytest.mark.parametrize(
    ("where", "kind", "elsewhere"),
    [
        ("staging", "production", True),
        ("production", "staging", True),
        ("staging", "staging", False),
        ("production", "production", False),
        ("any", "staging", False),
        ("repository", "production", False),
        ("staging", "local", False),
        ("production", "local", False),
    ],
)
def test_an_item_lies_elsewhere_where_only_another_kind_of_environment_has_it(where, kind, elsewhere):
    name = next(item.id for item in CHECKLIST.all_items if item.where == where and item.settled_by == ("check",))

    assert lies_elsewhere(ITEMS[name], kind) is elsewhere
    said = settle_one(name, {"check": SHOWN}, kind=kind)
    assert said == (
        ItemOutcome(NOT_SHOWN, f"no record shows {name}") if elsewhere else ItemOutcome(SHOWN, "check says so")
    )


@pytest.mark.parametrize("outcome", [SHOWN, REFUTED, NOT_SHOWN])
def test_what_lies_elsewhere_is_what_its_record_says(outcome):
    said = settle_one("infra.tls", {}, kind="staging", earlier=lambda _: ItemOutcome(outcome, "as seen there"))

    assert said == ItemOutcome(outcome, "as seen there")


def test_needs_within_the_run_come_before_those_of_earlier_records():
    items = [ITEMS["practice.backup"], ITEMS["backup.taken"], ITEMS["practice.tested"]]
    asked = []

    def earlier(need):
        asked.append(need)
        return ItemOutcome(SHOWN)

    planned = [Planned("backup.taken", "check", "")]
    seen = [Observation("backup.taken", "check", "", REFUTED, "it is torn")]
    outcomes = settle_items(items, planned, seen, earlier, "local")

    assert [outcomes[item.id].outcome for item in items] == [REFUTED, REFUTED, SHOWN]
    assert asked == ["phase:staging"]


def test_a_need_that_lies_elsewhere_is_asked_for_once_and_there():
    items = [ITEMS["practice.backup"], ITEMS["backup.taken"]]
    asked = []

    def earlier(need):
        asked.append(need)
        return ItemOutcome(SHOWN)

    outcomes = settle_items(items, [], [], earlier, "staging")

    assert [outcome.outcome for outcome in outcomes.values()] == [SHOWN, SHOWN]
    assert asked == ["backup.taken"]


@st.composite
def runs(draw):
    """Items with planned looks, some of them taken, in an environment of some kind, and what earlier records say."""
    names = draw(st.lists(st.sampled_from(sorted(ITEMS)), min_size=1, max_size=5, unique=True))
    names += [need for name in names for need in ITEMS[name].needs if need in ITEMS and need not in names]
    kind = draw(st.sampled_from(["local", "staging", "production"]))
    planned, seen = [], []
    for name in names:
        for part in draw(st.sets(st.sampled_from(ITEMS[name].settled_by))) - {"items"}:
            for parameter in ("a", "b"):
                planned.append(Planned(name, part, parameter))
                outcome = draw(st.sampled_from([SHOWN, SHOWN, SHOWN, REFUTED, NOT_SHOWN, None]))
                if outcome:
                    seen.append(Observation(name, part, parameter, outcome, "why"))
    said = draw(st.dictionaries(st.sampled_from([*names, "phase:staging"]), st.sampled_from(BADNESS)))
    return [ITEMS[name] for name in names], planned, seen, said, kind


def outcomes_of(items, planned, seen, said, kind):
    found = settle_items(items, planned, seen, lambda need: ItemOutcome(said.get(need, NOT_SHOWN)), kind)
    return {name: one.outcome for name, one in found.items()}


@settings(max_examples=300)
@given(runs(), st.data())
def test_one_look_less_shows_nothing_more(run, data):
    items, planned, seen, said, kind = run
    before = outcomes_of(items, planned, seen, said, kind)
    gone = data.draw(st.sampled_from([*seen, *said]) if seen or said else st.none())
    fewer = [look for look in seen if look is not gone]
    less = {need: outcome for need, outcome in said.items() if need is not gone}

    after = outcomes_of(items, planned, fewer, less, kind)

    assert all(after[name] is not SHOWN or before[name] is SHOWN for name in before if not _was_bad(gone, said))


def _was_bad(gone, said):
    """Taking bad news away may well look better; that the record was altered is for `verify` to find."""
    return (gone.outcome if isinstance(gone, Observation) else said.get(gone)) is not SHOWN


@settings(max_examples=300)
@given(runs(), st.data())
def test_a_look_that_went_worse_makes_nothing_better(run, data):
    items, planned, seen, said, kind = run
    before = outcomes_of(items, planned, seen, said, kind)
    if not seen:
        return
    at = data.draw(st.integers(0, len(seen) - 1))
    worse = data.draw(st.sampled_from(BADNESS[BADNESS.index(seen[at].outcome) :]))
    look = seen[at]
    seen[at] = Observation(look.item, look.part, look.parameter, worse, look.reason)

    after = outcomes_of(items, planned, seen, said, kind)

    assert all(BADNESS.index(after[name]) >= BADNESS.index(before[name]) for name in before)
