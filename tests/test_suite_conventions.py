"""How a check reads: one sentence, few nouns, no logic; whoever knows no Python can still read it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from gate.checklist import Checklist
from gate.environment.sections import Effect
from tests.support.check_source import ROOT, SUITES, CheckSource, all_checks, checks_of, files

CHECKLIST = Checklist.read()
FIXTURES_MAX = 3
ASSERTIONS_MAX = 8
LINES_MAX = 300
MARKS = {"item", "effects", "timeout", "watches"}
LOGIC = {
    ast.For: "loops",
    ast.While: "loops",
    ast.comprehension: "loops",
    ast.If: "branches",
    ast.IfExp: "branches",
    ast.Match: "branches",
    ast.Try: "catches",
    ast.With: "opens something",
    ast.Lambda: "hides a function",
}


def offences_of_file(path: Path, source: str) -> Iterator[str]:
    """What is wrong with a file of checks, in sentences."""
    tree = ast.parse(source)
    documentation = ast.get_docstring(tree) or ""
    if not documentation.endswith("?") or "\n" in documentation:
        yield f"{path.name}: its docstring is no question in one line"
    if len(source.splitlines()) > LINES_MAX:
        yield f"{path.name}: more than {LINES_MAX} lines"
    for statement in tree.body[1:]:
        match statement:
            case ast.Import(names=[ast.alias(name="pytest")]):
                pass
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] == "gate":
                pass
            case ast.FunctionDef(name=name) if name.startswith("test_"):
                pass
            case _:
                yield f"{path.name}:{statement.lineno}: only imports of pytest and gate, and checks, stand here"
    for check in checks_of(path, source):
        yield from (f"{check.where}: {offence}" for offence in offences_of_check(check))


def offences_of_check(check: CheckSource) -> Iterator[str]:
    """What is wrong with a check, in sentences."""
    function = check.function
    if not re.fullmatch(r"test(_[a-z0-9]+){3,}", check.name):
        yield "its name is no sentence"
    yield from _offences_of_marks(check)
    yield from _offences_of_documentation(check)
    fixtures = function.args
    if len(fixtures.args) > FIXTURES_MAX or fixtures.kwonlyargs or fixtures.vararg or fixtures.defaults:
        yield f"it takes more than {FIXTURES_MAX} fixtures, or something else than fixtures"
    for node in ast.walk(function):
        if type(node) in LOGIC and not _stands_in_a_sentence(node, function):
            yield f"it {LOGIC[type(node)]} (line {getattr(node, 'lineno', '?')})"
        if isinstance(node, ast.Assert) and not isinstance(node.msg, ast.Constant | ast.JoinedStr):
            yield f"line {node.lineno}: an assertion without a sentence"
        if node is not function and isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield f"it defines {node.name}"
    yield from _offences_of_order(function)


def _stands_in_a_sentence(node: ast.AST, function: ast.FunctionDef) -> bool:
    """A list of names in the sentence of an assertion is no logic: it decides nothing."""
    if not isinstance(node, ast.comprehension):
        return False
    sentences = [statement.msg for statement in ast.walk(function) if isinstance(statement, ast.Assert)]
    return any(node in ast.walk(sentence) for sentence in sentences if sentence)


def _judges(statement: ast.stmt) -> bool:
    """An assertion, or a fact that must hold."""
    return isinstance(statement, ast.Assert) or (
        isinstance(statement, ast.Expr) and re.search(r"\.must_\w+\(\)$", ast.unparse(statement)) is not None
    )


def _offences_of_order(function: ast.FunctionDef) -> Iterator[str]:
    """Facts first, then judgement."""
    statements = function.body[1:]
    judged = [_judges(statement) for statement in statements]
    if judged != sorted(judged):
        yield "a fact is looked up after the first judgement"
    if not 1 <= sum(judged) <= ASSERTIONS_MAX:
        yield f"it judges {sum(judged)} times; once at least, {ASSERTIONS_MAX} times at most"
    if not all(isinstance(statement, ast.Assign) or _judges(statement) for statement in statements):
        yield "it does something else than to look facts up and to judge them"


def _offences_of_marks(check: CheckSource) -> Iterator[str]:
    unknown = {ast.unparse(mark.func if isinstance(mark, ast.Call) else mark) for mark in check.function.decorator_list}
    unknown -= {f"pytest.mark.{name}" for name in MARKS}
    if unknown:
        yield f"a mark that checks do not carry: {', '.join(sorted(unknown))}"
    if len(check.marks("item")) != 1 or check.item not in CHECKLIST.items:
        yield f"it names no item of the checklist, or several: {check.item!r}"
        return
    item = CHECKLIST.items[check.item]
    if item.phase != check.path.parent.name:
        yield f"{item.id} belongs to the phase {item.phase}, so it stands in the wrong folder"
    if {*check.parts} - {*item.settled_by}:
        yield f"{item.id} is settled by {', '.join(item.settled_by)}, not by {', '.join(check.parts)}"
    strange = [str(effect) for effect in check.effects if effect not in get_args(Effect)]
    if strange or len(check.marks("effects")) > 1:
        yield f"effects that there are not: {', '.join(strange) or 'two lists of them'}"


def _offences_of_documentation(check: CheckSource) -> Iterator[str]:
    first, _, rest = (ast.get_docstring(check.function) or "").partition("\n")
    item = CHECKLIST.items.get(check.item)
    if item and f'"{item.text}"' not in first:
        yield f'line 1 of its docstring does not quote the item: "{item.text}"'
    if not rest.startswith("\nFails when "):
        yield "line 3 of its docstring does not begin with “Fails when”"


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_checks_reads_like_one(path: Path) -> None:
    assert path.name.startswith("test_")
    assert path.parent.name in CHECKLIST.phases
    assert list(offences_of_file(path, path.read_text(encoding="utf-8"))) == []


def test_a_name_stands_for_one_check() -> None:
    names = [check.name for check in all_checks()]

    assert len(names) == len(set(names))


def fixtures_and_parameters() -> Iterator[str]:
    """Names that a check may ask for: of fixtures, and of what the plugins parametrise."""
    for path in (ROOT / "fixtures").rglob("*.py"):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(function, ast.FunctionDef):
                continue
            if any(ast.unparse(mark).startswith("pytest.fixture") for mark in function.decorator_list):
                yield function.name
            if function.name == "pytest_generate_tests":
                yield from (str(node.value) for node in ast.walk(function) if isinstance(node, ast.Constant))


def test_a_check_asks_only_for_fixtures_that_there_are() -> None:
    asked = {argument.arg for check in all_checks() for argument in check.function.args.args}

    assert asked - {*fixtures_and_parameters()} == set()


EXAMPLE = '''"""Smoke: does it open?"""

import pytest


@pytest.mark.item("smoke.homepage")
@pytest.mark.effects("creates-user")
def test_the_page_opens(journeys, environment):
    """Smoke test: "Homepage loads".

    Fails when it does not.
    """
    visit = journeys.opens_homepage()

    assert visit.failed is None, f"it did not open: {visit.failed}"
'''
FACT = "visit = journeys.opens_homepage()\n"


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("does it open?", "it opens.", "no question"),
        ("import pytest\n", "import time\nimport pytest\n", "only imports"),
        ("import pytest\n", "import pytest\n\nfrom fixtures.api import Api\n", "only imports"),
        ("import pytest\n", "import pytest\n\nLIMIT = 3\n", "only imports"),
        ("import pytest\n", "import pytest\n\n\ndef look():\n    return 1\n", "only imports"),
        ("def test_the_page_opens", "def test_homepage", "no sentence"),
        ("def test_the_page_opens", "def test_ThePage_opens_now", "no sentence"),
        ('@pytest.mark.item("smoke.homepage")\n', "", "names no item"),
        ('item("smoke.homepage")', 'item("smoke.hompage")', "names no item"),
        ('item("smoke.homepage")', 'item("deploy.web")', "wrong folder"),
        ('item("smoke.homepage")', 'item("smoke.homepage", part="measure")', "is settled by"),
        ('effects("creates-user")', 'effects("creates-users")', "effects that there are not"),
        ("@pytest.mark.effects", "@pytest.mark.slow\n@pytest.mark.effects", "a mark that checks do not carry"),
        ('"Homepage loads"', '"Home page loads"', "does not quote the item"),
        ("Fails when", "Red when", "does not begin with"),
        ("(journeys, environment)", "(journeys, environment, api, books)", "more than 3 fixtures"),
        ("(journeys, environment)", "(journeys, environment=None)", "more than 3 fixtures"),
        (FACT, f"for _ in range(2):\n        {FACT}", "loops"),
        (FACT, "visit = [v for v in journeys.all()]\n", "loops"),
        (FACT, f"if environment:\n        {FACT}", "branches"),
        (FACT, "visit = journeys.a() if environment else journeys.b()\n", "branches"),
        (FACT, f"try:\n        {FACT}    finally:\n        print()\n", "catches"),
        (FACT, f"{FACT}    def again(): ...\n", "defines again"),
        (FACT, f"{FACT}    print(visit)\n", "something else"),
        (FACT, f"assert journeys, 'no journeys'\n    {FACT}", "after the first judgement"),
        (', f"it did not open: {visit.failed}"', "", "without a sentence"),
        (FACT, f"visit.must_hold()\n    {FACT}", "after the first judgement"),
        (FACT, f"{FACT}    visit.may_hold()\n", "something else"),
        ('    assert visit.failed is None, f"it did not open: {visit.failed}"\n', "", "judges 0 times"),
    ],
)
def test_a_planted_offence_is_found(good: str, bad: str, complaint: str) -> None:
    planted = EXAMPLE.replace(good, bad, 1)

    assert planted != EXAMPLE
    assert any(complaint in offence for offence in offences_of_file(SUITES / "smoke" / "test_example.py", planted))


def test_a_good_check_is_no_offence() -> None:
    assert list(offences_of_file(SUITES / "smoke" / "test_example.py", EXAMPLE)) == []
