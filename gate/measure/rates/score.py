"""A mean of bounded scores, such as stars, against a limit.

With y = (score - lo) / (hi - lo) and m the limit on that scale, E = mean_k prod(1 + lam_k (y - m)): a
wealth that can't grow in expectation while the mean is at most m (betting: Waudby-Smith and Ramdas 2024).
The claim is about those who rate, who select themselves.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from gate.measure.counts.counters import Counters
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, Levels, log_sum_exp
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first
from gate.measure.text import amount

STAKES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class ScoreTest(Levels):
    """The bets for one limit; pure functions of how often each score was given, from lo to hi."""

    limit: float
    lo: int
    hi: int
    alpha_fail: float = ALPHA_FAIL
    alpha_pass: float = ALPHA_PASS

    def __post_init__(self) -> None:
        """Refuse what can't be tested."""
        if not self.lo < self.limit < self.hi:
            raise ValueError(f"limit must lie between {self.lo} and {self.hi}, not {self.limit!r}.")

    @property
    def scores(self) -> range:
        """All scores that can be given."""
        return range(self.lo, self.hi + 1)

    @cached_property
    def _share(self) -> float:
        return (self.limit - self.lo) / (self.hi - self.lo)

    @cached_property
    def _pass_bets(self) -> list[list[float]]:
        return [self._bets(stake / self._share) for stake in STAKES]

    @cached_property
    def _fail_bets(self) -> list[list[float]]:
        return [self._bets(-stake / (1 - self._share)) for stake in STAKES]

    def _bets(self, stake: float) -> list[float]:
        """Logarithm of what one stake becomes with each score."""
        return [math.log1p(stake * ((s - self.lo) / (self.hi - self.lo) - self._share)) for s in self.scores]

    def log_e_pass(self, counts: tuple[float, ...]) -> float:
        """Log of the evidence against "mean <= limit"."""
        return _log_mean_wealth(self._pass_bets, counts)

    def log_e_fail(self, counts: tuple[float, ...]) -> float:
        """Log of the evidence against "mean >= limit"."""
        return _log_mean_wealth(self._fail_bets, counts)


def _log_mean_wealth(bets: list[list[float]], counts: tuple[float, ...]) -> float:
    wealths = [sum([c * b for c, b in zip(counts, bet, strict=True)]) for bet in bets]
    return log_sum_exp(wealths) - math.log(len(bets))


@dataclass(frozen=True)
class ScoreGrounds:
    """The counts of each score behind a reading."""

    test: ScoreTest
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many rated."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean score."""
        total = sum(s * c for s, c in zip(self.test.scores, self.counts, strict=True))
        return total / self.n if self.n else None

    def account(self, state: State) -> str:
        """Say the mean and, if undecided, what is still needed."""
        text = f"mean {self.mean:.2f} of {self.n:,} ratings" if self.n else "no ratings yet"
        text += f", limit {self.test.limit:g}"
        if state is State.NOT_ENOUGH_EVIDENCE:
            text += f"; {amount(self.needs().good)} more ratings of {self.test.hi} needed to pass"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Give none: a mean has no exact interval of the kind that rates have."""
        return None, None

    def needs(self) -> Needs:
        """Search the smallest numbers of further ratings that decide."""
        test, counts, n = self.test, self.counts, self.n

        def scaled(k: int) -> tuple[float, ...]:
            return tuple(c * (1 + k / n) for c in counts)

        return Needs(
            good=first(lambda k: test.log_e_pass((*counts[:-1], counts[-1] + k)) >= test.pass_level),
            bad=first(lambda k: test.log_e_fail((counts[0] + k, *counts[1:])) >= test.fail_level),
            expected=first(
                lambda k: test.log_e_fail(scaled(k)) >= test.fail_level or test.log_e_pass(scaled(k)) >= test.pass_level
            )
            if n
            else None,
        )


class ScoreGate(Gate):
    """Mean score above a limit; reading.n counts ratings, .bad those below the limit, .estimate is the mean.

    PASS: the mean is above the limit. FAIL: it is below.
    """

    def __init__(
        self,
        limit: float = 4.0,
        lo: int = 1,
        hi: int = 5,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
    ) -> None:
        """Open the gate."""
        self.test = ScoreTest(limit, lo, hi, alpha_fail, alpha_pass)
        super().__init__(asdict(self.test), Counters(f"ratings of {score}" for score in self.test.scores))

    def update(self, counts: Mapping[int, int], at: int | None = None, *, reset: bool = False) -> Reading:
        """Take how often each score was given since the gate opened; `at` and `reset` as in RateGate."""
        if self._counters.is_repeat(at):
            return self.reading
        if strange := sorted(set(counts) - set(self.test.scores)):
            raise ValueError(f"scores run from {self.test.lo} to {self.test.hi}, not {strange}.")
        growth = self._counters.take(tuple(counts.get(s, 0) for s in self.test.scores), at, reset=reset)
        if growth is not None:
            totals = self._counters.totals
            self._evidence.look(self.test.log_e_fail(totals), self.test.log_e_pass(totals), at)
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        grounds = ScoreGrounds(self.test, self._counters.totals)
        low = sum(c for s, c in zip(self.test.scores, grounds.counts, strict=True) if s < self.test.limit)
        return self._evidence.read(self._counters, (grounds.n, low), grounds.mean, grounds)
