"""Habits no linter holds: nothing is skipped or swallowed; names, folders and files are as a stranger expects them."""

import ast
import itertools
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["suites", "fixtures", "gate", "loadtests", "reports"]
CODE = {".py", ".js", ".mjs", ".sql", ".psql", ".html", ""}
FILES_IN_A_FOLDER_MAX = 12
LINES_MAX = 350
WORDS_OF_NOBODY_ELSE = {  # each with the field's own word for it
    "ailment": "source fault",
    "barrier": "accessibility violation",
    "course": "query",
    "door": "HTTP client",
    "hindsight": "recount",
    "judgement": "verdict",
    "plight": "fault effect",
    "purse": "wallet, transfer",
    "secrecy": "redaction",
    "sheet": "summary",
    "staff": "people",
    "tally": "counters",
    "till": "card payments",
    "trespass": "cross-user access",
    "watchdog": "process",
    "world": "context",
}
NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
FORBIDDEN_CALLS = re.compile(r"(time\.)?sleep|.*\.wait_for_timeout|pytest\.(skip|xfail|importorskip)")
FORBIDDEN_MARKS = re.compile(r"(pytest\.)?mark\.(skip|skipif|xfail)")
ANY_ERROR = {"", "Exception", "BaseException"}
MACHINE_PATHS = re.compile(r"(?<![\w.}/-])/(work|root|home|opt|tmp|Users)/")
REGISTRY_HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.(npmjs\.org|yarnpkg\.com)|deb\.debian\.org|(ghcr|docker|quay)\.io"
)


def offences(source: str) -> Iterator[str]:
    """Name what the source does that no room of the suite may do."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=called) if FORBIDDEN_CALLS.fullmatch(ast.unparse(called)):
                yield f"line {node.lineno}: {ast.unparse(called)}()"
            case ast.Attribute() if FORBIDDEN_MARKS.fullmatch(ast.unparse(node)):
                yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.ExceptHandler(body=[ast.Pass()]) if (ast.unparse(node.type) if node.type else "") in ANY_ERROR:
                yield f"line {node.lineno}: an error of any kind is swallowed"


def our_files() -> list[Path]:
    listed = subprocess.run(  # noqa: S603 - our own arguments
        [
            str(shutil.which("git")),
            "-C",
            ROOT,
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in files if path.is_file() and path != Path(__file__)]


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_skipped_slept_through_or_swallowed(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}, {offence}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for offence in offences(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "time.sleep(1)",
        "from time import sleep\nsleep(1)",
        "page.wait_for_timeout(500)",
        "pytest.skip('no mailbox')",
        "pytest.importorskip('psycopg')",
        "@pytest.mark.skipif(True, reason='')\ndef test(): ...",
        "marks = [pytest.mark.xfail]",
        "try:\n    look()\nexcept:\n    pass",
        "try:\n    look()\nexcept Exception:\n    pass",
    ],
)
def test_a_planted_offence_is_found(planted: str) -> None:
    assert len(list(offences(planted))) == 1


def test_no_file_names_a_path_of_a_machine_or_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in our_files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if MACHINE_PATHS.search(line) or REGISTRY_HOSTS.search(line)
    ]

    assert found == []


def named_in(source: str) -> Iterator[tuple[int, str]]:
    """Each name that the source gives: of a class, function, argument or variable."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name


def foreign_words(name: str) -> set[str]:
    parts = {part.lower() for part in NAME_PART.findall(name)}
    return {word for word in WORDS_OF_NOBODY_ELSE if {word, f"{word}s", f"{word[:-1]}ies"} & parts}


def test_names_are_the_fields_own_words() -> None:
    files = [path for path in our_files() if path.suffix == ".py"]
    found = {
        str(path.relative_to(ROOT)) for path in files if foreign_words(path.stem) | foreign_words(path.parent.name)
    }
    found |= {
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files
        for line, name in named_in(path.read_text())
        if foreign_words(name)
    }

    assert sorted(found) == []


@pytest.mark.parametrize("name", ["Door", "open_door", "_tallies", "StaffRoom", "test_the_door_is_shut"])
def test_a_word_that_only_we_understand_is_found(name: str) -> None:
    assert foreign_words(name)


@pytest.mark.parametrize("name", ["outdoors", "until", "still_open", "discourse", "WorldwideTest"])
def test_a_word_that_only_holds_another_is_no_offence(name: str) -> None:
    assert not foreign_words(name)


def test_no_folder_and_no_file_is_too_long_to_be_looked_through() -> None:
    files = our_files()
    folders = Counter(path.parent.relative_to(ROOT) for path in files if path.relative_to(ROOT).parts[0] != "suites")
    full = {str(folder) for folder, count in folders.items() if count > FILES_IN_A_FOLDER_MAX}
    long = {
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix in CODE and len(path.read_text().splitlines()) > LINES_MAX
    }

    assert full | long == set()


def test_each_plugin_stands_in_the_list_of_its_room() -> None:
    """One that is forgotten would take its fixtures, or worse its hooks, with it without a word."""
    folders = [file.parent.relative_to(ROOT) for file in (ROOT / "fixtures").rglob("__init__.py")]
    lists = {
        ".".join(folder.parts): getattr(import_module(".".join(folder.parts)), "plugins", []) for folder in folders
    }
    rooms = {name for name, plugins in lists.items() if plugins}
    listed = {*itertools.chain(*lists.values()), *import_module("conftest").ROOMS}
    plugins = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "fixtures").rglob("*.py")
        if re.search(r"(?m)^@pytest\.(fixture|hookimpl)|^def pytest_", path.read_text())
    }

    assert plugins | rooms == listed
