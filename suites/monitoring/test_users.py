"""Monitoring, first hour: do people come as they do at this hour in other weeks?"""

import pytest


@pytest.mark.item("monitoring.user-activity", part="measure")
@pytest.mark.watches("sign_ins", "active_users")
def test_people_come_as_in_the_same_hour_of_earlier_weeks(watched):
    """Monitoring: "User activity normal".

    Fails when half as many people or fewer sign in, or are active, as in the same hour of the four weeks before, or
    twice as many or more: a silence is no calm.
    """
    watched.must_hold()
