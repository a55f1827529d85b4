"""Gradual rollout: is each step what it says, and no worse than what was before?"""

import pytest


@pytest.mark.item("rollout.10", part="measure")
@pytest.mark.watches("error_rate", "api_p95", arm="exposed", step=10)
def test_the_first_10_percent_fare_no_worse_than_the_rest(watched):
    """Rollout: "Enable for 10% of users, monitor for 1 hour".

    Fails when those who have the new version meet more failures, or slower answers, than the rest of the users at the
    same time, or than the limit allows.
    """
    watched.must_hold()


@pytest.mark.item("rollout.10")
def test_the_flag_really_reaches_10_percent_of_users(rollout):
    """Rollout: "Enable for 10% of users, monitor for 1 hour": who really has it.

    Fails when the exposed share of the traffic is not about 10 %, or the flag's own history does not say so.
    """
    step = rollout.step(10)

    step.must_hold()


@pytest.mark.item("rollout.50", part="measure")
@pytest.mark.watches("error_rate", "api_p95", arm="exposed", step=50)
def test_the_50_percent_fare_no_worse_than_the_rest(watched):
    """Rollout: "Increase to 50%, monitor for 1 hour".

    Fails when those who have the new version meet more failures, or slower answers, than the rest of the users at the
    same time, or than the limit allows.
    """
    watched.must_hold()


@pytest.mark.item("rollout.50")
def test_the_flag_really_reaches_50_percent_after_the_hour_at_10(rollout):
    """Rollout: "Increase to 50%, monitor for 1 hour": who really has it, and what came before.

    Fails when the exposed share of the traffic is not about 50 %, or 10 % did not stand for its hour before.
    """
    step = rollout.step(50)

    step.must_hold()


@pytest.mark.item("rollout.100", part="measure")
@pytest.mark.watches("error_rate", "api_p95", step=100)
def test_everybody_fares_no_worse_than_before_the_rollout(watched):
    """Rollout: "Enable for 100%".

    Fails when there are more failures, or slower answers, than in the hour before the deploy, or than the limit allows.
    """
    watched.must_hold()


@pytest.mark.item("rollout.100")
def test_everybody_has_it_after_the_hour_at_50(rollout):
    """Rollout: "Enable for 100%": who really has it, and what came before.

    Fails when more than 1 % of the traffic still goes without the new version, or 10 % and 50 % did not stand for
    their hours before.
    """
    step = rollout.step(100)

    step.must_hold()
