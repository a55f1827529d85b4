"""What the README says is true."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from gate.checklist import Checklist
from gate.environment import Environment
from gate.outcome import Outcome
from gate.verdict import EXIT_CODES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?:suites|fixtures|gate|environments|reports|sandbox|tests)/[\w./-]*")
MASKS = (
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.]+(Z| UTC)?"), "TIME"),
    (re.compile(r"\s+\d+\.\d s "), " SECONDS "),
    (re.compile(r"deploy \w+ = commit \w+"), "DEPLOY"),
)


def section(heading):
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text):
    """Cells of the tables in `text`, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row, following in zip(cells, [*cells[1:], [""]], strict=True) if "---" not in row + following]


def masked(text):
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def items_with_checks():
    functions = [
        node
        for file in (ROOT / "suites").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    marks = [mark for function in functions for mark in function.decorator_list if isinstance(mark, ast.Call)]
    return Counter(mark.args[0].value for mark in marks if mark.func.attr == "item")


def test_the_table_of_phases_is_that_of_the_checklist():
    checklist, having = Checklist.read(), items_with_checks()
    expected = []
    for name, phase in checklist.phases.items():
        items = [item.id for item in checklist.all_items if item.phase == name]
        expected.append([f"`{name}`", phase.title, str(len(items)), str(sum(item in having for item in items))])

    assert rows(section("Phases")) == expected


def test_the_tables_of_outcomes_and_verdicts_are_complete():
    told = rows(section("What a run says"))

    assert [row[0] for row in told[: len(Outcome)]] == [outcome.value for outcome in Outcome]
    assert {row[0]: int(row[1]) for row in told[len(Outcome) :]} == {
        call.value: code for call, code in EXIT_CODES.items()
    }


def test_each_option_exists():
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))

    assert {option for option in named if option not in said.stdout} == set()


def test_each_file_that_is_named_exists():
    named = {match.rstrip(".") for match in FILE.findall(README)}

    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_each_system_names_a_section_of_the_environment_file():
    sections = Environment.model_fields
    keys = [key for row in rows(section("Systems")) for key in CODE.findall(row[2])]

    assert keys
    assert {key for key in keys if key.partition(".")[0] not in sections} == set()


def test_the_check_that_is_shown_stands_in_the_suite():
    shown = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    suite = (ROOT / "suites" / "smoke" / "test_login.py").read_text(encoding="utf-8")

    assert [line for line in lines if line not in suite] == []


def test_the_fault_of_the_red_line_is_in_the_matrix():
    assert "wallet-credited-twice" in yaml.safe_dump(yaml.safe_load((ROOT / "tests" / "faults.yaml").read_text()))


@pytest.mark.parametrize("block", re.findall(r"```text\n(.*?)```", section("Start"), re.DOTALL))
def test_the_healthy_run_ends_as_shown(block, run_suite):
    ended = run_suite("-m", "smoke")

    said = masked(ended.output.replace(" standing ", " local "))
    assert [line for line in masked(block) if line not in said and not line.startswith(("record", "report"))] == []


def test_the_red_line_is_what_the_suite_says(run_suite, switch_on):
    switch_on("wallet-credited-twice")

    ended = run_suite("-m", "smoke")

    shown = section("Reading a red line")
    assert ended.exit_code == 1
    assert re.search(
        r"1,000.00 typed, 1,000.00 charged by the provider, 2,000.00 credited", ended.reason("smoke.payment")
    )
    assert "1,000.00 typed, 1,000.00 charged by the provider, 2,000.00 credited" in shown
    assert next(line for line in masked(shown) if line.startswith("NO-GO")) in masked(ended.output)
