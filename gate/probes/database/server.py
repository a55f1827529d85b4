"""How the database is set up: its version, room, extensions, tables, and how it stores money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.probes.database.catalogue import EXPOSED

if TYPE_CHECKING:
    from collections.abc import Collection

    from gate.probes.database.postgres import Database

SERVER = """
select current_setting('server_version') as version,
       current_setting('server_version_num')::int / 10000 as major,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as taken,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true), '0')::int as connections_max
"""
EXTENSIONS = "select extname as name from pg_extension order by extname"
TABLES = """
select relname as name from pg_class
 where relnamespace = %(schema)s::regnamespace and relkind in ('r', 'p') order by relname
"""
MONEY = """
select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
       case when a.atttypid = 'numeric'::regtype
            then information_schema._pg_numeric_scale(a.atttypid, a.atttypmod) end as digits
  from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
   and a.attname = any(%(names)s)
 order by 1, 2
"""


@dataclass(frozen=True)
class Server:
    """The server as it is now. connections_max: how many who are not superusers may have together."""

    version: str
    major: int
    connections_taken: int
    connections_max: int

    @property
    def free_share(self) -> float:
        """Share of the connections that nobody has taken, 0..1."""
        return max(0.0, 1 - self.connections_taken / self.connections_max)


@dataclass(frozen=True)
class MoneyColumn:
    """A column that holds money. digits: those behind the point, where the type is numeric and says how many."""

    table: str
    column: str
    type: str
    digits: int | None

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.table}.{self.column} is {self.type}"


def server_of(database: Database) -> Server:
    """Version and connections."""
    row = database.rows(SERVER, None)[0]
    return Server(row["version"], row["major"], row["taken"], row["connections_max"])


def extensions_of(database: Database) -> frozenset[str]:
    """Names of the extensions that are there."""
    return frozenset(row["name"] for row in database.rows(EXTENSIONS, None))


def tables_of(database: Database) -> frozenset[str]:
    """Names of the tables of schema public."""
    return frozenset(row["name"] for row in database.rows(TABLES, {"schema": EXPOSED}))


def money_columns(database: Database, names: Collection[str]) -> tuple[MoneyColumn, ...]:
    """Every column of one of these names, in every table of schema public."""
    rows = database.rows(MONEY, {"schema": EXPOSED, "names": list(names)})
    return tuple(MoneyColumn(row["table"], row["column"], row["type"], row["digits"]) for row in rows)
