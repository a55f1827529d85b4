"""A new release file: a template with everything that can stand in it, explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from gate.files.places import RELEASES
from gate.files.scalars import Version
from gate.files.yaml_file import shown
from gate.release import RELEASE_FILE
from reports.commands.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = Path(__file__).parent / "templates" / RELEASE_FILE


def write_new(version: str, folder: Path = RELEASES) -> Iterator[str]:
    """Write <folder>/<version>/release.yaml and say what comes next. Raises ReportError; nothing is written over."""
    try:
        TypeAdapter(Version).validate_python(version)
    except ValidationError:
        raise ReportError(f'"{version}" is not a version; write it as 2.4.0') from None
    file = folder / version / RELEASE_FILE
    text = TEMPLATE.read_text(encoding="utf-8").replace("{version}", version)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise ReportError(f"{shown(file)} is there already, and is not written over; edit it") from None
    except OSError as error:
        raise ReportError(f"{shown(file)} can't be written: {error.strerror}") from None
    yield f"written: {shown(file)}"
    yield "next: fill in what is marked required, then: pytest -m pre_production --env staging --release " + version
