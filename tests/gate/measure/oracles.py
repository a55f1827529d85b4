"""The same quantities by other routes: mpmath with 50 digits, scipy, statsmodels; nothing of the engine."""

from collections.abc import Callable, Iterable, Sequence

import mpmath
from mpmath import mpf
from scipy import optimize, special, stats
from statsmodels.stats.proportion import proportion_confint

mpmath.mp.dps = 50

FAIL_ODDS = ("1.25", "1.6", "2", "3", "5", "10", "30", "100", "1000")
PASS_ODDS = ("0", "0.05", "0.1", "0.2", "0.35", "0.5", "0.65", "0.8")
RATIOS = ("1.25", "1.6", "2", "3", "5", "10", "30")
STAKES = ("0.02", "0.05", "0.1", "0.2", "0.35", "0.5", "0.7", "0.9")


def two_sided_rate(bad: int, n: int) -> tuple[float, float]:
    low, high = proportion_confint(bad, n, alpha=0.05, method="beta")
    return float(low), float(high)


def upper_rate(bad: int, n: int, confidence: float) -> float:
    return float(stats.beta.ppf(confidence, bad + 1, n - bad)) if bad < n else 1.0


def lower_rate(bad: int, n: int, confidence: float) -> float:
    return float(stats.beta.ppf(1 - confidence, bad, n - bad + 1)) if bad else 0.0


def needed_clean(limit: float, confidence: float, bad: int) -> int:
    def is_enough(n: int) -> bool:
        return bool(stats.binom.cdf(bad, n, limit) <= 1 - confidence)

    low, high = bad, 10**6
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def upper_mean(count: int, confidence: float) -> float:
    return float(stats.chi2.ppf(confidence, 2 * count + 2) / 2)


def lower_mean(count: int, confidence: float) -> float:
    return float(stats.chi2.ppf(1 - confidence, 2 * count) / 2) if count else 0.0


def wald(rate: str, limit: str) -> float:
    p, q = mpf(rate), mpf(limit)
    return float(mpmath.log(20) / (p * mpmath.log(p / q) + (1 - p) * mpmath.log((1 - p) / (1 - q))))


def _alternatives(odds: Iterable[str], limit: str) -> list[mpf]:
    p0 = mpf(limit)
    rates = [mpf(r) * p0 / (1 - p0) / (1 + mpf(r) * p0 / (1 - p0)) for r in odds]
    return [q for q in rates if q <= mpf("0.9")]


def log_e_rate(odds: Sequence[str], n: int, bad: int, limit: str, cluster: int = 1) -> float:
    p0 = mpf(limit)
    ratios = [(q / p0) ** bad * ((1 - q) / (1 - p0)) ** (n - bad) for q in _alternatives(odds, limit)]
    return float(mpmath.log(sum(ratio ** (mpf(1) / cluster) for ratio in ratios) / len(ratios)))


def log_e_fail(n: int, bad: int, limit: str, cluster: int = 1) -> float:
    return log_e_rate(FAIL_ODDS, n, bad, limit, cluster)


def log_e_pass(n: int, bad: int, limit: str, cluster: int = 1) -> float:
    return log_e_rate(PASS_ODDS, n, bad, limit, cluster)


def log_e_spike(
    batches: Sequence[tuple[int, int]], polls: int, limit: str, bets: Sequence[tuple[float, float]] = ()
) -> float:
    """Sum over the poll at which the change began; a change still to come has the ratio 1."""
    p0, total = mpf(limit), mpf(0)
    given = [(mpf(odds) * p0 / (1 - p0 + mpf(odds) * p0), mpf(weight)) for odds, weight in bets]
    weighed = [(q, weight) for q, weight in given if q <= mpf("0.9")] or [
        (q, mpf(1)) for q in _alternatives(FAIL_ODDS, limit)
    ]
    for q, weight in weighed:
        for start in range(polls):
            ratio = mpf(1)
            for n, bad in batches[start:]:
                ratio *= (q / p0) ** bad * ((1 - q) / (1 - p0)) ** (n - bad)
            total += weight * ratio / polls
    return float(mpmath.log(total / sum(weight for _, weight in weighed)))


def log_e_canary(share: str, bad_c: int, bad_b: int) -> float:
    rho, total = mpf(share), mpf(0)
    for r in RATIOS:
        theta = rho * mpf(r) / (1 - rho + rho * mpf(r))
        total += (theta / rho) ** bad_c * ((1 - theta) / (1 - rho)) ** bad_b
    return float(mpmath.log(total / len(RATIOS)))


def log_e_stars(counts: Sequence[int]) -> float:
    m, total = mpf("0.75"), mpf(0)
    for stake in STAKES:
        wealth = mpf(1)
        for star, count in enumerate(counts):
            wealth *= (1 + mpf(stake) / m * (mpf(star) / 4 - m)) ** count
        total += wealth
    return float(mpmath.log(total / len(STAKES)))


def beta_binomial_log_e(bad: int, n: int, p0: float, a: float, b: float) -> float:
    """The textbook mixture that wasn't chosen; kept to hold the comparison in the specification."""
    log_ratio = special.betaln(a + bad, b + n - bad) - special.betaln(a, b)
    return float(log_ratio - special.xlogy(bad, p0) - special.xlog1py(n - bad, -p0))


def beta_binomial_log_e_exact(bad: int, n: int, p0: float, a: float, b: float) -> float:
    ratio = mpmath.beta(a + bad, b + n - bad) / mpmath.beta(a, b)
    return float(mpmath.log(ratio / (mpf(str(p0)) ** bad * (1 - mpf(str(p0))) ** (n - bad))))


def beta_binomial_end(bad: int, n: int, side: str) -> float:
    """One end of the 95 % confidence sequence of Beta(1,1): where its e-value is 20."""
    share = bad / n
    if side == "lower" and not bad:
        return 0.0
    low, high = (1e-15, share) if side == "lower" else (max(share, 1e-15), 1 - 1e-15)
    log_20 = float(mpmath.log(20))
    return float(
        optimize.brentq(lambda p: beta_binomial_log_e(bad, n, p, 1, 1) - log_20, low, high, xtol=1e-18, rtol=1e-14)
    )


def beta_binomial_end_exact(bad: int, n: int, side: str) -> float:
    if side == "lower" and not bad:
        return 0.0
    share = mpf(bad) / n
    low, high = (mpf("1e-15"), share) if side == "lower" else (1 - mpf("1e-15"), share)
    for _ in range(90):
        middle = (low + high) / 2
        log_e = mpmath.log(mpmath.beta(1 + bad, 1 + n - bad))
        log_e -= bad * mpmath.log(middle) + (n - bad) * mpmath.log(1 - middle)
        low, high = (middle, high) if log_e > mpmath.log(20) else (low, middle)
    return float(low)


def fail_table(limit: str, alpha: str, size: int) -> list[int]:
    """Largest n at which 0, 1, 2, … bad ones mean FAIL."""
    level = float(mpmath.log(1 / mpf(alpha)))
    return [_last(lambda n, bad=bad: log_e_fail(n, bad, limit) >= level, bad) for bad in range(size)]


def pass_table(limit: str, alpha: str, size: int, cluster: int = 1) -> list[int]:
    """Smallest n at which 0, 1, 2, … bad ones mean PASS."""
    level = float(mpmath.log(1 / mpf(alpha)))
    return [1 + _last(lambda n, bad=bad: log_e_pass(n, bad, limit, cluster) < level, bad) for bad in range(size)]


def _last(holds: Callable[[int], bool], start: int) -> int:
    if not holds(start):
        return 0
    low, high = start, 2 * start + 1
    while holds(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
