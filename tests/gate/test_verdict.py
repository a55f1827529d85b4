"""The verdict: a pure function, in which less evidence is never better news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.checklist import Checklist, Item
from gate.outcome import ItemOutcome, Outcome
from gate.release import Release, Scope, Waiver
from gate.verdict import EXIT_CODES, Call, Finding, decide

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DEPLOYER = "Ada Obi"
NAMES = ("smoke.homepage", "smoke.payment", "smoke.email", "trigger.payments", "trigger.errors")
SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome
LIVE = Finding("release.live", SHOWN)


def an_item(name: str, **more: object) -> Item:
    facts = {
        "id": name,
        "phase": "smoke",
        "section": "Smoke",
        "text": "It works",
        "settled_by": ("check",),
        "where": "any",
        "owner": "qa",
        "must": "it works",
    }
    return Item.model_validate({**facts, **more})


def a_waiver(name: str, approver: str = "Bola Ade", expires: datetime = NOW + DAY) -> Waiver:
    return Waiver(item=name, reason="known", owner="Chidi Eze", approver=approver, issue="#12", expires=expires)


def a_release(*waivers: Waiver, without: tuple[str, ...] = ()) -> Release:
    left_out = {"in": False, "reason": "no change", "approver": "Bola Ade"}
    return Release(
        version="2.4.0",
        commit="1" * 40,
        previous={"version": "2.3.1", "commit": "2" * 40},
        deployer=DEPLOYER,
        scope={part: left_out if part in without else True for part in Scope.model_fields},
        waivers=waivers,
    )


def call(items, outcomes, findings=(LIVE,), release=None, now=NOW) -> Call:
    seen = {name: ItemOutcome(outcome, "why") for name, outcome in outcomes.items()}
    return decide(items, seen, findings, release or a_release(), now).call


HOMEPAGE, PAYMENT = an_item("smoke.homepage"), an_item("smoke.payment", waivable=False)
TRIGGER = an_item("trigger.payments", waivable=False)


@st.composite
def runs(draw):
    """Items, outcomes, findings and a release, of every kind that can meet."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    items = [
        an_item(
            name,
            waivable=draw(st.booleans()),
            advisory=draw(st.booleans()),
            of=draw(st.sampled_from([(), ("web",), ("ios",), ("ios", "web")])),
        )
        for name in names
    ]
    kinds = st.sampled_from(list(Outcome))
    outcomes = draw(st.dictionaries(st.sampled_from(NAMES), st.builds(ItemOutcome, kinds, st.just("why"))))
    findings = draw(st.lists(st.builds(Finding, st.sampled_from(["release.live", "release.record"]), kinds)))
    waivers = draw(
        st.lists(
            st.builds(
                a_waiver,
                st.sampled_from(NAMES),
                st.sampled_from(["Bola Ade", DEPLOYER]),
                st.sampled_from([NOW - DAY, NOW, NOW + DAY]),
            )
        )
    )
    release = a_release(*waivers, without=draw(st.sampled_from([(), ("ios",), ("web", "ios")])))
    return items, outcomes, findings, release


@settings(derandomize=True, deadline=None)
@given(runs(), st.data())
def test_less_evidence_never_makes_a_go(run, data):
    items, outcomes, findings, release = run
    before = decide(items, outcomes, findings, release, NOW).call
    lost = data.draw(st.sets(st.sampled_from(NAMES)))
    missing = {name: seen for name, seen in outcomes.items() if name not in lost}
    blind = {**outcomes, **{name: ItemOutcome(NOT_SHOWN, "blind") for name in lost}}

    for less in (missing, blind):
        after = decide(items, less, findings, release, NOW).call
        assert after is not Call.GO or before is Call.GO


