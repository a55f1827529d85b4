"""What a page asks of the database through REST, read off its requests: relations, and the columns that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from gate.probes.database.catalogue import EXPOSED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gate.probes.database.postgres import Database

PATH = re.compile(r"/rest/v1/(?P<relation>\w+)$")
OTHER_WORDS = {"limit", "offset", "on_conflict", "columns", "and", "or", "not.and", "not.or"}
EMBEDDED = re.compile(r"[^,()]*\([^()]+\)")
COLUMN = re.compile(r"(?:[\w ]+:(?!:))?(?P<name>\w+)(?:->.*|::.*|\.\w+\(\))?")
"""`name`, `alias:name`, `name->>key`, `name::text`, `name.sum()`."""
COLUMNS = """
select c.relname as relation, array_agg(a.attname::text) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
 group by c.relname
"""


@dataclass(frozen=True)
class RestAsk:
    """A request: a table or view, and the columns that are named in it; `*` and embedded relations name none."""

    method: str
    relation: str
    columns: tuple[str, ...]


def read_ask(method: str, url: str, body: object = None) -> RestAsk | None:
    """The ask of a request; None where it is none of a table or view."""
    parts = urlsplit(url)
    found = PATH.search(parts.path)
    if not found or method == "OPTIONS":
        return None
    return RestAsk(method, found["relation"], tuple(dict.fromkeys(_columns(parts.query, body))))


def unknown_to(schema: Mapping[str, Collection[str]], asks: Collection[RestAsk]) -> tuple[str, ...]:
    """Relations and columns that are asked for, and that a schema (relation -> columns) lacks."""
    return tuple(dict.fromkeys(name for ask in asks for name in _unknown(schema, ask)))


def columns_of(database: Database) -> dict[str, frozenset[str]]:
    """Tables and views of schema public with their columns."""
    return {row["relation"]: frozenset(row["columns"]) for row in database.rows(COLUMNS, {"schema": EXPOSED})}


def _unknown(schema: Mapping[str, Collection[str]], ask: RestAsk) -> Iterator[str]:
    if ask.relation not in schema:
        yield ask.relation
        return
    yield from (f"{ask.relation}.{column}" for column in ask.columns if column not in schema[ask.relation])


def _columns(query: str, body: object) -> Iterator[str]:
    for name, value in parse_qsl(query):
        if name == "select":
            yield from _names(EMBEDDED.sub("", value).split(","))
        elif name == "order":
            yield from (part.partition(".")[0] for part in value.split(","))
        elif name not in OTHER_WORDS:
            yield from _names([name])
    rows = body if isinstance(body, list) else [body]
    yield from (str(key) for row in rows if isinstance(row, dict) for key in row)


def _names(texts: Collection[str]) -> Iterator[str]:
    for text in texts:
        found = COLUMN.fullmatch(text.strip())
        if found:
            yield found["name"]
