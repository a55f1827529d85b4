"""What the database's catalogue says of access: who may do what with which table, view and function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gate.probes.database.postgres import Database

ANONYMOUS, MEMBER = "anon", "authenticated"
"""The roles in which Supabase runs what people ask: who is not signed in, and who is."""
EXPOSED = "public"
PLATFORM = (
    *("auth", "cron", "extensions", "graphql", "graphql_public", "net", "pgbouncer", "pgsodium", "pgsodium_masks"),
    *("realtime", "storage", "supabase_functions", "supabase_migrations", "vault"),
)
"""Schemas that Supabase itself looks after."""

Command = Literal["select", "insert", "update", "delete"]

RELATIONS = """
select c.relname as name,
       case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view'
                      when 'm' then 'materialized view' else 'foreign table' end as kind,
       c.relrowsecurity as has_row_security,
       coalesce((select option_value::boolean from pg_options_to_table(c.reloptions)
                  where option_name = 'security_invoker'), false) as runs_as_caller,
       array_remove(array[
         case when has_any_column_privilege(%(role)s, c.oid, 'select') then 'select' end,
         case when has_any_column_privilege(%(role)s, c.oid, 'insert') then 'insert' end,
         case when has_any_column_privilege(%(role)s, c.oid, 'update') then 'update' end,
         case when has_table_privilege(%(role)s, c.oid, 'delete') then 'delete' end], null) as granted,
       array(select distinct command
               from pg_policy p
              cross join unnest(case p.polcmd when 'r' then array['select'] when 'a' then array['insert']
                                              when 'w' then array['update'] when 'd' then array['delete']
                                              else array['select', 'insert', 'update', 'delete'] end) as command
              where p.polrelid = c.oid and p.polpermissive
                and exists (select from unnest(p.polroles) as whose
                             where case when whose = 0 then true else pg_has_role(%(role)s, whose, 'member') end)
                and pg_get_expr(case when command = 'insert' then coalesce(p.polwithcheck, p.polqual)
                                     else p.polqual end, p.polrelid) = 'true'
                and not exists (select from pg_policy r where r.polrelid = c.oid and not r.polpermissive)
              order by command) as let_in
  from pg_class c
 where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
 order by c.relname
"""
FUNCTIONS = """
select n.nspname as schema, p.proname as name,
       array(select coalesce(p.proargnames[i], '') from generate_subscripts(p.proargnames, 1) as i
              where p.proargmodes is null or p.proargmodes[i] in ('i', 'b', 'v') order by i) as arguments,
       p.pronargs as count,
       p.provolatile = 'v' as may_write,
       p.prosecdef as has_owners_rights,
       exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%%') as has_fixed_search_path,
       p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) as is_trigger,
       has_schema_privilege(%(role)s, n.oid, 'usage') and has_function_privilege(%(role)s, p.oid, 'execute')
         as is_granted
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where p.prokind in ('f', 'p') and n.nspname not like 'pg\\_%%' and n.nspname <> 'information_schema'
   and not n.nspname = any(%(platform)s)
   and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
 order by n.nspname, p.proname
"""
OWNERS = """
select c.relname as name,
       coalesce(max(a.attname) filter (where a.attname = 'user_id'),
                max(a.attname) filter (where a.attname = 'id'),
                max(a.attname) filter (where k.conkey is not null),
                max(a.attname)) as owner
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum]
       and k.confrelid = 'auth.users'::regclass
 where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
   and (a.attname in ('user_id', 'email') or k.conkey is not null)
 group by c.relname
 order by c.relname
"""


@dataclass(frozen=True)
class Relation:
    """A table or view of schema public, as one role may use it.

    granted: commands that the role may give at all. let_in: commands for which a policy lets it at every row,
    whoever asks. has_row_security is about tables, runs_as_caller about views.
    """

    name: str
    kind: Literal["table", "view", "materialized view", "foreign table"]
    has_row_security: bool
    runs_as_caller: bool
    granted: frozenset[Command]
    let_in: frozenset[Command]

    @property
    def is_unprotected(self) -> bool:
        """Whether nothing but grants stands between its rows and whoever asks."""
        if self.kind == "table":
            return not self.has_row_security
        return bool(self.granted) and not (self.kind == "view" and self.runs_as_caller)

    def is_open_to(self, command: Command) -> bool:
        """Whether the role may do that to every row."""
        is_unguarded = self.kind == "table" and (not self.has_row_security or command in self.let_in)
        return command in self.granted and is_unguarded


@dataclass(frozen=True)
class DatabaseFunction:
    """A function of the product's own, as one role may use it; arguments by name, "" where one has none."""

    schema: str
    name: str
    arguments: tuple[str, ...]
    may_write: bool
    has_owners_rights: bool
    has_fixed_search_path: bool
    is_callable: bool

    def __str__(self) -> str:
        """As in SQL."""
        return f"{self.schema}.{self.name}({', '.join(name or '?' for name in self.arguments)})"


def relations_for(database: Database, role: str) -> tuple[Relation, ...]:
    """Every table and view of schema public. Raises NotShown where the catalogue can't be read or lacks the role."""
    rows = database.rows(RELATIONS, {"role": role, "schema": EXPOSED})
    return tuple(
        Relation(
            name=row["name"],
            kind=row["kind"],
            has_row_security=row["has_row_security"],
            runs_as_caller=row["runs_as_caller"],
            granted=frozenset(row["granted"]),
            let_in=frozenset(row["let_in"]),
        )
        for row in rows
    )


def owner_columns(database: Database) -> dict[str, str]:
    """Tables and views of schema public with a column that says whose a row is: an id of a user, or an e-mail."""
    return {row["name"]: row["owner"] for row in database.rows(OWNERS, {"schema": EXPOSED})}


def functions_for(database: Database, role: str) -> tuple[DatabaseFunction, ...]:
    """Every function that is neither Postgres', an extension's nor the platform's; triggers can't be called."""
    rows = database.rows(FUNCTIONS, {"role": role, "platform": list(PLATFORM)})
    return tuple(
        DatabaseFunction(
            schema=row["schema"],
            name=row["name"],
            arguments=tuple(row["arguments"]) or ("",) * row["count"],
            may_write=row["may_write"],
            has_owners_rights=row["has_owners_rights"],
            has_fixed_search_path=row["has_fixed_search_path"],
            is_callable=row["is_granted"] and row["schema"] == EXPOSED and not row["is_trigger"],
        )
        for row in rows
    )
