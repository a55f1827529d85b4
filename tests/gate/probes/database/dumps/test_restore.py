"""Dumps of a real Postgres, restored on a real Postgres behind TLS by Postgres' own programs."""

import hashlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from gate.files.addresses import dsn_parts
from gate.network.guard import HostNotListed, NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.dumps.dump import Dump, Manifest
from gate.probes.database.dumps.postgres_programs import find_program, run_program
from gate.probes.database.dumps.restore import Numbers, ScratchServer, differences
from gate.probes.database.dumps.tls_relay import relay_to

HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")
SOURCE, COPY = "source_of_a_test", "copy_of_a_test"
WITHIN_MS = 20_000
FILL = """
create role clerk nologin;
create table public.wallets (id int primary key, balance numeric(15,2) check (balance >= 0));
alter table public.wallets enable row level security;
create policy own on public.wallets to clerk using (true);
grant select on public.wallets to clerk;
insert into public.wallets select n, n * 1.01 from generate_series(1, 1000) as n;
"""
MANIFEST = Manifest(
    taken_at=datetime(2026, 11, 24, 8, 15, tzinfo=UTC),
    system_identifier="1",
    bytes=0,
    sha256="0" * 64,
    roles=("clerk",),
    rows={"public.wallets": 1000},
    sums={"public.wallets.balance": Decimal("505505.00")},
)


@pytest.fixture(scope="module")
def server(sandbox: dict[str, str]) -> ScratchServer:
    return ScratchServer(sandbox["SCRATCH_DATABASE_URL"], HERE)


@pytest.fixture(scope="module")
def dumps(server: ScratchServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Dump]]:
    """The same database in each form; its role is no more."""
    folder = tmp_path_factory.mktemp("dumps")
    server.create(SOURCE)
    with psycopg.connect(server.dsn_of(SOURCE), autocommit=True) as connection:
        connection.execute(FILL)
        made = {kind: dump(server, folder / f"a.{kind}", kind) for kind in ("plain", "custom", "tar")}
        made["inserts"] = dump(server, folder / "a.inserts", "plain", "--inserts")
    server.drop(SOURCE)
    windows = folder / "a.windows"
    windows.write_bytes(b"\xef\xbb\xbf" + made["plain"].file.read_bytes().replace(b"\n", b"\r\n"))
    made["windows"] = replace(made["plain"], file=windows)
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("drop role clerk")
    yield made
    server.drop(COPY)


def dump(server: ScratchServer, file: Path, kind: str, *options: str) -> Dump:
    with relay_to(server.dsn, HERE) as variables:
        command = (find_program("pg_dump"), f"--dbname={SOURCE}", f"--format={kind}", f"--file={file}", *options)
        ended = run_program(command, variables, WITHIN_MS)
    assert ended.code == 0, ended.said
    content = file.read_bytes()
    return Dump(file, MANIFEST, len(content), hashlib.sha256(content).hexdigest(), kind != "plain", is_whole=True)


@pytest.fixture
def copy(server: ScratchServer) -> str:
    server.drop(COPY)
    server.create(COPY)
    return COPY


@pytest.mark.parametrize("kind", ["plain", "custom", "tar", "inserts", "windows"])
def test_a_dump_comes_back_with_its_numbers_and_the_roles_that_it_names(server, dumps, copy, kind):
    restoring = server.restore(dumps[kind], copy, WITHIN_MS)
    numbers = server.numbers(copy, ["balance"], WITHIN_MS)

    assert restoring.error == ""
    assert restoring.took_ms > 0
    assert numbers == Numbers({"public.wallets": 1000}, {"public.wallets.balance": Decimal("505505.00")})
    assert differences(MANIFEST, numbers) == ()
    assert server.broken(copy, {"none": "select 1 where false", "some": "select 1"}, WITHIN_MS)[0].name == "some"
    with psycopg.connect(server.dsn_of(copy)) as connection:
        assert connection.execute("select rolcanlogin from pg_roles where rolname = 'clerk'").fetchone() == (False,)
        assert connection.execute("select polname from pg_policy").fetchall() == [("own",)]


@pytest.mark.parametrize("kind", ["plain", "custom"])
def test_a_dump_that_ends_in_the_middle_or_is_gone_is_an_error_of_its_own(server, dumps, copy, kind, tmp_path):
    file = tmp_path / "half"
    whole = dumps[kind].file.read_bytes()
    file.write_bytes(whole[: len(whole) - 2_000])

    half = server.restore(replace(dumps[kind], file=file), copy, WITHIN_MS)
    gone = server.restore(replace(dumps[kind], file=tmp_path / "gone"), copy, WITHIN_MS)

    assert half.error or differences(MANIFEST, server.numbers(copy, ["balance"], WITHIN_MS))
    assert "No such file" in gone.error


