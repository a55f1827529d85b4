"""Do the gauges of the database's own statistics never take what is hidden, reset or lost for calm?"""

import os
import signal
from contextlib import suppress

import psycopg
import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.sources.postgres import Server
from sandbox.database.postgres import owner_address
from sandbox.database.standby import run_standby
from sandbox.process.processes import watched_processes
from tests.sandbox.database.measured_product import WITHIN_S, Product, look, products, use

GAUGES = ("statement_ms", "connections", "lock_waits", "dead_tuples", "replication_lag", "cache_hits")


@pytest.mark.parametrize("name", GAUGES)
def test_every_gauge_is_read(product, server, name, eventually):
    use(product)

    level = eventually(lambda: look(server, name) is not None and server.level(name), WITHIN_S)

    assert level.indicator == name
    assert 0 <= level.value < {"share": 1.01, "count": 1, "ms": 1000, "bytes": 1}[level.unit]


@pytest.mark.parametrize("name", GAUGES)
def test_statistics_that_our_role_may_not_see_are_not_shown(product, read_as, name):
    use(product)

    with pytest.raises(NotShown, match="the database hides its statistics from our role: grant it pg_monitor"):
        Server(read_as("no_monitor")).level(name)


def test_without_the_extension_statements_are_not_shown(product, server):
    with (
        product.changed("drop extension pg_stat_statements", "create extension pg_stat_statements schema extensions"),
        pytest.raises(NotShown, match="lacks pg_stat_statements: create the extension"),
    ):
        server.level("statement_ms")


@pytest.mark.parametrize(
    ("name", "reset"),
    [
        ("statement_ms", "select extensions.pg_stat_statements_reset()"),
        ("cache_hits", "select pg_stat_reset()"),
    ],
)
def test_a_reset_is_never_calm_and_never_forgotten(product, server, name, reset, eventually):
    use(product)
    assert eventually(lambda: look(server, name) is not None, WITHIN_S)
    product.owner.execute(reset)
    for _ in range(3):
        use(product)
        with pytest.raises(NotShown, match=f"the statistics behind {name} were reset at .*: watch anew"):
            server.level(name)


def test_forgotten_statistics_of_tables_are_not_calm(product, server, eventually):
    use(product)
    product.owner.execute("update public.transactions set updated_at = now()")
    product.owner.execute("select pg_stat_force_next_flush()")
    assert eventually(lambda: server.level("dead_tuples").value > 0.3, WITHIN_S)
    product.owner.execute("select pg_stat_reset()")

    fresh = Server(server.database)
    with pytest.raises(NotShown, match="can't tell dead_tuples: the statistics of its tables were reset: run analyze"):
        fresh.level("dead_tuples")


def follow(server: Server, product: Product) -> None:
    """Read another server from now on, as after a lost connection."""
    server.database.close()
    server.database.dsn = product.address("verifier")
    server.database.guard = NetworkGuard(frozenset({str(product.folder)}), "here")
    server.database._connection = None  # noqa: SLF001 - it is lost


def test_a_crash_of_the_server_is_never_calm(server, eventually):
    gauges = ("statement_ms", "cache_hits", "dead_tuples")
    with products() as product:
        follow(server, product)
        use(product)
        assert eventually(lambda: all(look(server, name) is not None for name in gauges), WITHIN_S)
        product.owner.execute("checkpoint")  # it commits without waiting for the disk
        os.kill(product.owner.info.backend_pid, signal.SIGKILL)

        def is_used_again() -> bool:
            with suppress(psycopg.OperationalError), psycopg.connect(owner_address(product.folder)) as owner:
                owner.execute("select pg_sleep(0.05), pg_stat_force_next_flush()")
                owner.execute("select count(*) from public.transactions")
                return True
            return False

        assert eventually(is_used_again, WITHIN_S)
        for name in gauges:
            assert eventually(lambda name=name: look(server, name), 1.5) is None


@pytest.mark.parametrize("name", GAUGES)
def test_another_start_of_the_server_is_never_calm(product, server, name, eventually, monkeypatch):
    monkeypatch.setattr("gate.sources.postgres.trust.BELIEVED_FOR_S", 0.0)
    use(product)
    assert eventually(lambda: look(server, name) is not None, WITHIN_S)
    with products() as restarted:
        use(restarted)
        follow(server, restarted)

        for _ in range(2):
            with pytest.raises(NotShown, match=f"can't tell {name}: it was restarted at .*: watch anew"):
                server.level(name)


def test_a_standby_that_is_gone_is_not_one_that_keeps_up(product, server, eventually, monkeypatch):
    monkeypatch.setattr("gate.sources.postgres.trust.BELIEVED_FOR_S", 0.0)
    with watched_processes() as processes, run_standby(processes, product.folder) as standby:
        connected = "select from pg_stat_replication where state = 'streaming'"
        assert eventually(lambda: product.owner.execute(connected).rowcount == 1, WITHIN_S)
        assert server.level("replication_lag").unit == "bytes"
        standby.kill()
        assert eventually(lambda: product.owner.execute(connected).rowcount == 0, WITHIN_S)

        with pytest.raises(NotShown, match="replication_lag: a standby that was connected is gone"):
            server.level("replication_lag")


def test_a_place_kept_for_a_standby_is_not_one_that_keeps_up(product, server):
    slot = "select pg_create_physical_replication_slot('standby', true)", "select pg_drop_replication_slot('standby')"
    with product.changed(*slot), pytest.raises(NotShown, match="a standby has its place kept but is not connected"):
        server.level("replication_lag")


def test_what_the_server_does_not_measure_is_not_shown(server):
    with pytest.raises(NotShown, match="uptime is no gauge of the database"):
        server.level("uptime")
