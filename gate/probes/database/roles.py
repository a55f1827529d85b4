"""Roles of the database: what our own may do, who is powerful, who may erase what, and how administrators sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.probes.database.catalogue import EXPOSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gate.probes.database.postgres import Database

OWN = """
with roles as (select * from pg_roles where pg_has_role(current_user, oid, 'member')),
     relations as (select c.oid, n.nspname || '.' || c.relname as name
                     from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema'
                      and n.nspname not like 'pg\\_%%')
select current_user::text as role,
       array(select relations.name || ' as ' || roles.rolname from roles, relations
              where has_any_column_privilege(roles.oid, relations.oid, 'insert')
                 or has_any_column_privilege(roles.oid, relations.oid, 'update')
                 or has_table_privilege(roles.oid, relations.oid, 'delete')
                 or has_table_privilege(roles.oid, relations.oid, 'truncate')
              order by roles.rolname <> current_user, 1) as writes,
       array(select rolname || case when rolsuper then ' is a superuser' when rolcreaterole then ' may create roles'
                                    when rolcreatedb then ' may create databases'
                                    when rolreplication then ' may replicate' else ' runs programs or writes files' end
               from roles where rolsuper or rolcreaterole or rolcreatedb or rolreplication
                  or rolname in ('pg_execute_server_program', 'pg_write_server_files')
              order by rolname) as powers,
       array(select 'schema ' || nspname from pg_namespace
              where has_schema_privilege(current_user, oid, 'create') and nspname not like 'pg\\_%%'
             union all select 'database ' || current_database()
              where has_database_privilege(current_user, current_database(), 'create')) as creates_in,
       array(select c.relname from pg_class c
              where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p')
                and (not has_table_privilege(current_user, c.oid, 'select') or row_security_active(c.oid))
              order by 1) as hidden
"""
POWERFUL = """
select r.rolname as name,
       case when r.rolsuper then 'a superuser'
            when exists (select from pg_roles s where s.rolsuper and pg_has_role(r.oid, s.oid, 'member'))
            then 'may become a superuser'
            when exists (select from pg_database d where d.datname = current_database() and d.datdba = r.oid)
            then 'owner of the database' else 'owner of tables' end as power
  from pg_roles r
 where r.rolcanlogin
   and (exists (select from pg_roles s where s.rolsuper and pg_has_role(r.oid, s.oid, 'member'))
        or exists (select from pg_database d where d.datname = current_database() and d.datdba = r.oid)
        or exists (select from pg_class c where c.relnamespace = %(schema)s::regnamespace and c.relowner = r.oid))
 order by r.rolname
"""
ERASERS = """
with log as (select * from pg_class where oid = %(log)s::regclass),
     rights as (
       select r.rolname as role, command,
              case command when 'insert' then has_any_column_privilege(r.oid, log.oid, 'insert')
                           when 'update' then has_any_column_privilege(r.oid, log.oid, 'update')
                           else has_table_privilege(r.oid, log.oid, command) end
              and (command = 'truncate' or r.rolbypassrls or not log.relrowsecurity
                   or exists (select from pg_policy p
                               where p.polrelid = log.oid and p.polpermissive
                                 and p.polcmd in ('*', case command when 'insert' then 'a' when 'update' then 'w'
                                                                    else 'd' end)
                                 and exists (select from unnest(p.polroles) as whose
                                              where case when whose = 0 then true
                                                         else pg_has_role(r.oid, whose, 'member') end))) as has_it
         from log, pg_roles r, unnest(array['insert', 'update', 'delete', 'truncate']) as command
        where not r.rolsuper and r.oid <> log.relowner and r.rolname not like 'pg\\_%%'
     )
select role, array_agg(command order by command) filter (where has_it and command <> 'insert') as erases
  from rights
 group by role
having bool_or(has_it) filter (where command = 'insert') and bool_or(has_it) filter (where command <> 'insert')
 order by role
"""
HAS_FACTORS = "select to_regclass('auth.mfa_factors') is not null as has_factors"
ADMINS = """
select count(*) as admins, count(*) filter (where not ({protected})) as unprotected
  from public.profiles p where p.role = any(%(roles)s)
"""
BY_PRODUCT = "exists (select from public.two_factor_auth t where t.user_id = p.id and t.enabled)"
BY_PLATFORM = "exists (select from auth.mfa_factors f where f.user_id = p.id and f.status = 'verified')"


@dataclass(frozen=True)
class OwnRights:
    """What the role that we connect as may do, by itself and as any role that it may become.

    hidden: tables of which it sees no rows, or only some. writes, powers and creates_in are empty for a role that
    can't write, whatever its sessions are set to.
    """

    role: str
    writes: tuple[str, ...]
    powers: tuple[str, ...]
    creates_in: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class PowerfulLogin:
    """Somebody who may log in and do anything, and by which right."""

    name: str
    power: str

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.name} ({self.power})"


@dataclass(frozen=True)
class Eraser:
    """A role that may write into a table, and also change or remove what stands there."""

    role: str
    commands: tuple[str, ...]

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.role} ({', '.join(self.commands)})"


@dataclass(frozen=True)
class Admins:
    """How many accounts administrate the product, and how many of them have no verified second factor."""

    count: int
    without_second_factor: int


def own_rights(database: Database) -> OwnRights:
    """What our own role may do, by the catalogue: nothing is tried."""
    row = database.rows(OWN, {"schema": EXPOSED})[0]
    return OwnRights(
        row["role"], tuple(row["writes"]), tuple(row["powers"]), tuple(row["creates_in"]), tuple(row["hidden"])
    )


def powerful_logins(database: Database) -> tuple[PowerfulLogin, ...]:
    """Every login that is or may become a superuser, or owns the database or a table of schema public."""
    rows = database.rows(POWERFUL, {"schema": EXPOSED})
    return tuple(PowerfulLogin(row["name"], row["power"]) for row in rows)


def erasers_of(database: Database, log: str) -> tuple[Eraser, ...]:
    """Roles that may write into a table and erase there, by privileges and policies.

    Superusers and its owner always may; they are left to `powerful_logins`.
    """
    rows = database.rows(ERASERS, {"log": log})
    return tuple(Eraser(row["role"], tuple(row["erases"])) for row in rows)


def admins_of(database: Database, roles: Sequence[str]) -> Admins:
    """Accounts with one of these roles in public.profiles. A factor counts that product or platform verified."""
    has_factors = database.rows(HAS_FACTORS, None)[0]["has_factors"]
    protected = f"{BY_PRODUCT} or {BY_PLATFORM}" if has_factors else BY_PRODUCT
    row = database.rows(ADMINS.format(protected=protected), {"roles": list(roles)})[0]
    return Admins(row["admins"], row["unprotected"])