def test_an_extension_that_the_scratch_server_lacks_is_its_fault_and_not_the_dumps(server, dumps, copy, tmp_path):
    file = tmp_path / "extended.sql"
    file.write_text("create extension nobody_has_this;\n", encoding="utf-8")

    with pytest.raises(NotShown, match=r"can't be restored on the scratch server: extension .* is not available"):
        server.restore(replace(dumps["plain"], file=file), copy, WITHIN_MS)


def test_a_setting_that_the_server_does_not_know_is_that_of_a_newer_pg_dump(server, dumps, copy, tmp_path):
    file = tmp_path / "newer.sql"
    file.write_text("SET statement_timeout = 0;\nSET timeout_of_tomorrow = 0;\n", encoding="utf-8")

    restoring = server.restore(replace(dumps["plain"], file=file), copy, WITHIN_MS)

    assert restoring.error == (
        'unrecognized configuration parameter "timeout_of_tomorrow": its pg_dump is newer than the server'
    )


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("plain", r"psql:a.sql:5: error: invalid command \restrict"),
        ("custom", "pg_restore: error: unsupported version (1.16) in file header"),
        ("custom", 'pg_restore: error: ERROR:  unrecognized configuration parameter "transaction_timeout"'),
    ],
    ids=["older psql", "older pg_restore", "newer pg_restore"],
)
def test_programs_of_another_version_are_not_the_dumps_fault(server, dumps, programs, kind, words):
    program = programs / ("psql" if kind == "plain" else "pg_restore")
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{words}\nEND\nexit 3\n", encoding="utf-8")
    program.chmod(0o700)

    with pytest.raises(NotShown, match="; set PG_BIN to programs of the server's major version"):
        server.restore(dumps[kind], COPY, WITHIN_MS)


def test_what_is_no_dump_of_one_database_is_not_restored_and_the_way_to_take_one_is_told(server, dumps, copy):
    packed = replace(dumps["plain"], foreign="compressed by gzip")

    with pytest.raises(NotShown, match=r"a\.plain is compressed by gzip, which is not restored here: take it with"):
        server.restore(packed, copy, WITHIN_MS)

    assert server.numbers(copy, (), WITHIN_MS).rows == {}


def test_a_restore_that_takes_too_long_is_ended(server, dumps, copy, tmp_path):
    file = tmp_path / "slow.sql"
    file.write_text("select pg_sleep(60);\n", encoding="utf-8")

    with pytest.raises(NotShown, match=r"slow\.sql was not restored within 0 s \(backup\.restore_max\)"):
        server.restore(replace(dumps["plain"], file=file), copy, 400)


def test_whoever_interrupts_ends_the_program_too(tmp_path):
    pid_file = tmp_path / "pid"
    Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(KeyboardInterrupt):
        run_program(("/bin/sh", "-c", f"echo $$ > {pid_file}; exec sleep 60"), {}, WITHIN_MS)

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_each_number_that_differs_is_told():
    back = Numbers({"public.wallets": 999, "public.new": 3}, {"public.wallets.balance": Decimal("505504.99")})
    taken = MANIFEST.model_copy(update={"rows": {"public.wallets": 1000, "public.old": 5}})

    assert differences(taken, back) == (
        "public.new has 3 rows, and the manifest says nothing of it",
        "public.old had 5 rows, and did not come back",
        "public.wallets had 1,000 rows, and came back with 999",
        "public.wallets.balance had 505,505.00 in all, and came back with 505,504.99",
    )


def test_a_server_with_another_name_or_authority_is_not_talked_to(server):
    other = server.dsn.replace("127.0.0.1", "127.0.0.2")
    stranger = server.dsn.partition("?")[0] + "?sslmode=verify-full&sslrootcert=system"

    with pytest.raises(HostNotListed), relay_to(other, HERE):
        pass
    with relay_to(stranger, HERE) as variables:
        ended = run_program((find_program("psql"), "--command=select 1"), variables, WITHIN_MS)
    assert ended.code == 2
    with pytest.raises(NotShown, match=r"the scratch server does not do its part: .*certificate verify failed"):
        ScratchServer(stranger, HERE).identity()


def test_a_scratch_server_that_does_not_let_us_in_is_not_shown_without_its_password(server):
    password = dsn_parts(server.dsn)["password"]
    wrong = ScratchServer(server.dsn.replace(password, "guessed-wrong"), HERE)

    with pytest.raises(NotShown, match=r"look at scratch\.dsn") as caught:
        wrong.create("never")

    assert "guessed-wrong" not in str(caught.value)
