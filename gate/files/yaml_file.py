"""The border between files, which people write, and typed facts: all mistakes at once, each with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo

from gate.files.foreign_file import YAML_BYTES_MAX, UnreadableFileError, read_foreign_text
from gate.files.places import ROOT
from gate.files.redaction import secrets_in
from gate.files.validation_errors import describe, show
from gate.files.yaml_text import FieldError, Place, Spot, YamlText, parse

VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")
NEARLY_VARIABLE = re.compile(r"\$\{|^\$\w+$")
PLACEHOLDER = re.compile(r"\[[^\]]+\]")
PLACEHOLDER_WORD = re.compile(r"[A-Z][\w ]*")


FOLDER = "folder"


class FileError(ValueError):
    """What is wrong in a file; a line for each mistake: `file:line:column: where: what, and what to do`."""


class Section(BaseModel):
    """A part of a file: nothing unknown is accepted, nothing changes after reading, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True)


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get(FOLDER, Path())
    return folder / path


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path, written relative to the file that it stands in."""

Facts = TypeVar("Facts", bound=Section)
Contradictions = Callable[[Facts], Iterable[tuple[Spot, str]]]


@dataclass(frozen=True)
class YamlFile(Generic[Facts]):
    """A file as read, with the secrets that came into it from outside."""

    facts: Facts
    secrets: frozenset[str]


class _Filled:
    """The values of a text with its variables replaced."""

    def __init__(self, text: YamlText, variables: Mapping[str, str], *, has_placeholders: bool) -> None:
        self.secrets: set[str] = set()
        self.variables: dict[Spot, str] = {}
        self.missing: dict[str, Place] = {}
        self.missing_at: set[Spot] = set()
        self.placeholders: dict[Spot, str] = {}
        self.errors: list[FieldError] = []
        self._text = text
        self._known = variables
        self._has_placeholders = has_placeholders
        self.value = self._fill((), text.value)

    def _fill(self, spot: Spot, value: object) -> object:
        if isinstance(value, dict):
            written = {key: entry for key, entry in value.items() if not self._is_placeholder((*spot, key), entry)}
            return {key: self._fill((*spot, key), entry) for key, entry in written.items()}
        if isinstance(value, list):
            return [self._fill((*spot, number), entry) for number, entry in enumerate(value)]
        if isinstance(value, str) and NEARLY_VARIABLE.search(VARIABLE.sub("", value)):
            sentence = f'"{value}" is not a variable; write ${{NAME}}, in letters, digits and _'
            self.errors.append(FieldError(self._text.places[spot], sentence, spot))
        if isinstance(value, str) and VARIABLE.search(value):
            self.variables[spot] = value
            return VARIABLE.sub(lambda match: self._take(match[1], spot), value)
        return value

    def _take(self, name: str, spot: Spot) -> str:
        value = self._known.get(name, "").strip()
        if not value:
            self.missing.setdefault(name, self._text.places[spot])
            self.missing_at.add(spot)
            return f"${{{name}}}"
        self.secrets |= secrets_in(value)
        return value

    def _is_placeholder(self, spot: Spot, value: object) -> bool:
        """Whether the value is such as [Name] (without quotes a list of one word), or a section of nothing else."""
        if not self._has_placeholders:
            return False
        if isinstance(value, dict) and value and all(self._is_placeholder((*spot, k), v) for k, v in value.items()):
            self.placeholders[spot] = self.placeholders[(*spot, next(iter(value)))]
        if (
            isinstance(value, list)
            and len(value) == 1
            and isinstance(value[0], str)
            and PLACEHOLDER_WORD.fullmatch(value[0])
        ):
            self.placeholders[spot] = f"[{value[0]}]"
        if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
            self.placeholders[spot] = value
        return spot in self.placeholders


def read_yaml(  # noqa: PLR0913 - one border for all files
    path: Path,
    model: type[Facts],
    *,
    variables: Mapping[str, str] | None = None,
    contradictions: Contradictions[Facts] = lambda _: (),
    has_placeholders: bool = False,
    parse_text: Callable[[Path], YamlText] | None = None,
) -> YamlFile[Facts]:
    """Read `path` as `model`, with `${NAME}` taken from `variables`; raise FileError with everything that is wrong.

    `contradictions` says what can't be true together, in a file that is right in each part.
    With `has_placeholders`, texts such as `[Name]` count as not written yet. `parse_text` joins files into one text.
    """
    text = (parse_text or parse_file)(path)
    filled = _Filled(text, variables or {}, has_placeholders=has_placeholders)
    errors = [*text.errors, *filled.errors]
    if text.errors and text.value is None:
        raise _error(path, errors, {})
    try:
        facts = model.model_validate(filled.value, context={FOLDER: path.parent})
    except ValidationError as error:
        told = {error.place for error in errors}
        errors += [error for error in _invalid(error, model, text, filled) if error.place not in told]
        raise _error(path, errors, filled.missing) from None
    if not (errors or filled.missing):
        errors = [FieldError(text.place_of(spot), sentence, spot) for spot, sentence in contradictions(facts)]
    if errors or filled.missing:
        raise _error(path, errors, filled.missing)
    return YamlFile(facts, frozenset(filled.secrets))


def parse_file(path: Path) -> YamlText:
    """Return the text of a file as parsed; raise FileError where it can't be read."""
    try:
        return parse(read_foreign_text(path, YAML_BYTES_MAX, "utf-8-sig"))
    except UnreadableFileError as error:
        raise FileError(_printable(f"{shown(path)}: {error}")) from None


def shown(path: Path) -> str:
    """Name a file as people of this project do."""
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _invalid(error: ValidationError, model: type[Section], text: YamlText, filled: _Filled) -> list[FieldError]:
    """Turn what pydantic found into mistakes with their places; what follows from a missing variable is none."""
    errors = []
    for found in error.errors(include_url=False):
        spot: Spot = found["loc"]
        is_short_of_bad_entries = found["type"] == "too_short" and found["input"]
        if spot in filled.missing_at or is_short_of_bad_entries:
            continue
        sentence = describe(found, model, show(found["input"], text.written.get(spot), filled.variables.get(spot)))
        if spot in filled.placeholders:
            sentence = f"still the placeholder {filled.placeholders[spot]}; write what is true"
            errors.append(FieldError(text.places[spot], sentence, spot))
        elif found["type"] == "extra_forbidden":
            errors.append(FieldError(text.key_places[spot], sentence, spot[:-1]))
        elif found["type"] == "missing":
            errors.append(FieldError(text.place_of(spot[:-1]), sentence, spot[:-1]))
        else:
            errors.append(FieldError(text.places.get(spot) or text.place_of(spot), sentence, spot))
    return errors


def _error(path: Path, errors: Iterable[FieldError], missing: Mapping[str, Place]) -> FileError:
    lines = []
    for error in sorted(errors):
        where = f"{'.'.join(str(step) for step in error.spot)}: " if error.spot else ""
        lines.append(
            f"{error.place.file or shown(path)}:{error.place.line}:{error.place.column}: {where}{error.sentence}"
        )
    if missing:
        names = ", ".join(f"{name} ({_line(place)})" for name, place in missing.items())
        are, them = ("1 secret is", "it") if len(missing) == 1 else (f"{len(missing)} secrets are", "them")
        lines.append(f"{shown(path)}: {are} missing: {names}; set {them} in the process environment")
    return FileError("\n".join(_printable(line) for line in lines))


def _line(place: Place) -> str:
    return f"{place.file} line {place.line}".lstrip()


def _printable(line: str) -> str:
    """Keep a line a line, whatever stands in the file."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