@settings(derandomize=True, deadline=None)
@given(runs(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(run, random):
    items, outcomes, findings, release = run
    verdict = decide(items, outcomes, findings, release, NOW)
    others = [*items, *items], [*findings, *findings], [*release.waivers, *release.waivers]
    for listed in others:
        random.shuffle(listed)
    shuffled = dict(random.sample(list(outcomes.items()), len(outcomes)))

    again = decide(others[0], shuffled, others[1], release.model_copy(update={"waivers": tuple(others[2])}), NOW)

    assert again.call is verdict.call
    assert set(again.reasons) == set(verdict.reasons)
    assert [again.count(outcome) for outcome in Outcome] == [verdict.count(outcome) for outcome in Outcome]
    assert again.waived == verdict.waived
    assert {settled.item: settled.outcome for settled in again.settled} == {
        settled.item: settled.outcome for settled in verdict.settled
    }


@settings(derandomize=True, deadline=None)
@given(runs())
def test_a_waiver_lifts_only_what_may_be_waived_by_another_person_in_its_time(run):
    items, outcomes, findings, release = run
    verdict = decide(items, outcomes, findings, release, NOW)
    valid = {waiver.item for waiver in release.waivers if waiver.approver != release.deployer and waiver.expires > NOW}

    for item, settled in zip(items, verdict.settled, strict=True):
        assert not settled.waived_by or (item.waivable and item.id in valid)
        assert not settled.waived_by or settled.outcome in {REFUTED, NOT_SHOWN}


@settings(derandomize=True, deadline=None)
@given(runs())
def test_go_means_that_something_was_required_and_all_of_it_shown_or_waived(run):
    items, outcomes, findings, release = run
    verdict = decide(items, outcomes, findings, release, NOW)
    required = [s for s in verdict.settled if not s.is_advisory and not s.waived_by and s.outcome is not NOT_PART]
    assert [s for s in verdict.settled if s.is_required] == required

    if verdict.call is Call.GO:
        assert required
        assert {settled.outcome for settled in required} == {SHOWN}
        assert {finding.outcome for finding in findings} <= {SHOWN, NOT_PART}


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((SHOWN, SHOWN, SHOWN), Call.GO),
        ((SHOWN, SHOWN, NOT_SHOWN), Call.HOLD),
        ((SHOWN, NOT_SHOWN, SHOWN), Call.HOLD),
        ((NOT_SHOWN, REFUTED, NOT_SHOWN), Call.NO_GO),
        ((REFUTED, SHOWN, SHOWN), Call.NO_GO),
        ((SHOWN, SHOWN, REFUTED), Call.ROLLBACK),
        ((REFUTED, REFUTED, REFUTED), Call.ROLLBACK),
    ],
)
def test_the_worst_required_outcome_decides(outcomes, expected):
    items = (HOMEPAGE, PAYMENT, TRIGGER)

    assert call(items, dict(zip((item.id for item in items), outcomes, strict=True))) is expected


def test_the_reasons_are_those_that_decide():
    seen = {
        item.id: ItemOutcome(outcome, "why")
        for item, outcome in ((HOMEPAGE, NOT_SHOWN), (PAYMENT, REFUTED), (TRIGGER, REFUTED))
    }

    def reasons(*items):
        return decide(items, seen, [Finding("release.live", REFUTED)], a_release(), NOW).reasons

    assert reasons(HOMEPAGE, PAYMENT, TRIGGER) == ("trigger.payments",)
    assert reasons(HOMEPAGE, PAYMENT) == ("smoke.payment", "release.live")
    assert reasons(HOMEPAGE) == ("release.live",)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("name", ["smoke.homepage", "trigger.payments"])
def test_an_advisory_item_never_decides(name, outcome):
    advisory = an_item(name, advisory=True)

    assert call([advisory, PAYMENT], {name: outcome, PAYMENT.id: SHOWN}) is Call.GO
    assert call([advisory, PAYMENT], {name: outcome, PAYMENT.id: REFUTED}) is Call.NO_GO


@pytest.mark.parametrize(("outcome", "expected"), [(REFUTED, Call.NO_GO), (NOT_SHOWN, Call.HOLD)])
def test_a_finding_decides_although_everything_is_shown(outcome, expected):
    findings = [LIVE, Finding("release.record", outcome, "why")]

    assert call([HOMEPAGE], {HOMEPAGE.id: SHOWN}, findings) is expected


@pytest.mark.parametrize("items", [[], [an_item("smoke.homepage", advisory=True)], [an_item("smoke.app", of=("ios",))]])
def test_a_run_that_requires_nothing_is_a_hold(items):
    seen = {item.id: ItemOutcome(SHOWN) for item in items}
    verdict = decide(items, seen, [LIVE], a_release(without=("ios",)), NOW)

    assert verdict.call is Call.HOLD
    assert verdict.reasons == ("nothing was required, so nothing was shown",)


def test_a_required_item_without_an_outcome_is_not_shown():
    verdict = decide([HOMEPAGE], {}, [LIVE], a_release(), NOW)

    assert verdict.call is Call.HOLD
    assert (verdict.settled[0].outcome, verdict.settled[0].reason) == (NOT_SHOWN, "no evidence")


def test_only_the_release_takes_an_item_out_and_never_the_evidence():
    app = an_item("smoke.mobile", of=("ios", "android"))
    seen = {HOMEPAGE.id: ItemOutcome(NOT_PART, "says the check"), app.id: ItemOutcome(REFUTED, "crashes")}

    within = decide([HOMEPAGE, app], seen, [LIVE], a_release(without=("ios",)), NOW)
    without = decide([HOMEPAGE, app], seen, [LIVE], a_release(without=("ios", "android")), NOW)

    assert [settled.outcome for settled in within.settled] == [NOT_SHOWN, REFUTED]
    assert [settled.outcome for settled in without.settled] == [NOT_SHOWN, NOT_PART]
    assert without.settled[1].reason == "ios and android left out: no change (approved by Bola Ade)"
    assert without.call is Call.HOLD


