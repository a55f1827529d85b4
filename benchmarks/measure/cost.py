"""What an update of a gate costs, and what is worked out on request."""

import json
import timeit
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import process_time

from benchmarks.measure.aims import UPDATE, Worst
from gate.measure import (
    RATE_SHARE,
    CompareGate,
    RateGate,
    RateTest,
    SpikeGate,
    WatchGate,
    calibrate,
)

Gate = RateGate | SpikeGate | WatchGate | CompareGate
Open = Callable[[], Gate]
LIMIT = 0.001


def microseconds(act: Callable[[], object], number: int) -> float:
    """Processor time of one call, the best of many short rounds, so that other work on the machine counts little."""
    return min(timeit.repeat(act, timer=process_time, number=number, repeat=150)) / number * 1e6


def watched_hour(opened: Open, counts: Sequence[tuple[int, ...]]) -> Gate:
    """Open a gate and give it all polls."""
    gate = opened()
    for poll in counts:
        gate.update(*poll)
    return gate


def rows(worst: Worst) -> Iterator[str]:
    """Cost of one update of each gate and of what is worked out on request; size of what is saved."""
    test = RateTest(LIMIT)
    calibration = calibrate(test.log_e_fail, LIMIT, test.alpha_fail * RATE_SHARE)
    for title, bad_a_poll in (("a third of the limit", 0.1), ("twice the limit", 0.6), ("20 times the limit", 6)):
        counts = [(300 * i, int(bad_a_poll * i)) for i in range(1, 121)]
        arms = [(n // 10, bad // 10, n, bad) for n, bad in counts]
        kinds: list[tuple[str, Open, Sequence[tuple[int, ...]]]] = [
            ("RateGate", partial(RateGate, LIMIT), counts),
            ("SpikeGate", partial(SpikeGate, LIMIT), counts),
            ("WatchGate", partial(WatchGate, LIMIT), counts),
            ("WatchGate, calibrated", partial(WatchGate, LIMIT, calibration=calibration), counts),
            ("CompareGate", CompareGate, arms),
        ]
        for kind, opened, polls in kinds:
            cost_us = microseconds(partial(watched_hour, opened, polls), 2) / len(polls)
            worst.take(UPDATE, cost_us)
            size = len(json.dumps(watched_hour(opened, polls).snapshot()))
            yield f"| {kind}: update, {title} | {cost_us:.1f} | {size} |"
    rate, watch = RateGate(LIMIT).update(500, 1), WatchGate(LIMIT).update(500, 1)
    for name, reading in (("RateGate", rate), ("WatchGate", watch)):
        yield f"| {name}: need_good, need_bad, need_expected | {microseconds(reading.grounds.needs, 5):.0f} | |"
    interval = RateGate(LIMIT).update(100_000, 120).grounds.interval
    yield f"| lower and upper of 120 in 100,000 | {microseconds(interval, 5):.0f} | |"
    for limit in (0.001, 0.05):
        for alpha in (0.01, 0.00125):
            started = process_time()
            calibrate(RateTest(limit, alpha).log_e_fail, limit, alpha)
            yield f"| a calibration, limit {limit:.1%}, alpha {alpha} | {(process_time() - started) * 1e6:,.0f} | |"
