"""The load that the product must bear: ramps, limits and what its users do, as data."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from gate.files.scalars import Number, Whole
from gate.files.times import Duration
from gate.files.yaml_file import Section, read_yaml

FILE = Path(__file__).with_name("scenarios.yaml")
USERS_MIN = 2
STAGE_MIN = timedelta(seconds=5)

Milliseconds = Annotated[Whole, Field(gt=0)]
Share = Annotated[Number, Field(gt=0, lt=1)]


class Stage(Section):
    """So long, and how many users there are at its end; their number changes evenly from that of the stage before."""

    lasts: Duration
    users: Annotated[Whole, Field(ge=0)]


class LoadLimits(Section):
    """What each endpoint owes: `p95_ms` and `p99_ms` are times that 95 % and 99 % of its answers stay below."""

    p95_ms: Milliseconds
    p99_ms: Milliseconds | None = None
    error_share: Share

    @property
    def slow_shares(self) -> dict[int, float]:
        """Limit in ms -> the share of answers that may take as long or longer."""
        limits = {self.p95_ms: 0.05}
        if self.p99_ms:
            limits[self.p99_ms] = 0.01
        return limits


class Think(Section):
    """How long a user thinks between two tasks: evenly between the two."""

    from_: Annotated[Duration, Field(alias="from")]
    to: Duration

    @property
    def mean_s(self) -> float:
        """Seconds."""
        return (self.from_ + self.to).total_seconds() / 2


class Task(Section):
    """How often it is chosen, relative to the others; how much it asks of the product, and moves, each time."""

    share: Annotated[Whole, Field(gt=0)]
    requests: Annotated[Whole, Field(gt=0)]
    paid_kobo: Annotated[Whole, Field(ge=0)] = 0


class Scenario(Section):
    """One load test."""

    limits: LoadLimits
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    think: Think
    tasks: Annotated[dict[str, Task], Field(min_length=1)]

    @property
    def users(self) -> int:
        """The most there are at once."""
        return max(stage.users for stage in self.stages)

    @property
    def lasts(self) -> timedelta:
        """From the first user to the last."""
        return sum((stage.lasts for stage in self.stages), timedelta())

    @property
    def user_seconds(self) -> float:
        """The area under the ramp."""
        corners = [0, *(stage.users for stage in self.stages)]
        return sum(
            stage.lasts.total_seconds() * (before + after) / 2
            for stage, (before, after) in zip(self.stages, pairwise(corners), strict=True)
        )

    @property
    def requests_a_round(self) -> float:
        """Mean requests to the product in one task."""
        return self._mean(lambda task: task.requests)

    @property
    def paid_kobo_a_round(self) -> float:
        """Mean test money moved in one task."""
        return self._mean(lambda task: task.paid_kobo)

    @property
    def requests_per_second_max(self) -> float:
        """Mean rate of all users when every answer comes at once."""
        return self.users * self.requests_a_round / self.think.mean_s

    @property
    def requests_min(self) -> int:
        """Requests of the whole ramp when every answer takes its whole p95: what a good product lets through.

        A user's last round is cut by the end of the ramp, so one round each is taken off.
        """
        round_s = self.think.mean_s + self.requests_a_round * self.limits.p95_ms / 1000
        rounds = max(0.0, self.user_seconds / round_s - self.users)
        return int(rounds * self.requests_a_round)

    @property
    def paid_kobo_max(self) -> int:
        """Test money of the whole ramp, at most."""
        return int(self.user_seconds / self.think.mean_s * self.paid_kobo_a_round)

    def scaled(self, scale: float, *, full_length: bool = False) -> "Scenario":
        """Multiply users and lengths alike, or with `full_length` users only; at least 2 users and 5 s a stage."""
        if scale == 1:
            return self
        shorter = 1 if full_length else scale
        stages = tuple(
            Stage(
                lasts=max(STAGE_MIN, timedelta(milliseconds=stage.lasts / timedelta(milliseconds=1) * shorter // 1)),
                users=max(USERS_MIN, round(stage.users * scale)) if stage.users else 0,
            )
            for stage in self.stages
        )
        return self.model_copy(update={"stages": stages})

    def users_at(self, second: float) -> int:
        """How many there should be so long after the start."""
        before, begins = 0, 0.0
        for stage in self.stages:
            lasts = stage.lasts.total_seconds()
            if second < begins + lasts:
                return round(before + (stage.users - before) * (second - begins) / lasts)
            before, begins = stage.users, begins + lasts
        return 0

    def _mean(self, of: Callable[[Task], float]) -> float:
        total = sum(task.share for task in self.tasks.values())
        return sum(task.share * of(task) for task in self.tasks.values()) / total


class _Scenarios(Section):
    scenarios: dict[str, Scenario]


@cache
def load_scenarios() -> dict[str, Scenario]:
    """Return the scenarios by name."""
    return read_yaml(FILE, _Scenarios).facts.scenarios
