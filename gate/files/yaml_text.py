"""YAML as people mean it: `no` and `on` are refused instead of becoming booleans, `01:30` and `2026-11-24` stay text.

Every value and key keeps its place, so that a mistake found later can still be pointed at.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import yaml

Spot = tuple[str | int, ...]
"""The way from the top of a file to a value: keys, and the numbers of list entries."""

WHOLE_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
DECIMAL_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
BOOLEANS = {"true": True, "false": False}
NO_BOOLEANS = re.compile(r"yes|no|on|off|true|false", re.IGNORECASE)
NULLS = frozenset({"", "~", "null"})
ANCHORED = "anchors and aliases (& and *) are not used here; write the value where it is needed"
DEPTH_MAX = 100
TOO_DEEP = "this file is nested too deeply"
SYNTAX = {
    TOO_DEEP: TOO_DEEP,
    ANCHORED: ANCHORED,
    "but found another document": "a file holds one document; take out this line and what follows",
    "mapping values are not allowed here": 'a ":" where no key ends; quote the text, or correct the indentation',
}
"""What PyYAML says, and what people need to hear."""
READ_OTHERWISE = re.compile("[\t\ufeff\x85\u2028\u2029]")
"""Tabs, and what ends a line to some: libyaml takes them in more places, or counts them otherwise."""
YAML_TAG = "tag:yaml.org,2002:"
UNTAGGED = {f"{YAML_TAG}{kind}" for kind in ("str", "map", "seq")}


class Place(NamedTuple):
    """Line and column, counted from 1; `file` where it is another one than that which was asked for."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, order=True)
class FieldError:
    """Something wrong at a place, in one sentence."""

    place: Place
    sentence: str
    spot: Spot = ()


@dataclass
class YamlText:
    """A text and what it says: plain values, where each stands, how each scalar was written, and what is wrong."""

    text: str = ""
    value: object = None
    places: dict[Spot, Place] = field(default_factory=dict)
    key_places: dict[Spot, Place] = field(default_factory=dict)
    written: dict[Spot, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def place_of(self, spot: Spot) -> Place:
        """Where a word stands, or the key of a section; for what isn't there, the section around it."""
        while spot and spot not in self.places:
            spot = spot[:-1]
        is_word = spot in self.written
        return self.places[spot] if is_word else self.key_places.get(spot) or self.places.get(spot, Place(1, 1))


class _Nodes(yaml.composer.Composer):
    """Composes nodes; what a plain scalar means is decided here, not by YAML 1.1."""

    yaml_implicit_resolvers: ClassVar[dict[str, object]] = {}
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse what is nested without end, and aliases: nobody reading line 40 should have to know line 4."""
        event = self.peek_event()  # type: ignore[attr-defined]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, ANCHORED, event.start_mark)
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise yaml.composer.ComposerError(None, None, TOO_DEEP, event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Quick(_Nodes, yaml.CSafeLoader):
    """Reads what is right: libyaml is many times faster."""

    __init__ = yaml.CSafeLoader.__init__


class _Exact(_Nodes, yaml.SafeLoader):
    """Says best what is wrong, and where."""


def parse(text: str) -> YamlText:
    """Parse a text; what can't be parsed is among the mistakes."""
    parsed = YamlText(text)
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        parsed.errors.append(_syntax_error(error, text))
        return parsed
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        parsed.errors.append(FieldError(Place(line, 1), "this line holds a character that YAML does not allow"))
        return parsed
    if node is not None:
        parsed.value = _value(node, (), parsed)
    return parsed


def _compose(text: str) -> yaml.Node | None:
    if not READ_OTHERWISE.search(text):
        with contextlib.suppress(yaml.YAMLError, UnicodeEncodeError):
            return yaml.compose(text, _Quick)
    return yaml.compose(text, _Exact)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> FieldError:
    mark = error.problem_mark or error.context_mark
    place = _place(mark) if mark else Place(1, 1)
    rest = text[mark.index :] if mark else ""
    if mark and text[mark.index - 1 : mark.index + 1] == "${":
        name = rest[1:].split("}")[0]
        dollar = Place(place.line, place.column - 1)
        return FieldError(dollar, f'within {{…}} and […] a variable is quoted; write "${{{name}}}"')
    if rest.startswith("\t"):
        return FieldError(place, "a tab; YAML is indented with spaces")
    if rest[:1] in {"@", "`", "%"}:
        return FieldError(place, f"a text can't begin with {rest[0]}; quote it")
    return FieldError(place, SYNTAX.get(str(error.problem), f"this is not YAML: {error.problem}"))


def _value(node: yaml.Node, spot: Spot, parsed: YamlText) -> object:
    parsed.places[spot] = _place(node.start_mark)
    if node.tag not in UNTAGGED:
        sentence = f"{node.tag.replace(YAML_TAG, '!!')} is not used here; write the plain value"
        parsed.errors.append(FieldError(parsed.places[spot], sentence, spot))
        return None
    if isinstance(node, yaml.MappingNode):
        return _section(node, spot, parsed)
    if isinstance(node, yaml.SequenceNode):
        return [_value(entry, (*spot, number), parsed) for number, entry in enumerate(node.value)]
    text = str(node.value)
    parsed.written[spot] = text
    is_quoted = isinstance(node, yaml.ScalarNode) and node.style  # of a plain one it is None, or "" by libyaml
    return text if is_quoted else _plain_scalar(text, spot, parsed)


def _section(node: yaml.MappingNode, spot: Spot, parsed: YamlText) -> dict[str, object]:
    section: dict[str, object] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            parsed.errors.append(FieldError(place, "a key is one word; lists and sections can't be keys", spot))
            continue
        key = str(key_node.value)
        if key in section:
            first = parsed.key_places[(*spot, key)].line
            parsed.errors.append(
                FieldError(place, f'"{key}" stands here a second time (first: line {first}); keep one', spot)
            )
            continue
        parsed.key_places[(*spot, key)] = place
        section[key] = _value(value_node, (*spot, key), parsed)
    return section


def _plain_scalar(text: str, spot: Spot, parsed: YamlText) -> object:
    if text in NULLS:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if NO_BOOLEANS.fullmatch(text):
        sentence = f'{text} is a boolean to some and a word to others; write true or false, or quote it: "{text}"'
        parsed.errors.append(FieldError(parsed.places[spot], sentence, spot))
        return text
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if DECIMAL_NUMBER.fullmatch(text):
        return float(text)
    return text


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)
