"""Habits no linter holds: nothing is skipped, slept through or swallowed; no file tells where it was made."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["suites", "fixtures", "gate", "loadtests", "reports"]
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
