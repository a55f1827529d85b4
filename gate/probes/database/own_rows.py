"""Columns that a member may write in the own rows, by the database's catalogue: grants, policies and triggers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from psycopg import sql

from gate.probes.database.catalogue import EXPOSED, MEMBER

if TYPE_CHECKING:
    from collections.abc import Collection

    from gate.probes.database.postgres import Database

COLUMNS = """
select c.relname as table, a.attname as column, t.typcategory::text as category,
       c.relrowsecurity as has_row_security,
       array_remove(array[
         case when has_column_privilege(%(role)s, c.oid, a.attnum, 'insert') then 'insert' end,
         case when has_column_privilege(%(role)s, c.oid, a.attnum, 'update') then 'update' end], null) as granted,
       array(select (case p.polcmd when 'a' then 'insert' when 'w' then 'update' else 'any' end) || ' '
                    || coalesce(pg_get_expr(case when p.polcmd = 'a' then p.polwithcheck else p.polqual end, c.oid), '')
               from pg_policy p
              where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'a', 'w')
                and exists (select from unnest(p.polroles) as whose
                             where case when whose = 0 then true else pg_has_role(%(role)s, whose, 'member') end)
            ) as policies,
       array(select g.tgname::text from pg_trigger g join pg_proc f on f.oid = g.tgfoid
              where g.tgrelid = c.oid and not g.tgisinternal and g.tgenabled in ('O', 'A') and g.tgtype & 2 = 2
                and f.prosrc ~ ('\\m' || a.attname || '\\M')
              order by g.tgname) as minding
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  join pg_type t on t.oid = a.atttypid
 where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p')
 order by c.relname, a.attnum
"""
OWN_ROW = re.compile(
    r"\(*(?:\w+ = )?\(*(?:select )?auth\.(?:uid|email)\(\)(?: as \w+)?\)*(?: = \w+)?\)*", re.IGNORECASE
)
"""A policy that compares the caller with one column and says nothing else: the row is the caller's own."""
Command = Literal["insert", "update"]


@dataclass(frozen=True)
class OwnColumn:
    """A column of schema public that members are granted to write.

    at_own_rows: commands that a policy, or its absence, lets members give at their own rows whatever else holds.
    minding: triggers that look at the column before it is written, and may refuse or correct it.
    """

    table: str
    name: str
    category: str
    granted: frozenset[Command]
    at_own_rows: frozenset[Command]
    minding: tuple[str, ...]

    def __str__(self) -> str:
        """As in SQL."""
        return f"{self.table}.{self.name}"

    def decides_about(self, words: Collection[str]) -> bool:
        """Whether one of the words stands in its name, as in `kyc_tier` or `isAdmin`."""
        parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower().split("_")
        return not set(words).isdisjoint(parts)


def columns_of_members(database: Database) -> tuple[OwnColumn, ...]:
    """Every column that members are granted to write. Raises NotShown where the catalogue can't be read."""
    rows = database.rows(COLUMNS, {"role": MEMBER, "schema": EXPOSED})
    return tuple(_column(row) for row in rows if row["granted"])


def is_for_the_own_row(policy: str) -> bool:
    """Whether an expression, as Postgres prints it, lets everybody at the own row, or at every row."""
    return policy == "true" or OWN_ROW.fullmatch(policy.replace("( ", "(")) is not None


def value_beside(database: Database, column: OwnColumn, owner: str, whose: str) -> tuple[Any, Any]:
    """What stands in somebody's row, and another value that the product has; None twice where there is no such row."""
    own = sql.SQL("select {column} as value from public.{table} where {owner}::text = %(whose)s limit 1")
    other = sql.SQL(
        "select {column} as value from public.{table} where {column} is distinct from "
        "(select {column} from public.{table} where {owner}::text = %(whose)s limit 1) and {column} is not null limit 1"
    )
    names = {
        "column": sql.Identifier(column.name),
        "table": sql.Identifier(column.table),
        "owner": sql.Identifier(owner),
    }
    found = database.rows(own.format(**names).as_string(), {"whose": whose})
    if not found:
        return None, None
    value = found[0]["value"]
    if column.category == "B":
        return value, not value
    if column.category == "N":
        return value, (value or 0) + 1
    others = database.rows(other.format(**names).as_string(), {"whose": whose})
    return value, others[0]["value"] if others else None


def _column(row: dict[str, Any]) -> OwnColumn:
    granted: frozenset[Command] = frozenset(row["granted"])
    own = [policy.split(" ", 1) for policy in row["policies"]]
    let_in = {command for command, expression in own if is_for_the_own_row(expression)}
    at_own: set[Command] = {one for one in granted if not row["has_row_security"] or let_in & {one, "any"}}
    return OwnColumn(row["table"], row["column"], row["category"], granted, frozenset(at_own), tuple(row["minding"]))
