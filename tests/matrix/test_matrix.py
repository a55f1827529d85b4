"""Every tick could have been a cross: each check, under each of its faults, brings what faults.yaml names."""

from pathlib import Path

import pytest

SUITES = Path(__file__).parents[2] / "suites"
EXECUTED = set()


def test_check_is_turned_by_its_fault(pair, run_suite, switch_on):
    switch_on(pair.fault, pair.strength)

    run = run_suite(_node(pair.check))

    assert run.outcome(pair.item) == pair.outcome, f"{run.reason(pair.item)}\n{run.output}"
    assert run.exit_code == {"refuted": 1, "not shown": 10}[pair.outcome], run.output
    assert "GO " not in run.output.replace("NO-GO", ""), run.output
    EXECUTED.add((pair.check, pair.fault))


def test_every_pair_of_the_matrix_was_run(pairs, request):
    if request.config.option.keyword or any("::" in argument for argument in request.config.args):
        pytest.skip("only some pairs were asked for")

    assert {(pair.check, pair.fault) for pair in pairs} == EXECUTED


def test_every_check_of_the_suite_has_a_fault(pairs):
    checks = {
        line.removeprefix("def ").partition("(")[0]
        for file in SUITES.rglob("test_*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
    }

    assert checks == {pair.check for pair in pairs}


def test_every_item_of_the_smoke_phase_has_at_least_three_faults(pairs):
    items = {}
    for pair in pairs:
        if pair.item.startswith("smoke."):
            items.setdefault(pair.item, set()).add(pair.fault)

    assert len(items) == 7
    assert min(len(faults) for faults in items.values()) >= 3


def test_only_a_blind_mailbox_of_ours_may_be_not_shown(pairs):
    assert {pair.outcome for pair in pairs} <= {"refuted", "not shown"}
    assert {pair.fault for pair in pairs if pair.outcome == "not shown"} == {"mailbox-blind"}


def _node(check):
    file = next(file for file in SUITES.rglob("test_*.py") if f"def {check}(" in file.read_text(encoding="utf-8"))
    return f"{file}::{check}"
