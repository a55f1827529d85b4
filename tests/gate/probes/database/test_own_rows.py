"""The catalogue's word on the own rows of members: real grants, policies and triggers, as products write them."""

from collections.abc import Iterator

import pytest

from gate.network.guard import NetworkGuard
from gate.probes.database.own_rows import OwnColumn, columns_of_members, is_for_the_own_row
from gate.probes.database.postgres import Database

DECIDING = ("admin", "role", "tier", "limit", "verified")


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], NetworkGuard(frozenset({"127.0.0.1"}), "here"))
    yield database
    database.close()


def found(database, name):
    return next((one for one in columns_of_members(database) if str(one) == name), None)


def test_what_members_are_granted_column_by_column_is_listed(database):
    assert found(database, "profiles.role") is None
    assert found(database, "profiles.phone_verified").at_own_rows == {"update"}
    assert found(database, "linked_bank_accounts.is_verified").at_own_rows == {"insert", "update"}
    assert found(database, "wallets.balance").granted == {"insert", "update"}
    assert found(database, "wallets.balance").at_own_rows == frozenset()


def test_a_grant_opens_a_column_and_a_trigger_may_mind_it(database, switch_on, eventually):
    switch_on("own-role-writable")
    switch_on("own-limits-writable")

    assert eventually(lambda: found(database, "profiles.role"), 5).minding == ()
    assert eventually(lambda: found(database, "profiles.kyc_tier"), 5).minding == ("mind_the_tier",)


@pytest.mark.parametrize(
    "expression",
    [
        "(user_id = auth.uid())",
        "(auth.uid() = id)",
        "(( SELECT auth.uid() AS uid) = id)",
        "(id = ( SELECT auth.uid() AS uid))",
        "(email = auth.email())",
    ],
)
def test_a_policy_for_the_own_row_is_known_as_postgres_prints_it(expression):
    assert is_for_the_own_row(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "is_admin()",
        "((auth.uid() = id) AND (role = 'user'::text))",
        "(EXISTS ( SELECT 1 FROM profiles WHERE ((profiles.id = auth.uid()) AND (profiles.role = 'admin'::text))))",
        "((auth.jwt() ->> 'role'::text) = 'admin'::text)",
        "false",
    ],
)
def test_a_policy_that_says_more_is_left_to_the_one_who_tries(expression):
    assert not is_for_the_own_row(expression)


@pytest.mark.parametrize(
    ("name", "decides"),
    [
        ("role", True),
        ("is_admin", True),
        ("isVerified", True),
        ("daily_limit", True),
        ("kyc_tier", True),
        ("full_name", False),
        ("unlimited_notes", False),
        ("controller", False),
        ("administrative_area", False),
    ],
)
def test_a_word_decides_only_as_a_word_of_its_own(name, decides):
    column = OwnColumn("profiles", name, "S", frozenset(), frozenset(), ())

    assert column.decides_about(DECIDING) is decides
