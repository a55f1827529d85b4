"""The bets are fixed, fair, and known by name to records that were made with them."""

import json
import math
from pathlib import Path

import pytest

from gate.measure import COMMON, EQUAL, RARE, RateGate, RateTest, SpikeGate, State, Table, WatchGate, table_for
from gate.measure.bets.tables import TABLES

TEN_POLLS = [(300 * poll, bad) for poll, bad in enumerate((0, 1, 1, 2, 2, 3, 5, 6, 7, 8), start=1)]
CLOSE_ABOVE = 2
SAVED_BEFORE_TABLES = Path(__file__).with_name("watch_before_tables.json")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_weights_of_each_direction_add_up_to_one(table: Table) -> None:
    assert math.fsum(weight for _, weight in table.fail) == pytest.approx(1, abs=1e-12)
    assert math.fsum(weight for _, weight in table.passes) == pytest.approx(1, abs=1e-12)
    assert all(odds > 1 for odds, _ in table.fail)
    assert all(odds < 1 for odds, _ in table.passes)
    assert min(weight for _, weight in (*table.fail, *table.passes)) > 0


def test_a_limit_has_the_table_of_its_kind() -> None:
    assert [table_for(limit) for limit in (0.0001, 0.001, 0.00999)] == [RARE] * 3
    assert [table_for(limit) for limit in (0.01, 0.05, 0.3)] == [COMMON] * 3


@pytest.mark.parametrize("alpha", [0.05, 0.01, 0.0025])
@pytest.mark.parametrize("bad", [1, 3, 10, 60])
def test_what_fails_a_common_limit_fails_a_rare_one_where_the_tables_meet(bad: int, alpha: float) -> None:
    rare, common = RateTest(0.01 / CLOSE_ABOVE, alpha), RateTest(0.01, alpha)

    assert rare.fails_up_to(bad) >= common.fails_up_to(bad)


@pytest.mark.parametrize("kind", [RateGate, WatchGate, SpikeGate], ids=lambda kind: kind.__name__)
def test_a_gate_is_gone_on_with_by_the_bets_that_it_was_begun_with(
    kind: type[RateGate | WatchGate | SpikeGate],
) -> None:
    begun, steady, later = kind(0.001, table=EQUAL), kind(0.001, table=EQUAL), kind(0.001)
    for n, bad in TEN_POLLS[:5]:
        begun.update(n, bad)
        steady.update(n, bad)
    later.resume(json.loads(json.dumps(begun.snapshot())))
    for n, bad in TEN_POLLS[5:]:
        steady.update(n, bad)
        later.update(n, bad)

    assert later.snapshot() == steady.snapshot()
    assert later.snapshot()["parameters"]["table"] == "equal"


def test_a_watch_of_a_version_without_tables_goes_on_as_that_would_have() -> None:
    """Saved after 5 of the ten polls; `then` is what that version itself made of the others."""
    kept = json.loads(SAVED_BEFORE_TABLES.read_text(encoding="utf-8"))
    gate = WatchGate(0.001, 120)

    gate.resume(kept["saved"])
    for n, bad in TEN_POLLS[5:]:
        gate.update(n, bad)

    assert gate.reading.log_e_fail == pytest.approx(kept["then"]["log_e_fail"], abs=1e-9)
    assert gate.reading.log_e_pass == pytest.approx(kept["then"]["log_e_pass"], abs=1e-9)
    assert gate.reading.state is State(kept["then"]["state"])
    assert gate.snapshot()["parameters"]["table"] == "equal"


def test_bets_of_a_later_version_are_refused() -> None:
    saved = WatchGate(0.001).snapshot()
    saved["parameters"]["table"] = "rare-9"

    with pytest.raises(ValueError, match="a table that is not known here: rare-9"):
        WatchGate(0.001).resume(saved)
