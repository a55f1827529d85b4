"""An evening's mixture, for half an hour: what leaks shows only with time."""

from loadtests.scenarios.member import Member, tasks_of_the_scenario
from loadtests.scenarios.ramp import Ramp

__all__ = ["EnduranceUser", "Ramp"]


class EnduranceUser(Member):
    """Does what the scenario's shares say."""

    tasks = tasks_of_the_scenario()
