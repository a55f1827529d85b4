"""Samples until FAIL and PASS against the bound of any sequential test, and errors at the limit, exactly."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from benchmarks.measure.aims import ERROR, Worst
from benchmarks.measure.exact import FailEdges, until_fail, until_pass
from gate.measure import RateTest, calibrate, wald_bound

ALPHAS = (0.05, 0.0025)
FAIL_RATES = {0.001: (0.05, 0.02, 0.01, 0.005), 0.05: (0.15, 0.10, 0.07)}
PASS_RATES = {0.001: (0.0001, 0.0005), 0.05: (0.005, 0.01, 0.02)}
ERROR_TRIALS = {0.001: 500_000, 0.05: 20_000}
"""Up to which the error at the limit is given: ten and twenty times as many as the calibration looks at exactly."""
TRIALS = {0.001: 400_000, 0.05: 20_000}
"""Far beyond the mean at each of the rates."""


def fail_table(worst: Worst) -> Iterator[str]:
    """Rows with the realised errors and mean samples, calibrated and by Ville's inequality."""
    yield "| limit | true rate | alpha | error, calibrated | samples | bound | ratio | error, Ville | samples | ratio |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for limit, rates in FAIL_RATES.items():
        for alpha in ALPHAS:
            ville = RateTest(limit, alpha)
            calibrated = replace(ville, calibration=calibrate(ville.log_e_fail, limit, alpha))
            edges = [FailEdges(test) for test in (calibrated, ville)]
            errors = [until_fail(limit, edge, ERROR_TRIALS[limit]).chance for edge in edges]
            worst.take(ERROR, errors[0] / alpha)
            for rate in rates:
                means = [until_fail(rate, edge, TRIALS[limit]).mean for edge in edges]
                bound = wald_bound(rate, limit, alpha)
                worst.take(f"FAIL, calibrated: samples over the bound, alpha {alpha:g}", means[0] / bound)
                yield (
                    f"| {limit:.1%} | {rate:.2%} | {alpha:g} | {errors[0]:.4f} | {means[0]:,.0f} | {bound:,.0f} | "
                    f"{means[0] / bound:.2f} | {errors[1]:.4f} | {means[1]:,.0f} | {means[1] / bound:.2f} |"
                )


def pass_table(worst: Worst) -> Iterator[str]:
    """Rows with the realised error and mean samples."""
    yield "| limit | true rate | alpha | realised error at the limit | mean samples | log(1/alpha)/KL | ratio |"
    yield "|---|---|---|---|---|---|---|"
    for limit, rates in PASS_RATES.items():
        for alpha in ALPHAS:
            edge = cache(RateTest(limit, alpha_pass=alpha).passes_from)
            error = until_pass(limit, lambda bad: edge(bad) or TRIALS[limit], ERROR_TRIALS[limit]).chance  # noqa: B023
            worst.take(ERROR, error / alpha)
            for rate in rates:
                mean = until_pass(rate, lambda bad: edge(bad) or TRIALS[limit], TRIALS[limit]).mean  # noqa: B023
                bound = wald_bound(rate, limit, alpha)
                worst.take(f"PASS: samples over the bound, alpha {alpha:g}", mean / bound)
                samples = f"{mean:,.0f} | {bound:,.0f} | {mean / bound:.2f}"
                yield f"| {limit:.1%} | {rate:.2%} | {alpha:g} | {error:.4f} | {samples} |"
