"""The shape of a JSON answer, written as the answer would look.

A word is a kind: str, int, number, bool, uuid, time, object, any; with `?` it may be null or left out.
`{key: shape}` is an object with at least these keys. `[]` is an empty array, `[shape]` an array of any length,
`[shape, ...]` one with at least one entry.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

ONE_OR_MORE = "..."
SHOWN_CHARACTERS_MAX = 40


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


KINDS: dict[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
    "bool": lambda value: isinstance(value, bool),
    "uuid": _is_uuid,
    "time": _is_time,
    "object": lambda value: isinstance(value, dict),
    "any": lambda _: True,
}


def shape_mismatch(shape: object, value: object, path: str = "$") -> str | None:
    """Say where `value` first differs from `shape`; None where it fits."""
    if isinstance(shape, dict):
        return _object_mismatch(shape, value, path)
    if isinstance(shape, list):
        return _array_mismatch(shape, value, path)
    kind = str(shape)
    if kind.endswith("?") and value is None:
        return None
    return None if KINDS[kind.rstrip("?")](value) else f"{path} should be {kind}, but is {_show(value)}"


def shape_fault(shape: object) -> str | None:
    """Say why a text is no shape; None for a good one."""
    if isinstance(shape, dict):
        return next((fault for entry in shape.values() if (fault := shape_fault(entry))), None)
    if isinstance(shape, list):
        if len(shape) > 2 or (len(shape) == 2 and shape[1] != ONE_OR_MORE):  # noqa: PLR2004 - a shape and the dots
            return "has an array with several shapes; write [], [shape] or [shape, ...]"
        return shape_fault(shape[0]) if shape else None
    if isinstance(shape, str) and shape.removesuffix("?") in KINDS:
        return None
    return f'has the unknown kind "{shape}"; known: {", ".join(KINDS)}, each also with ?'


def _object_mismatch(shape: dict[str, object], value: object, path: str) -> str | None:
    if not isinstance(value, dict):
        return f"{path} should be an object, but is {_show(value)}"
    for key, expected in shape.items():
        if key not in value and not (isinstance(expected, str) and expected.endswith("?")):
            return f"{path}.{key} is missing"
        mismatch = shape_mismatch(expected, value.get(key), f"{path}.{key}")
        if mismatch:
            return mismatch
    return None


def _array_mismatch(shape: list[object], value: object, path: str) -> str | None:
    if not isinstance(value, list):
        return f"{path} should be an array, but is {_show(value)}"
    if not shape:
        return f"{path} should be empty, but has {_count(value)}" if value else None
    if len(shape) > 1 and not value:
        return f"{path} should have entries, but is empty"
    entries = (shape_mismatch(shape[0], entry, f"{path}[{number}]") for number, entry in enumerate(value))
    return next((mismatch for mismatch in entries if mismatch), None)


def _count(entries: list[object]) -> str:
    return "1 entry" if len(entries) == 1 else f"{len(entries)} entries"


def _show(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= SHOWN_CHARACTERS_MAX else f'"{value[:SHOWN_CHARACTERS_MAX]}…"'
    return (
        {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)
    )
