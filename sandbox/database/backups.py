"""The dump that was taken before the window opened, with its manifest: good, or as bad as they come."""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from sandbox.database.postgres import find_programs, owner_address
from sandbox.faults.switches import Faults
from sandbox.moments import LOCAL_ZONE, Moment

FOLDER = "dumps"
BEFORE_THE_WINDOW = timedelta(minutes=30)
OTHER_SERVER = "7000000000000000001"
KOBO = Decimal("0.01")
FAULTS = (
    "dump-missing",
    "dump-empty",
    "dump-truncated",
    "dump-altered",
    "dump-of-another-server",
    "dump-old",
    "dump-late",
    "dump-lost-a-row",
    "dump-out-of-balance",
    "dump-unrestorable",
    "manifest-off-by-one-kobo",
)
TABLES = """
select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attname in ('amount', 'balance', 'fee', 'net_amount')
                and a.atttypid = 'numeric'::regtype order by 1) as money
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""


@dataclass(frozen=True)
class Taken:
    """A plain dump, and what was true of the database in the same snapshot."""

    text: str
    rows: dict[str, int]
    sums: dict[str, Decimal]
    roles: tuple[str, ...]
    system_identifier: str


def keep_dump(moment: Moment, faults: Faults, directory: Path, socket_folder: Path) -> Path:
    """Take a dump, lay it into a folder, and lay it there anew whenever one of its faults is switched."""
    folder = directory / FOLDER
    folder.mkdir()
    taken = take_dump(owner_address(socket_folder), find_programs(directory).folder / "pg_dump")

    def lay_out() -> None:
        for file in folder.iterdir():
            file.unlink()
        if not faults.is_on("dump-missing"):
            _write(taken, taken_at(moment, faults), faults, folder)

    lay_out()
    for fault in FAULTS:
        faults.on_change(fault, lay_out)
    return folder


def taken_at(moment: Moment, faults: Faults) -> datetime:
    """Half an hour before the window opened, or before now, and on that day at home."""
    last = min(moment.now, moment.window_opens)
    midnight = last.astimezone(LOCAL_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    good = max(last - BEFORE_THE_WINDOW, midnight.astimezone(UTC))
    if faults.is_on("dump-old"):
        return good - timedelta(days=2)
    return moment.window_opens + timedelta(seconds=1) if faults.is_on("dump-late") else good


def take_dump(address: str, program: Path) -> Taken:
    """Dump and count in one snapshot."""
    with psycopg.connect(address, row_factory=dict_row) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        snapshot = _one(connection, "select pg_export_snapshot() as found")
        dumped = subprocess.run(  # noqa: S603 - the sandbox's own words
            (program, f"--dbname={address}", f"--snapshot={snapshot}"), check=True, capture_output=True, text=True
        )
        rows, sums = _count(connection)
        return Taken(
            text=dumped.stdout,
            rows=rows,
            sums=sums,
            roles=tuple(
                row["rolname"] for row in connection.execute("select rolname from pg_roles where rolname !~ '^pg_'")
            ),
            system_identifier=_one(connection, "select system_identifier::text as found from pg_control_system()"),
        )


def _one(connection: psycopg.Connection[dict[str, Any]], query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None  # noqa: S101 - these answer one row
    return str(row["found"])


def _count(connection: psycopg.Connection[dict[str, Any]]) -> tuple[dict[str, int], dict[str, Decimal]]:
    rows: dict[str, int] = {}
    sums: dict[str, Decimal] = {}
    for table in connection.execute(TABLES).fetchall():
        columns = [
            sql.SQL("count(*)"),
            *(sql.SQL("coalesce(sum({}), 0)").format(sql.Identifier(c)) for c in table["money"]),
        ]
        query = sql.SQL("select array[{}]::numeric[] as found from {}").format(
            sql.SQL(", ").join(columns), sql.Identifier(table["schema"], table["name"])
        )
        row = connection.execute(query).fetchone()
        assert row is not None  # noqa: S101 - an aggregate answers one row
        name = f"{table['schema']}.{table['name']}"
        rows[name] = int(row["found"][0])
        sums |= {f"{name}.{column}": total for column, total in zip(table["money"], row["found"][1:], strict=True)}
    return rows, sums


def _write(taken: Taken, when: datetime, faults: Faults, folder: Path) -> None:
    """Write the dump, and the manifest after it."""
    text, sums = taken.text, dict(taken.sums)
    if faults.is_on("dump-lost-a-row"):
        text = _without_last_row(text, "public.transactions")
    if faults.is_on("dump-out-of-balance"):
        text = _with_a_kobo_more(text)
        sums["public.wallets.balance"] += KOBO
    if faults.is_on("manifest-off-by-one-kobo"):
        sums["public.transactions.amount"] += KOBO
    if faults.is_on("dump-unrestorable"):
        text = text.replace("CREATE TABLE public.wallets ", "CREATE TABLE public.wallets_of ", 1)
    content = text.encode()
    if faults.is_on("dump-truncated"):
        content = content[: len(content) // 2]
    if faults.is_on("dump-empty"):
        content = b""
    manifest = {
        "taken_at": when.isoformat(timespec="seconds"),
        "system_identifier": OTHER_SERVER if faults.is_on("dump-of-another-server") else taken.system_identifier,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "roles": taken.roles,
        "rows": taken.rows,
        "sums": {name: str(total) for name, total in sums.items()},
    }
    if faults.is_on("dump-altered"):
        content += b"\n"
    file = folder / f"backup_{when:%Y%m%d_%H%M%S}.sql"
    file.write_bytes(content)
    (folder / f"{file.name}.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _block(text: str, table: str) -> tuple[int, int, list[str]]:
    """Where the rows of a table stand in a plain dump, and its columns."""
    start = text.index(f"COPY {table} (")
    begin = text.index("\n", start) + 1
    columns = text[text.index("(", start) + 1 : text.index(")", start)].split(", ")
    return begin, text.index("\\.\n", begin), columns


def _without_last_row(text: str, table: str) -> str:
    begin, end, _ = _block(text, table)
    rows = text[begin:end].splitlines(keepends=True)
    return text[:begin] + "".join(rows[:-1]) + text[end:]


def _with_a_kobo_more(text: str) -> str:
    begin, _, columns = _block(text, "public.wallets")
    end = text.index("\n", begin)
    values = text[begin:end].split("\t")
    balance = columns.index("balance")
    values[balance] = str(Decimal(values[balance]) + KOBO)
    return text[:begin] + "\t".join(values) + text[end:]
