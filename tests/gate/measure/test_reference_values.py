"""The 92 reference values of the specification, one a test, each by the engine and by a second route.

Rows 27 to 41 belong to a textbook mixture that wasn't chosen: two routes outside of the engine. The bets of the
specification are those of the first table, EQUAL.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gate.measure import (
    EQUAL,
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

DAY_MS = 86_400_000


def fail_table(limit: str, alpha: str, size: int) -> list[int]:
    return [RateTest(float(limit), float(alpha), table=EQUAL).fails_up_to(bad) for bad in range(size)]


def pass_table(limit: str, alpha: str, size: int, cluster: float = 1) -> list[int | None]:
    return [
        RateTest(float(limit), alpha_pass=float(alpha), cluster=cluster, table=EQUAL).passes_from(bad)
        for bad in range(size)
    ]


def canary_log_e(bad_c: int, bad_b: int) -> float:
    gate = CompareGate()
    gate.update(n_c=100, bad_c=bad_c, n_b=900, bad_b=bad_b)
    return gate.log_e_up


def spike_path(*batches: tuple[int, int]) -> list[float]:
    gate = SpikeGate(0.001, polls=4, table=EQUAL)
    path, n, bad = [], 0, 0
    for more, more_bad in batches:
        n, bad = n + more, bad + more_bad
        gate.update(n, bad)
        path.append(gate.process.log_e)
    return path


def needs_after(n: int, bad: int) -> list[int | None]:
    reading = RateGate(0.001, alpha_fail=0.01, alpha_pass=0.05, table=EQUAL).update(n, bad)
    return [reading.need_good, reading.need_bad]


def fail_after(limit: str, alpha: str, n: int) -> int:
    return next(k for k, largest in enumerate(oracles.fail_table(limit, alpha, 10)) if k and n + k <= largest)


def largest_count_below(mean: float, upper: Callable[[int, float], float] = poisson_upper) -> int:
    return max(count for count in range(200) if upper(count, 0.95) < mean)


def downtime_budget_s(target: float) -> float:
    return (uptime(DAY_MS, 0, 0, 0, target).need_bad or 0) / 1000


ROUTES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "lower end": (lambda *rate: lower_bound(*rate, 0.975), lambda *rate: oracles.two_sided_rate(*rate)[0]),
    "upper end": (lambda *rate: upper_bound(*rate, 0.975), lambda *rate: oracles.two_sided_rate(*rate)[1]),
    "upper": (upper_bound, lambda *rate: oracles.upper_rate(*rate, 0.95)),
    "needed clean": (lambda limit, confidence, bad: needed_clean(limit, confidence, bad=bad), oracles.needed_clean),
    "mixture": (oracles.beta_binomial_log_e, oracles.beta_binomial_log_e_exact),
    "mixture's end": (oracles.beta_binomial_end, oracles.beta_binomial_end_exact),
    "fail": (
        lambda limit, *counts: RateTest(float(limit), table=EQUAL).log_e_fail(*counts),
        lambda limit, n, bad: oracles.log_e_fail(n, bad, limit),
    ),
    "pass": (
        lambda limit, *counts: RateTest(float(limit), table=EQUAL).log_e_pass(*counts),
        lambda limit, n, bad: oracles.log_e_pass(n, bad, limit),
    ),
    "wald": (lambda rate, limit: wald_bound(float(rate), float(limit), 0.05), oracles.wald),
    "mean": (poisson_upper, lambda count: oracles.upper_mean(count, 0.95)),
    "count below": (largest_count_below, lambda mean: largest_count_below(mean, oracles.upper_mean)),
    "canary": (canary_log_e, lambda *bad: oracles.log_e_canary("0.1", *bad)),
    "stars": (lambda *stars: ScoreTest(4.0, 1, 5).log_e_pass(stars), lambda *stars: oracles.log_e_stars(stars)),
    "downtime": (downtime_budget_s, lambda target: 86_400 * (1 - target)),
    "outage-free": (
        lambda target, repair_s: outage_free_days(target, repair_s=repair_s),
        lambda target, repair_s: -math.log(0.05) * repair_s / (1 - target) / 86_400,
    ),
    "fails": (fail_table, oracles.fail_table),
    "passes": (pass_table, oracles.pass_table),
    "both": (
        lambda limit: fail_table(limit, "0.05", 6) + pass_table(limit, "0.05", 4),
        lambda limit: oracles.fail_table(limit, "0.05", 6) + oracles.pass_table(limit, "0.05", 4),
    ),
    "spike": (
        spike_path,
        lambda *batches: [oracles.log_e_spike(batches[: i + 1], 4, "0.001") for i in range(len(batches))],
    ),
    "needs": (
        needs_after,
        lambda n, _: [oracles.pass_table("0.001", "0.05", 1)[0] - n, fail_after("0.001", "0.01", n)],
    ),
}
"""The engine's way to a value, and the second one."""

