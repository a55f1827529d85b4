"""Exact bounds for one look at a fixed sample: Clopper-Pearson for rates, Garwood for counts.

They hold for a sample whose size was fixed beforehand, not for a number that is looked at again and again.
"""

import math
from collections.abc import Callable

from gate.measure.counts.counters import check_count
from gate.measure.search import first

BISECTIONS = 80
LOGIT_RANGE = 60.0  # shares from 1e-26 to 1 - 1e-26
NEGLIGIBLE = 1e-17  # a term of a tail that no longer changes its sum
STIRLING_FROM = 16  # below, lgamma is exact enough; above, it loses digits to cancellation
TWO_SIDED = 0.975
"""Of each end of an interval that holds 95 %."""


def upper_bound(bad: int, n: int, confidence: float = 0.95) -> float:
    """Largest rate that `bad` of `n` do not refute: one-sided upper Clopper-Pearson bound.

    The rate p with P(X <= bad | n, p) = 1 - confidence. Use confidence 0.975 for a two-sided 95 % interval.
    ValueError for bad > n, n = 0 or a confidence outside [0.5, 1).
    """
    _check(bad, n, confidence)
    if bad == n:
        return 1.0
    log_alpha = math.log1p(-confidence)
    if bad == 0:
        return -math.expm1(log_alpha / n)
    return _share_where(lambda p: log_lower_tail(bad, n, p) > log_alpha)


def lower_bound(bad: int, n: int, confidence: float = 0.95) -> float:
    """Smallest rate that `bad` of `n` do not refute: one-sided lower Clopper-Pearson bound.

    The rate p with P(X >= bad | n, p) = 1 - confidence. ValueError as for upper_bound.
    """
    _check(bad, n, confidence)
    if bad == 0:
        return 0.0
    log_alpha = math.log1p(-confidence)
    if bad == n:
        return math.exp(log_alpha / n)
    # X bad of n is n - X good of n: the tails change places.
    return _share_where(lambda p: log_lower_tail(n - bad, n, 1 - p) <= log_alpha)


def two_sided(bad: int, n: int, bad_at_most: int) -> tuple[float, float]:
    """Clopper-Pearson, 95 %, where between `bad` and `bad_at_most` of n trials are bad; (0, 1) without trials."""
    if not n:
        return 0.0, 1.0
    return lower_bound(bad, n, TWO_SIDED), upper_bound(bad_at_most, n, TWO_SIDED)


def needed_clean(limit: float, confidence: float = 0.95, bad: int = 0) -> int:
    """Give the smallest sample in which `bad` bad ones still prove rate < limit, fixed beforehand."""
    check_count("bad", bad)
    if not 0 < limit < 1:
        raise ValueError(f"limit must lie between 0 and 1, not {limit!r}.")
    log_alpha = _log_alpha(confidence)
    found = first(lambda n: log_lower_tail(bad, n, limit) <= log_alpha, start=bad + 1)
    if found is None:
        raise ValueError(f"No sample up to 1e12 proves a rate below {limit!r} at confidence {confidence!r}.")
    return found


def poisson_upper(count: int, confidence: float = 0.95) -> float:
    """Largest mean that `count` events do not refute: P(X <= count | mean) = 1 - confidence (Garwood)."""
    check_count("count", count)
    log_alpha = _log_alpha(confidence)
    if count == 0:
        return -log_alpha
    return _mean_where(lambda mean: _log_poisson_lower_tail(count, mean) > log_alpha, above=count)


def poisson_lower(count: int, confidence: float = 0.95) -> float:
    """Smallest mean that `count` events do not refute: P(X >= count | mean) = 1 - confidence (Garwood)."""
    check_count("count", count)
    log_alpha = _log_alpha(confidence)
    if count == 0:
        return 0.0
    return _mean_where(lambda mean: _log_poisson_upper_tail(count, mean) <= log_alpha, above=0)


