"""Monitoring, first hour: does the database bear the release?"""

import pytest


@pytest.mark.item("monitoring.database", part="measure")
@pytest.mark.watches("statement_ms", "connections", "lock_waits", "dead_tuples", "replication_lag", "cache_hits")
def test_database_stays_within_its_limits(watched):
    """Monitoring: "Database performance good".

    Fails when the mean time of a statement, the connections in use, waits for locks, dead rows, the lag of a replica
    or the share of reads from the cache stand beyond their limits at three polls in a row.
    """
    watched.must_hold()


@pytest.mark.item("monitoring.database")
def test_no_statement_got_much_slower_than_before_the_deploy(statements):
    """Monitoring: "Database performance good": statement by statement.

    Fails when a statement takes three times as long in the mean as before the deploy, and at least 10 ms more.
    """
    slower = statements.much_slower()

    assert slower == (), f"statements got much slower than before the deploy: {'; '.join(map(str, slower))}"
