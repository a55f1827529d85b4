"""Every tick could have been a cross: each check, under each of its faults, brings what faults.yaml names."""

import pytest

from tests.matrix.rows import SUITES, node_of

EXECUTED = set()
NOT_SHOWN = {
    *("mailbox-blind", "uptime-unobserved", "sms-unconfirmed", "push-device-unregistered", "sender-policy-unanswered"),
    *("on-call-unnamed", "escalation-unnamed", "notification-missing"),
    "apple-copy-old",
    *("auth-of-production", "site-of-production", "live-payment-key-in-page"),
}
PLANS = ("on-call-", "escalation-", "notification-", "window-", "other-")
"""How faults begin that change what people have planned, or what others do meanwhile."""


def test_check_is_turned_by_its_fault(pair, run_under_fault, outcome_of_all, needs):
    if pair.needs:
        EXECUTED.add((pair.check, pair.fault))  # where the machine can't, that is told as skipped, and fails in CI
        needs(pair.needs)
    run = run_under_fault()

    assert run.outcome(pair.item) == outcome_of_all(pair.item), f"{run.reason(pair.item)}\n{run.output}"
    assert pair.outcome in _observed(run, pair.check), run.output
    assert run.exit_code == {"refuted": 1, "not shown": 10}[outcome_of_all()], run.output
    assert "GO " not in run.output.replace("NO-GO", ""), run.output
    EXECUTED.add((pair.check, pair.fault))


def test_every_pair_of_the_matrix_was_run(pairs, request):
    if (
        request.config.option.keyword
        or request.config.getoption("--skin")
        or any("::" in argument for argument in request.config.args)
    ):
        pytest.skip("only some pairs were asked for")

    assert {(pair.check, pair.fault) for pair in pairs} == EXECUTED


def test_every_check_of_the_suite_has_a_fault(pairs):
    checks = {
        line.removeprefix("def ").partition("(")[0]
        for file in SUITES.rglob("test_*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
    }

    assert checks == {pair.check for pair in pairs}


def test_every_item_of_the_smoke_phase_has_at_least_three_faults(pairs):
    items = {}
    for pair in pairs:
        if pair.item.startswith("smoke."):
            items.setdefault(pair.item, set()).add(pair.fault)

    assert len(items) == 7
    assert min(len(faults) for faults in items.values()) >= 3


def test_only_blindness_of_ours_and_what_people_left_unsaid_may_be_not_shown(pairs):
    assert {pair.outcome for pair in pairs} <= {"refuted", "not shown"}
    assert {pair.fault for pair in pairs if pair.outcome == "not shown" and not pair.is_of_words} == NOT_SHOWN


def test_every_word_and_plan_counts_while_nothing_is_wrong_with_it(pairs, run_suite):
    checks = dict.fromkeys(pair.check for pair in pairs if pair.is_of_words or pair.fault.startswith(PLANS))

    run = run_suite(*map(node_of, checks))

    assert {check: _observed(run, check) for check in checks} == {check: {"shown"} for check in checks}, run.output


def _observed(run, check):
    """What the check itself has seen: an item may be not shown for want of its other parts."""
    observations = run.record.of_kind("observation")
    return {entry["outcome"] for entry in observations if entry["parameter"].partition("[")[0] == check}
