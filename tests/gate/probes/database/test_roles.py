"""Roles: our own right to write is seen however it was given; powerful logins, erasers of a log, administrators."""

from collections.abc import Iterator

import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.catalogue import ANONYMOUS, DatabaseFunction, functions_for
from gate.probes.database.postgres import Database
from gate.probes.database.roles import Admins, Eraser, PowerfulLogin, admins_of, erasers_of, own_rights, powerful_logins
from gate.probes.database.trial import try_function

HERE = NetworkGuard(frozenset({"127.0.0.1"}), "here")


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], HERE)
    yield database
    database.close()


def test_our_own_role_reads_everything_and_can_do_nothing_else(database):
    own = own_rights(database)

    assert own.role == "verifier"
    assert (own.writes, own.powers, own.creates_in, own.hidden) == ((), (), (), ())


def test_a_right_to_write_is_seen_though_sessions_are_read_only(database, switch_on, eventually):
    switch_on("verifier-can-write")

    assert eventually(lambda: own_rights(database).writes, 5) == ("public.support_tickets as verifier",)


def test_what_our_role_may_become_counts_though_it_inherits_nothing(database, switch_on, eventually):
    switch_on("verifier-may-become-another")

    writes = eventually(lambda: own_rights(database).writes, 5)
    assert "public.wallets as service_role" in writes
    assert not any(write.endswith(" as verifier") for write in writes)


def test_powerful_logins_are_told_by_their_right(database, switch_on, eventually):
    assert powerful_logins(database) == (PowerfulLogin("postgres", "a superuser"),)

    switch_on("superuser-login")

    assert eventually(lambda: PowerfulLogin("contractor", "a superuser") in powerful_logins(database), 5)


def test_a_log_that_only_grows_has_no_erasers(database, switch_on, eventually):
    assert erasers_of(database, "public.audit_logs") == ()

    switch_on("audit-log-erasable")

    assert eventually(lambda: erasers_of(database, "public.audit_logs"), 5) == (Eraser("service_role", ("delete",)),)


def test_policies_count_beside_privileges(database):
    """Members have every privilege on the tickets, and a policy for their own; visitors have no policy at all."""
    erasers = {one.role for one in erasers_of(database, "public.support_tickets")}

    assert erasers == {"authenticated", "service_role"}


def test_a_log_that_is_not_there_is_not_shown(database):
    with pytest.raises(NotShown, match=r'relation "public\.nothing" does not exist'):
        erasers_of(database, "public.nothing")


@pytest.mark.parametrize("fault", ["admin-without-second-factor", "admin-second-factor-unverified"])
def test_administrators_without_a_verified_factor_are_counted(database, switch_on, eventually, fault):
    assert admins_of(database, ("admin",)) == Admins(3, 0)

    switch_on(fault)

    assert eventually(lambda: admins_of(database, ("admin",)).without_second_factor, 5) == 1


def test_a_role_that_nobody_has_has_no_administrators(database):
    assert admins_of(database, ("owner",)) == Admins(0, 0)


def writing(name: str, *arguments: str) -> DatabaseFunction:
    return DatabaseFunction(
        "pg_catalog",
        name,
        arguments,
        may_write=True,
        has_owners_rights=False,
        has_fixed_search_path=False,
        is_callable=True,
    )


def test_a_function_is_tried_as_a_role_that_we_may_become(sandbox, database, switch_on, eventually):
    switch_on("verifier-may-become-another")
    assert eventually(lambda: own_rights(database).writes, 5)

    tried = {
        name: try_function(sandbox["DATABASE_URL"], HERE, writing(name), "service_role")
        for name in ("clock_timestamp", "pg_reload_conf")
    }

    assert tried == {"clock_timestamp": "let in", "pg_reload_conf": "refused"}


def test_what_a_tried_function_did_is_undone(sandbox, database, switch_on, eventually):
    switch_on("verifier-may-become-another")
    switch_on("function-writes-for-everybody")
    (found,) = eventually(lambda: [one for one in functions_for(database, ANONYMOUS) if one.name == "open_ticket"], 5)
    assert eventually(lambda: own_rights(database).writes, 5)

    tried = [try_function(sandbox["DATABASE_URL"], HERE, found, "service_role") for _ in range(2)]

    assert (found.may_write, tried) == (True, ["let in", "let in"])
    assert database.rows("select id from public.support_tickets where subject = 'Please call me'", None) == []


def test_a_role_that_we_may_not_become_is_not_shown(sandbox):
    with pytest.raises(NotShown, match="our own role may not become anon"):
        try_function(sandbox["DATABASE_URL"], HERE, writing("clock_timestamp"), "anon")


def test_a_function_that_does_not_exist_says_neither_yes_nor_no(sandbox, database, switch_on, eventually):
    switch_on("verifier-may-become-another")
    assert eventually(lambda: own_rights(database).writes, 5)

    with pytest.raises(NotShown, match="neither yes nor no"):
        try_function(sandbox["DATABASE_URL"], HERE, writing("nothing_of_the_kind"), "service_role")
