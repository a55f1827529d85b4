"""The checks of the suites as they are written."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from gate.environment.sections import Kind

ROOT = Path(__file__).parents[2]
SUITES = ROOT / "suites"


@dataclass(frozen=True)
class CheckSource:
    """A check as it is written."""

    path: Path
    function: ast.FunctionDef

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def where(self) -> str:
        folder = self.path.parent.name
        return f"{folder}/{self.path.name}:{self.function.lineno} {self.name}"

    def marks(self, name: str) -> list[ast.Call]:
        return [
            mark
            for mark in self.function.decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == f"pytest.mark.{name}"
        ]

    @property
    def item(self) -> str:
        marks = self.marks("item")
        first = marks[0].args[0] if marks and marks[0].args else None
        return str(first.value) if isinstance(first, ast.Constant) else ""

    @property
    def parts(self) -> list[str]:
        words = [word for mark in self.marks("item") for word in mark.keywords if word.arg == "part"]
        return [ast.literal_eval(word.value) for word in words] or ["check"]

    @property
    def kinds(self) -> list[str]:
        words = [word for mark in self.marks("item") for word in mark.keywords if word.arg == "kinds"]
        return next((ast.literal_eval(word.value) for word in words), list(get_args(Kind)))

    @property
    def effects(self) -> list[object]:
        names = [argument for mark in self.marks("effects") for argument in mark.args]
        return [name.value if isinstance(name, ast.Constant) else ast.unparse(name) for name in names]


def checks_of(path: Path, source: str) -> list[CheckSource]:
    return [CheckSource(path, node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def files() -> list[Path]:
    return sorted(SUITES.rglob("*.py"))


def all_checks() -> list[CheckSource]:
    return [check for path in files() for check in checks_of(path, path.read_text(encoding="utf-8"))]
