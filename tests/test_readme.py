"""What the README says is true."""

import ast
import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from fixtures.measures.progress import WORDS
from fixtures.measures.queries import UNITS
from gate.checklist import Checklist
from gate.environment import Environment
from gate.measure import State, WatchGate
from gate.outcome import Outcome
from gate.record import Record
from gate.release import Release
from gate.verdict import EXIT_CODES, Call

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?:suites|fixtures|gate|environments|reports|sandbox|tests|benchmarks)/[\w./-]*")
MASKS = (
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.]+(Z| UTC)?"), "TIME"),
    (re.compile(r"\s+\d+\.\d s "), " SECONDS "),
    (re.compile(r"deploy \w+ = commit \w+"), "DEPLOY"),
    (re.compile(r"(?m)^(record|report) +\S+/"), r"\1 FOLDER/"),
    (re.compile(r"AP-\w+"), "REFERENCE"),
)
COMMANDS = re.findall(r"`(?:\w+=\S+ )?(\./verify [^`]+|\.venv/bin/python [^`]+)`", README)
RUNS = sorted({command for command in COMMANDS if command.startswith("./verify") and "--env" in command})
OTHERS = {module: [c for c in COMMANDS if f"-m {module} " in c] for module in ("reports", "loadtests", "sandbox")}
ASKED_AT = {  # how a system's addresses are told from others in what a run has kept
    "Supabase Auth, REST, Functions": r"/(auth|rest|functions)/v1/",
    "Postgres": r"(?m)^\d+ rows$",
    "Paystack": "/transaction/verify/",
    "Twilio": "/2010-04-01/Accounts/",
    "Sentry": "/api/0/organizations/",
    "GitHub": "/repos/",
    "Mailbox by Mailpit's API": "/api/v1/search",
}


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
    said = pytest_says("--help").stdout + "".join(
        python_says("-m", *words.split(), "--help").stdout for words in ("loadtests", "reports sign", "reports show")
    )
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))

    assert {option for option in named if option not in said} == set()


def test_each_file_that_is_named_exists():
    named = {match.rstrip(".") for match in FILE.findall(README)}
    named -= {name for name in named if name.startswith("reports/releases")}  # written by people, and by runs

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


def test_the_release_file_that_is_shown_can_be_read(tmp_path):
    file = tmp_path / "release.yaml"
    file.write_text(re.search(r"```yaml\n(.*?)```", section("A release"), re.DOTALL).group(1), encoding="utf-8")

    release = Release.read(file)

    assert release.version == "2.4.0"
    assert not release.scope.android.is_in
    assert Checklist.read().items[release.waivers[0].item].waivable


@pytest.mark.parametrize("command", RUNS)
def test_each_run_that_is_named_can_be_planned(command):
    arguments = [word for word in shlex.split(command)[1:] if word not in {"-n", "2"}]

    planned = pytest_says(*arguments, "--plan")

    assert planned.returncode == 0, planned.stdout
    assert re.search(r"(?m)^(smoke|monitoring)\.", planned.stdout)


def test_the_run_of_the_matrix_that_is_named_has_tests():
    (command,) = (command for command in COMMANDS if "tests/matrix" in command)

    collected = pytest_says(*shlex.split(command)[1:], "--collect-only", "-q")

    assert "::" in collected.stdout
    assert collected.returncode == 0, collected.stdout


def test_the_faults_that_are_named_are_listed():
    faults = python_says("-m", "sandbox", "faults").stdout

    named = {name for names in re.findall(r"SANDBOX_FAULTS=([\w,-]+)", README) for name in names.split(",")}
    assert {name for name in named if not re.search(rf"(?m)^{name}\b", faults)} == set()
    assert len(named) > 1


@pytest.mark.parametrize("command", OTHERS["reports"])
def test_each_report_command_that_is_named_is_known(command):
    known = python_says("-m", "reports", shlex.split(command)[3], "--help")

    assert known.returncode == 0, known.stdout


@pytest.mark.parametrize("command", OTHERS["loadtests"])
def test_each_load_test_that_is_named_is_understood(command):
    planned = python_says(*shlex.split(command)[1:], "--dry-run")

    assert planned.returncode == 0 or "secrets are missing" in planned.stderr, planned.stdout + planned.stderr


def test_the_fewest_payments_that_can_be_shown_are_so_many():
    (fewest,) = map(int, re.findall(r"fewer than (\d+) payments", README))

    states = [WatchGate(0.05, polls=60, alpha_fail=0.005).update(n, 0, slot=1).state for n in (fewest - 1, fewest)]

    assert states == [State.NOT_ENOUGH_EVIDENCE, State.PASS]


def test_the_words_of_a_watch_are_explained():
    told = [row[0] for row in rows(section("Measures"))]

    assert told == list(WORDS.values())


def test_the_undecided_line_is_what_a_measure_says():
    (line,) = re.findall(r"payment_success: (NOT ENOUGH EVIDENCE.*)", section("Measures"))

    gate = WatchGate(0.05, polls=60, alpha_fail=0.005, unit=UNITS["payment_success"])

    assert gate.update(41, 1, slot=1).reason == line


@pytest.fixture(scope="module")
def healthy_run(tmp_path_factory):
    """The first command of the README, as `./verify` runs it: its output and its record."""
    records = tmp_path_factory.mktemp("records")
    ended = pytest_says("-m", "smoke", "--env", "local", f"--records={records}")
    return ended, Record.read(next(records.glob("*-local-smoke.jsonl")))


def test_the_healthy_run_ends_as_shown(healthy_run):
    ended, _ = healthy_run
    shown = re.search(r"```text\n(.*?)```", section("Start"), re.DOTALL).group(1)

    assert ended.returncode == 0, ended.stdout
    assert masked(shown) == masked(ended.stdout[ended.stdout.index("Alaska Pay ") :])[:-1]


def test_each_system_was_asked_for_the_items_that_are_named(healthy_run):
    _, record = healthy_run
    told = {row[0]: set(re.findall(r"(?:smoke|trigger)\.[\w-]+", row[1])) for row in rows(section("Systems"))}
    kept = [
        (look["item"], (record.folder / kept["file"]).read_text(encoding="utf-8"))
        for look in record.of_kind("observation")
        for kept in look["attachments"]
        if kept["type"] == "text/plain"
    ]

    asked = {system: {item for item, text in kept if re.search(sign, text)} for system, sign in ASKED_AT.items()}

    smoke = {system: {item for item in told[system] if item.startswith("smoke.")} for system in asked}
    assert [system for system in asked if not smoke[system] <= asked[system] <= told[system]] == []
    assert sum(map(len, asked.values())) > len(asked)


def test_the_red_line_is_what_the_suite_says(tmp_path, monkeypatch):
    monkeypatch.setenv("SANDBOX_FAULTS", "wallet-credited-twice")

    ended = pytest_says("-m", "smoke", "--env", "local", f"--records={tmp_path}")

    shown = re.search(r"```text\n(.*?)```", section("Reading a red line"), re.DOTALL).group(1)
    told = [line for line in masked(shown) if not line.startswith(("record", "report", "since"))]
    assert ended.returncode == EXIT_CODES[Call.ROLLBACK]
    assert [line for line in told if line not in masked(ended.stdout)] == []


def pytest_says(*arguments):
    return python_says("-m", "pytest", *arguments)


def python_says(*arguments):
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
