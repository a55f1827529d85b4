"""Are the product's statements timed, each against itself before, and none left out for being slow?"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from gate.outcome import NotShown
from sandbox.database.postgres import owner_address
from tests.sandbox.database.measured_product import WITHIN_S, look, use


def test_only_statements_of_the_product_are_timed_and_no_password_is_kept(product, server, read_as, eventually):
    use(product)
    assert eventually(lambda: look(server, "statement_ms") is not None, WITHIN_S)
    ours, theirs = read_as(), product.owner
    for _ in range(3):
        ours.rows("select pg_sleep(0.2)", None)
    theirs.execute("alter role no_select password 'planted-password'")
    for _ in range(20):
        theirs.execute("select pg_sleep(0.02)")

    mean_ms = eventually(lambda: look(server, "statement_ms"), WITHIN_S)

    assert 10 < mean_ms < 40
    assert "planted-password" not in repr(server.database.queries)


def test_a_statement_is_compared_with_itself_before(product, server):
    statement = "select pg_sleep(%s) /* the statement */"
    for _ in range(5):
        product.owner.execute(statement, (0.001,))
    assert server.statement_times() == ()
    for _ in range(3):
        product.owner.execute(statement, (0.05,))

    (found,) = [one for one in server.statement_times() if "the statement" in one.text]

    assert (found.calls_before, found.calls_since) == (5, 3)
    assert found.mean_ms_before < 20
    assert found.mean_ms_since > 49


def test_a_statement_that_still_runs_is_not_left_out_for_being_slow(product, server, eventually):
    statement = "with slow_one as (select pg_sleep(%s)) select * from slow_one"
    for _ in range(5):
        product.owner.execute(statement, (0.001,))
    server.statement_times()

    def slow_one():
        (found,) = [one for one in server.statement_times() if "slow_one" in one.text]
        return found if found.mean_ms_since > 100 else None

    address = owner_address(product.folder)
    with psycopg.connect(address, autocommit=True) as other, ThreadPoolExecutor(1) as background:
        background.submit(other.execute, statement, (1.0,))
        found = eventually(slow_one, WITHIN_S)

    assert (found.calls_before, found.calls_since, found.running) == (5, 1, 1)
    assert found.mean_ms_since < 1000
    assert "in 1 calls (1 of them still run)" in str(found)


def test_a_reset_leaves_nothing_to_compare_statements_with(product, server):
    """Although no statement of before runs again: silence would be taken for calm."""
    product.owner.execute("select 1 as only_before_the_reset")
    server.statement_times()
    product.owner.execute("select extensions.pg_stat_statements_reset()")
    use(product)

    with pytest.raises(NotShown, match="pg_stat_statements was reset meanwhile: what was before is lost"):
        server.statement_times()
