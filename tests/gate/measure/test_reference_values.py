"""The 92 reference values of the specification, one a test, each by the engine and by a second route.

Rows 27 to 41 belong to a textbook mixture that wasn't chosen: two routes outside of the engine.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from gate.measure import (
    CompareGate,
    RateGate,
    RateTest,
    ScoreTest,
    SpikeGate,
    lower_bound,
    needed_clean,
    outage_free_days,
    poisson_upper,
    upper_bound,
    uptime,
    wald_bound,
)
from tests.gate.measure import oracles

SPIKE_BATCHES = [(300, 0), (300, 0), (300, 3), (300, 4)]
DAY_MS = 86_400_000


class Row(NamedTuple):
    number: int
    ours: Callable[[], float | Sequence[float]]
    value: float | Sequence[float]
    other_route: Callable[[], float | Sequence[float]]


def fail_table(limit: float, alpha: float, size: int) -> list[int]:
    return [RateTest(limit, alpha_fail=alpha).fails_up_to(bad) for bad in range(size)]


def pass_table(limit: float, alpha: float, size: int, cluster: float = 1) -> list[int | None]:
    return [RateTest(limit, alpha_pass=alpha, cluster=cluster).passes_from(bad) for bad in range(size)]


def canary_log_e(bad_c: int, bad_b: int) -> float:
    gate = CompareGate()
    gate.update(n_c=100, bad_c=bad_c, n_b=900, bad_b=bad_b)
    return gate.log_e_up


def spike_path(batches: Sequence[tuple[int, int]]) -> list[float]:
    gate = SpikeGate(0.001, polls=4)
    path, n, bad = [], 0, 0
    for more, more_bad in batches:
        n, bad = n + more, bad + more_bad
        gate.update(n, bad)
        path.append(gate.process.log_e)
    return path


def needs_after(n: int, bad: int) -> list[int | None]:
    reading = RateGate(0.001, alpha_fail=0.01, alpha_pass=0.05).update(n, bad)
    return [reading.need_good, reading.need_bad]


def fail_after(limit: str, alpha: str, n: int) -> int:
    return next(k for k, largest in enumerate(oracles.fail_table(limit, alpha, 10)) if k and n + k <= largest)


def largest_count_below(mean: float, upper: Callable[[int, float], float] = poisson_upper) -> int:
    return max(count for count in range(200) if upper(count, 0.95) < mean)


def downtime_budget_s(target: float) -> float:
    return (uptime(DAY_MS, 0, 0, 0, target).need_bad or 0) / 1000


ROWS = [
    Row(1, lambda: lower_bound(0, 50, 0.975), 0, lambda: oracles.two_sided_rate(0, 50)[0]),
    Row(2, lambda: upper_bound(0, 50, 0.975), 0.07112173646, lambda: oracles.two_sided_rate(0, 50)[1]),
    Row(3, lambda: lower_bound(0, 3000, 0.975), 0, lambda: oracles.two_sided_rate(0, 3000)[0]),
    Row(4, lambda: upper_bound(0, 3000, 0.975), 0.001228870804, lambda: oracles.two_sided_rate(0, 3000)[1]),
    Row(5, lambda: lower_bound(1, 1000, 0.975), 2.531748749e-05, lambda: oracles.two_sided_rate(1, 1000)[0]),
    Row(6, lambda: upper_bound(1, 1000, 0.975), 0.00555892428, lambda: oracles.two_sided_rate(1, 1000)[1]),
    Row(7, lambda: lower_bound(3, 3000, 0.975), 0.0002062715372, lambda: oracles.two_sided_rate(3, 3000)[0]),
    Row(8, lambda: upper_bound(3, 3000, 0.975), 0.002919616465, lambda: oracles.two_sided_rate(3, 3000)[1]),
    Row(9, lambda: lower_bound(5, 100, 0.975), 0.01643187918, lambda: oracles.two_sided_rate(5, 100)[0]),
    Row(10, lambda: upper_bound(5, 100, 0.975), 0.1128349111, lambda: oracles.two_sided_rate(5, 100)[1]),
    Row(11, lambda: lower_bound(50, 50, 0.975), 0.9288782635, lambda: oracles.two_sided_rate(50, 50)[0]),
    Row(12, lambda: upper_bound(50, 50, 0.975), 1, lambda: oracles.two_sided_rate(50, 50)[1]),
    Row(13, lambda: upper_bound(0, 50), 0.05815507912, lambda: oracles.upper_rate(0, 50, 0.95)),
    Row(14, lambda: upper_bound(0, 2994), 0.00100007817, lambda: oracles.upper_rate(0, 2994, 0.95)),
    Row(15, lambda: upper_bound(0, 2995), 0.0009997444209, lambda: oracles.upper_rate(0, 2995, 0.95)),
    Row(16, lambda: upper_bound(0, 3000), 0.000998079012, lambda: oracles.upper_rate(0, 3000, 0.95)),
    Row(17, lambda: upper_bound(1, 4742), 0.0009999983681, lambda: oracles.upper_rate(1, 4742, 0.95)),
    Row(18, lambda: upper_bound(2, 6294), 0.0009999436698, lambda: oracles.upper_rate(2, 6294, 0.95)),
    Row(19, lambda: needed_clean(0.001, 0.95, bad=0), 2995, lambda: oracles.needed_clean(0.001, 0.95, 0)),
    Row(20, lambda: needed_clean(0.001, 0.95, bad=1), 4742, lambda: oracles.needed_clean(0.001, 0.95, 1)),
    Row(21, lambda: needed_clean(0.001, 0.95, bad=2), 6294, lambda: oracles.needed_clean(0.001, 0.95, 2)),
    Row(22, lambda: needed_clean(0.001, 0.95, bad=3), 7752, lambda: oracles.needed_clean(0.001, 0.95, 3)),
    Row(23, lambda: needed_clean(0.001, 0.95, bad=5), 10511, lambda: oracles.needed_clean(0.001, 0.95, 5)),
    Row(24, lambda: needed_clean(0.05, 0.95, bad=0), 59, lambda: oracles.needed_clean(0.05, 0.95, 0)),
    Row(25, lambda: needed_clean(0.01, 0.95, bad=0), 299, lambda: oracles.needed_clean(0.01, 0.95, 0)),
    Row(26, lambda: needed_clean(0.001, 0.99, bad=0), 4603, lambda: oracles.needed_clean(0.001, 0.99, 0)),
    Row(
        27,
        lambda: oracles.beta_binomial_log_e(1, 100, 0.001, 1, 1),
        -2.213485891,
        lambda: oracles.beta_binomial_log_e_exact(1, 100, 0.001, 1, 1),
    ),
    Row(
        28,
        lambda: oracles.beta_binomial_log_e(30, 40, 0.5, 1, 1),
        3.454324363,
        lambda: oracles.beta_binomial_log_e_exact(30, 40, 0.5, 1, 1),
    ),
    Row(
        29,
        lambda: oracles.beta_binomial_log_e(0, 3000, 0.001, 1, 1),
        -5.005199845,
        lambda: oracles.beta_binomial_log_e_exact(0, 3000, 0.001, 1, 1),
    ),
    Row(
        30,
        lambda: oracles.beta_binomial_log_e(5, 100, 0.05, 0.5, 0.5),
        -2.537962498,
        lambda: oracles.beta_binomial_log_e_exact(5, 100, 0.05, 0.5, 0.5),
    ),
    Row(
        31,
        lambda: oracles.beta_binomial_log_e(12, 100, 0.05, 1, 1),
        1.259509192,
        lambda: oracles.beta_binomial_log_e_exact(12, 100, 0.05, 1, 1),
    ),
    Row(
        32,
        lambda: oracles.beta_binomial_end(0, 100, "lower"),
        0,
        lambda: oracles.beta_binomial_end_exact(0, 100, "lower"),
    ),
    Row(
        33,
        lambda: oracles.beta_binomial_end(0, 100, "upper"),
        0.0732843734,
        lambda: oracles.beta_binomial_end_exact(0, 100, "upper"),
    ),
    Row(
        34,
        lambda: oracles.beta_binomial_end(5, 100, "lower"),
        0.006577126167,
        lambda: oracles.beta_binomial_end_exact(5, 100, "lower"),
    ),
    Row(
        35,
        lambda: oracles.beta_binomial_end(5, 100, "upper"),
        0.1602588738,
        lambda: oracles.beta_binomial_end_exact(5, 100, "upper"),
    ),
    Row(
        36,
        lambda: oracles.beta_binomial_end(0, 3000, "lower"),
        0,
        lambda: oracles.beta_binomial_end_exact(0, 3000, "lower"),
    ),
    Row(
        37,
        lambda: oracles.beta_binomial_end(0, 3000, "upper"),
        0.003660760724,
        lambda: oracles.beta_binomial_end_exact(0, 3000, "upper"),
    ),
    Row(
        38,
        lambda: oracles.beta_binomial_end(1, 1000, "lower"),
        4.995254265e-08,
        lambda: oracles.beta_binomial_end_exact(1, 1000, "lower"),
    ),
    Row(
        39,
        lambda: oracles.beta_binomial_end(1, 1000, "upper"),
        0.01235394934,
        lambda: oracles.beta_binomial_end_exact(1, 1000, "upper"),
    ),
    Row(
        40,
        lambda: oracles.beta_binomial_end(20, 200, "lower"),
        0.04262433389,
        lambda: oracles.beta_binomial_end_exact(20, 200, "lower"),
    ),
    Row(
        41,
        lambda: oracles.beta_binomial_end(20, 200, "upper"),
        0.1883044504,
        lambda: oracles.beta_binomial_end_exact(20, 200, "upper"),
    ),
    Row(42, lambda: RateTest(0.001).log_e_fail(1, 1), 4.269119317, lambda: oracles.log_e_fail(1, 1, "0.001")),
    Row(
        43,
        lambda: RateTest(0.001).log_e_fail(100, 1),
        0.5851275369,
        lambda: oracles.log_e_fail(100, 1, "0.001"),
    ),
    Row(44, lambda: RateTest(0.001).log_e_fail(79, 2), 3.010623087, lambda: oracles.log_e_fail(79, 2, "0.001")),
    Row(45, lambda: RateTest(0.001).log_e_fail(80, 2), 2.990142149, lambda: oracles.log_e_fail(80, 2, "0.001")),
    Row(
        46,
        lambda: RateTest(0.001).log_e_fail(100, 3),
        5.478252081,
        lambda: oracles.log_e_fail(100, 3, "0.001"),
    ),
    Row(
        47,
        lambda: RateTest(0.05).log_e_fail(100, 10),
        0.9458474679,
        lambda: oracles.log_e_fail(100, 10, "0.05"),
    ),
    Row(
        48,
        lambda: RateTest(0.001).log_e_pass(50, 0),
        0.03354579755,
        lambda: oracles.log_e_pass(50, 0, "0.001"),
    ),
    Row(
        49,
        lambda: RateTest(0.001).log_e_pass(3815, 0),
        2.99495107,
        lambda: oracles.log_e_pass(3815, 0, "0.001"),
    ),
    Row(
        50,
        lambda: RateTest(0.001).log_e_pass(3816, 0),
        2.995820395,
        lambda: oracles.log_e_pass(3816, 0, "0.001"),
    ),
    Row(
        51,
        lambda: RateTest(0.001).log_e_pass(6662, 1),
        2.996363519,
        lambda: oracles.log_e_pass(6662, 1, "0.001"),
    ),
    Row(52, lambda: RateTest(0.05).log_e_pass(74, 0), 2.96836731, lambda: oracles.log_e_pass(74, 0, "0.05")),
    Row(53, lambda: RateTest(0.05).log_e_pass(75, 0), 3.012889998, lambda: oracles.log_e_pass(75, 0, "0.05")),
    Row(54, lambda: RateTest(0.05).log_e_pass(213, 3), 3.010422074, lambda: oracles.log_e_pass(213, 3, "0.05")),
    Row(55, lambda: wald_bound(0.05, 0.001, 0.05), 20.26567149, lambda: oracles.wald("0.05", "0.001")),
    Row(56, lambda: wald_bound(0.01, 0.001, 0.05), 212.9690642, lambda: oracles.wald("0.01", "0.001")),
    Row(57, lambda: wald_bound(0.005, 0.001, 0.05), 738.7369691, lambda: oracles.wald("0.005", "0.001")),
    Row(58, lambda: wald_bound(0.0005, 0.001, 0.05), 19509.62381, lambda: oracles.wald("0.0005", "0.001")),
    Row(59, lambda: wald_bound(0.0001, 0.001, 0.05), 4470.262915, lambda: oracles.wald("0.0001", "0.001")),
    Row(60, lambda: wald_bound(0.15, 0.05, 0.05), 42.64384333, lambda: oracles.wald("0.15", "0.05")),
    Row(61, lambda: wald_bound(0.1, 0.05, 0.05), 145.0421479, lambda: oracles.wald("0.1", "0.05")),
    Row(62, lambda: wald_bound(0.07, 0.05, 0.05), 795.6631599, lambda: oracles.wald("0.07", "0.05")),
    Row(63, lambda: wald_bound(0.01, 0.05, 0.05), 121.1074599, lambda: oracles.wald("0.01", "0.05")),
    Row(64, lambda: poisson_upper(0), 2.995732274, lambda: oracles.upper_mean(0, 0.95)),
    Row(65, lambda: poisson_upper(3), 7.753656528, lambda: oracles.upper_mean(3, 0.95)),
    Row(66, lambda: poisson_upper(10), 16.96221924, lambda: oracles.upper_mean(10, 0.95)),
    Row(67, lambda: poisson_upper(49), 62.1710567, lambda: oracles.upper_mean(49, 0.95)),
    Row(68, lambda: poisson_upper(70), 85.40459885, lambda: oracles.upper_mean(70, 0.95)),
    Row(69, lambda: largest_count_below(70), 56, lambda: largest_count_below(70, oracles.upper_mean)),
    Row(70, lambda: canary_log_e(3, 5), 1.423000667, lambda: oracles.log_e_canary("0.1", 3, 5)),
    Row(71, lambda: canary_log_e(8, 10), 5.751140654, lambda: oracles.log_e_canary("0.1", 8, 10)),
    Row(72, lambda: canary_log_e(10, 90), -1.774134576, lambda: oracles.log_e_canary("0.1", 10, 90)),
    Row(
        73,
        lambda: ScoreTest(4.0, 1, 5).log_e_pass((0, 0, 0, 0, 20)),
        3.608795982,
        lambda: oracles.log_e_stars((0, 0, 0, 0, 20)),
    ),
    Row(
        74,
        lambda: ScoreTest(4.0, 1, 5).log_e_pass((0, 0, 0, 0, 30)),
        6.022793899,
        lambda: oracles.log_e_stars((0, 0, 0, 0, 30)),
    ),
    Row(
        75,
        lambda: ScoreTest(4.0, 1, 5).log_e_pass((2, 1, 2, 5, 40)),
        3.565045008,
        lambda: oracles.log_e_stars((2, 1, 2, 5, 40)),
    ),
    Row(76, lambda: downtime_budget_s(0.999), 86.4, lambda: 86_400 * 0.001),
    Row(
        77,
        lambda: outage_free_days(0.999, repair_s=300),
        10.40184817,
        lambda: -math.log(0.05) * 300 / 0.001 / 86_400,
    ),
    Row(
        78,
        lambda: fail_table(0.001, 0.05, 11),
        [0, 4, 79, 263, 555, 899, 1296, 1738, 2210, 2705, 3224],
        lambda: oracles.fail_table("0.001", "0.05", 11),
    ),
    Row(
        79,
        lambda: fail_table(0.001, 0.01, 8),
        [0, 0, 33, 139, 318, 591, 900, 1250],
        lambda: oracles.fail_table("0.001", "0.01", 8),
    ),
    Row(
        80,
        lambda: fail_table(0.001, 0.0025, 8),
        [0, 0, 13, 82, 213, 406, 677, 974],
        lambda: oracles.fail_table("0.001", "0.0025", 8),
    ),
    Row(
        81,
        lambda: pass_table(0.001, 0.05, 6),
        [3816, 6662, 8846, 10820, 12642, 14361],
        lambda: oracles.pass_table("0.001", "0.05", 6),
    ),
    Row(
        82,
        lambda: pass_table(0.001, 0.01, 6),
        [5623, 8677, 11006, 13124, 15078, 16914],
        lambda: oracles.pass_table("0.001", "0.01", 6),
    ),
    Row(
        83,
        lambda: fail_table(0.05, 0.05, 11),
        [0, 0, 3, 7, 13, 21, 29, 38, 48, 58, 69],
        lambda: oracles.fail_table("0.05", "0.05", 11),
    ),
    Row(
        84,
        lambda: fail_table(0.05, 0.01, 11),
        [0, 0, 0, 4, 8, 14, 21, 28, 37, 46, 55],
        lambda: oracles.fail_table("0.05", "0.01", 11),
    ),
    Row(
        85,
        lambda: fail_table(0.05, 0.0025, 8),
        [0, 0, 0, 3, 6, 11, 16, 23],
        lambda: oracles.fail_table("0.05", "0.0025", 8),
    ),
    Row(
        86,
        lambda: pass_table(0.05, 0.05, 6),
        [75, 131, 174, 213, 249, 283],
        lambda: oracles.pass_table("0.05", "0.05", 6),
    ),
    Row(
        87,
        lambda: fail_table(0.01, 0.05, 6) + pass_table(0.01, 0.05, 4),
        [0, 0, 9, 29, 59, 95, 381, 664, 882, 1079],
        lambda: oracles.fail_table("0.01", "0.05", 6) + oracles.pass_table("0.01", "0.05", 4),
    ),
    Row(
        88,
        lambda: pass_table(0.001, 0.05, 3, cluster=3),
        [11448, 15193, 17632],
        lambda: oracles.pass_table("0.001", "0.05", 3, 3),
    ),
    Row(
        89,
        lambda: pass_table(0.001, 0.05, 3, cluster=10),
        [38159, 44779, 47309],
        lambda: oracles.pass_table("0.001", "0.05", 3, 10),
    ),
    Row(
        90,
        lambda: pass_table(0.05, 0.05, 3, cluster=3),
        [224, 298, 346],
        lambda: oracles.pass_table("0.05", "0.05", 3, 3),
    ),
    Row(
        91,
        lambda: spike_path(SPIKE_BATCHES),
        [-0.1683113592, -0.4084674576, 1.6862016190, 7.4650771090],
        lambda: [oracles.log_e_spike(SPIKE_BATCHES[: i + 1], 4, "0.001") for i in range(4)],
    ),
    Row(
        92,
        lambda: needs_after(50, 0),
        [3766, 3],
        lambda: [oracles.pass_table("0.001", "0.05", 1)[0] - 50, fail_after("0.001", "0.01", 50)],
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[str(row.number) for row in ROWS])
def test_the_engine_gives_the_reference_value(row: Row) -> None:
    assert row.ours() == pytest.approx(row.value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("row", ROWS, ids=[str(row.number) for row in ROWS])
def test_a_second_route_gives_the_reference_value(row: Row) -> None:
    assert row.other_route() == pytest.approx(row.value, rel=1e-8, abs=1e-12)


def test_no_row_is_left_out() -> None:
    assert [row.number for row in ROWS] == list(range(1, 93))
