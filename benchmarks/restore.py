"""How long a drill of 1,000,000 transactions takes: dumped, restored, counted and held against the statements on money.

python -m benchmarks.restore > benchmarks/restore.md
The dump is taken as the README says, and looked at by the suite's own checks. Takes about two minutes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from benchmarks.standing import ROOT, standing_sandbox, suite_command
from gate.network.guard import NetworkGuard
from gate.probes.database.dumps.postgres_programs import find_program
from gate.probes.database.dumps.tls_relay import relay_to
from gate.record import Record

TRANSACTIONS = 1_000_000
HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")
SCRIPT = ROOT / "gate" / "probes" / "database" / "dumps" / "take_dump.psql"
CHECK = "suites/pre_production/test_backups.py"
FILL = """
set session_replication_role = replica;
lock table public.wallets, public.transactions in exclusive mode;
with wallet as (select id, user_id, row_number() over () - 1 as place, count(*) over () as of from public.wallets)
insert into public.transactions
       (user_id, wallet_id, type, amount, status, reference, payment_method, metadata, created_at)
select user_id, id, 'deposit', 1.01, 'completed', 'drill-' || i, 'paystack', jsonb_build_object('note', md5(i::text)),
       now() - i * interval '1 second'
  from generate_series(1, %s - (select count(*) from public.transactions)) as i join wallet on place = i %% of;
update public.wallets w set balance = balance + s.amount
  from (select wallet_id, sum(amount) as amount from public.transactions where reference like 'drill-%%' group by 1) s
 where s.wallet_id = w.id
"""


@dataclass(frozen=True)
class Drill:
    """What a drill took, and what it was of."""

    dump_s: float
    dump_mb: float
    restore_s: float
    whole_s: float
    transactions: int
    outcome: str


def fill(addresses: Mapping[str, str]) -> None:
    """Bring the product's transactions to the number, with wallets that add up."""
    owner = f"host={Path(addresses['RELEASE_FILE']).parent / 'postgres'} user=postgres dbname=postgres"
    with psycopg.connect(owner, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(FILL, (TRANSACTIONS,))


def take_dump(addresses: Mapping[str, str]) -> float:
    """Leave nothing in the folder but a dump of now; how many seconds it took."""
    folder = Path(addresses["BACKUP_FOLDER"])
    for file in folder.iterdir():
        file.unlink()
    programs = find_program("psql").parent
    started = perf_counter()
    with relay_to(addresses["DATABASE_URL"], HERE) as variables:
        subprocess.run(  # noqa: S603 - Postgres' own program
            (programs / "psql", "--no-psqlrc", f"--file={SCRIPT}"),
            env={"PATH": f"{programs}:{os.environ['PATH']}"} | variables,
            cwd=folder,
            stdout=sys.stderr,
            check=True,
        )
    return perf_counter() - started


def drill(addresses: Mapping[str, str], folder: Path) -> Drill:
    """Take a dump and let the suite's own checks restore it."""
    dump_s = take_dump(addresses)
    (dump,) = Path(addresses["BACKUP_FOLDER"]).glob("*.dump")
    command = suite_command(folder, addresses, CHECK, "-k", "comes_back")
    subprocess.run(command, cwd=ROOT, env={**os.environ, **addresses}, capture_output=True, check=False)  # noqa: S603 - our own
    record = Record.read(next(folder.glob("*.jsonl")))
    (seen,) = (one for one in record.of_kind("observation") if exhibits(record, one))
    (numbers,) = exhibits(record, seen)
    return Drill(
        dump_s=dump_s,
        dump_mb=dump.stat().st_size / 1e6,
        restore_s=numbers["restored_in_ms"] / 1000,
        whole_s=seen["duration_ms"] / 1000,
        transactions=numbers["rows"]["public.transactions"],
        outcome=seen["outcome"],
    )


def exhibits(record: Record, seen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an observation has kept of a restored dump."""
    kept = (one for one in seen["attachments"] if one["name"].startswith("restored "))
    return [json.loads((record.folder / one["file"]).read_text(encoding="utf-8")) for one in kept]


def page(seen: Drill) -> str:
    """As Markdown."""
    return f"""# A restore drill, measured

{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}.
Made by `python -m benchmarks.restore`.

| what | seen |
|---|--:|
| transactions in the dump, all of which came back | {seen.transactions:,} |
| dump, compressed, with its counts and sums taken in the same snapshot | {seen.dump_s:.1f} s, {seen.dump_mb:.0f} MB |
| restoring it on the scratch server | {seen.restore_s:.1f} s |
| the whole check of infra.backups: restore, rows, sums of money, statements on money, drop | {seen.whole_s:.1f} s |
| its outcome | {seen.outcome} |
"""


def main() -> None:
    """Start a sandbox, fill it, and drill."""
    with tempfile.TemporaryDirectory() as folder, standing_sandbox() as addresses:
        fill(addresses)
        sys.stdout.write(page(drill(addresses, Path(folder))))


if __name__ == "__main__":
    main()
