"""The two files that let links to the site open in the apps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.http import Answer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = 200


@dataclass(frozen=True)
class LinkFile:
    """Whether the file could be read as JSON, and which of the expected names it does not hold."""

    problem: str | None
    missing: tuple[str, ...]


def read_link_file(answer: Answer | Unreachable, expected: tuple[str, ...]) -> LinkFile:
    """Look for each expected name among all texts of the file."""
    if isinstance(answer, Unreachable):
        return LinkFile(str(answer), expected)
    if answer.status != OK or answer.content_type != "application/json" or answer.json is None:
        return LinkFile(f"answered {answer.status} {answer.content_type}, expected 200 application/json", expected)
    texts = set(_texts(answer.json))
    return LinkFile(None, tuple(name for name in expected if name not in texts))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
