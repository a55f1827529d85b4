"""The ramp: how many users there should be, second by second."""

import time

from locust import LoadTestShape

from loadtests.scenarios.order import SCENARIO

SPAWN_PER_S = 100.0
"""The ramp itself is slow; whoever is wanted in this second comes in this second."""


class Ramp(LoadTestShape):
    """Follows the stages of the scenario evenly, and ends with them."""

    def tick(self) -> tuple[int, float] | None:
        """Give the users wanted now; None ends the run."""
        wanted = users_at(time.perf_counter() - self.start_time)
        return None if wanted is None else (wanted, SPAWN_PER_S)


def users_at(second: float) -> int | None:
    """Users wanted so long after the start; None when all stages are over."""
    before, begins = 0, 0.0
    for stage in SCENARIO["stages"]:
        if second < begins + stage["lasts_s"]:
            share = (second - begins) / stage["lasts_s"]
            return int(before + (stage["users"] - before) * share + 0.5)
        before, begins = stage["users"], begins + stage["lasts_s"]
    return None
