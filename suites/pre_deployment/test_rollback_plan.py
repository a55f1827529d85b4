"""Before production is touched: would every way back work?"""

import pytest


@pytest.mark.item("final.rollback-plan", part="check")
def test_the_deploy_before_exists_and_its_permalink_answers(rollback_plan):
    """Final checks: "Rollback plan ready": the web.

    Fails when Netlify keeps no ready deploy of the release before, or its permalink serves no page with its scripts.
    """
    deploy = rollback_plan.previous_deploy()

    assert deploy.id is not None, f"Netlify keeps no ready production deploy of {deploy.commit[:7]}, the release before"
    assert deploy.problem == "", f"the permalink of deploy {deploy.id} ({deploy.commit[:7]}): {deploy.problem}"


@pytest.mark.item("final.rollback-plan", part="check")
def test_the_flag_of_the_release_can_be_switched_off(rollback_plan):
    """Final checks: "Rollback plan ready": feature flags have an off position.

    Fails when the flag does not exist where the release uses it, or is archived.
    """
    flag = rollback_plan.flag()

    assert flag.no == "", f"the flag {flag.name} can't be switched off in {flag.environment}: it {flag.no}"


@pytest.mark.item("final.rollback-plan", part="evidence")
@pytest.mark.effects("uses-scratch")
def test_each_migration_of_the_release_has_a_way_back(migrations):
    """Final checks: "Rollback plan ready": each migration is taken back on scratch, or declared forward-only.

    Fails when a migration has neither, or its down migration fails or leaves another schema than stood there before.
    """
    ways = migrations.ways_back()

    assert ways.problems == (), f"no way back: {'; '.join(ways.problems)}"


@pytest.mark.item("final.rollback-plan", part="evidence")
def test_no_step_of_the_runbook_does_harm_or_nothing(rollback_plan):
    """Final checks: "Rollback plan ready": the runbook.

    Fails when a command in it does not exist, destroys what it should keep, means another database, or proves nothing.
    """
    steps = rollback_plan.bad_steps()

    assert steps == (), f"the runbook misleads: {'; '.join(map(str, steps))}"
