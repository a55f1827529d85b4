"""Events per day against a limit, as a Poisson rate; looked at when days end, since weekdays differ.

E = mean_r r^total exp(-(r - 1) limit days) over ratios r to the limit: a mixture of likelihood ratios.
One incident makes many tickets: count incidents, or set `cluster`.
"""

import math
from dataclasses import asdict, dataclass

from gate.measure.bounds import TWO_SIDED, poisson_lower, poisson_upper
from gate.measure.counts.counters import Counters
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, Levels, log_sum_exp
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first
from gate.measure.text import amount

FAIL_RATIOS = (1.25, 1.5, 2, 3, 5, 10)
PASS_RATIOS = (0.1, 0.25, 0.5, 0.7, 0.85)
PASS_COUNT = len(PASS_RATIOS) + 1  # and the ratio 0


@dataclass(frozen=True)
class CountTest(Levels):
    """The two mixtures for one limit (events per day); pure functions of days and total."""

    limit_per_day: float
    alpha_fail: float = ALPHA_FAIL
    alpha_pass: float = ALPHA_PASS
    cluster: float = 1

    def __post_init__(self) -> None:
        """Refuse what can't be tested."""
        if not 0 < self.limit_per_day < math.inf:
            raise ValueError(f"limit_per_day must be positive, not {self.limit_per_day!r}.")
        if not 1 <= self.cluster < math.inf:
            raise ValueError(f"cluster must be 1 or more, not {self.cluster!r}.")

    def log_e_fail(self, days: float, total: float) -> float:
        """Log of the evidence against "rate <= limit"."""
        return log_sum_exp(self._logs(FAIL_RATIOS, days, total)) - math.log(len(FAIL_RATIOS))

    def log_e_pass(self, days: float, total: float) -> float:
        """Log of the evidence against "rate >= limit"."""
        logs = self._logs(PASS_RATIOS, days, total)
        if total == 0:
            logs.append(self.limit_per_day * days / self.cluster)
        return log_sum_exp(logs) - math.log(PASS_COUNT)

    def _logs(self, ratios: tuple[float, ...], days: float, total: float) -> list[float]:
        expected = self.limit_per_day * days
        return [(total * math.log(r) - (r - 1) * expected) / self.cluster for r in ratios]


@dataclass(frozen=True)
class CountGrounds:
    """Days and events behind a reading."""

    test: CountTest
    days: int
    total: int

    def account(self, state: State) -> str:
        """Say the count and, if undecided, what is still needed."""
        text = f"{self.total:,} in {self.days:,} days, limit {self.test.limit_per_day:g} a day"
        if state is State.NOT_ENOUGH_EVIDENCE:
            text += f"; {amount(self.needs().good)} more days without any needed to pass"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Exact Poisson interval (Garwood) of the rate a day."""
        if not self.days:
            return 0.0, None
        lower, upper = poisson_lower(self.total, TWO_SIDED), poisson_upper(self.total, TWO_SIDED)
        return lower / self.days, upper / self.days

    def needs(self) -> Needs:
        """Further days without events, further events at once, or further days at the same rate."""
        test, days, total = self.test, self.days, self.total

        def would_decide(k: int) -> bool:
            counts = days + k, total * (1 + k / days)
            return test.log_e_fail(*counts) >= test.fail_level or test.log_e_pass(*counts) >= test.pass_level

        return Needs(
            good=first(lambda k: test.log_e_pass(days + k, total) >= test.pass_level),
            bad=first(lambda k: test.log_e_fail(days, total + k) >= test.fail_level),
            expected=first(would_decide) if days else None,
        )


class CountGate(Gate):
    """Events per day below a limit; reading.n counts days, .bad events, .estimate is events per day."""

    def __init__(
        self,
        limit_per_day: float = 10,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
        cluster: float = 1,
    ) -> None:
        """Open the gate."""
        self.test = CountTest(limit_per_day, alpha_fail, alpha_pass, cluster)
        super().__init__(asdict(self.test), Counters(("days", "total")))

    def update(self, days: int, total: int, at: int | None = None, *, reset: bool = False) -> Reading:
        """Take the whole days and the events since the gate opened, at a day's end; rest as in RateGate."""
        if self._counters.is_repeat(at):
            return self.reading
        if self._counters.take((days, total), at, reset=reset) is not None:
            totals = self._counters.totals
            self._evidence.look(self.test.log_e_fail(*totals), self.test.log_e_pass(*totals), at)
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        days, total = self._counters.totals
        grounds = CountGrounds(self.test, days, total)
        return self._evidence.read(self._counters, (days, total), total / days if days else None, grounds)
