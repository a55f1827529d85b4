"""Migrations: the files of a release, and a database built from them on the scratch server.

What the platform brings (Supabase's own schemas and extensions) is read from the product's database and laid down
first; no row of anybody is read.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gate.outcome import NotShown
from gate.probes.database.catalogue import PLATFORM
from gate.probes.database.dumps.postgres_programs import find_program, run_program
from gate.probes.database.dumps.tls_relay import relay_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gate.network.guard import NetworkGuard
    from gate.probes.database.dumps.restore import ScratchServer
    from gate.probes.database.postgres import Database

FILE = re.compile(r"(?P<version>\d+)_(?P<name>.+)\.sql")
SURROUNDINGS = """
select current_setting('search_path') as search_path,
       (select array_agg(rolname::text) from pg_roles where rolname !~ '^pg_') as roles
"""
NOT_SCHEMA = re.compile(r"^(?:--|\\(?:un)?restrict\b|SET |SELECT pg_catalog\.set_config)")
OF_A_PROJECT = re.compile(
    r"^(?:CREATE (?:CONSTRAINT TRIGGER|TRIGGER|POLICY)|COMMENT ON (?:TRIGGER|POLICY)"
    r"|ALTER TABLE [^\n;]+ (?:DISABLE|ENABLE ALWAYS|ENABLE REPLICA) TRIGGER)\b.*?;$\n?",
    re.DOTALL | re.MULTILINE,
)
"""What migrations put on the platform's tables."""
OF_OURS = tuple(f"--exclude-schema={schema}" for schema in PLATFORM)
OF_THE_PLATFORM = (*(f"--schema={schema}" for schema in PLATFORM), "--extension=*")
WITHIN_MS = 60_000


@dataclass(frozen=True)
class Migration:
    """A file VERSION_NAME.sql."""

    version: str
    name: str
    file: Path

    def __str__(self) -> str:
        """Read as its file's name."""
        return self.file.name


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of a folder in their order. Raises NotShown where there is none, or no order."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".sql")
    except OSError as error:
        raise NotShown(f"the migrations in {folder} can't be read: {error.strerror}") from None
    if special := [file.name for file in files if not file.is_file()]:
        raise NotShown(f"{special[0]} in {folder} can't be read: it is no regular file; take it out of the folder")
    named = [(FILE.fullmatch(file.name), file) for file in files]
    if odd := [file.name for match, file in named if not match]:
        raise NotShown(f"{odd[0]} in {folder} is not called VERSION_NAME.sql, so its place in the order is not known")
    found = [Migration(match["version"], match["name"], file) for match, file in named if match]
    if not found:
        raise NotShown(f"no migration lies in {folder}: is it the folder of the release's commit?")
    versions = [migration.version for migration in found]
    if len({*versions}) < len(versions):
        raise NotShown(f"two migrations in {folder} have the same version, so their order is not known")
    return tuple(sorted(found, key=lambda migration: migration.version))


def schema_of(dsn: str, guard: NetworkGuard, selection: Sequence[str] = OF_OURS) -> str:
    """The schema as pg_dump writes it, without owners and privileges. Raises NotShown where it can't be read."""
    with tempfile.TemporaryDirectory() as folder, relay_to(dsn, guard) as variables:
        file = Path(folder) / "schema.sql"
        options = ("--schema-only", "--no-owner", "--no-privileges", f"--file={file}", *selection)
        ended = run_program((find_program("pg_dump"), *options), variables, WITHIN_MS)
        if ended.code != 0:
            words = "its time was over" if ended.code is None else ended.said.strip().partition("\n")[0]
            raise NotShown(f"the schema can't be read by pg_dump: {words}")
        return file.read_text(encoding="utf-8")


def whole_schema_of(dsn: str, guard: NetworkGuard) -> str:
    """`schema_of`, and what migrations have put on the platform's tables."""
    platform = schema_of(dsn, guard, OF_THE_PLATFORM)
    return schema_of(dsn, guard) + "\n" + "\n".join(found[0] for found in OF_A_PROJECT.finditer(platform))


def schema_differences(one: str, other: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lines of only one of two schemas, each with the beginning of its statement: those of the first, of the second."""
    first, second = _lines(one), _lines(other)
    return tuple(line for line in first if line not in second), tuple(line for line in second if line not in first)


def _lines(schema: str) -> dict[str, None]:
    found: dict[str, None] = {}
    head = ""
    for line in schema.splitlines():
        if not line.strip():
            head = ""
        elif not NOT_SCHEMA.match(line):
            words = line.strip().rstrip(",")
            found[f"{head} {words}" if head else words] = None
            head = head or words
    return found


@dataclass(frozen=True)
class Build:
    """A database of ours on the scratch server, that grows by migrations."""

    server: ScratchServer
    name: str
    guard: NetworkGuard

    def lay_platform(self, product: Database) -> None:
        """Lay down what the platform brings. Raises NotShown where the scratch server can't take it."""
        around = product.rows(SURROUNDINGS, None)[0]
        self.server.make_roles(around["roles"])
        self.server.search_as(self.name, around["search_path"])
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "platform.sql"
            platform = schema_of(product.dsn, self.guard, OF_THE_PLATFORM)
            file.write_text(OF_A_PROJECT.sub("", platform), encoding="utf-8")
            error = self.server.run_file(self.name, file, WITHIN_MS)
        if error:
            raise NotShown(f"the scratch server can't take what the platform brings: {error}")

    def run(self, file: Path) -> str:
        """Run a migration; why it failed, empty where it didn't."""
        return self.server.run_file(self.name, file, WITHIN_MS)

    def schema(self) -> str:
        """What stands there now, but for the platform's part."""
        return schema_of(self.dsn, self.guard)

    @property
    def dsn(self) -> str:
        """How to connect to it."""
        return self.server.dsn_of(self.name)
