"""A rate against a fixed limit, looked at as often as one likes.

Two finite mixtures of likelihood ratios over odds ratios against the limit p0, one for each direction:
log E = log mean_k exp((bad log(q_k/p0) + good log((1-q_k)/(1-p0))) / cluster). The expectation of a factor
is 1 + (q-p0)(p-p0)/(p0(1-p0)), at most 1 exactly on the null side: E is an e-process (Ville 1939, Wald 1945).
True rates between 0.896 and 1.120 times the limit are never decided.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from gate.measure.bounds import two_sided, upper_bound
from gate.measure.counts.counters import Counters, check_count
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, Levels, log_mixture, log_threshold
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first
from gate.measure.text import amount, percent, rounded_percent

FAIL_ODDS = (1.25, 1.6, 2, 3, 5, 10, 30, 100, 1000)
PASS_ODDS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8)
LOG_PASS_COUNT = math.log(len(PASS_ODDS) + 1)  # and the rate 0
ALTERNATIVE_MAX = 0.9


@dataclass(frozen=True)
class RateTest(Levels):
    """The two mixtures for one limit; pure functions of the counts.

    limit: the share of bad trials, between 0 and 1. cluster: how many trials may go wrong together (>= 1).
    ValueError for a limit above which no alternative is left (about 0.878): it is a share of successes.
    """

    limit: float
    alpha_fail: float = ALPHA_FAIL
    alpha_pass: float = ALPHA_PASS
    cluster: float = 1
    unit: str = "requests"

    def __post_init__(self) -> None:
        """Refuse what can't be tested."""
        if not 0 < self.limit < 1:
            raise ValueError(f"limit must lie between 0 and 1, not {self.limit!r}; for 0 there is ZeroGate.")
        if not 1 <= self.cluster < math.inf:
            raise ValueError(f"cluster must be 1 or more, not {self.cluster!r}.")
        log_threshold("alpha_fail", self.alpha_fail)
        log_threshold("alpha_pass", self.alpha_pass)
        if not self.fail_weights:
            raise ValueError(
                f"limit {self.limit!r} is too high to be refuted; it counts bad trials, "
                f"so 'success above 95%' is limit 0.05."
            )

    @cached_property
    def fail_weights(self) -> list[tuple[float, float]]:
        """Give log(q/p0) and log((1-q)/(1-p0)) of each alternative above the limit."""
        return [
            self._weights(odds)
            for odds in FAIL_ODDS
            if odds * self.limit / (1 - self.limit + odds * self.limit) <= ALTERNATIVE_MAX
        ]

    @cached_property
    def _pass_weights(self) -> list[tuple[float, float]]:
        return [self._weights(odds) for odds in PASS_ODDS]

    @cached_property
    def _clean_weights(self) -> list[tuple[float, float]]:
        return [*self._pass_weights, (0, -math.log1p(-self.limit) / self.cluster)]  # the rate 0, while none is bad

    @cached_property
    def _log_fail_count(self) -> float:
        return math.log(len(self.fail_weights))

    def _weights(self, odds: float) -> tuple[float, float]:
        on_good = -math.log1p(self.limit * (odds - 1))
        return (math.log(odds) + on_good) / self.cluster, on_good / self.cluster

    def log_e_fail(self, n: float, bad: float) -> float:
        """Log of the evidence against "rate <= limit"."""
        return log_mixture(self.fail_weights, n - bad, bad) - self._log_fail_count

    def log_e_pass(self, n: float, bad: float) -> float:
        """Log of the evidence against "rate >= limit"."""
        weights = self._pass_weights if bad else self._clean_weights
        return log_mixture(weights, n - bad, bad) - LOG_PASS_COUNT

    def speaks_against_fail(self, n: int, bad: int) -> bool:
        """Tell whether log_e_fail must be 0 or less, without working it out.

        While the share of bad ones is within the limit, no rate above the limit is likelier than the limit itself.
        """
        return bad <= self.limit * n

    def speaks_against_pass(self, n: int, bad: int) -> bool:
        """Tell whether log_e_pass must be 0 or less: the share of bad ones is at the limit or above."""
        return bad >= self.limit * n

    def evidence_to_pass(self, n: int, bad: int) -> float:
        """Give log_e_pass, or 0 where it must be 0 or less."""
        return 0.0 if self.speaks_against_pass(n, bad) else self.log_e_pass(n, bad)

    def fails_up_to(self, bad: int) -> int:
        """Give the largest n at which `bad` bad ones mean FAIL; 0 if none does."""
        after = first(lambda n: self.log_e_fail(n, bad) < self.fail_level, start=bad)
        return 0 if after is None or after == bad else after - 1

    def passes_from(self, bad: int) -> int | None:
        """Give the smallest n at which `bad` bad ones mean PASS; None above 1e12."""
        return first(lambda n: self.log_e_pass(n, bad) >= self.pass_level, start=bad)

    def parameters(self) -> dict[str, float]:
        """Give what two gates must share for one to go on from the other."""
        return {
            "limit": self.limit,
            "alpha_fail": self.alpha_fail,
            "alpha_pass": self.alpha_pass,
            "cluster": self.cluster,
        }


