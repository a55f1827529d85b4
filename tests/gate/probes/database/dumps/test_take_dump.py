"""The dump as take_dump.psql takes it while people go on paying: what comes back is what was counted with it."""

import os
import subprocess
from pathlib import Path

import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.dumps.dump import look_into
from gate.probes.database.dumps.postgres_programs import find_program
from gate.probes.database.dumps.restore import ScratchServer, differences
from gate.probes.database.dumps.tls_relay import relay_to

SCRIPT = Path(__file__).parents[5] / "gate" / "probes" / "database" / "dumps" / "take_dump.psql"
HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")
MONEY = ("amount", "balance", "fee", "net_amount")
COPY = "copy_of_a_taken_dump"
WITHIN_MS = 60_000


def take(sandbox, folder, **more):
    programs = find_program("psql").parent
    with relay_to(sandbox["DATABASE_URL"], HERE) as variables:
        command = (programs / "psql", "--no-psqlrc", f"--file={SCRIPT}")
        path = {"PATH": f"{programs}:{os.environ['PATH']}"}
        return subprocess.run(  # noqa: S603 - Postgres' own program
            command, env=path | variables | more, cwd=folder, capture_output=True, text=True, check=False
        )


def test_a_taken_dump_comes_back_with_its_numbers(sandbox, tmp_path):
    done = take(sandbox, tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    found = look_into(tmp_path)
    server = ScratchServer(sandbox["SCRATCH_DATABASE_URL"], HERE)
    server.create(COPY)
    try:
        restoring = server.restore(found.newest, COPY, WITHIN_MS)
        numbers = server.numbers(COPY, MONEY, WITHIN_MS)
    finally:
        server.drop(COPY)

    assert found.newest.is_archive
    assert found.newest.is_unchanged
    assert found.without_manifest == ()
    assert restoring.error == ""
    assert differences(found.newest.manifest, numbers) == ()
    assert numbers.rows["public.transactions"] > 1000
    assert numbers.sums["public.wallets.balance"] > 0


def test_a_dump_that_fails_leaves_neither_itself_nor_a_manifest(sandbox, tmp_path):
    done = take(sandbox, tmp_path, DATABASE_URL="dbname=nobody_has_this")

    assert done.returncode == 3
    assert "pg_dump failed: there is no dump" in done.stderr
    assert look_into(tmp_path).newest is None


def test_a_newer_pg_dump_is_told_before_it_writes_what_would_not_go_back(sandbox, tmp_path):
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 99.1 (Debian 99.1-1)'\n", encoding="utf-8")
    (newer / "pg_dump").chmod(0o700)

    done = take(sandbox, tmp_path, PATH=f"{newer}:{os.environ['PATH']}")

    assert done.returncode == 3
    assert "pg_dump 99, server 18" in done.stderr
    assert "pg_dump is not of the server's major version" in done.stderr
    assert look_into(tmp_path).newest is None


def test_a_folder_that_can_not_be_written_is_no_dump(sandbox, tmp_path):
    done = take(sandbox, "/proc")

    assert done.returncode == 3
    with pytest.raises(NotShown):
        look_into(tmp_path / "proc")
