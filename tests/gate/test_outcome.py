"""What the observations of an item come to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.outcome import ItemOutcome, Observation, Outcome, settle

PAIRS = [("check", "test_a"), ("check", "test_b")]


def saw(parameter: str, outcome: Outcome = Outcome.SHOWN, reason: str = "", **more: bool) -> Observation:
    return Observation("smoke.login", "check", parameter, outcome, reason, **more)


def test_an_item_is_shown_when_every_expected_check_has_shown_it():
    assert settle(PAIRS, [saw("test_a"), saw("test_b")]) == ItemOutcome(Outcome.SHOWN)


def test_what_a_check_tells_beside_what_it_shows_stays_with_the_item():
    seen = [saw("test_a", reason="a passed on its second attempt"), saw("test_b")]

    assert settle(PAIRS, seen) == ItemOutcome(Outcome.SHOWN, "a passed on its second attempt")


def test_one_refuted_check_refutes_the_item_whatever_the_others_say():
    seen = [saw("test_a", Outcome.NOT_SHOWN, "no mailbox"), saw("test_b", Outcome.REFUTED, "paid twice")]

    assert settle(PAIRS, seen) == ItemOutcome(Outcome.REFUTED, "paid twice")


def test_a_second_look_never_mends_the_first():
    seen = [saw("test_a", Outcome.REFUTED, "paid twice"), saw("test_a"), saw("test_b")]

    assert settle(PAIRS, seen).outcome is Outcome.REFUTED


def test_the_same_reason_is_told_once():
    seen = [saw("test_a", Outcome.REFUTED, "blank page"), saw("test_b", Outcome.REFUTED, "blank page")]

    assert settle(PAIRS, seen).reason == "blank page"


def test_a_check_that_did_not_look_leaves_the_item_not_shown_and_is_named_in_words():
    expected = [("check", "test_a"), ("check", "test_link_file_opens_the_app[apple_app]")]

    assert settle(expected, [saw("test_a")]) == ItemOutcome(
        Outcome.NOT_SHOWN, "not looked at: link file opens the app [apple_app]"
    )


def test_of_many_checks_that_did_not_look_two_are_named():
    expected = [("check", f"test_endpoint_answers[{number}]") for number in range(1, 6)]

    assert settle(expected, []).reason == "not looked at: endpoint answers [1], endpoint answers [2] and 3 more"


def test_an_item_without_a_check_is_not_shown():
    assert settle([], []) == ItemOutcome(Outcome.NOT_SHOWN, "no check is built for this item yet")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_unstable_look_marks_the_item(outcome):
    seen = [saw("test_a", outcome, "why", is_unstable=True), saw("test_b")]

    assert settle(PAIRS, seen).is_unstable


OBSERVATIONS = st.lists(
    st.builds(
        saw, st.sampled_from(["test_a", "test_b", "test_c"]), st.sampled_from(list(Outcome)), st.sampled_from("xy")
    ),
    max_size=6,
)


@settings(derandomize=True, deadline=None)
@given(OBSERVATIONS, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(seen, random):
    again, pairs = [*seen, *seen], [*PAIRS, *PAIRS]
    random.shuffle(again)
    random.shuffle(pairs)

    assert settle(pairs, again) == settle(PAIRS, seen)


@settings(derandomize=True, deadline=None)
@given(OBSERVATIONS, st.data())
def test_less_evidence_never_shows_an_item(seen, data):
    less = [look for look in seen if look.outcome is Outcome.SHOWN and data.draw(st.booleans())]
    less += [look for look in seen if look.outcome is not Outcome.SHOWN]

    if settle(PAIRS, seen).outcome is not Outcome.SHOWN:
        assert settle(PAIRS, less).outcome is not Outcome.SHOWN


@settings(derandomize=True, deadline=None)
@given(OBSERVATIONS)
def test_shown_means_that_each_expected_check_has_shown_it_and_none_said_otherwise(seen):
    is_whole = {look.parameter for look in seen} >= {"test_a", "test_b"}
    is_agreed = {look.outcome for look in seen} == {Outcome.SHOWN}

    assert (settle(PAIRS, seen).outcome is Outcome.SHOWN) == (is_whole and is_agreed)
    assert settle(PAIRS, seen).outcome is not Outcome.NOT_PART
