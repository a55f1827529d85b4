"""What the validation of a file found, said so that a person can mend it."""

from __future__ import annotations

import difflib
import re
import types
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

SHOWN_CHARACTERS_MAX = 60
MUST_BE = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list, such as [one, two]",
    "dict": "a section with keys and values",
    "model": "a section with keys and values",
    "datetime": "a time with its zone, such as 2026-11-24T09:12:00Z",
    "timezone": "a time with its zone, such as 2026-11-24T09:12:00Z",
    "date": "a day, such as 2026-11-24",
    "path": "the path of a file",
}
LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return close[0] if close else None


def suggest(name: str, names: Iterable[str]) -> str:
    """Say which name was probably meant, or all that there are."""
    names = list(names)
    meant = nearest(name, names)
    return f'nearest: "{meant}"' if meant else f"known: {', '.join(names)}"


def describe(error: ErrorDetails, model: type[BaseModel], seen: str) -> str:
    """Say in one sentence what is wrong; `seen` is the value as it may be shown."""
    kind, limits = error["type"], error.get("ctx", {})
    key = str(error["loc"][-1]) if error["loc"] else ""
    match kind:
        case "missing":
            sentence = f'"{key}" is missing; add it'
        case "extra_forbidden":
            sentence = f'"{key}" is not known here; {suggest(key, _keys(model, error["loc"][:-1]))}'
        case "literal_error":
            sentence = f"{seen} is not known; {suggest(str(error['input']), _quoted(limits['expected']))}"
        case "value_error":
            sentence = f"{seen} {limits['error']}"
        case "string_too_short" | "too_short":
            sentence = "is empty; fill it in"
        case "string_type" if isinstance(error["input"], int | float):
            sentence = f'must be text; quote it: "{seen}"'
        case _ if kind in LIMITS:
            words, limit = LIMITS[kind]
            sentence = f"must be {words} {limits[limit]:g}, not {seen}"
        case _:
            wanted = MUST_BE.get(kind.split("_", maxsplit=1)[0])
            sentence = f"must be {wanted}, not {seen}" if wanted else f"{seen}: {error['msg']}"
    return sentence


def _quoted(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


def show(value: object, written: str | None, variable: str | None) -> str:
    """Return a value as it may stand in a message: what came from outside shows its variable only."""
    if variable:
        return f'"{variable}"'
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= SHOWN_CHARACTERS_MAX else f'"{value[:SHOWN_CHARACTERS_MAX]}…"'
    return written or str(value)


def _keys(model: type[BaseModel], spot: Iterable[int | str]) -> list[str]:
    """Name the keys that the section at `spot` may have."""
    annotation: Any = model
    for step in spot:
        annotation = _plain(_fields(annotation)[str(step)] if _is_section(annotation) else _entry(annotation))
    return list(_fields(annotation)) if _is_section(annotation) else []


def _entry(annotation: Any) -> Any:  # noqa: ANN401 - whatever a field may be annotated with
    """Return the kind of the entries of `tuple[Section, …]` or `dict[str, Section]`."""
    return next(kind for kind in reversed(typing.get_args(annotation)) if kind is not Ellipsis)


def _plain(annotation: Any) -> Any:  # noqa: ANN401 - whatever a field may be annotated with
    """Return the section in `Section | None` or `Annotated[Section, …]`."""
    while typing.get_origin(annotation) in {typing.Annotated, typing.Union, types.UnionType}:
        annotation = next(kind for kind in typing.get_args(annotation) if kind is not types.NoneType)
    return annotation


def _fields(section: type[BaseModel]) -> Mapping[str, Any]:
    return {info.alias or name: info.annotation for name, info in section.model_fields.items()}


def _is_section(annotation: Any) -> bool:  # noqa: ANN401 - whatever a field may be annotated with
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
