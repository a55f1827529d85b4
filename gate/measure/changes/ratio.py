"""Two streams of events: the ratio of their rates against one limit.

If the first stream has the share rho of a poll's exposure and R0 times the other's rate, an event is of the
first with probability th0 = rho R0 / (1 - rho + rho R0); an alternative r puts R0 r in place of R0. Swings and
incidents that both share cancel. (Lindon and Malek 2022 for multinomial counts; here one-sided.) Exposure is
trials, or time; over time it is the conditional test of two Poisson rates (Przyborowski and Wilenski 1940).
"""

from math import log, log1p
from typing import Any

from gate.measure.evidence import log_sum_exp

RATIOS = (1.25, 1.6, 2, 3, 5, 10, 30)
LOG_COUNT = log(len(RATIOS))


class RatioProcess:
    """Two e-processes, up against "ratio <= limit" and down against "ratio >= limit".

    cluster: how many events may come together (>= 1); it divides every log likelihood ratio.
    """

    def __init__(self, limit: float, cluster: float = 1) -> None:
        """Start both at 1."""
        self._limit = limit
        # of each alternative: its ratio less 1, and the log of its ratio a cluster
        self._up = [(r - 1, log(r) / cluster) for r in RATIOS]
        self._down = [(1 / r - 1, -log(r) / cluster) for r in RATIOS]
        self._cluster = cluster
        self._log_up = [0.0] * len(RATIOS)
        self._log_down = [0.0] * len(RATIOS)

    @property
    def log_e_up(self) -> float:
        """Current log evidence that the first stream's rate is above the limit times the other's."""
        return log_sum_exp(self._log_up) - LOG_COUNT

    @property
    def log_e_down(self) -> float:
        """Current log evidence that it is below."""
        return log_sum_exp(self._log_down) - LOG_COUNT

    def weigh(self, exposure: float, events: float, other_exposure: float, other_events: float) -> None:
        """Take what came since the last poll; without events, or while one stream stood still, it tells nothing."""
        if not (exposure and other_exposure and (events or other_events)):
            return
        odds = self._limit * exposure / other_exposure  # of an event being of the first stream, at the limit
        share = odds / (1 + odds)
        all_events = (events + other_events) / self._cluster
        self._log_up = [
            so_far + events * log_ratio - all_events * log1p(share * more)
            for so_far, (more, log_ratio) in zip(self._log_up, self._up, strict=True)
        ]
        self._log_down = [
            so_far + events * log_ratio - all_events * log1p(share * more)
            for so_far, (more, log_ratio) in zip(self._log_down, self._down, strict=True)
        ]

    def snapshot(self) -> dict[str, Any]:
        """Give the evidence of each alternative as plain JSON."""
        return {"log_up": list(self._log_up), "log_down": list(self._log_down)}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self._log_up = list(saved["log_up"])
        self._log_down = list(saved["log_down"])
