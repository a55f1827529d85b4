"""Selectors and their matchers, as in PromQL; what else PromQL has is no business of an environment file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Mapping

SELECTOR = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\}\s*)?", re.DOTALL)
MATCHER = re.compile(r"""\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(,|$)""", re.ASCII)
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True)
class Matcher:
    """One condition on a label; one that a series lacks counts as empty, and regular expressions are anchored."""

    label: str
    operator: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether a series with these labels fulfils it."""
        value, is_negative = labels.get(self.label, ""), self.operator.startswith("!")
        fits = re.fullmatch(self.value, value) is not None if "~" in self.operator else value == self.value
        return fits is not is_negative

    def __str__(self) -> str:
        """Write it as PromQL."""
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{self.label}{self.operator}"{escaped}"'


@dataclass(frozen=True)
class Selector:
    """A metric's name and matchers."""

    name: str
    matchers: tuple[Matcher, ...] = ()

    def narrowed(self, *matchers: Matcher) -> Selector:
        """The same, with more conditions."""
        return replace(self, matchers=(*self.matchers, *matchers))

    def __str__(self) -> str:
        """Write it as PromQL."""
        return f"{self.name}{{{','.join(map(str, self.matchers))}}}"


def parse_selector(text: str, where: str) -> Selector:
    """Read `name{label="value",…}`. Raises NotShown that names `where` it was written."""
    found = SELECTOR.fullmatch(text)
    if not found:
        raise NotShown(f'{where} is no selector such as http_requests_total{{attempt="first"}}: {text}')
    return Selector(found[1], parse_matchers(found[2] or "", where))


def parse_matchers(text: str, where: str) -> tuple[Matcher, ...]:
    """Read `label="value",…`. Raises NotShown that names `where` it was written."""
    matchers, at = [], 0
    while text[at:].strip():
        found = MATCHER.match(text, at)
        if not found:
            raise NotShown(f'{where} has no matcher such as status=~"5.." at: {text[at:].strip()}')
        label, operator, quoted, _ = found.groups()
        value = ESCAPE.sub(lambda escape: ESCAPED.get(escape[1], escape[1]), quoted[1:-1])
        if "~" in operator:
            _check_expression(value, where)
        matchers.append(Matcher(label, operator, value))
        at = found.end()
    return tuple(matchers)


def _check_expression(value: str, where: str) -> None:
    try:
        re.compile(value)
    except re.error as error:
        raise NotShown(f"{where} has {value}, which is no regular expression: {error}") from None
