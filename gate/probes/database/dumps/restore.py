"""A dump restored into a database of its own on the scratch server: does it come back, and with the same numbers?"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gate.outcome import NotShown
from gate.probes.database.dumps.postgres_programs import find_program, run_program
from gate.probes.database.dumps.tls_relay import relay_to
from gate.probes.database.postgres import Database, open_connection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from gate.network.guard import NetworkGuard
    from gate.probes.database.dumps.dump import Dump, Manifest
    from gate.probes.database.dumps.postgres_programs import Ended
    from gate.probes.database.postgres import BrokenInvariant

IDENTITY = "select system_identifier::text as id from pg_control_system()"
"""Given to a cluster when it is made; its standbys share it."""
MAJOR_VERSION = "select current_setting('server_version_num')::int / 10000 as major"
TABLES = """
select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname = any(%(money)s)
                and a.atttypid = any(array['numeric', 'int', 'bigint']::regtype[]) order by 1) as money
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
 order by 1, 2
"""
ERROR_LINE = re.compile(r"^(?:psql|pg_restore):.*?(?:ERROR|FATAL|error):\s*(?P<words>.+)$", re.MULTILINE)
NOT_OF_THE_DUMP = re.compile(
    "is not available|No space left|permission denied|closed the connection|connection to server|terminating connection"
    r"|unrecognized configuration parameter|unsupported version|invalid command \\(?:un)?restrict"
)
"""Words of errors that are the scratch server's, or our programs'."""
OF_OUR_PROGRAMS = re.compile(r"unrecognized configuration|unsupported version|invalid command")
UNKNOWN_SETTING = re.compile(r"unrecognized configuration parameter \S+")
"""A plain dump sets what its pg_dump knows; pg_restore sets what it knows itself."""
DROP_MS_MAX = 60_000


@dataclass(frozen=True)
class Numbers:
    """How many rows each table holds, and what each column of money comes to, by `schema.table` and its `.column`."""

    rows: Mapping[str, int]
    sums: Mapping[str, Decimal]


@dataclass(frozen=True)
class Restoring:
    """How restoring ended: why the dump can't be restored, empty where it was; and how long it took."""

    error: str
    took_ms: int


