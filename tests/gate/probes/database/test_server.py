"""The server: room, extensions, tables, and columns that would round money."""

from collections.abc import Iterator

import pytest

from gate.environment.expectations.storage import Storage
from gate.network.guard import NetworkGuard
from gate.probes.database.postgres import Database
from gate.probes.database.server import MoneyColumn, Server, extensions_of, money_columns, server_of, tables_of

NAMES = Storage().money_columns


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], NetworkGuard(frozenset({"127.0.0.1"}), "here"))
    yield database
    database.close()


def test_room_is_what_is_not_taken():
    assert Server("18.1", 18, 20, 80).free_share == 0.75
    assert Server("18.1", 18, 90, 80).free_share == 0


def test_version_and_connections_are_those_of_the_server(database):
    server = server_of(database)

    assert server.version.startswith(str(server.major))
    assert server.major in Storage().supported_until
    assert 1 <= server.connections_taken < server.connections_max


def test_every_table_of_the_product_stands(database):
    assert set(Storage().tables) <= tables_of(database)


def test_an_extension_that_is_gone_is_missed(database, switch_on, eventually):
    assert "pg_stat_statements" in extensions_of(database)

    switch_on("extension-missing")

    assert eventually(lambda: "pg_stat_statements" not in extensions_of(database), 5)


def test_money_has_two_digits_behind_the_point_or_says_what_it_has(database, switch_on, eventually):
    columns = money_columns(database, NAMES)
    assert MoneyColumn("wallets", "balance", "numeric(15,2)", 2) in columns
    assert {one.digits for one in columns} == {2}

    switch_on("money-rounded")

    inexact = MoneyColumn("withdrawal_requests", "fee", "numeric(15,1)", 1)
    assert eventually(lambda: inexact in money_columns(database, NAMES), 5)
    assert str(inexact) == "withdrawal_requests.fee is numeric(15,1)"


def test_a_name_that_no_column_has_is_no_money(database):
    assert money_columns(database, ("treasure",)) == ()