@pytest.mark.parametrize("outcome", [REFUTED, NOT_SHOWN])
def test_a_waived_item_keeps_its_true_outcome_and_no_longer_decides(outcome):
    seen = {HOMEPAGE.id: ItemOutcome(outcome, "why", is_unstable=True), PAYMENT.id: ItemOutcome(SHOWN)}

    verdict = decide([HOMEPAGE, PAYMENT], seen, [LIVE], a_release(a_waiver(HOMEPAGE.id)), NOW)

    assert verdict.call is Call.GO
    assert verdict.waived == verdict.count(outcome) == 1
    assert verdict.settled[0].waived_by == "Bola Ade: known (until 2026-11-25)"
    assert verdict.settled[0].is_unstable


@pytest.mark.parametrize(
    "waiver",
    [
        a_waiver("smoke.homepage", expires=NOW),
        a_waiver("smoke.homepage", expires=NOW - DAY),
        a_waiver("smoke.homepage", approver=DEPLOYER),
        a_waiver("smoke.homepage", approver=" ada  OBI"),
        a_waiver("smoke.payment"),
    ],
    ids=["ends now", "ended", "deployer", "deployer in disguise", "another item"],
)
def test_a_waiver_that_does_not_count_lifts_nothing(waiver):
    assert call([HOMEPAGE], {HOMEPAGE.id: REFUTED}, release=a_release(waiver)) is Call.NO_GO


def test_a_waiver_never_lifts_a_protected_item_nor_a_finding():
    release = a_release(a_waiver(PAYMENT.id), a_waiver(TRIGGER.id), a_waiver("release.live"))

    assert call([PAYMENT], {PAYMENT.id: REFUTED}, release=release) is Call.NO_GO
    assert call([TRIGGER], {TRIGGER.id: REFUTED}, release=release) is Call.ROLLBACK
    assert call([HOMEPAGE], {HOMEPAGE.id: SHOWN}, [Finding("release.live", REFUTED)], release) is Call.NO_GO


def test_a_waiver_of_a_shown_item_is_not_used():
    verdict = decide([HOMEPAGE], {HOMEPAGE.id: ItemOutcome(SHOWN)}, [LIVE], a_release(a_waiver(HOMEPAGE.id)), NOW)

    assert (verdict.call, verdict.waived) == (Call.GO, 0)


def test_a_run_whose_every_item_is_waived_is_a_hold():
    assert call([HOMEPAGE], {HOMEPAGE.id: REFUTED}, release=a_release(a_waiver(HOMEPAGE.id))) is Call.HOLD


def test_every_call_has_an_exit_code_of_its_own_and_only_go_has_zero():
    assert EXIT_CODES == {Call.GO: 0, Call.NO_GO: 1, Call.HOLD: 10, Call.ROLLBACK: 20}
    assert decide([HOMEPAGE], {}, [], a_release(), NOW).exit_code == 10


def test_no_trigger_of_the_checklist_can_be_waived():
    triggers = [item for item in Checklist.read().all_items if item.id.startswith("trigger.")]

    assert triggers
    assert not any(item.waivable for item in triggers)


@pytest.mark.parametrize("outcome", [SHOWN, NOT_SHOWN])
def test_a_trigger_beside_the_phases_of_a_run_holds_nothing_up(outcome):
    seen = {HOMEPAGE.id: ItemOutcome(SHOWN), TRIGGER.id: ItemOutcome(outcome)}
    verdict = decide([HOMEPAGE, TRIGGER], seen, [LIVE], a_release(), NOW, beside=[TRIGGER.id])

    assert verdict.call is Call.GO
    assert [verdict.count(outcome) for outcome in Outcome] == [1, 0, 0, 0]


def test_a_trigger_beside_the_phases_of_a_run_rolls_back_when_it_is_refuted():
    seen = {HOMEPAGE.id: ItemOutcome(SHOWN), TRIGGER.id: ItemOutcome(REFUTED)}
    verdict = decide([HOMEPAGE, TRIGGER], seen, [LIVE], a_release(), NOW, beside=[TRIGGER.id])

    assert (verdict.call, verdict.exit_code, verdict.reasons) == (Call.ROLLBACK, 20, (TRIGGER.id,))


def test_quiet_triggers_alone_are_no_go():
    verdict = decide([TRIGGER], {TRIGGER.id: ItemOutcome(SHOWN)}, [LIVE], a_release(), NOW, beside=[TRIGGER.id])

    assert verdict.call is Call.HOLD


@pytest.mark.parametrize("outcome", [SHOWN, REFUTED, NOT_SHOWN])
def test_what_is_not_due_decides_nothing_and_says_when_it_will(outcome):
    seen = {HOMEPAGE.id: ItemOutcome(SHOWN), PAYMENT.id: ItemOutcome(outcome)}
    verdict = decide([HOMEPAGE, PAYMENT], seen, [LIVE], a_release(), NOW, not_due={PAYMENT.id: "due tomorrow"})
    alone = decide([PAYMENT], seen, [LIVE], a_release(), NOW, not_due={PAYMENT.id: "due tomorrow"})

    assert (verdict.call, verdict.settled[1].not_due, verdict.settled[1].outcome) == (
        Call.GO,
        "due tomorrow",
        outcome,
    )
    assert [verdict.count(found) for found in Outcome] == [1, 0, 0, 0]
    assert alone.call is Call.HOLD