ROWS: list[tuple[int, str, tuple[Any, ...], float | Sequence[float]]] = [
    (1, "lower end", (0, 50), 0),
    (2, "upper end", (0, 50), 0.07112173646),
    (3, "lower end", (0, 3000), 0),
    (4, "upper end", (0, 3000), 0.001228870804),
    (5, "lower end", (1, 1000), 2.531748749e-05),
    (6, "upper end", (1, 1000), 0.00555892428),
    (7, "lower end", (3, 3000), 0.0002062715372),
    (8, "upper end", (3, 3000), 0.002919616465),
    (9, "lower end", (5, 100), 0.01643187918),
    (10, "upper end", (5, 100), 0.1128349111),
    (11, "lower end", (50, 50), 0.9288782635),
    (12, "upper end", (50, 50), 1),
    (13, "upper", (0, 50), 0.05815507912),
    (14, "upper", (0, 2994), 0.00100007817),
    (15, "upper", (0, 2995), 0.0009997444209),
    (16, "upper", (0, 3000), 0.000998079012),
    (17, "upper", (1, 4742), 0.0009999983681),
    (18, "upper", (2, 6294), 0.0009999436698),
    (19, "needed clean", (0.001, 0.95, 0), 2995),
    (20, "needed clean", (0.001, 0.95, 1), 4742),
    (21, "needed clean", (0.001, 0.95, 2), 6294),
    (22, "needed clean", (0.001, 0.95, 3), 7752),
    (23, "needed clean", (0.001, 0.95, 5), 10511),
    (24, "needed clean", (0.05, 0.95, 0), 59),
    (25, "needed clean", (0.01, 0.95, 0), 299),
    (26, "needed clean", (0.001, 0.99, 0), 4603),
    (27, "mixture", (1, 100, 0.001, 1, 1), -2.213485891),
    (28, "mixture", (30, 40, 0.5, 1, 1), 3.454324363),
    (29, "mixture", (0, 3000, 0.001, 1, 1), -5.005199845),
    (30, "mixture", (5, 100, 0.05, 0.5, 0.5), -2.537962498),
    (31, "mixture", (12, 100, 0.05, 1, 1), 1.259509192),
    (32, "mixture's end", (0, 100, "lower"), 0),
    (33, "mixture's end", (0, 100, "upper"), 0.0732843734),
    (34, "mixture's end", (5, 100, "lower"), 0.006577126167),
    (35, "mixture's end", (5, 100, "upper"), 0.1602588738),
    (36, "mixture's end", (0, 3000, "lower"), 0),
    (37, "mixture's end", (0, 3000, "upper"), 0.003660760724),
    (38, "mixture's end", (1, 1000, "lower"), 4.995254265e-08),
    (39, "mixture's end", (1, 1000, "upper"), 0.01235394934),
    (40, "mixture's end", (20, 200, "lower"), 0.04262433389),
    (41, "mixture's end", (20, 200, "upper"), 0.1883044504),
    (42, "fail", ("0.001", 1, 1), 4.269119317),
    (43, "fail", ("0.001", 100, 1), 0.5851275369),
    (44, "fail", ("0.001", 79, 2), 3.010623087),
    (45, "fail", ("0.001", 80, 2), 2.990142149),
    (46, "fail", ("0.001", 100, 3), 5.478252081),
    (47, "fail", ("0.05", 100, 10), 0.9458474679),
    (48, "pass", ("0.001", 50, 0), 0.03354579755),
    (49, "pass", ("0.001", 3815, 0), 2.99495107),
    (50, "pass", ("0.001", 3816, 0), 2.995820395),
    (51, "pass", ("0.001", 6662, 1), 2.996363519),
    (52, "pass", ("0.05", 74, 0), 2.96836731),
    (53, "pass", ("0.05", 75, 0), 3.012889998),
    (54, "pass", ("0.05", 213, 3), 3.010422074),
    (55, "wald", ("0.05", "0.001"), 20.26567149),
    (56, "wald", ("0.01", "0.001"), 212.9690642),
    (57, "wald", ("0.005", "0.001"), 738.7369691),
    (58, "wald", ("0.0005", "0.001"), 19509.62381),
    (59, "wald", ("0.0001", "0.001"), 4470.262915),
    (60, "wald", ("0.15", "0.05"), 42.64384333),
    (61, "wald", ("0.1", "0.05"), 145.0421479),
    (62, "wald", ("0.07", "0.05"), 795.6631599),
    (63, "wald", ("0.01", "0.05"), 121.1074599),
    (64, "mean", (0,), 2.995732274),
    (65, "mean", (3,), 7.753656528),
    (66, "mean", (10,), 16.96221924),
    (67, "mean", (49,), 62.1710567),
    (68, "mean", (70,), 85.40459885),
    (69, "count below", (70,), 56),
    (70, "canary", (3, 5), 1.423000667),
    (71, "canary", (8, 10), 5.751140654),
    (72, "canary", (10, 90), -1.774134576),
    (73, "stars", (0, 0, 0, 0, 20), 3.608795982),
    (74, "stars", (0, 0, 0, 0, 30), 6.022793899),
    (75, "stars", (2, 1, 2, 5, 40), 3.565045008),
    (76, "downtime", (0.999,), 86.4),
    (77, "outage-free", (0.999, 300), 10.40184817),
    (78, "fails", ("0.001", "0.05", 11), [0, 4, 79, 263, 555, 899, 1296, 1738, 2210, 2705, 3224]),
    (79, "fails", ("0.001", "0.01", 8), [0, 0, 33, 139, 318, 591, 900, 1250]),
    (80, "fails", ("0.001", "0.0025", 8), [0, 0, 13, 82, 213, 406, 677, 974]),
    (81, "passes", ("0.001", "0.05", 6), [3816, 6662, 8846, 10820, 12642, 14361]),
    (82, "passes", ("0.001", "0.01", 6), [5623, 8677, 11006, 13124, 15078, 16914]),
    (83, "fails", ("0.05", "0.05", 11), [0, 0, 3, 7, 13, 21, 29, 38, 48, 58, 69]),
    (84, "fails", ("0.05", "0.01", 11), [0, 0, 0, 4, 8, 14, 21, 28, 37, 46, 55]),
    (85, "fails", ("0.05", "0.0025", 8), [0, 0, 0, 3, 6, 11, 16, 23]),
    (86, "passes", ("0.05", "0.05", 6), [75, 131, 174, 213, 249, 283]),
    (87, "both", ("0.01",), [0, 0, 9, 29, 59, 95, 381, 664, 882, 1079]),
    (88, "passes", ("0.001", "0.05", 3, 3), [11448, 15193, 17632]),
    (89, "passes", ("0.001", "0.05", 3, 10), [38159, 44779, 47309]),
    (90, "passes", ("0.05", "0.05", 3, 3), [224, 298, 346]),
    (91, "spike", ((300, 0), (300, 0), (300, 3), (300, 4)), [-0.1683113592, -0.4084674576, 1.6862016190, 7.4650771090]),
    (92, "needs", (50, 0), [3766, 3]),
]
"""Number in the specification, route, what is put in, and the value."""
each_row = pytest.mark.parametrize(("route", "given", "value"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])


@each_row
def test_the_engine_gives_the_reference_value(route: str, given: tuple[Any, ...], value: float) -> None:
    assert ROUTES[route][0](*given) == pytest.approx(value, rel=1e-9, abs=1e-12)


@each_row
def test_a_second_route_gives_the_reference_value(route: str, given: tuple[Any, ...], value: float) -> None:
    assert ROUTES[route][1](*given) == pytest.approx(value, rel=1e-8, abs=1e-12)


def test_no_row_is_left_out() -> None:
    assert [row[0] for row in ROWS] == list(range(1, 93))