def wald_bound(rate: float, limit: float, alpha: float) -> float:
    """Give log(1/alpha) / KL(rate || limit): no sequential test of size alpha decides earlier on average."""
    divergence = 0.0
    if rate > 0:
        divergence += rate * math.log(rate / limit)
    if rate < 1:
        divergence += (1 - rate) * math.log((1 - rate) / (1 - limit))
    return -math.log(alpha) / divergence if divergence else math.inf


def _log_alpha(confidence: float) -> float:
    if not 0.5 <= confidence < 1:  # noqa: PLR2004 - below a half nobody is confident of anything
        raise ValueError(f"confidence must be 0.5 or more and below 1, not {confidence!r}.")
    return math.log1p(-confidence)


def _check(bad: int, n: int, confidence: float) -> None:
    check_count("bad", bad)
    check_count("n", n)
    _log_alpha(confidence)
    if n == 0 or bad > n:
        raise ValueError(f"{bad} bad of {n} is no sample.")


def _share_where(is_below: Callable[[float], bool]) -> float:
    """Bisect in log-odds, so that tiny shares keep their digits."""
    low, high = -LOGIT_RANGE, LOGIT_RANGE
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(1 / (1 + math.exp(-middle))) else (low, middle)
    return 1 / (1 + math.exp(-low))


def _mean_where(is_below: Callable[[float], bool], above: float) -> float:
    low, high = above, 2.0 * above + 64
    while is_below(high):
        low, high = high, 2 * high
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def log_lower_tail(bad: int, n: int, p: float) -> float:
    """Give log P(X <= bad) of the binomial, summed downwards from `bad`: about sqrt(n) terms."""
    if bad > n * p:
        return 0.0  # at least a half, since the median is np rounded: above every level asked for
    odds = (1 - p) / p
    term = total = 1.0
    for k in range(bad, 0, -1):
        term *= k / (n - k + 1) * odds
        total += term
        if term < NEGLIGIBLE * total:
            break
    return _log_binomial(bad, n, p) + math.log(total)


def _log_poisson_lower_tail(count: int, mean: float) -> float:
    term = total = 1.0
    for k in range(count, 0, -1):
        term *= k / mean
        total += term
        if term < NEGLIGIBLE * total:
            break
    return _log_poisson(count, mean) + math.log(total)


def _log_poisson_upper_tail(count: int, mean: float) -> float:
    term = total = 1.0
    k = count
    while term > NEGLIGIBLE * total:
        k += 1
        term *= mean / k
        total += term
    return _log_poisson(count, mean) + math.log(total)


def _log_binomial(k: int, n: int, p: float) -> float:
    """Log of the binomial probability in C. Loader's saddle-point form (2000): keeps its digits to 1e12."""
    if k == 0:
        return n * math.log1p(-p)
    if k == n:
        return n * math.log(p)
    return (
        _stirling_error(n)
        - _stirling_error(k)
        - _stirling_error(n - k)
        - _deviance(k, n * p)
        - _deviance(n - k, n * (1 - p))
        + 0.5 * math.log(n / (2 * math.pi * k * (n - k)))
    )


def _log_poisson(k: int, mean: float) -> float:
    if k == 0:
        return -mean
    return -_stirling_error(k) - _deviance(k, mean) - 0.5 * math.log(2 * math.pi * k)


def _stirling_error(n: int) -> float:
    """log(n!) less Stirling's approximation of it."""
    if n < STIRLING_FROM:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2 * math.pi)
    square = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n


def _deviance(x: float, mean: float) -> float:
    """Give x log(x / mean) + mean - x without cancellation where x is near the mean."""
    relative = (x - mean) / (x + mean)
    if abs(relative) >= 0.1:  # noqa: PLR2004 - where the series stops paying
        return x * math.log(x / mean) + mean - x
    total = (x - mean) * relative
    term, k = 2 * x * relative, 1
    while True:
        term *= relative * relative
        longer = total + term / (2 * k + 1)
        if longer == total:
            return total
        total, k = longer, k + 1
