"""The measured phases on a healthy sandbox, at each moment: what is due is shown, and what is not is named."""

import re

import pytest

SHOWN = "shown"
DAY_1 = {f"target.day1.{name}" for name in ("uptime", "error-rate", "payment-success", "page-load", "api-response")}
WEEK_1 = {f"target.week1.{name}" for name in ("registrations", "active-users", "volume", "tickets", "rating")}
DEPLOYMENT = {f"deploy.{name}" for name in ("web", "migrations", "functions", "ios", "android")}
MONITORING = {
    f"monitoring.{name}"
    for name in ("error-rate", "response-time", "database", "no-500-spike", "payment-success", "user-activity")
}


@pytest.mark.timeout(240)
def test_monitoring_at_launch_is_6_of_6(sandbox_at, due):
    run = sandbox_at().run("-m", "monitoring")

    assert due(run) == dict.fromkeys(MONITORING, SHOWN), run.output
    assert run.exit_code == 0


@pytest.mark.timeout(240)
def test_deployment_at_launch_is_5_of_5(run_suite, due):
    run = run_suite("-m", "deployment")

    assert due(run) == dict.fromkeys(DEPLOYMENT, SHOWN), run.output
    assert run.exit_code == 0


@pytest.mark.timeout(400)
def test_each_step_of_the_rollout_is_shown_where_the_flag_stands(sandbox_at, due):
    place = sandbox_at(flag=10)
    first = place.run("-m", "rollout")
    place.put("flag", {"percent": 50})
    second = place.run("-m", "rollout")
    place.put("flag", {"percent": 100})
    third = place.run("-m", "rollout")

    assert due(first) == {"rollout.10": SHOWN}, first.output
    assert due(second) == {"rollout.10": SHOWN, "rollout.50": SHOWN}, second.output
    assert due(third) == {"rollout.10": SHOWN, "rollout.50": SHOWN, "rollout.100": SHOWN}, third.output
    assert [first.exit_code, second.exit_code, third.exit_code] == [0, 0, 0]
    assert "rollout: promote to 50 %" in first.output
    assert "rollout: promote to 100 %" in second.output
    assert "rollout: complete: everybody has it" in third.output


@pytest.mark.timeout(240)
def test_a_step_without_the_record_of_the_one_before_is_not_shown(sandbox_at, due):
    run = sandbox_at(flag=50).run("-m", "rollout")

    assert due(run) == {"rollout.10": "not shown", "rollout.50": "not shown"}, run.output
    assert "the 10 % step is over, and no record shows it" in run.reason("rollout.10")
    assert "rollout: hold at 50 %" in run.output


@pytest.mark.timeout(240)
def test_day_1_is_5_of_5_and_the_week_is_not_due(sandbox_at, due):
    run = sandbox_at("day-1").run("-m", "success_metrics")

    assert due(run) == dict.fromkeys(DAY_1, SHOWN), run.output
    assert run.exit_code == 0
    assert {e["item"] for e in run.record.of_kind("outcome") if e["not_due"]} == WEEK_1


@pytest.mark.timeout(240)
def test_week_1_is_10_of_10_with_targets_and_without_them_three_are_not_shown(sandbox_at, due, release_file):
    place = sandbox_at("week-1")
    without = release_file(
        place.addresses,
        lambda text: re.sub(r"(registrations|active_users|transaction_volume_naira): \d+", r"\1: '[TARGET]'", text),
    )

    run = place.run("-m", "success_metrics")
    blank = place.run("-m", "success_metrics", f"--release={without}", release=False)

    assert due(run) == dict.fromkeys(DAY_1 | WEEK_1, SHOWN), run.output
    assert run.exit_code == 0
    open_ = {item for item, outcome in due(blank).items() if outcome != SHOWN}
    assert open_ == {"target.week1.registrations", "target.week1.active-users", "target.week1.volume"}, blank.output
    assert blank.exit_code == 10


@pytest.mark.timeout(240)
def test_success_metrics_at_launch_require_nothing_and_so_are_no_go_to_nobody(sandbox_at):
    run = sandbox_at().run("-m", "success_metrics")

    assert run.exit_code == 10
    assert "HOLD" in run.output
    assert "10 not due" in run.output


@pytest.mark.timeout(240)
def test_the_triggers_are_quiet_on_a_healthy_release(sandbox_at, due):
    run = sandbox_at().run("-m", "rollback")

    triggers = {item: outcome for item, outcome in due(run).items() if item.startswith("trigger.")}
    assert triggers == {
        "trigger.error-rate": SHOWN,
        "trigger.payments": SHOWN,
        "trigger.critical-bug": SHOWN,
        "trigger.data-corruption": SHOWN,
        "trigger.outage": SHOWN,
        "trigger.security": SHOWN,
    }, run.output
