"""Behind a real PgBouncer the database is read as it is without one, and nothing of ours stays on its servers."""

import psycopg
import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.postgres import Database
from tests.support.servers.pgbouncer import pooled  # noqa: F401 - a fixture

HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")
OFTEN = 12  # beyond the fifth time a driver names its statements


@pytest.fixture(params=["session", "transaction"])
def database(request, pooled):  # noqa: F811 - the fixture
    database = Database(pooled(request.param), HERE, statement_ms_max=500)
    yield database
    database.close()


def test_the_same_statement_is_read_as_often_as_one_likes(database):
    versions = {database.schema_version() for _ in range(OFTEN)}

    assert len(versions) == 1
    assert versions != {""}


def test_two_readers_share_its_servers(database):
    other = Database(database.dsn, HERE)
    try:
        for _ in range(OFTEN):
            assert database.schema_version() == other.schema_version()
            assert database.account("nobody@example.org") is other.account("nobody@example.org") is None
    finally:
        other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "delete from public.profiles",
        "commit; begin; set transaction read write; delete from public.profiles",
        "commit; select set_config('default_transaction_read_only', 'off', false)",
    ],
)
def test_nothing_is_written_through_it(database, statement):
    with pytest.raises(NotShown, match=r"read-only transaction|multiple commands"):
        database.broken({"evil": statement})


def test_a_statement_that_takes_too_long_is_ended_there_too(database):
    with pytest.raises(NotShown, match="canceling statement due to statement timeout"):
        database.broken({"slow": "select pg_sleep(60)"})


def test_nothing_of_ours_stays_on_a_server_that_others_get_next(database):
    database.schema_version()
    with pytest.raises(NotShown):
        database.broken({"slow": "select pg_sleep(60)"})

    with psycopg.connect(database.dsn, prepare_threshold=None, autocommit=True) as next_one:
        for _ in range(4):
            assert next_one.execute("show statement_timeout").fetchone() == ("0",)
            assert next_one.execute("show row_security").fetchone() == ("on",)
            assert next_one.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)
