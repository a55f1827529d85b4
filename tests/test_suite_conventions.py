"""The checks read as the procedures do: one folder a phase, a sentence a check, facts first, no code to read."""

import ast
from pathlib import Path

import pytest

from gate.checklist import Checklist
from gate.sections import Effect

SUITES = Path(__file__).resolve().parents[1] / "suites"
FILES = sorted(SUITES.rglob("test_*.py"))
CHECKLIST = Checklist.read()
MADE_BY_CODE = (ast.For, ast.While, ast.If, ast.Try, ast.With, ast.Lambda, ast.ListComp, ast.Await)
FIXTURES_MAX = 3


def functions(file):
    return [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]


CHECKS = [pytest.param(file, check, id=check.name) for file in FILES for check in functions(file)]


def marks(check, name):
    found = [mark for mark in check.decorator_list if isinstance(mark, ast.Call)]
    return [mark for mark in found if ast.unparse(mark.func) == f"pytest.mark.{name}"]


def item_of(check):
    (mark,) = marks(check, "item")
    return CHECKLIST.items[ast.literal_eval(mark.args[0])]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_asks_a_question_and_holds_nothing_but_checks(file):
    module = ast.parse(file.read_text(encoding="utf-8"))

    assert ast.get_docstring(module).endswith("?")
    assert {type(node) for node in module.body} <= {ast.Expr, ast.Import, ast.FunctionDef}
    assert all(function.name.startswith("test_") for function in functions(file))


@pytest.mark.parametrize(("file", "check"), CHECKS)
def test_a_check_gives_evidence_for_one_item_of_its_folders_phase(file, check):
    assert item_of(check).phase == file.relative_to(SUITES).parts[0]


@pytest.mark.parametrize(("file", "check"), CHECKS)
def test_a_check_quotes_its_item_and_says_when_it_fails(file, check):
    told = ast.get_docstring(check)

    assert f'"{item_of(check).text}"' in told.splitlines()[0], file
    assert told.split("\n\n", 1)[1].startswith("Fails when ")


@pytest.mark.parametrize(("file", "check"), CHECKS)
def test_a_check_asks_for_few_things_and_states_facts_before_it_judges(file, check):
    body = check.body[1:]
    kinds = [isinstance(statement, ast.Assert) for statement in body]

    assert len(check.args.args) <= FIXTURES_MAX, file
    assert {type(statement) for statement in body} == {ast.Assign, ast.Assert}
    assert kinds == sorted(kinds), "facts first, then judgement"
    assert not [node for node in ast.walk(check) if isinstance(node, MADE_BY_CODE)]


@pytest.mark.parametrize(("file", "check"), CHECKS)
def test_each_assertion_carries_a_sentence(file, check):
    assertions = [node for node in ast.walk(check) if isinstance(node, ast.Assert)]

    assert assertions, file
    assert [ast.unparse(node) for node in assertions if node.msg is None] == []


@pytest.mark.parametrize(("file", "check"), CHECKS)
def test_the_effects_of_a_check_are_known(file, check):
    named = {ast.literal_eval(name) for mark in marks(check, "effects") for name in mark.args}

    assert named <= set(Effect.__args__), file


def test_each_item_of_the_smoke_phase_has_a_check():
    checked = {item_of(check).id for file in FILES for check in functions(file)}

    assert {item.id for item in CHECKLIST.all_items if item.phase == "smoke"} <= checked
