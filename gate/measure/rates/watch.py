"""The gate of a watch: a rate that is too high on the whole, or becomes so, under one alpha.

E_fail = (E_rate + E_spike) / 2 of the current values, then the running maximum: the mean of two e-processes
is one. (The mean of their maxima would not be.) Calibrated, each decides for itself with its part of alpha: E_rate
at its calibrated level, E_spike by Ville's inequality. PASS comes from the rate alone.
"""

from collections.abc import Mapping
from math import exp, log, log1p
from typing import Any, NamedTuple

from gate.measure.bets.calibration import Calibration
from gate.measure.bets.tables import Table
from gate.measure.changes.spike import SpikeProcess
from gate.measure.counts.counters import Counters, check_count
from gate.measure.evidence import ALPHA_FAIL, ALPHA_PASS
from gate.measure.gate import Gate
from gate.measure.rates.rate import FIRST, RateGrounds, RateTest, saved_calibration
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first

LOG_2 = log(2)
RATE_SHARE = 1 / 3
"""Of alpha_fail, for the rate on the whole where it is calibrated: a change is the harder one to find."""
LOG_SPIKE_SHARE = log(1 - RATE_SHARE)


def log_half_sum(log_e_rate: float, log_e_spike: float) -> float:
    """Log of the mean of both e-values."""
    low, high = (log_e_rate, log_e_spike) if log_e_rate < log_e_spike else (log_e_spike, log_e_rate)
    return high + log1p(exp(low - high)) - LOG_2


def log_e_watch(log_e_rate: float, log_e_spike: float, fail_level: float, calibration: Calibration | None) -> float:
    """Log of the evidence of a watch; fail_level: where it says FAIL."""
    if calibration is None:
        return log_half_sum(log_e_rate, log_e_spike)
    return max(log_e_rate - calibration.level + fail_level, log_e_spike + LOG_SPIKE_SHARE)


class WatchGrounds(NamedTuple):
    """The counts and the change-point process behind a reading; calibration: that of the rate on the whole."""

    process: SpikeProcess
    n: int
    bad: int
    missing: int
    calibration: Calibration | None = None

    @property
    def counts(self) -> RateGrounds:
        """The counts as those of a rate."""
        return RateGrounds(self.process.test, self.n, self.bad, self.missing)

    def account(self, state: State) -> str:
        """Say the counts and, if undecided, what is still needed."""
        text = self.counts.account(state)
        if state is State.FAIL and self.calibration:
            text += f"; calibrated to {self.calibration.horizon:,} {self.process.test.unit}"
        return text

    def interval(self) -> tuple[float | None, float | None]:
        """Clopper-Pearson of all that was counted."""
        return self.counts.interval()

    def would_fail(self, more: float, more_bad: float) -> bool:
        """Tell whether it would be FAIL if so many trials came with the next poll."""
        spike = self.process.after(more - more_bad, more_bad, self.process.slot + 1).log_e
        test = self.process.test
        log_e_rate = test.log_e_fail(self.n + more, self.bad + more_bad)
        return log_e_watch(log_e_rate, spike, test.fail_level, self.calibration) >= test.fail_level

    def needs(self) -> Needs:
        """Search the smallest numbers of further trials, coming with the next poll, that decide."""
        test, n, bad, missing = self.counts[:4]
        share = bad / n if n else None
        would_fail = self.would_fail

        def would_pass(k: float, k_bad: float) -> bool:
            return test.log_e_pass(n + missing + k, bad + missing + k_bad) >= test.pass_level

        return Needs(
            good=self.counts.clean_needed(),
            bad=first(lambda k: would_fail(k, k)),
            expected=None if share is None else first(lambda k: would_fail(k, k * share) or would_pass(k, k * share)),
        )


class WatchGate(Gate):
    """Rate gate and spike gate in one; parameters as RateGate.

    polls: how many are planned for the watch (window / poll); the change-point part takes nothing after them.
    calibration: that of RATE_SHARE of alpha_fail. Then log_e_fail is moved so that log(1/alpha_fail) still decides.
    """

    def __init__(  # noqa: PLR0913 - the parameters of a rate gate and the polls
        self,
        limit: float,
        polls: int = 120,
        *,
        alpha_fail: float = ALPHA_FAIL,
        alpha_pass: float = ALPHA_PASS,
        cluster: float = 1,
        unit: str = "requests",
        table: Table | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        """Open the gate."""
        self.test = RateTest(limit, alpha_fail, alpha_pass, cluster, unit, table)
        self.process = SpikeProcess.start(self.test, polls)
        self._calibration = calibration
        self._missing = 0
        super().__init__(self._all_parameters(), Counters(("n", "bad"), parts=[("bad", "n")]))

    def update(  # noqa: PLR0913 - what a poll can tell
        self,
        n: int,
        bad: int,
        missing: int = 0,
        at: int | None = None,
        *,
        slot: int | None = None,
        reset: bool = False,
    ) -> Reading:
        """Take a poll as RateGate does.

        slot: the time slot of the clock, 1 to polls, so that unanswered polls are counted too; else the next.
        """
        if self._counters.is_repeat(at):
            return self.reading
        check_count("missing", missing)
        slot = self.process.next_slot(slot)
        growth = self._counters.take((n, bad), at, reset=reset)
        if growth is not None:
            self._missing = missing
            self.process = self.process.after(growth[0] - growth[1], growth[1], slot)
            total, total_bad = self._counters.totals
            test, log_e_spike = self.test, self.process.log_e
            is_calm = log_e_spike <= 0 and test.speaks_against_fail(total, total_bad)
            self._evidence.look(
                0.0
                if is_calm
                else log_e_watch(test.log_e_fail(total, total_bad), log_e_spike, test.fail_level, self._calibration),
                test.evidence_to_pass(total + missing, total_bad + missing),
                at,
            )
        self.reading = self._read()
        return self.reading

    @property
    def grounds(self) -> WatchGrounds:
        """What the reading stands on."""
        n, bad = self._counters.totals
        return WatchGrounds(self.process, n, bad, self._missing, self._calibration)

    def _read(self) -> Reading:
        n, bad = self._counters.totals
        return self._evidence.read(self._counters, (n, bad), bad / n if n else None, self.grounds)

    def _all_parameters(self) -> dict[str, Any]:
        calibration = self._calibration._asdict() if self._calibration else None
        return {**self.test.parameters(), "polls": self.process.polls, "calibration": calibration}

    def _adopt(self, saved: Mapping[str, Any]) -> Mapping[str, Any]:
        begun = {**FIRST, **saved}
        self.test = self.test.begun_as({**begun, "calibration": None})
        self.process = SpikeProcess.start(self.test, self.process.polls)
        self._calibration = saved_calibration(begun)
        self._judge_by(self._all_parameters(), None)
        return begun

    def _own(self) -> dict[str, Any]:
        return {"process": self.process.snapshot(), "missing": self._missing}

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self.process = self.process.resumed(saved["process"])
        self._missing = saved["missing"]
