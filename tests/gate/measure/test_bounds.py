"""Bounds of fixed samples against scipy and statsmodels, from one trial to very many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.measure import lower_bound, needed_clean, poisson_lower, poisson_upper, upper_bound, wald_bound
from tests.gate.measure import oracles

deterministic = settings(derandomize=True, database=None, deadline=None, max_examples=80)
confidences = st.sampled_from([0.5, 0.8, 0.95, 0.975, 0.9999])


@deterministic
@given(st.integers(1, 200_000), st.floats(0, 1), confidences)
def test_rates_agree_with_the_quantiles_of_the_beta_distribution(n: int, share: float, confidence: float) -> None:
    bad = round(share * n)
    assert upper_bound(bad, n, confidence) == pytest.approx(oracles.upper_rate(bad, n, confidence), rel=1e-9)
    assert lower_bound(bad, n, confidence) == pytest.approx(oracles.lower_rate(bad, n, confidence), rel=1e-9)


@deterministic
@given(st.integers(0, 20_000), confidences)
def test_means_agree_with_the_quantiles_of_chi_square(count: int, confidence: float) -> None:
    assert poisson_upper(count, confidence) == pytest.approx(oracles.upper_mean(count, confidence), rel=1e-9)
    assert poisson_lower(count, confidence) == pytest.approx(oracles.lower_mean(count, confidence), rel=1e-9)


@pytest.mark.parametrize(("bad", "n"), [(0, 10**12), (7, 10**12), (10**5, 10**9)])
def test_huge_samples_keep_their_digits(bad: int, n: int) -> None:
    assert upper_bound(bad, n) == pytest.approx(oracles.upper_rate(bad, n, 0.95), rel=1e-9)
    assert lower_bound(bad, n) == pytest.approx(oracles.lower_rate(bad, n, 0.95), rel=1e-9)


@deterministic
@given(st.floats(1e-5, 0.5), st.integers(0, 30), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_needed_sample_is_the_smallest_that_proves(limit: float, bad: int, confidence: float) -> None:
    n = needed_clean(limit, confidence, bad)
    assert upper_bound(bad, n, confidence) <= limit * (1 + 1e-9)
    assert upper_bound(bad, n - 1, confidence) >= limit * (1 - 1e-9) if n > 1 else True


@pytest.mark.parametrize(
    ("bad", "n", "confidence", "sentence"),
    [
        (1, 0, 0.95, "1 bad of 0 is no sample"),
        (0, 0, 0.95, "0 bad of 0 is no sample"),
        (3, 2, 0.95, "3 bad of 2 is no sample"),
        (-1, 2, 0.95, "bad must be a whole number"),
        (0, 2.0, 0.95, "n must be a whole number"),
        (0, 2, 95, r"confidence must be 0\.5 or more and below 1, not 95"),
        (0, 2, 0.4, r"confidence must be 0\.5 or more"),
    ],
)
def test_what_is_no_sample_is_refused(bad: int, n: int, confidence: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        upper_bound(bad, n, confidence)
    with pytest.raises(ValueError, match=sentence):
        lower_bound(bad, n, confidence)


@pytest.mark.parametrize("limit", [0, 1, float("nan"), 1e-13])
def test_a_limit_that_no_sample_proves_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match=r"limit must lie|No sample up to 1e12"):
        needed_clean(limit)


def test_at_the_limit_no_number_of_samples_decides() -> None:
    assert wald_bound(0.05, 0.05, 0.05) == float("inf")
    assert wald_bound(0, 0.05, 0.05) == pytest.approx(58.4, abs=0.01)
    assert wald_bound(1, 0.05, 0.05) == pytest.approx(1)
