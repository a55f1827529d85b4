"""A ratio of two rates within a band: how often it is called, and how soon. Simulated."""

from collections.abc import Iterator

import numpy as np

from gate.measure import RelativeRateGate, State

SEED = 20261123
RUNS = 2_000
POLLS = 120


def _row(band: tuple[float, float], weights: tuple[int, int], true: float, per_poll: int) -> str:
    """Two streams of Poisson counts, a ratio: shares that PASS and FAIL, and the events expected until then."""
    random = np.random.default_rng(SEED)
    size = RUNS, POLLS
    watched = random.poisson(true * per_poll, size).cumsum(axis=1).tolist()
    others = random.poisson(per_poll * weights[1] / weights[0], size).cumsum(axis=1).tolist()
    expected, ends, passed = [], [], 0
    for events, baseline in zip(watched, others, strict=True):
        gate = RelativeRateGate(*band, alpha_fail=0.05, alpha_pass=0.05)
        polls = None
        for i in range(1, POLLS + 1):
            state = gate.update(weights[0] * i, events[i - 1], weights[1] * i, baseline[i - 1]).state
            if state is not State.NOT_ENOUGH_EVIDENCE and polls is None:
                polls = i
        passed += gate.reading.log_e_pass >= np.log(1 / 0.05)
        ends.append(gate.reading.state)
        expected += [] if polls is None else [polls * per_poll]
    samples = f"{np.mean(expected):,.0f} | {np.quantile(expected, 0.9):,.0f}" if expected else "- | -"
    return (
        f"| {band[0]:g} to {band[1]:g} | {weights[0]} : {weights[1]} | {true:g} | {passed / RUNS:.4f} | "
        f"{ends.count(State.FAIL) / RUNS:.4f} | {len(expected) / RUNS:.1%} | {samples} |"
    )


def table() -> Iterator[str]:
    """At the limits the shares are errors; elsewhere the samples count."""
    yield "| band | exposures | true ratio | PASS | FAIL | decided | expected events until then, mean | 90 % within |"
    yield "|---|---|---|---|---|---|---|---|"
    for true in (0, 0.25, 0.5, 0.8, 1, 1.25, 2, 4):
        yield _row((0.5, 2), (1, 4), true, per_poll=5)
    for true in (0, 0.5, 0.8, 1, 1.25, 2):
        yield _row((0.8, 1.25), (10, 90), true, per_poll=20)
