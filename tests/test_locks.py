"""The lock files: exact, hashed, in step with what is declared, and free of any index's address."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text()
ENTRIES = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n?", "", LOCK))
PINNED = [(canonicalize_name(pin[1]), pin[2]) for pin in re.finditer(r"(?m)^([\w.-]+)==(\S+)", LOCK)]
NPM_FOLDERS = ("reports", "tests/sandbox/real_clients", "tests/sandbox/real_servers")


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [Requirement(line) for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]


def test_every_python_package_is_pinned_with_a_hash() -> None:
    without = [entry for entry in ENTRIES if not re.search(r"\S==\S.*--hash=sha256:[0-9a-f]{64}", entry, re.DOTALL)]

    assert ENTRIES
    assert without == []


def test_what_is_declared_is_locked_in_a_version_that_is_allowed() -> None:
    names = {name for name, _ in PINNED}
    missing = [str(line) for line in declared() if canonicalize_name(line.name) not in names]
    outside = [
        f"{line} is locked as {version}"
        for line in declared()
        for name, version in PINNED
        if name == canonicalize_name(line.name) and version not in line.specifier
    ]

    assert missing == []
    assert outside == []


def test_the_python_lock_names_no_index() -> None:
    assert "://" not in LOCK
    assert not re.search(
        r"--(extra-)?index-url|--find-links|--trusted-host", LOCK.partition("\n#")[2].partition("\n")[2]
    )


def npm_lock(folder: str) -> dict[str, Any]:
    return json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]


def test_every_npm_lock_is_looked_at() -> None:
    found = {
        file.parent.relative_to(ROOT) for room in ("reports", "tests") for file in (ROOT / room).rglob("package.json")
    }

    assert {str(folder) for folder in found if "node_modules" not in folder.parts} == set(NPM_FOLDERS)


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_every_npm_package_is_pinned_with_a_hash(folder: str) -> None:
    packages = {name: package for name, package in npm_lock(folder).items() if name}

    assert packages
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_the_npm_lock_names_no_registry(folder: str) -> None:
    assert [name for name, package in npm_lock(folder).items() if "resolved" in package] == []
    assert "://" not in json.dumps(npm_lock(folder))


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_the_npm_lock_is_in_step_with_its_package(folder: str) -> None:
    lock = npm_lock(folder)
    wanted = json.loads((ROOT / folder / "package.json").read_text())["dependencies"]

    assert lock[""]["dependencies"] == wanted
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