@dataclass(frozen=True)
class ScratchServer:
    """Creates and drops databases of its own; what else is on the server is not touched. Raises NotShown."""

    dsn: str
    guard: NetworkGuard

    def identity(self) -> str:
        """Which cluster this is."""
        with self._connected(DROP_MS_MAX) as connection:
            row = connection.execute(IDENTITY).fetchone()
        return str(row["id"]) if row else ""

    def major_version(self) -> int:
        """Which Postgres the server is."""
        with self._connected(DROP_MS_MAX) as connection:
            row = connection.execute(MAJOR_VERSION).fetchone()
        return int(row["major"]) if row else 0

    def create(self, name: str) -> None:
        """Create an empty database."""
        with self._connected(DROP_MS_MAX) as connection:
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))

    def drop(self, name: str) -> None:
        """Drop the database, whoever still uses it; good also where there is none."""
        with self._connected(DROP_MS_MAX) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def restore(self, dump: Dump, name: str, within_ms: int) -> Restoring:
        """Restore into an empty database.

        Roles that the dump names and the server lacks are made, and stay; nobody can log in as them.
        Raises NotShown where the server is at fault, time is over, or the dump is in a form that is not read here.
        """
        if dump.foreign:
            raise NotShown(
                f"{dump.file.name} is {dump.foreign}, which is not restored here: "
                "take it with take_dump.psql, or with pg_dump --format=custom --file=NAME, which compresses too"
            )
        self.make_roles(dump.manifest.roles)
        ended = self._run(dump.file, name, within_ms, is_archive=dump.is_archive)
        if ended.code and not dump.is_archive and (unknown := UNKNOWN_SETTING.search(ended.said)):
            return Restoring(f"{unknown[0]}: its pg_dump is newer than the server", ended.took_ms)
        return self._outcome(ended, dump.file, within_ms)

    @staticmethod
    def _outcome(ended: Ended, file: Path, within_ms: int) -> Restoring:
        if ended.code is None:
            raise NotShown(f"{file.name} was not restored within {within_ms / 1000:.0f} s (backup.restore_max)")
        if not ended.code:
            return Restoring("", ended.took_ms)
        found = ERROR_LINE.search(ended.said)
        words = found["words"].strip() if found else ended.said.strip().partition("\n")[0] or "nobody said why"
        if NOT_OF_THE_DUMP.search(words):
            hint = "; set PG_BIN to programs of the server's major version" if OF_OUR_PROGRAMS.search(words) else ""
            raise NotShown(f"{file.name} can't be restored on the scratch server: {words}{hint}")
        return Restoring(words, ended.took_ms)

    def numbers(self, name: str, money: Collection[str], within_ms: int) -> Numbers:
        """Count each table of a database, and sum its columns of these names."""
        with self._connected(within_ms, name) as connection:
            return _count(connection, money)

    def broken(self, name: str, invariants: Mapping[str, str], within_ms: int) -> tuple[BrokenInvariant, ...]:
        """Which of the named statements are broken in a database."""
        copy = Database(self.dsn_of(name), self.guard, within_ms)
        try:
            return copy.broken(invariants)
        finally:
            copy.close()

    def dsn_of(self, name: str) -> str:
        """How to connect to one database of the server."""
        return make_conninfo(self.dsn, dbname=name)

    def run_file(self, name: str, file: Path, within_ms: int) -> str:
        """Run a file of SQL as one transaction; why it failed, empty where it didn't. Raises NotShown as `restore`."""
        return self._outcome(self._run(file, name, within_ms, is_archive=False), file, within_ms).error

    def search_as(self, name: str, search_path: str) -> None:
        """Have every session of a database look for names in these schemas."""
        with self._connected(DROP_MS_MAX) as connection:
            connection.execute("select set_config('search_path', %s, false)", (search_path,))
            connection.execute(sql.SQL("alter database {} set search_path from current").format(sql.Identifier(name)))

    def _run(self, file: Path, name: str, within_ms: int, *, is_archive: bool) -> Ended:
        restoring = ("pg_restore", "--no-owner", "--exit-on-error", "--no-publications", "--no-subscriptions")
        running = ("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        program, *options = restoring if is_archive else running
        last = (f"--dbname={name}", str(file)) if is_archive else (f"--file={file}",)
        with relay_to(self.dsn_of(name), self.guard) as variables:
            return run_program((find_program(program), *options, *last), variables, within_ms)

    def make_roles(self, names: Collection[str]) -> None:
        """Make the roles that the server lacks; nobody can log in as them."""
        with self._connected(DROP_MS_MAX) as connection:
            there = {row["rolname"] for row in connection.execute("select rolname from pg_roles")}
            missing = [sql.Identifier(name) for name in sorted({*names} - there)]
            for role in missing:
                connection.execute(sql.SQL("create role {} nologin").format(role))

    @contextmanager
    def _connected(self, within_ms: int, name: str = "") -> Iterator[psycopg.Connection[dict[str, Any]]]:
        dsn = self.dsn_of(name) if name else self.dsn
        try:
            with open_connection(dsn, self.guard) as connection:
                connection.execute("select set_config('statement_timeout', %s, false)", (str(within_ms),))
                yield connection
        except psycopg.Error as error:
            words = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise NotShown(f"the scratch server does not do its part: {words}: look at scratch.dsn") from None


def differences(manifest: Manifest, restored: Numbers) -> tuple[str, ...]:
    """Say of each number what was taken and what came back, where these differ."""
    return (*_compare(manifest.rows, restored.rows, "rows"), *_compare(manifest.sums, restored.sums, "in all"))


def _compare(
    taken: Mapping[str, int] | Mapping[str, Decimal], back: Mapping[str, int] | Mapping[str, Decimal], what: str
) -> Iterator[str]:
    for name in sorted({*taken, *back}):
        one, other = taken.get(name), back.get(name)
        if one is None:
            yield f"{name} has {other:,} {what}, and the manifest says nothing of it"
        elif other is None:
            yield f"{name} had {one:,} {what}, and did not come back"
        elif one != other:
            yield f"{name} had {one:,} {what}, and came back with {other:,}"


def _count(connection: psycopg.Connection[dict[str, Any]], money: Collection[str]) -> Numbers:
    rows: dict[str, int] = {}
    sums: dict[str, Decimal] = {}
    for table in connection.execute(TABLES, {"money": list(money)}).fetchall():
        columns = table["money"]
        wanted = [sql.SQL("count(*) as rows")] + [
            sql.SQL("coalesce(sum({}), 0)::numeric as {}").format(
                sql.Identifier(column), sql.Identifier(f"sum {column}")
            )
            for column in columns
        ]
        found = connection.execute(
            sql.SQL("select {} from only {}").format(
                sql.SQL(", ").join(wanted), sql.Identifier(table["schema"], table["name"])
            )
        ).fetchone()
        assert found is not None  # noqa: S101 - an aggregate answers one row
        name = f"{table['schema']}.{table['name']}"
        rows[name] = found["rows"]
        sums |= {f"{name}.{column}": found[f"sum {column}"] for column in columns}
    return Numbers(rows, sums)
