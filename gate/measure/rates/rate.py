"""A rate against a fixed limit, looked at as often as one likes.

Two finite mixtures of likelihood ratios over odds ratios against the limit p0, one for each direction:
log E = log sum_k w_k exp((bad log(q_k/p0) + good log((1-q_k)/(1-p0))) / cluster). The expectation of a factor
is 1 + (q-p0)(p-p0)/(p0(1-p0)), at most 1 exactly on the null side: E is an e-process (Ville 1939, Wald 1945).
True rates between 0.896 and 1.120 times the limit are never decided.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from gate.measure.bets.calibration import Calibration
from gate.measure.bets.tables import EQUAL, TABLES, Table, table_for
from gate.measure.bounds import two_sided, upper_bound
from gate.measure.counts.counters import Counters, check_count
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS, Levels, log_mixture, log_threshold
from gate.measure.gate import Gate
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first
from gate.measure.text import amount, percent, rounded_percent

ALTERNATIVE_MAX = 0.9
FIRST = MappingProxyType({"table": EQUAL.name, "calibration": None})
"""What gates were opened with that did not say so."""


@dataclass(frozen=True)
class RateTest(Levels):
    """The two mixtures for one limit; pure functions of the counts.

    limit: the share of bad trials, between 0 and 1. cluster: how many trials may go wrong together (>= 1).
    table: the bets, if not those that fit the limit. calibration: where to say FAIL, if not at log(1/alpha_fail).
    ValueError for a limit above which no alternative is left (about 0.878): it is a share of successes.
    """

    limit: float
    alpha_fail: float = ALPHA_FAIL
    alpha_pass: float = ALPHA_PASS
    cluster: float = 1
    unit: str = "requests"
    table: Table | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be tested."""
        if not 0 < self.limit < 1:
            raise ValueError(f"limit must lie between 0 and 1, not {self.limit!r}; for 0 there is ZeroGate.")
        if not 1 <= self.cluster < math.inf:
            raise ValueError(f"cluster must be 1 or more, not {self.cluster!r}.")
        log_threshold("alpha_fail", self.alpha_fail)
        log_threshold("alpha_pass", self.alpha_pass)
        if self.calibration and self.cluster != 1:
            raise ValueError(f"A calibration is of single trials; there is none for clusters of {self.cluster:g}.")
        if not self.fail_bets:
            raise ValueError(
                f"limit {self.limit!r} is too high to be refuted; it counts bad trials, "
                f"so 'success above 95%' is limit 0.05."
            )

    @cached_property
    def fail_level(self) -> float:
        """Give the log evidence from which on it is FAIL."""
        return self.calibration.level if self.calibration else log_threshold("alpha_fail", self.alpha_fail)

    @cached_property
    def bets(self) -> Table:
        """Give the alternatives with their weights."""
        return self.table or table_for(self.limit)

    @cached_property
    def fail_bets(self) -> list[tuple[float, float, float]]:
        """Give log(q/p0), log((1-q)/(1-p0)) and the log weight of each alternative q above the limit."""
        kept = [
            (odds, weight)
            for odds, weight in self.bets.fail
            if odds * self.limit / (1 - self.limit + odds * self.limit) <= ALTERNATIVE_MAX
        ]
        whole = math.fsum(weight for _, weight in kept)
        return [self._bet(odds, weight / whole) for odds, weight in kept]

    @cached_property
    def _pass_bets(self) -> list[tuple[float, float, float]]:
        return [self._bet(odds, weight) for odds, weight in self.bets.passes if odds]

    @cached_property
    def _clean_bets(self) -> list[tuple[float, float, float]]:
        on_good = -math.log1p(-self.limit) / self.cluster
        never = [(0.0, on_good, math.log(weight)) for odds, weight in self.bets.passes if not odds]
        return self._pass_bets + never  # the rate 0, while none is bad

    def _bet(self, odds: float, weight: float) -> tuple[float, float, float]:
        on_good = -math.log1p(self.limit * (odds - 1))
        return (math.log(odds) + on_good) / self.cluster, on_good / self.cluster, math.log(weight)

    def log_e_fail(self, n: float, bad: float) -> float:
        """Log of the evidence against "rate <= limit"."""
        return log_mixture(self.fail_bets, n - bad, bad)

    def log_e_pass(self, n: float, bad: float) -> float:
        """Log of the evidence against "rate >= limit"."""
        return log_mixture(self._pass_bets if bad else self._clean_bets, n - bad, bad)

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

    def parameters(self) -> dict[str, Any]:
        """Give what two gates must share for one to go on from the other."""
        return {
            "limit": self.limit,
            "alpha_fail": self.alpha_fail,
            "alpha_pass": self.alpha_pass,
            "cluster": self.cluster,
            "table": self.bets.name,
            "calibration": self.calibration._asdict() if self.calibration else None,
        }

    def begun_as(self, saved: Mapping[str, Any]) -> "RateTest":
        """Give the same test with the bets and the calibration of a saved one. ValueError for bets that came later."""
        if saved["table"] not in TABLES:
            raise ValueError(f"The saved gate bets by a table that is not known here: {saved['table']}.")
        table = self.table if saved["table"] == self.bets.name else TABLES[saved["table"]]
        return replace(self, table=table, calibration=saved_calibration(saved))


def saved_calibration(saved: Mapping[str, Any]) -> Calibration | None:
    """Give the calibration among saved parameters."""
    return Calibration(**saved["calibration"]) if saved["calibration"] else None


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
        if state is State.FAIL and self.test.calibration:
            text += f"; calibrated to {self.test.calibration.horizon:,} {self.test.unit}"
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
    drift it speaks of the mean rate since the gate opened, unless it is calibrated.
    """

    def __init__(  # noqa: PLR0913 - the parameters of a test
        self,
        limit: float,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
        cluster: float = 1,
        unit: str = "requests",
        table: Table | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        """Open the gate."""
        self.test = RateTest(limit, alpha_fail, alpha_pass, cluster, unit, table, calibration)
        self._missing = 0
        counters = Counters(("n", "bad"), parts=[("bad", "n")])
        super().__init__(self.test.parameters(), counters, self.test.fail_level)

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

    def _adopt(self, saved: Mapping[str, Any]) -> Mapping[str, Any]:
        begun = {**FIRST, **saved}
        self.test = self.test.begun_as(begun)
        self._judge_by(self.test.parameters(), self.test.fail_level)
        return begun

    def _own(self) -> dict[str, Any]:
        return {"missing": self._missing}

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self._missing = saved["missing"]
