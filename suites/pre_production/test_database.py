"""Before production: is the database set up so that money is safe in it?"""

import pytest


@pytest.mark.item("infra.database")
def test_the_database_takes_no_plain_connection(storage):
    """Infrastructure: "Production database configured": TLS is enforced.

    Fails when the server goes on with a connection that did not ask for encryption. No password is sent to find out.
    """
    plain = storage.plain_connections()

    assert plain == (), f"whoever listens in reads along: {', '.join(plain)} takes connections without TLS"


@pytest.mark.item("infra.database")
def test_the_database_server_is_supported_and_has_room(storage, environment):
    """Infrastructure: "Production database configured": a supported version, and connections with headroom.

    Fails when nobody corrects this version of Postgres any more, or too few connections are free.
    """
    support = storage.support()

    assert not support.is_over, f"Postgres {support.server.version} has had no corrections since {support.until}"
    assert support.server.free_share >= environment.storage.connections_free_min, (
        f"{support.server.connections_taken} of {support.server.connections_max} connections are taken; "
        f"{environment.storage.connections_free_min:.0%} have to be free"
    )


@pytest.mark.item("infra.database")
def test_extensions_and_tables_stand_and_money_is_stored_exactly(storage):
    """Infrastructure: "Production database configured": extensions, tables, and exact money.

    Fails when an extension or a table is missing, or a column that holds money is no numeric with at least two digits
    behind the point.
    """
    setup = storage.as_expected()

    assert setup.missing_extensions == (), f"extensions that are not there: {', '.join(setup.missing_extensions)}"
    assert setup.missing_tables == (), f"tables that are not there: {', '.join(setup.missing_tables)}"
    assert setup.inexact_money == (), f"money is not exact: {', '.join(map(str, setup.inexact_money))}"


@pytest.mark.item("infra.database")
def test_no_exposed_table_of_the_database_lacks_row_level_security(exposure):
    """Infrastructure: "Production database configured": row-level security.

    Fails when a table in the exposed schema has none, or a view there passes it by with its owner's rights.
    """
    unprotected = exposure.without_row_security()

    assert unprotected == (), f"no row-level security guards {', '.join(unprotected)}"
