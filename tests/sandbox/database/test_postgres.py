"""Does Postgres start wherever the sandbox is started, and is it filled like the product's?"""

import os
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from sandbox.database import postgres
from sandbox.database.contents import MIGRATIONS, fill_database
from sandbox.database.postgres import PostgresError, find_programs, owner_address, run_postgres
from sandbox.faults.switches import Faults
from sandbox.moments import moment_now
from sandbox.process.processes import watched_processes


def test_it_starts_where_user_namespaces_are_refused(monkeypatch):
    monkeypatch.setattr(postgres, "NAMESPACE", ("false",))
    with watched_processes() as processes, run_postgres(processes) as folder:
        with psycopg.connect(owner_address(folder)) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        owner = (folder / "data").stat().st_uid

    assert owner != 0
    assert not processes.directory.exists()


def test_a_folder_that_is_named_goes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(PostgresError, match="PG_BIN"):
        find_programs(tmp_path)


@pytest.mark.parametrize("folder", sorted(Path("/usr/lib/postgresql").glob("*/bin")), ids=str)
def test_debians_own_holds_the_same(monkeypatch, folder):
    monkeypatch.setenv("PG_BIN", str(folder))
    with watched_processes() as processes, run_postgres(processes) as socket_folder:
        fill_database(owner_address(socket_folder), moment_now("launch"), Faults(), "secret")
        with psycopg.connect(owner_address(socket_folder)) as connection:
            [wallets] = connection.execute("select count(*) from wallets").fetchone()

    assert wallets > 1300


def test_a_server_that_does_not_start_says_why(monkeypatch):
    monkeypatch.setitem(postgres.SETTINGS, "shared_buffers", "much")
    with ExitStack() as running:
        processes = running.enter_context(watched_processes())
        with pytest.raises(PostgresError, match='invalid value for parameter "shared_buffers"'):
            running.enter_context(run_postgres(processes))

    assert not processes.directory.exists()


def test_nothing_of_it_listens_on_the_network(database):
    assert database.execute("show listen_addresses").fetchone() == ("",)


def test_migrations_are_recorded_like_their_files(database):
    recorded = database.execute(
        "select version, name, statements[1] from supabase_migrations.schema_migrations order by version"
    )
    assert [f"{version}_{name}.sql" for version, name, _ in recorded.fetchall()] == [file.name for file in MIGRATIONS]


def test_every_public_table_has_row_level_security(database):
    found = database.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind = 'r' and not relrowsecurity"
    )
    assert found.fetchall() == []


def test_money_is_kept_to_the_kobo(database):
    found = database.execute(
        "select distinct numeric_precision, numeric_scale from information_schema.columns"
        " where table_schema = 'public' and column_name in ('balance', 'amount', 'fee', 'net_amount')"
    )
    assert found.fetchall() == [(15, 2)]


def test_statements_are_counted(database):
    [calls] = database.execute("select sum(calls) from pg_stat_statements").fetchone()
    assert calls > 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_becomes_somebody_else(tmp_path):
    programs = find_programs(tmp_path)

    assert programs.prefix or programs.user
