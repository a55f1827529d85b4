"""Are the database's troubles real: told by its own statistics while they last, and gone afterwards?"""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.postgres import Database
from gate.sources.postgres import Server
from tests.support.running import running_sandbox

HERE = NetworkGuard(frozenset({"127.0.0.1", "localhost"}), "here")
WITHIN_S = 15.0
SEGMENT_BYTES = 16 * 1024**2
Eventually = Callable[[Callable[[], bool], float], bool]
LIMITS = [
    ("statements-slow", "statement_ms", 100.0),
    ("connections-exhausted", "connections", 0.8),
    ("locks-wait", "lock_waits", 5.0),
    ("dead-tuples", "dead_tuples", 0.2),
    ("replication-lagging", "replication_lag", SEGMENT_BYTES),
    ("cache-cold", "cache_hits", 0.9),
]


@pytest.fixture
def server(sandbox: dict[str, str]) -> Iterator[Server]:
    database = Database(sandbox["DATABASE_URL"], HERE)
    yield Server(database)
    database.close()


def is_beyond(server: Server, gauge: str, limit: float) -> bool:
    """For the share of hits, beyond is below."""
    try:
        value = server.level(gauge).value  # type: ignore[arg-type]
    except NotShown:  # two looks too close to each other
        return False
    return value < limit if gauge == "cache_hits" else value > limit


@pytest.mark.parametrize(("fault", "gauge", "limit"), LIMITS)
def test_a_trouble_comes_and_goes(  # noqa: PLR0913, PLR0917 - a row of the table, and what it needs
    server: Server, switch_on: Callable[..., None], eventually: Eventually, fault: str, gauge: str, limit: float
) -> None:
    assert eventually(lambda: not is_beyond(server, gauge, limit), WITHIN_S)

    switch_on(fault)
    assert eventually(lambda: is_beyond(server, gauge, limit), WITHIN_S)
    switch_on(fault, 0)

    assert eventually(lambda: not is_beyond(server, gauge, limit), WITHIN_S)


def test_troubles_that_are_switched_off_at_once_leave_nothing(
    server: Server, switch_on: Callable[..., None], eventually: Eventually
) -> None:
    for _ in range(3):
        for fault, _, _ in LIMITS:
            switch_on(fault)
            switch_on(fault, 0)

    for _, gauge, limit in LIMITS:
        assert eventually(lambda gauge=gauge, limit=limit: not is_beyond(server, gauge, limit), WITHIN_S)


def test_it_is_a_statement_of_the_app_that_got_slow(
    server: Server, switch_on: Callable[..., None], eventually: Eventually
) -> None:
    def slowest() -> str:
        times = [one for one in server.statement_times() if one.calls_since]
        return max(times, key=lambda one: one.mean_ms_since / max(one.mean_ms_before, 0.01)).text if times else ""

    server.statement_times()
    switch_on("statements-slow")

    assert eventually(lambda: "private.spent_today" in slowest(), WITHIN_S)


def test_the_standby_takes_all_that_is_written(database: psycopg.Connection, eventually: Eventually) -> None:
    [written] = database.execute("select pg_current_wal_lsn()").fetchone() or ("",)

    def is_taken() -> bool:
        found = database.execute("select write_lsn >= %s from pg_stat_replication", (written,)).fetchone()
        return bool(found and found[0])

    assert eventually(is_taken, WITHIN_S)


def test_troubles_that_are_there_from_the_start_are_there_when_it_says_that_it_is_ready() -> None:
    faults = [
        "locks-wait",
        "dead-tuples",
        "replication-lagging",
    ]  # the others are told by what runs since, or let nobody in
    with running_sandbox(SANDBOX_FAULTS=",".join(faults)) as addresses:
        database = Database(addresses["DATABASE_URL"], HERE)
        server = Server(database)
        seen = [fault for fault, gauge, limit in LIMITS if fault in faults and is_beyond(server, gauge, limit)]
        database.close()

    assert seen == faults
