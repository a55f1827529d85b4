"""Adds an entry to a list of a release file, and leaves every other character of the file as people wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP = "  "


def with_entry(text: str, section: str, entry: Mapping[str, str]) -> str:
    """Return the text with one entry more at the end of the section's list; `text` is YAML that can be read.

    A block list gets a block entry, in its own indentation; a list in brackets gets one in braces; a section that is
    missing, empty or a placeholder becomes a block list.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    body = text.removesuffix(newline) + newline if text.strip() else ""
    found = _section(body, section)
    if found is None:
        return body + newline.join([f"{section}:", *_block(entry, ""), ""])
    key, value = found
    if isinstance(value, yaml.SequenceNode) and value.flow_style and value.value and not _is_placeholder(value):
        end = value.value[-1].end_mark.index
        return f"{body[:end]}, {_braces(entry)}{body[end:]}"
    if isinstance(value, yaml.SequenceNode) and not value.flow_style:
        at = _line_end(body, _end(value))
        lines = _block(entry, " " * value.start_mark.column)
        return body[:at] + newline + newline.join(lines) + body[at:]
    start, end = key.end_mark.index + 1, max(value.end_mark.index, key.end_mark.index + 1)
    at = _line_end(body, end)
    comment = body[end:at].rstrip()
    lines = _block(entry, " " * key.start_mark.column)
    return body[:start] + comment + newline + newline.join(lines) + body[at:]


def _section(text: str, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    top = yaml.compose(text, yaml.BaseLoader)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _is_placeholder(value: yaml.SequenceNode) -> bool:
    return len(value.value) == 1 and isinstance(value.value[0], yaml.ScalarNode)


def _end(node: yaml.Node) -> int:
    """Where the last word of a node ends: a block collection itself ends only where something else begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _line_end(text: str, index: int) -> int:
    """Where the line ends that holds the last character before `index`, its line break left out."""
    index = len(text[:index].rstrip())
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _block(entry: Mapping[str, str], indent: str) -> list[str]:
    lines = []
    for number, (name, value) in enumerate(entry.items()):
        start = indent + (STEP if number else "- ")
        if "\n" in value and value.isascii() and name == "signature":
            lines += [f"{start}{name}: |", *(f"{indent}{STEP * 2}{line}" for line in value.splitlines())]
        else:
            lines.append(f"{start}{name}: {_scalar(value)}")
    return lines


def _braces(entry: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()) + "}"


def _scalar(value: str) -> str:
    """Write a word as it is, and what could be misread in quotes."""
    is_word = value.replace(".", "").replace("-", "").isalnum() and value[:1].isalpha() and value.isascii()
    return (
        value
        if is_word and value.lower() not in {"true", "false", "null", "yes", "no", "on", "off"}
        else json.dumps(value, ensure_ascii=False)
    )
