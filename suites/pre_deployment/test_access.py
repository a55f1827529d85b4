"""Before production is touched: who can get at it, and would it be seen?"""

import pytest


@pytest.mark.item("access.mfa")
def test_every_admin_account_has_a_verified_second_factor(access):
    """Production access: "MFA enabled for all admin accounts".

    Fails when an account with the role of an administrator has no second factor, or has not verified it.
    """
    admins = access.of_admins()

    assert admins.without_second_factor == 0, (
        f"{admins.without_second_factor} of {admins.count} admin accounts have no verified second factor"
    )


@pytest.mark.item("access.database")
def test_our_own_role_reads_every_table_and_writes_none(access):
    """Production access: "Production database access restricted": the role of this suite.

    Fails when our role, or one that it may become, may write a table, create things or do more; or when rows are
    hidden from it. Read from the catalogue: that our sessions are set to read only is not enough.
    """
    own = access.of_our_own_role()

    assert own.writes == (), f"{own.role} can write {', '.join(own.writes[:3])} ({len(own.writes)} tables in all)"
    assert own.powers == (), f"{own.role} has more power than it needs: {', '.join(own.powers)}"
    assert own.creates_in == (), f"{own.role} may create things in {', '.join(own.creates_in)}"
    assert own.hidden == (), f"{own.role} does not see all rows of {', '.join(own.hidden)}"


@pytest.mark.item("access.database")
def test_no_powerful_login_stands_outside_the_list(access):
    """Production access: "Production database access restricted": superusers and owners.

    Fails when a login is or may become a superuser, or owns the database or a table, and the environment does not
    name it.
    """
    unlisted = access.unlisted_logins()

    assert unlisted == (), f"may log in and do anything: {', '.join(map(str, unlisted))}"


@pytest.mark.item("access.database")
def test_the_database_is_not_reached_from_everywhere(access):
    """Production access: "Production database access restricted": networks.

    Fails when the provider lets the whole world, or a large part of it, at the database.
    """
    wide = access.wide_networks()

    assert wide == (), f"the database can be reached from {', '.join(wide)}"


@pytest.mark.item("access.database")
def test_visitors_reach_no_private_row(exposure):
    """Production access: "Production database access restricted": the anonymous role.

    Fails when somebody who is not signed in sees or may write a row, or is answered by a function, which the
    environment does not list; or may run one with the rights of its owner.
    """
    access, powerful = exposure.to_anybody(), exposure.owners_rights()

    assert access.readable == (), f"anybody may read {', '.join(access.readable)} without signing in"
    assert access.writable == (), f"anybody may write {', '.join(access.writable)} without signing in"
    assert access.callable == (), f"anybody may call {', '.join(access.callable)} without signing in"
    assert powerful.open_to_anybody == (), f"anybody may run {', '.join(powerful.open_to_anybody)} as its owner"


@pytest.mark.item("access.audit-log")
@pytest.mark.effects("creates-user")
def test_the_removal_of_a_user_appears_in_the_audit_log(removals):
    """Production access: "Audit logging enabled": our own synthetic user is removed, and that is on record.

    Fails when the audit log says nothing of the removal in time.
    """
    removal = removals.of_a_synthetic_user()

    assert removal.actions != (), (
        f"{removal.email} was removed, and the audit log said nothing of it within {removal.within_ms} ms"
    )


@pytest.mark.item("access.audit-log")
def test_nobody_who_writes_the_audit_log_can_erase_it(access, environment):
    """Production access: "Audit logging enabled": it only grows.

    Fails when a role that may write the log may also change or remove what stands in it, by privileges and policies.
    """
    erasers = access.erasers_of_the_audit_log()

    assert erasers == (), f"{', '.join(map(str, erasers))} can take back what {environment.security.audit_log} says"
