"""Somebody who pays into the wallet by card, in the provider's test mode."""

from loadtests.scenarios.member import Member, tasks_of_the_scenario
from loadtests.scenarios.ramp import Ramp

__all__ = ["PaymentUser", "Ramp"]


class PaymentUser(Member):
    """Does what the scenario's shares say."""

    tasks = tasks_of_the_scenario()
