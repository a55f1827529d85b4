"""A refuted trigger is ROLLBACK, whatever phase is being looked at, and people are told at once."""

import pytest

TRIGGERED = [
    ("server-errors", 0.5, "trigger.error-rate"),
    ("requests-fail", 0.5, "trigger.error-rate"),
    ("payments-decline", 0.9, "trigger.payments"),
    ("wallet-out-of-balance", 1.0, "trigger.data-corruption"),
    ("fatal-issue-growing", 1.0, "trigger.critical-bug"),
    ("site-down", 1.0, "trigger.outage"),
]


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("fault", "strength", "trigger"), TRIGGERED)
def test_a_trigger_rolls_back_in_the_middle_of_a_smoke_run(sandbox_at, fault, strength, trigger):
    place = sandbox_at()
    place.put(f"faults/{fault}", {"strength": strength})

    run = place.run("-m", "smoke")

    assert run.outcome(trigger) == "refuted", run.output
    assert run.exit_code == 20
    assert "ROLLBACK" in run.output
    assert trigger in [page["trigger"] for page in place.pages()]


@pytest.mark.timeout(240)
def test_the_middle_ground_is_no_go_and_no_rollback(sandbox_at):
    place = sandbox_at()
    place.put("faults/requests-fail", {"strength": 0.01})

    run = place.run("-m", "monitoring")

    assert run.outcome("monitoring.error-rate") == "refuted", run.output
    assert run.outcome("trigger.error-rate") in {"shown", "not shown"}
    assert run.exit_code == 1
    assert place.pages() == []


@pytest.mark.timeout(240)
def test_nobody_gets_in_any_more_is_a_critical_bug(sandbox_at):
    place = sandbox_at(faults="right-password-refused,sign-ins-silent")

    run = place.run("-m", "smoke")

    assert run.outcome("trigger.critical-bug") == "refuted", run.output
    assert "smoke.login failed here" in run.reason("trigger.critical-bug")
    assert run.exit_code == 20
