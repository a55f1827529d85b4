"""PromQL as far as it is spoken here: selectors with `[range]` and `offset`, `sum`, and three functions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

UNITS_MS = {
    "ms": 1,
    "s": 1000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 7 * 86_400_000,
    "y": 365 * 86_400_000,
}
DURATION = re.compile(r"(?:\d+(?:ms|[smhdwy]))+")
TOKEN = re.compile(
    r"""\s*(?:(?P<duration>(?:\d+(?:ms|[smhdwy]))+)(?![\w.])
    |(?P<word>[a-zA-Z_:][\w:]*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
    |(?P<sign>=~|!~|!=|[={}()\[\],])
    |(?P<other>\S))""",
    re.VERBOSE,
)
WRONG_TYPE = "1:1: parse error: expected type {} vector in {}, got {} vector"
TAKES_RANGE = {"timestamp": False, "last_over_time": True, "resets": True}
OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "=~": lambda value, wanted: re.fullmatch(wanted, value) is not None,
    "!~": lambda value, wanted: re.fullmatch(wanted, value) is None,
}


class ParseError(ValueError):
    """What is not understood, with its place as Prometheus writes it."""


class Matcher(NamedTuple):
    """A condition on a label; the name of the metric is label `__name__`."""

    label: str
    operator: str
    wanted: str

    def fits(self, labels: dict[str, str]) -> bool:
        """Tell whether a series meets it; a label that is not there is empty."""
        return OPERATORS[self.operator](labels.get(self.label, ""), self.wanted)


@dataclass(frozen=True)
class Selector:
    """Series by their labels; with a range, raw samples of the time before."""

    matchers: tuple[Matcher, ...]
    range_ms: int | None = None
    offset_ms: int = 0


@dataclass(frozen=True)
class Call:
    """A function of a selector."""

    function: str
    of: Selector


@dataclass(frozen=True)
class Sum:
    """The sum over all series, or over those that share these labels."""

    of: "Expression"
    by: tuple[str, ...] = ()


Expression = Selector | Call | Sum


class Token(NamedTuple):
    """A piece of a query, and where it stands, counted from 1."""

    kind: str
    text: str
    place: int


def parse(query: str) -> Expression:
    """Read a query. Raises ParseError."""
    tokens = [_token(found) for found in TOKEN.finditer(query) if found.lastgroup]
    reader = _Reader([*tokens, Token("end", "end of input", len(query) + 1)])
    expression = reader.expression()
    reader.expect_kind("end")
    return expression


def milliseconds(duration: str) -> int:
    """Read 1h30m."""
    if not DURATION.fullmatch(duration):
        raise ValueError(duration)
    return sum(int(count) * UNITS_MS[unit] for count, unit in re.findall(r"(\d+)(ms|[smhdwy])", duration))


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def expression(self) -> Expression:
        if self._next().text == "sum" and self.tokens[1].text in {"(", "by", "without"}:
            return self._sum()
        if self._next().kind == "word" and self.tokens[1].text in {"(", "by", "without"}:
            return self._call()
        return self._selector()

    def expect_kind(self, kind: str) -> Token:
        if self._next().kind != kind:
            raise self._unexpected()
        return self.tokens.pop(0)

    def _sum(self) -> Sum:
        self.tokens.pop(0)
        by = self._by()
        self._expect("(")
        of = self.expression()
        self._expect(")")
        by = by or self._by()
        if isinstance(of, Selector) and of.range_ms is not None:
            raise ParseError(
                "1:1: parse error: expected type instant vector in aggregation expression, got range vector"
            )
        return Sum(of, by)

    def _by(self) -> tuple[str, ...]:
        if self._next().text != "by":
            return ()
        self.tokens.pop(0)
        self._expect("(")
        labels = []
        while self._next().text != ")":
            labels.append(self.expect_kind("word").text)
            if self._next().text != ")":
                self._expect(",")
        self._expect(")")
        return tuple(labels)

    def _call(self) -> Call:
        function = self.tokens.pop(0)
        if function.text not in TAKES_RANGE:
            raise ParseError(f'1:{function.place}: parse error: "{function.text}" is not spoken in the sandbox')
        self._expect("(")
        of = self._selector()
        self._expect(")")
        takes, given = (
            "range" if is_range else "instant" for is_range in (TAKES_RANGE[function.text], bool(of.range_ms))
        )
        if takes != given:
            raise ParseError(WRONG_TYPE.format(takes, f'call to function "{function.text}"', given))
        return Call(function.text, of)

    def _selector(self) -> Selector:
        matchers = []
        if self._next().kind == "word":
            matchers.append(Matcher("__name__", "=", self.tokens.pop(0).text))
        elif self._next().text != "{":
            raise self._unexpected()
        if self._next().text == "{":
            matchers += self._matchers()
        if all(matcher.fits({}) for matcher in matchers):
            raise ParseError("1:1: parse error: vector selector must contain at least one non-empty matcher")
        range_ms = offset_ms = None
        if self._next().text == "[":
            self.tokens.pop(0)
            range_ms = milliseconds(self.expect_kind("duration").text)
            self._expect("]")
        if self._next().text == "offset":
            self.tokens.pop(0)
            offset_ms = milliseconds(self.expect_kind("duration").text)
        return Selector(tuple(matchers), range_ms, offset_ms or 0)

    def _matchers(self) -> list[Matcher]:
        self._expect("{")
        matchers = []
        while self._next().text != "}":
            label = self.expect_kind("word").text
            if self._next().text not in OPERATORS:
                raise self._unexpected()
            operator = self.tokens.pop(0).text
            wanted = _unquoted(self.expect_kind("text").text)
            if "~" in operator:
                _check_expression(wanted)
            matchers.append(Matcher(label, operator, wanted))
            if self._next().text != "}":
                self._expect(",")
        self._expect("}")
        return matchers

    def _expect(self, text: str) -> None:
        if self._next().text != text:
            raise self._unexpected()
        self.tokens.pop(0)

    def _next(self) -> Token:
        return self.tokens[0]

    def _unexpected(self) -> ParseError:
        token = self._next()
        shown = token.text if token.kind == "end" else f'"{token.text}"'
        return ParseError(f"1:{token.place}: parse error: unexpected {shown}: not spoken in the sandbox")


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    return Token(kind, found[kind], found.start(kind) + 1)


def _unquoted(text: str) -> str:
    """Read a string; in backticks nothing is escaped."""
    return text[1:-1] if text[0] == "`" else re.sub(r"\\(.)", r"\1", text[1:-1])


def _check_expression(wanted: str) -> None:
    try:
        re.compile(wanted)
    except re.error as problem:
        raise ParseError(f"1:1: parse error: error parsing regexp: {problem}") from None
