"""A calibrated test errs as often as it says and no more, worked out by another route than its own."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gate.measure import Calibration, RateGate, RateTest, State, Table, WatchGate, calibrate, calibration_for
from gate.measure.bets import kept
from gate.measure.bets.calibration import GAIN_MAX, error_at
from gate.measure.bets.tables import COMMON, EQUAL, RARE

LIMITS = [0.001, 0.05, 0.2]
ALPHAS = [0.05, 0.0025]


def calibrated(limit: float, alpha: float, table: Table | None = None) -> RateTest:
    test = RateTest(limit, alpha, table=table)
    return replace(test, calibration=calibrate(test.log_e_fail, limit, alpha))


def exact_error(test: RateTest, trials: int) -> float:
    """Trial by trial, over the number of bad ones: the chance that FAIL is ever said while the rate is at the limit."""
    edges = np.array([test.fails_up_to(bad) for bad in range(round(trials * test.limit * 2) + 60)])
    mass, first = np.array([1.0]), 0
    for n in range(1, trials + 1):
        mass = np.convolve(mass, (1 - test.limit, test.limit))
        bad = np.arange(first, first + len(mass))
        mass[(n <= edges[bad]) & (bad > 0)] = 0
        left = np.flatnonzero(mass > 1e-16)
        mass, first = mass[left[0] : left[-1] + 1], first + int(left[0])
    return 1 - float(mass.sum())


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("limit", LIMITS)
def test_the_error_at_the_limit_is_alpha_at_most_far_beyond_the_horizon_and_not_much_less(
    limit: float, alpha: float
) -> None:
    test = calibrated(limit, alpha)
    assert test.calibration

    error = exact_error(test, 3 * test.calibration.horizon if limit > 0.01 else test.calibration.horizon)

    assert 0.8 * alpha < error <= alpha


@pytest.mark.parametrize("table", [EQUAL, RARE, COMMON], ids=lambda table: table.name)
@pytest.mark.parametrize("limit", LIMITS)
def test_for_all_tables_a_calibrated_level_lies_below_the_one_of_ville(limit: float, table: Table) -> None:
    test = calibrated(limit, 0.01, table)

    assert -GAIN_MAX < test.fail_level - math.log(1 / 0.01) <= 0


def test_a_lower_level_would_err_too_often() -> None:
    test = calibrated(0.05, 0.01)
    assert test.calibration

    assert error_at(test.fail_level, test.log_e_fail, 0.05, test.calibration.horizon) <= 0.01
    assert error_at(test.fail_level - 0.05, test.log_e_fail, 0.05, test.calibration.horizon) > 0.01


def test_a_calibration_looks_no_further_than_it_says() -> None:
    near, far = (calibrate(RateTest(0.05).log_e_fail, 0.05, 0.01, horizon) for horizon in (400, 4_000))

    assert (near.horizon, far.horizon) == (400, 4_000)
    assert near.level == pytest.approx(far.level, abs=0.05), "the rest is bounded by Ville's inequality"


def test_a_calibrated_gate_fails_earlier_and_says_how_far_it_was_worked_out() -> None:
    calibration = calibration_for(0.001, 0.01)
    plain, quick = RateGate(0.001), RateGate(0.001, calibration=calibration)
    bad = next(n for n in range(1, 99) if quick.test.fails_up_to(3) > plain.test.fails_up_to(3) + n) + 2
    n = quick.test.fails_up_to(bad)

    assert plain.update(n, bad).state is State.NOT_ENOUGH_EVIDENCE
    assert (
        quick.update(n, bad).reason
        == f"FAIL, 99% confidence: {bad} bad of {n}, limit 0.1%; calibrated to 50,000 requests"
    )


def test_there_is_no_calibration_for_clusters() -> None:
    with pytest.raises(ValueError, match="there is none for clusters of 3"):
        RateGate(0.05, cluster=3, calibration=calibration_for(0.05, 0.01))


@pytest.mark.parametrize("kind", [RateGate, WatchGate], ids=lambda kind: kind.__name__)
def test_a_gate_is_gone_on_with_by_the_level_that_it_was_begun_with(kind: type[RateGate | WatchGate]) -> None:
    begun = kind(0.05, calibration=Calibration(4.0, 1_000))
    later = kind(0.05)
    begun.update(300, 14)

    later.resume(begun.snapshot())

    assert later.snapshot() == begun.snapshot()
    assert later.update(320, 30) == begun.update(320, 30)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "calibrations")
    calibration_for.cache_clear()
    return tmp_path / "calibrations"


def test_a_calibration_is_worked_out_once_and_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = calibration_for(0.2, 0.01)
    calibration_for.cache_clear()
    monkeypatch.setattr(kept, "calibrate", None)

    assert calibration_for(0.2, 0.01) == made
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "text", ["", "{}", '{"level": 1, "horizon": 250}', '{"level": "4", "horizon": 250}', '{"level": 4.2, "horizon": 9}']
)
def test_a_kept_calibration_that_can_not_be_is_worked_out_anew(folder: Path, text: str) -> None:
    made = calibration_for(0.2, 0.01)
    (file,) = folder.iterdir()
    file.write_text(text, encoding="utf-8")
    calibration_for.cache_clear()

    assert calibration_for(0.2, 0.01) == made


def test_where_nothing_can_be_kept_it_is_worked_out_each_time(folder: Path) -> None:
    folder.write_text("not a folder", encoding="utf-8")

    assert calibration_for(0.2, 0.01).horizon == 250
