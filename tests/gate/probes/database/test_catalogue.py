"""The catalogue: what it says of each table, view and function, under each fault that changes it."""

from collections.abc import Iterator

import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.catalogue import ANONYMOUS, MEMBER, Relation, functions_for, relations_for
from gate.probes.database.postgres import Database

ALL = frozenset({"select", "insert", "update", "delete"})


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], NetworkGuard(frozenset({"127.0.0.1"}), "here"))
    yield database
    database.close()


def relation(database, name, role=ANONYMOUS):
    return next(one for one in relations_for(database, role) if one.name == name)


def test_a_table_with_row_security_is_open_to_nobody(database):
    wallets = relation(database, "wallets")

    assert wallets == Relation("wallets", "table", True, False, ALL, frozenset())  # noqa: FBT003 - a row
    assert not wallets.is_unprotected
    assert not any(wallets.is_open_to(command) for command in ALL)


def test_columns_that_may_be_written_count(database):
    assert relation(database, "profiles", MEMBER).granted == {"select", "update"}
    assert relation(database, "profiles").granted == {"select"}


def test_without_row_security_grants_are_all_there_is(database, switch_on, eventually):
    switch_on("table-open-to-everybody")

    assert eventually(lambda: relation(database, "withdrawal_requests").is_unprotected, 5)
    assert all(relation(database, "withdrawal_requests").is_open_to(command) for command in ALL)


def test_a_policy_for_everything_opens_its_command_to_its_role_alone(database, switch_on, eventually):
    switch_on("table-writable-by-everybody")

    assert eventually(lambda: relation(database, "support_tickets").let_in, 5) == {"insert"}
    assert relation(database, "support_tickets").is_open_to("insert")
    assert relation(database, "support_tickets", MEMBER).let_in == frozenset()


def test_a_view_runs_as_its_caller_or_passes_row_security_by(database, switch_on, eventually):
    view = relation(database, "wallet_accounts")
    assert (view.kind, view.runs_as_caller, view.is_unprotected) == ("view", True, False)

    switch_on("view-with-owners-rights")

    assert eventually(lambda: relation(database, "wallet_accounts").is_unprotected, 5)


def test_functions_are_those_of_the_product(database):
    found = {str(one): one for one in functions_for(database, ANONYMOUS)}

    assert {"private.copy_phone()", "private.welcome_user()", "public.is_admin()"} <= set(found)
    assert {one.schema for one in found.values()} == {"private", "public"}
    assert not any(one.is_callable for one in found.values())
    assert found["public.is_admin()"].has_fixed_search_path
    assert not found["public.is_admin()"].may_write
    (for_members,) = [one for one in functions_for(database, MEMBER) if one.is_callable]
    assert for_members.name == "is_admin"


def test_an_open_function_is_told_with_its_arguments(database, switch_on, eventually):
    switch_on("definer-function-open")

    (found,) = eventually(lambda: [one for one in functions_for(database, ANONYMOUS) if one.is_callable], 5)
    assert (str(found), found.arguments, found.has_owners_rights) == ("public.balance_of(phone)", ("phone",), True)


def test_a_database_without_the_role_is_not_shown(database):
    with pytest.raises(NotShown, match='role "nobody" does not exist'):
        relations_for(database, "nobody")
