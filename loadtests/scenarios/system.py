"""The whole product: signing in, looking, sending, paying."""

from loadtests.scenarios.member import Member, tasks_of_the_scenario
from loadtests.scenarios.ramp import Ramp

__all__ = ["Ramp", "SystemUser"]


class SystemUser(Member):
    """Does what the scenario's shares say."""

    tasks = tasks_of_the_scenario()
