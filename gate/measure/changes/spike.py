"""A rate that was good and turns bad: an e-process that lets the change begin at any poll.

For each alternative k the mass A_k <- (A_k + w_k s) L_k(batch), where w_k is its weight and s the share of the
planned polls that have come; E = sum_k A_k + the share still to come. It is the mixture, by those weights and over
the poll at which the change began, of likelihood ratios (Shiryaev-Roberts with a uniform prior on a planned
horizon), starting at 1.
"""

from collections.abc import Mapping
from math import exp, inf, log, log1p
from typing import Any, NamedTuple

from gate.measure.bets.tables import Table
from gate.measure.counts.counters import Counters
from gate.measure.evidence import ALPHA_FAIL, EXP_MAX, log_sum_exp
from gate.measure.gate import Gate
from gate.measure.rates.rate import FIRST, RateGrounds, RateTest
from gate.measure.reading import Needs, Reading, State
from gate.measure.search import first

NEGLIGIBLE_BELOW = 37.0  # a mass smaller by this factor (its log) no longer changes a sum of doubles


class SpikeProcess(NamedTuple):
    """The change-point e-process after the poll in `slot`; slots count from 1 to `polls`.

    log_masses: log A_k of each alternative, its weight within; empty before the first poll.
    """

    test: RateTest
    polls: int
    slot: int = 0
    log_masses: tuple[float, ...] = ()

    @classmethod
    def start(cls, test: RateTest, polls: int) -> "SpikeProcess":
        """Start at 1; ValueError for a horizon without polls."""
        if type(polls) is not int or polls < 1:
            raise ValueError(f"polls must be a whole number from 1, not {polls!r}.")
        return cls(test, polls)

    def next_slot(self, slot: int | None) -> int:
        """Give the slot of a poll: the one of the clock, else the next; ValueError if it went backwards."""
        if slot is None:
            return self.slot + 1
        if type(slot) is not int or slot < max(1, self.slot):
            raise ValueError(f"slot {slot!r} can't follow slot {self.slot}.")
        return slot

    def after(self, good: float, bad: float, slot: int) -> "SpikeProcess":
        """Take what came since the last poll, at a slot from next_slot; nothing after the last one.

        The slot is that of the clock: one that went unanswered puts its share on the next that is answered.
        """
        if slot > self.polls:
            good, bad, slot = 0, 0, self.polls
        share = log((slot - self.slot) / self.polls) if slot > self.slot else -inf
        bets = self.test.fail_bets
        grown = [
            (mass if (over := mass - (fresh := share + log_weight)) > NEGLIGIBLE_BELOW else fresh + log1p(exp(over)))
            + bad * on_bad
            + good * on_good
            for mass, (on_bad, on_good, log_weight) in zip(self.log_masses or [-inf] * len(bets), bets, strict=True)
        ]
        return SpikeProcess(self.test, self.polls, slot, tuple(grown))

    @property
    def log_e(self) -> float:
        """Log of the evidence that the rate exceeds, or from some poll on exceeded, the limit."""
        if not self.slot:
            return 0.0
        masses = self.log_masses
        to_come = (self.polls - self.slot) / self.polls
        if to_come and max(masses) < EXP_MAX:
            return log(sum(map(exp, masses)) + to_come)
        return log_sum_exp(masses)  # nothing is to come, or nothing that counts beside such masses

    def snapshot(self) -> dict[str, Any]:
        """Give the process as plain JSON."""
        return {"slot": self.slot, "weighed_log_masses": list(self.log_masses)}

    def resumed(self, saved: dict[str, Any]) -> "SpikeProcess":
        """Give the process as it was when the snapshot was taken."""
        if "weighed_log_masses" in saved:
            masses = saved["weighed_log_masses"]
        else:  # as written before there were weights
            weights = [log_weight for _, _, log_weight in self.test.fail_bets]
            masses = [mass + weight for mass, weight in zip(saved["log_masses"], weights, strict=False)]
        return self._replace(slot=saved["slot"], log_masses=tuple(masses))


class SpikeGrounds(NamedTuple):
    """The process behind a reading."""

    process: SpikeProcess
    n: int
    bad: int

    @property
    def counts(self) -> RateGrounds:
        """The counts as those of a rate."""
        return RateGrounds(self.process.test, self.n, self.bad)

    def account(self, state: State) -> str:
        """Say the counts; decided or not, there is no PASS to wait for."""
        shown = State.DATA_ERROR if state is State.NOT_ENOUGH_EVIDENCE else state
        return f"{self.counts.account(shown)}, looking for a change"

    def interval(self) -> tuple[float | None, float | None]:
        """Clopper-Pearson of all that was counted."""
        return self.counts.interval()

    def needs(self) -> Needs:
        """Bad trials in the next poll until FAIL."""
        if self.process.slot >= self.process.polls:
            return Needs()
        level = self.process.test.fail_level
        return Needs(bad=first(lambda k: self.process.after(0, k, self.process.slot + 1).log_e >= level))


class SpikeGate(Gate):
    """The change-point e-process on its own: FAIL or nothing, never PASS. Parameters as RateGate.

    polls: how many are planned for the watch.
    """

    def __init__(
        self,
        limit: float,
        polls: int = 120,
        *,
        alpha_fail: float = ALPHA_FAIL,
        cluster: float = 1,
        table: Table | None = None,
    ) -> None:
        """Open the gate."""
        self.test = RateTest(limit, alpha_fail, cluster=cluster, table=table)
        self.process = SpikeProcess.start(self.test, polls)
        super().__init__({**self.test.parameters(), "polls": polls}, Counters(("n", "bad"), parts=[("bad", "n")]))

    def update(
        self, n: int, bad: int, at: int | None = None, *, slot: int | None = None, reset: bool = False
    ) -> Reading:
        """Take a poll of cumulative counts; slot: that of the clock, else the next."""
        if self._counters.is_repeat(at):
            return self.reading
        slot = self.process.next_slot(slot)
        growth = self._counters.take((n, bad), at, reset=reset)
        if growth is not None:
            self.process = self.process.after(growth[0] - growth[1], growth[1], slot)
            self._evidence.look(self.process.log_e, 0.0, at)
        self.reading = self._read()
        return self.reading

    def _read(self) -> Reading:
        n, bad = self._counters.totals
        grounds = SpikeGrounds(self.process, n, bad)
        return self._evidence.read(self._counters, (n, bad), bad / n if n else None, grounds)

    def _adopt(self, saved: Mapping[str, Any]) -> Mapping[str, Any]:
        begun = {**FIRST, **saved}
        self.test = self.test.begun_as(begun)
        self.process = SpikeProcess.start(self.test, self.process.polls)
        self._judge_by({**self.test.parameters(), "polls": self.process.polls}, self.test.fail_level)
        return begun

    def _own(self) -> dict[str, Any]:
        return {"process": self.process.snapshot()}

    def _resume_own(self, saved: dict[str, Any]) -> None:
        self.process = self.process.resumed(saved["process"])
