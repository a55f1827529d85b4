"""The one way in for files that others wrote: regular ones only, of a size and a depth that can be worked with."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MB = 1_000_000
YAML_BYTES_MAX = MB // 2
JSON_DEPTH_MAX = 100
KINDS = {
    stat.S_IFDIR: "Is a directory",
    stat.S_IFIFO: "it is a pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


class UnreadableFileError(Exception):
    """The text is a predicate for the file's name: why it can't be read, and what to do."""


@contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file; raise UnreadableFileError at once for all else, which could hang or never end."""
    try:
        _refuse_special(path.stat().st_mode)  # opening a device may already do something
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            _refuse_special(os.fstat(file.fileno()).st_mode)
            yield file
    except OSError as error:
        raise UnreadableFileError(f"can't be read: {error.strerror}") from None
    except ValueError:  # a zero byte in its name
        raise UnreadableFileError("can't be read: no file can be called that") from None


def read_foreign_bytes(path: Path, bytes_max: int) -> bytes:
    """Read a whole file; raise UnreadableFileError for one that can't be read or is longer than that."""
    with open_regular(path) as file:
        content = file.read(bytes_max + 1)
    if len(content) > bytes_max:
        raise UnreadableFileError(f"is longer than {bytes_max:,} bytes; is it the right file?")
    return content


def read_foreign_text(path: Path, bytes_max: int, encoding: str = "utf-8") -> str:
    """Read a whole file as text; raise UnreadableFileError for one that can't be read, is too long or is no text."""
    content = read_foreign_bytes(path, bytes_max)
    try:
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig").upper()
        raise UnreadableFileError(f"is not {name} text from line {line} on; save it as {name}") from None


def parse_foreign_json(text: str) -> object:
    """Parse JSON; raise ValueError for what is none, is nested too deeply, or holds half a character."""
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError(f"is nested more than {JSON_DEPTH_MAX} deep") from None
    if text.count("[") + text.count("{") > JSON_DEPTH_MAX and _is_deeper(value, JSON_DEPTH_MAX):
        raise ValueError(f"is nested more than {JSON_DEPTH_MAX} deep")
    if "\\ud" in text or "\\uD" in text:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _is_deeper(value: object, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return any(isinstance(inner, dict | list) for inner in level)


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _refuse_special(mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = KINDS.get(stat.S_IFMT(mode), "it is no file")
        raise UnreadableFileError(f"can't be read: {kind}; name a regular file")