class RateGrounds(NamedTuple):
    """The counts behind the reading of a rate."""

    test: RateTest
    n: int
    bad: int
    missing: int = 0

    def account(self, state: State) -> str:
        """Say the counts and, if undecided, what is still needed."""
        limit = percent(self.test.limit)
        text = f"{self.bad:,} bad of {self.n:,}" if self.n else "nothing counted yet"
        text += f", {self.missing:,} missing" if self.missing else ""
        if state is State.NOT_ENOUGH_EVIDENCE:
            counted = self.n + self.missing
            if counted:
                bound = upper_bound(self.bad + self.missing, counted)
                text += f", rate < {rounded_percent(bound)} at 95%"
            more = "more " if counted else ""
            text += f"; {amount(self.clean_needed())} {more}clean {self.test.unit} needed to pass {limit}"
        else:
            text += f", limit {limit}"
        if self.test.cluster != 1:
            rough = "" if float(self.test.cluster).is_integer() else " (approximate)"
            text += f"; clusters of {self.test.cluster:g}{rough}"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Clopper-Pearson; what is missing counts as good for the lower end and as bad for the upper."""
        return two_sided(self.bad, self.n + self.missing, self.bad + self.missing)

    def clean_needed(self) -> int | None:
        """Further clean trials until PASS."""
        enough = self.test.passes_from(self.bad + self.missing)
        return None if enough is None else enough - self.n - self.missing

    def needs(self) -> Needs:
        """Search the smallest numbers of further trials that decide."""
        test, n, bad, missing = self.test, self.n, self.bad, self.missing
        share = bad / n if n else None
        return Needs(
            good=self.clean_needed(),
            bad=first(lambda k: test.log_e_fail(n + k, bad + k) >= test.fail_level),
            expected=None
            if share is None
            else first(
                lambda k: (
                    test.log_e_fail(n + k, bad + k * share) >= test.fail_level
                    or test.log_e_pass(n + missing + k, bad + missing + k * share) >= test.pass_level
                )
            ),
        )


class RateGate(Gate):
    """A rate against its limit, from cumulative counts; see RateTest for the parameters.

    Valid at any polling and any stop as long as each trial's rate, given the past, respects the limit; under
    drift it speaks of the mean rate since the gate opened.
    """

    def __init__(
        self,
        limit: float,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
        cluster: float = 1,
        unit: str = "requests",
    ) -> None:
        """Open the gate."""
        self.test = RateTest(limit, alpha_fail, alpha_pass, cluster, unit)
        self._missing = 0
        super().__init__(self.test.parameters(), Counters(("n", "bad"), parts=[("bad", "n")]))

    def update(self, n: int, bad: int, missing: int = 0, at: int | None = None, *, reset: bool = False) -> Reading:
        """Take a poll: trials and bad ones since the gate opened (or since the source's announced reset).

        missing: trials whose end is unknown by now; FAIL leaves them out, PASS counts them as bad.
        at: epoch ms; a poll not later than the last one is ignored. A counter that falls without `reset`
        is a DATA_ERROR. ValueError for what can't be counts.
        """
        if self._counters.is_repeat(at):
            return self.reading
        check_count("missing", missing)
        if self._counters.take((n, bad), at, reset=reset) is not None:
            self._missing = missing
            total, total_bad = self._counters.totals
            test = self.test
            self._evidence.look(
                0.0 if test.speaks_against_fail(total, total_bad) else test.log_e_fail(total, total_bad),
                test.evidence_to_pass(total + missing, total_bad + missing),
                at,
            )
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        n, bad = self._counters.totals
        grounds = RateGrounds(self.test, n, bad, self._missing)
        return self._evidence.read(self._counters, (n, bad), bad / n if n else None, grounds)

    def _own(self) -> dict[str, Any]:
        return {"missing": self._missing}

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self._missing = saved["missing"]
