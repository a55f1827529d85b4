"""From which evidence on a test of a rate may say FAIL, so that it errs as often as it says, not more seldom.

Ville's inequality gives log(1/alpha). The evidence of a single bad trial leaps over that by far, so the test errs
less often than alpha and asks for more trials than it needs. Here the error at the limit is worked out by forward
recursion over (trials, bad ones) as if looked at after every trial; from the horizon on, Ville's inequality bounds
what may still come of the evidence that is left. So the level holds for any number of trials.

It holds while each trial's rate, given the past, is within the limit: such trials are never worse than those of a
constant rate at the limit, trial by trial. It is not for clusters, nor for a rate that is within the limit on the
whole only.
"""

from collections.abc import Callable, Iterator
from math import exp, fsum, log, log1p
from operator import mul
from typing import NamedTuple

HORIZON_BAD = 50
"""So many bad ones are expected within the horizon at the limit; further out the error changes by no more than 1 %."""
FINENESS = 200
"""The trials between two steps are at most this part of those before them; what falls between counts as error."""
GAIN_MAX = 1.5  # of log evidence; beyond any that was met
TOLERANCE = 0.01  # of the log of the error: more would save a third of a percent of the trials
PASSES_MAX = 9
NEGLIGIBLE = 1e-15  # of probability; what is left out counts as error

LogEvidence = Callable[[int, int], float]


class Calibration(NamedTuple):
    """The log evidence from which on FAIL is said; `horizon`: trials up to which the error was worked out exactly."""

    level: float
    horizon: int


def calibrate(log_e: LogEvidence, limit: float, alpha: float, horizon: int | None = None) -> Calibration:
    """Give the lowest level, to about 1 %, at which the error at the limit is alpha at most.

    log_e: the evidence against "rate <= limit" after n trials with so many bad ones.
    """
    horizon = horizon or horizon_of(limit)
    ville = -log(alpha)
    low, high, level = ville - GAIN_MAX, ville, ville - GAIN_MAX / 2
    for _ in range(PASSES_MAX):
        off = log(error_at(level, log_e, limit, horizon) / alpha)
        low, high = (level, high) if off > 0 else (low, level)
        if -TOLERANCE <= off <= 0 or high - low < TOLERANCE / 2:
            break
        level += off + TOLERANCE / 2  # the error falls about as fast as the level rises, but in leaps
        if not low < level < high:
            level = (low + high) / 2
    return Calibration(high, horizon)


def horizon_of(limit: float) -> int:
    """Give the trials up to which the error is worked out exactly."""
    return round(HORIZON_BAD / limit)


def error_at(level: float, log_e: LogEvidence, limit: float, horizon: int) -> float:
    """Give the probability, at most, that log_e ever reaches the level while the rate is at the limit."""
    mass, fewest = [1.0], 0  # the probabilities of `fewest`, fewest + 1, … bad ones, undecided so far
    most, steps = 1, {0: [1.0]}  # `most`: the fewest bad ones that decide
    for done, step in _steps(horizon):
        while log_e(max(done + 1, most), most) < level:
            most += 1
        if step not in steps:
            steps = {step: _binomial(step, limit)}
        mass = _spread(mass, steps[step])[: most - fewest]
        first = next((i for i, share in enumerate(mass) if share > NEGLIGIBLE), None)
        if first is None:
            return 1.0
        while mass[-1] <= NEGLIGIBLE:
            mass.pop()
        mass, fewest = mass[first:], fewest + first
    later = fsum(share * exp(log_e(horizon, fewest + i) - level) for i, share in enumerate(mass))
    return 1 - fsum(mass) + later


def _steps(horizon: int) -> Iterator[tuple[int, int]]:
    done = 0
    while done < horizon:
        step = min(max(1, done // FINENESS), horizon - done)
        yield done, step
        done += step


def _binomial(trials: int, rate: float) -> list[float]:
    """The probabilities of 0, 1, 2, … bad ones, as far as they count, in falling order of the bad ones."""
    terms, bad, term = [], 0, exp(trials * log1p(-rate))
    while bad <= trials and (term > NEGLIGIBLE or bad < trials * rate):
        terms.append(term)
        term *= (trials - bad) / (bad + 1) * rate / (1 - rate)
        bad += 1
    return terms[::-1]


def _spread(mass: list[float], terms: list[float]) -> list[float]:
    """The distribution after so many more trials."""
    if len(terms) == 2:  # noqa: PLR2004 - a single trial, of which there are many
        bad, good = terms
        return [before * good + one_less * bad for before, one_less in zip([*mass, 0.0], [0.0, *mass], strict=True)]
    edge = [0.0] * (len(terms) - 1)
    padded = [*edge, *mass, *edge]
    return [sum(map(mul, terms, padded[i : i + len(terms)])) for i in range(len(mass) + len(edge))]
