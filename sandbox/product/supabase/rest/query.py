"""What may stand in a REST address, as SQL: `select`, `column=eq.value`, `order` and `limit`, nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import LiteralString

from psycopg import sql

from sandbox.product.supabase.rest.catalogue import Table

DIRECTIONS = {"asc": "asc", "desc": "desc", "nullsfirst": "nulls first", "nullslast": "nulls last"}


class RestError(Exception):
    """A refusal in PostgREST's words."""

    def __init__(self, status: HTTPStatus, code: str, message: str, details: str | None = None) -> None:
        """Keep what the answer consists of."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Query:
    """One address taken apart; every name in it is a column of the table."""

    table: Table
    select: tuple[str, ...]
    filters: tuple[tuple[str, str], ...]
    order: tuple[tuple[str, str], ...]
    limit: int | None

    @property
    def target(self) -> sql.Composed:
        """The table's name."""
        return sql.Composed([sql.Identifier("public", self.table.name)])

    @property
    def columns(self) -> sql.Composed:
        """What to show."""
        return names(self.select)

    @property
    def where(self) -> sql.Composed:
        """Which rows; the values are in `values`."""
        conditions = [sql.SQL("{} = %s").format(sql.Identifier(column)) for column, _ in self.filters]
        return _clause("where", " and ", conditions)

    @property
    def values(self) -> tuple[str, ...]:
        """Go with `where`."""
        return tuple(value for _, value in self.filters)

    @property
    def tail(self) -> sql.Composed:
        """Order and limit."""
        terms = [
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(direction)) for column, direction in self.order
        ]
        limits = [] if self.limit is None else [sql.SQL("{}").format(self.limit)]
        return _clause("order by", ", ", terms) + _clause(" limit", "", limits)


def read_query(table: Table, parameters: Iterable[tuple[str, str]]) -> Query:
    """Take an address apart; what is not supported is refused by name."""
    select: tuple[str, ...] = table.columns
    filters: list[tuple[str, str]] = []
    order: tuple[tuple[str, str], ...] = ()
    limit = None
    for name, value in parameters:
        if name == "select":
            select = _read_select(table, value)
        elif name == "order":
            order = tuple(_read_order(table, term) for term in value.split(","))
        elif name == "limit":
            limit = _read_limit(value)
        elif name not in {"apikey", "columns"}:
            filters.append(_read_filter(table, name, value))
    return Query(table, select, tuple(filters), order, limit)


def names(columns: Iterable[str]) -> sql.Composed:
    """List columns."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def known_column(table: Table, name: str) -> str:
    """Give back the name if the table has it."""
    if name not in table.columns:
        message = f"column {table.name}.{name} does not exist"
        raise RestError(HTTPStatus.BAD_REQUEST, "42703", message)
    return name


def not_supported(what: str) -> RestError:
    """Name what PostgREST has and the sandbox has not."""
    return RestError(HTTPStatus.BAD_REQUEST, "PGRST100", f"The sandbox does not support {what}")


def _clause(keyword: LiteralString, separator: LiteralString, terms: list[sql.Composed]) -> sql.Composed:
    """Leave the keyword out where nothing follows it."""
    return sql.SQL(keyword + " {}").format(sql.SQL(separator).join(terms)) if terms else sql.Composed([])


def _read_select(table: Table, value: str) -> tuple[str, ...]:
    columns: list[str] = []
    for term in value.split(","):
        name = term.strip()
        if set(name) & set("():>!."):
            raise not_supported(f"'{name}' in select")
        columns += table.columns if name == "*" else [known_column(table, name)]
    return tuple(columns)


def _read_order(table: Table, term: str) -> tuple[str, str]:
    name, *directions = term.split(".")
    for direction in directions:
        if direction not in DIRECTIONS:
            raise not_supported(f"'{direction}' in order")
    return known_column(table, name), " ".join(DIRECTIONS[direction] for direction in directions)


def _read_limit(value: str) -> int:
    if not value.isdecimal():
        raise RestError(HTTPStatus.BAD_REQUEST, "PGRST100", f"limit must be a number, not '{value}'")
    return int(value)


def _read_filter(table: Table, name: str, value: str) -> tuple[str, str]:
    operator, dot, operand = value.partition(".")
    if name in {"and", "or", "not.and", "not.or", "offset", "on_conflict"}:
        raise not_supported(f"the parameter '{name}'")
    known_column(table, name)
    if operator != "eq" or not dot:
        raise not_supported(f"the operator '{operator}'")
    return name, operand
