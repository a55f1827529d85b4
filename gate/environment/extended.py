"""An environment file may build on another: `extends: local.yaml` takes each section that it does not write itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.files.yaml_file import parse_file, shown
from gate.files.yaml_text import FieldError, YamlText

if TYPE_CHECKING:
    from pathlib import Path

    from gate.files.yaml_text import Place, Spot

EXTENDS = "extends"


def parse_extended(path: Path, above: tuple[Path, ...] = ()) -> YamlText:
    """Return the text of a file, with sections of the one that it builds on; raise FileError for what can't be read."""
    own = parse_file(path)
    if not isinstance(own.value, dict) or EXTENDS not in own.value:
        return own
    name = own.value[EXTENDS]
    if not isinstance(name, str) or not name:
        own.errors.append(_mistake(own, "must name a file that lies beside this one, such as local.yaml"))
        return own
    above = (*above, path)
    if path.parent / name in above:
        own.errors.append(_mistake(own, f"{name} builds on this file itself; name another one"))
        return own
    base = parse_extended(path.parent / name, above)
    return _joined(own, base, own.value, base.value, shown(path.parent / name)) if isinstance(base.value, dict) else own


def _joined(
    own: YamlText, base: YamlText, above: dict[object, object], below: dict[object, object], file: str
) -> YamlText:
    def is_taken(spot: Spot) -> bool:
        return bool(spot) and spot[0] not in above

    return YamlText(
        text=f"{own.text}\n{base.text}",
        value={key: value for key, value in {**below, **above}.items() if key != EXTENDS},
        places=own.places | {s: _in(file, place) for s, place in base.places.items() if is_taken(s)},
        key_places=own.key_places | {s: _in(file, place) for s, place in base.key_places.items() if is_taken(s)},
        written=own.written | {spot: text for spot, text in base.written.items() if is_taken(spot)},
        errors=own.errors
        + [
            FieldError(_in(file, error.place), error.sentence, error.spot)
            for error in base.errors
            if not error.spot or is_taken(error.spot)
        ],
    )


def _in(file: str, place: Place) -> Place:
    return place if place.file else place._replace(file=file)


def _mistake(text: YamlText, sentence: str) -> FieldError:
    return FieldError(text.places[EXTENDS,], sentence, (EXTENDS,))
