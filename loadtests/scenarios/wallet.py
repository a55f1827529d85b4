"""Somebody with a wallet: looks, sends, looks again."""

from loadtests.scenarios.member import Member, tasks_of_the_scenario
from loadtests.scenarios.ramp import Ramp

__all__ = ["Ramp", "WalletUser"]


class WalletUser(Member):
    """Does what the scenario's shares say."""

    tasks = tasks_of_the_scenario()
