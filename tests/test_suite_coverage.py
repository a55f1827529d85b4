"""Which items have checks, and that what has none is told."""

import ast
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.traffic.readiness import MONITORED
from gate.checklist import Checklist
from gate.environment.sections import Kind
from gate.record.item_outcomes import lies_elsewhere
from tests.support.check_source import ROOT, all_checks

CHECKLIST = Checklist.read()


def test_every_smoke_item_that_a_machine_settles_has_a_check() -> None:
    looked_at = {check.item for check in all_checks()}
    wanted = {item.id for item in CHECKLIST.all_items if item.phase == "smoke" and "check" in item.settled_by}

    assert len(wanted) == 7
    assert wanted - looked_at == set()


@pytest.mark.parametrize("phase", ["monitoring", "rollout", "success_metrics"])
def test_every_way_of_settling_an_item_of_a_measured_phase_has_a_check(phase: str) -> None:
    built = {(check.item, part) for check in all_checks() for part in check.parts}
    wanted = {
        (item.id, part)
        for item in CHECKLIST.all_items
        if item.phase == phase
        for part in item.settled_by
        if part != "items"
    }

    assert wanted
    assert wanted - built == set()


def test_a_plan_names_every_part_without_a_check(standing_environment: Path) -> None:
    """What is still to be built is read off the checks, and told to whoever asks for a plan."""
    done = subprocess.run(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "pytest",
            f"--env={standing_environment}",
            "--plan",
            "-m",
            " or ".join(CHECKLIST.phases),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    built = {(check.item, part) for check in all_checks() for part in check.parts}
    told = done.stdout.split("\nhosts")[0]
    for item in CHECKLIST.all_items:
        own = told.partition(f"\n{item.id}: ")[2].partition("\n\n")[0]
        lines = list(itertools.takewhile(lambda line: line.startswith("    "), own.splitlines()[1:]))
        open_ = {part for part in item.settled_by if part != "items" and (item.id, part) not in built}
        is_begun = any(name == item.id for name, _ in built)
        for part in open_ if is_begun else ():
            assert f"    no check is built for its part “{part}” yet: it will be not shown" in lines, item.id
        is_untouched = "    no check is built for this item yet: it will be not shown" in lines
        assert is_untouched is (bool(open_) and not is_begun), item.id
        assert any("no check is built" in line for line in lines) is bool(open_), item.id


@pytest.mark.parametrize("kind", ["local", "staging", "production"])
def test_what_has_a_check_has_one_wherever_its_item_lies(kind: Kind) -> None:
    parts = {(check.item, part) for check in all_checks() for part in check.parts}
    here = {(check.item, part) for check in all_checks() for part in check.parts if kind in check.kinds}

    assert {(item, part) for item, part in parts - here if not lies_elsewhere(CHECKLIST.items[item], kind)} == set()


def test_every_rollback_trigger_has_a_check() -> None:
    built = {check.item for check in all_checks()}
    triggers = {item.id for item in CHECKLIST.all_items if item.id.startswith("trigger.")}

    assert triggers
    assert triggers - built == set()


def test_practice_monitored_asks_for_what_the_monitoring_phase_watches() -> None:
    watched = {
        name.value
        for check in all_checks()
        if check.item.startswith("monitoring.")
        for mark in check.marks("watches")
        for name in mark.args
        if isinstance(name, ast.Constant)
    }

    assert watched == set(MONITORED)
