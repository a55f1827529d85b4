"""Migrations as the database has noted them (supabase_migrations.schema_migrations), held against the files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.probes.database.catalogue import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gate.probes.database.migrations import Migration
    from gate.probes.database.postgres import Database

NOTED = "select version, name, statements from supabase_migrations.schema_migrations order by version"
UNFINISHED = """
select i.indexrelid::regclass::text as index
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
 where not (i.indisvalid and i.indisready) and not n.nspname = any(%(platform)s) and n.nspname not like 'pg\\_%%'
   and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
 order by 1
"""
"""Indexes that nobody is building any more."""
NOT_SQL = re.compile(r"--[^\n]*|/\*.*?\*/|[\s;]+", re.DOTALL)
"""What Supabase's command line may leave out, or lay differently, when it notes the statements of a file."""


@dataclass(frozen=True)
class Noted:
    """A migration that was applied. content: its statements without comments and space; None where not noted."""

    version: str
    name: str
    content: str | None

    def __str__(self) -> str:
        """Read as its file's name without the ending."""
        return f"{self.version}_{self.name}" if self.name else self.version


@dataclass(frozen=True)
class AppliedInFull:
    """Migrations of the release that are not applied, applied ones that it lacks, and ones of another content.

    begun: those among the last of which only the beginning was applied.
    """

    missing: tuple[str, ...]
    foreign: tuple[str, ...]
    altered: tuple[str, ...]
    begun: tuple[str, ...]


def noted_in(database: Database) -> tuple[Noted, ...]:
    """All that were applied. Their statements are read, and not kept."""
    rows = database.rows(NOTED, None, keeps_rows=False)
    return tuple(
        Noted(row["version"], row["name"] or "", None if row["statements"] is None else content_of(row["statements"]))
        for row in rows
    )


def unfinished_indexes(database: Database) -> tuple[str, ...]:
    """Indexes of the product's that were begun and never finished, so that no query uses them."""
    return tuple(row["index"] for row in database.rows(UNFINISHED, {"platform": list(PLATFORM)}))


def content_of(statements: Sequence[str]) -> str:
    """What of SQL counts when two texts of it are compared."""
    return NOT_SQL.sub("", "\n".join(statements))


def compare(noted: Sequence[Noted], files: Mapping[Migration, str]) -> AppliedInFull:
    """Hold what was applied against the files and their content, version by version.

    Raises NotShown where the database has not noted what it applied, and nothing else is wrong.
    """
    found = {one.version: one for one in noted}
    wanted = {migration.version: migration for migration in files}
    missing = tuple(str(migration) for migration in files if migration.version not in found)
    foreign = tuple(str(one) for one in noted if one.version not in wanted)
    altered, begun, blind = [], [], []
    for migration, text in files.items():
        due, one = content_of([text]), found.get(migration.version)
        if one is None or one.content == due:
            continue
        if not one.content:
            blind.append(str(migration))
            continue
        altered.append(str(migration))
        if due.startswith(one.content):
            begun.append(str(migration))
    if blind and not (missing or foreign or altered):
        raise NotShown(
            f"the database has not noted what it applied as {blind[0]}, so its content can't be compared: "
            "see that it is the file's, then `supabase migration repair --status applied VERSION` notes it"
        )
    return AppliedInFull(missing, foreign, tuple(altered), tuple(begun))
