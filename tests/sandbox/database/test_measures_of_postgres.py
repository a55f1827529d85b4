"""Do the measures of the product's database count people exactly, and never take what is hidden or lost for calm?

Over a Postgres of its own with the product's tables, whose roles, rows and statistics the tests change as they like.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.postgres import Database
from gate.sample import Window
from gate.sources.postgres import People, Server
from sandbox.database.contents import MIGRATIONS, SANDBOX
from sandbox.database.postgres import owner_address, run_postgres
from sandbox.database.standby import run_standby
from sandbox.process.processes import watched_processes

OURS = "verify.alaskapay.com"
WITHIN_S = 15.0
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = Window(NOON, NOON + HOUR)
INSIDE = NOON + timedelta(minutes=20)
ROLES = {
    "verifier": "bypassrls in role pg_read_all_data, pg_monitor",
    "no_bypass": "in role pg_read_all_data, pg_monitor",
    "no_monitor": "bypassrls in role pg_read_all_data",
    "no_select": "bypassrls in role pg_monitor",
}
GAUGES = ("statement_ms", "connections", "lock_waits", "dead_tuples", "replication_lag", "cache_hits")


@dataclass(frozen=True)
class Product:
    """The product's database, as its owner sees it."""

    folder: Path
    owner: psycopg.Connection

    def address(self, role: str) -> str:
        return f"host={self.folder} user={role} password=secret dbname=postgres"

    def user(self, domain: str = "example.com", at: datetime = INSIDE) -> str:
        email = f"{uuid4().hex}@{domain}"
        statement = "insert into auth.users (email, created_at) values (%s, %s) returning id::text"
        [found] = self.owner.execute(statement, (email, at)).fetchone() or ("",)
        return str(found)

    def signs_in(self, user: str, at: datetime = INSIDE) -> None:
        self.owner.execute("insert into auth.sessions (user_id, created_at) values (%s, %s)", (user, at))

    def pays(  # noqa: PLR0913 - what a payment has
        self,
        user: str,
        status: str = "completed",
        at: datetime = INSIDE,
        *,
        kind: str = "deposit",
        method: str = "paystack",
        amount: str = "100",
        count: int = 1,
    ) -> None:
        self.owner.execute(
            "insert into public.transactions"
            " (user_id, wallet_id, type, amount, status, reference, payment_method, created_at)"
            " select %s, w.id, %s, %s, %s, 'AP-' || gen_random_uuid(), %s, %s"
            " from public.wallets w, generate_series(1, %s) where w.user_id = %s",
            (user, kind, amount, status, method, at, count, user),
        )

    def asks_for_help(self, user: str, at: datetime) -> None:
        self.owner.execute(
            "insert into public.support_tickets (user_id, subject, created_at) values (%s, 'Help', %s)", (user, at)
        )

    @contextmanager
    def changed(self, change: str, back: str) -> Iterator[None]:
        self.owner.execute(change)
        try:
            yield
        finally:
            self.owner.execute(back)


@contextmanager
def products() -> Iterator[Product]:
    with (
        watched_processes() as processes,
        run_postgres(processes) as folder,
        psycopg.connect(owner_address(folder), autocommit=True) as owner,
    ):
        for file in (SANDBOX / "product" / "supabase" / "platform.sql", *MIGRATIONS):
            owner.execute(file.read_bytes())
        for role, more in ROLES.items():
            owner.execute(f"create role {role} login password 'secret' {more}".encode())
        yield Product(folder, owner)


@pytest.fixture(scope="module")
def running_product() -> Iterator[Product]:
    with products() as product:
        yield product


@pytest.fixture
def product(running_product: Product) -> Product:
    """A product that nobody has used yet."""
    running_product.owner.execute("truncate auth.users cascade")
    return running_product


@pytest.fixture
def read_as(product: Product) -> Iterator[Callable[..., Database]]:
    opened: list[Database] = []

    def read(role: str = "verifier") -> Database:
        guard = NetworkGuard(frozenset({str(product.folder)}), "here")
        opened.append(Database(product.address(role), guard))
        return opened[-1]

    yield read
    for database in opened:
        database.close()


@pytest.fixture
def people(read_as) -> People:
    return People(read_as(), OURS)


@pytest.fixture
def counts(people: People) -> Callable[..., tuple[int, int, int]]:
    def count(name: str, window: Window = WINDOW) -> tuple[int, int, int]:
        sample = people.counts(name, None, window)
        return sample.numerator, sample.denominator, sample.missing

    return count


def test_payments_are_told_by_how_they_ended(product, counts):
    ada = product.user()
    for status, count in {"completed": 9, "failed": 2, "pending": 3, "processing": 1, "cancelled": 5}.items():
        product.pays(ada, status, count=count)
    product.pays(ada, "failed", kind="card_funding")
    product.pays(ada, "failed", kind="withdrawal")
    product.pays(ada, "failed", method="wallet")

    assert counts("payment_success") == (3, 12, 4)


def test_a_window_holds_its_start_and_not_its_end(product, counts):
    ada = product.user()
    for at in (NOON - timedelta(microseconds=1), NOON, NOON + HOUR - timedelta(microseconds=1), NOON + HOUR):
        product.pays(ada, "failed", at)
        product.signs_in(ada, at)

    assert counts("payment_success") == (2, 2, 0)
    assert counts("sign_ins") == (2, 3_600_000, 0)


def test_active_users_are_counted_once(product, counts, people):
    ada, ben = product.user(at=NOON - HOUR), product.user(at=NOON - HOUR)
    for user in (ada, ada, ben):
        product.signs_in(user)
    product.pays(ada)

    assert counts("active_users") == (2, 3_600_000, 0)
    assert people.total("weekly_active_users", WINDOW).amount == 2


def test_money_is_exact_to_the_kobo(product, people):
    ada = product.user()
    product.pays(ada, amount="0.01", count=3)
    product.pays(ada, amount="9999999999999.99", kind="card_funding")
    product.pays(ada, "failed", amount="5")
    product.pays(ada, "pending", amount="5")
    product.pays(ada, amount="5", kind="withdrawal")
    product.pays(ada, amount="5", at=NOON - HOUR)

    volume = people.total("transaction_volume", WINDOW)

    assert (volume.amount, volume.unit) == (1_000_000_000_000_002, "kobo")


def test_nothing_is_zero_of_everything(product, people, counts):  # noqa: ARG001 - an empty one
    assert counts("payment_success") == (0, 0, 0)
    assert counts("sign_ins") == (0, 3_600_000, 0)
    assert people.total("transaction_volume", WINDOW).amount == 0


def test_tickets_are_those_of_whole_days_of_the_team(product, people):
    ada, midnight = product.user(), datetime(2026, 3, 2, 23, tzinfo=UTC)
    for at in (midnight - timedelta(seconds=1), midnight, midnight + 23 * HOUR, midnight + 24 * HOUR):
        product.asks_for_help(ada, at)

    daily = people.daily_tickets(Window(midnight - HOUR, midnight + 49 * HOUR), "Africa/Lagos")

    assert daily.counts == (2, 1)
    assert daily.window == Window(midnight, midnight + 48 * HOUR)
    with pytest.raises(NotShown, match="holds no whole day of Africa/Lagos"):
        people.daily_tickets(Window(midnight - HOUR, midnight + 23 * HOUR), "Africa/Lagos")


def test_hours_without_traffic_are_told_too(product, people):
    product.pays(product.user(), count=4)

    assert people.traffic_by_hour(Window(NOON - HOUR, NOON + 2 * HOUR)) == {NOON - HOUR: 0, NOON: 4, NOON + HOUR: 0}


def test_what_was_completed_is_counted(product, people):
    ada = product.user()
    product.user(at=NOON - HOUR)
    product.signs_in(ada)
    product.pays(ada)
    product.pays(ada, "failed")

    done = people.completed(WINDOW)

    assert (done.sign_ins, done.registrations, done.payments) == (1, 1, 1)


def test_a_thousand_users_of_our_own_move_no_number(product, people, counts):
    ada = product.user()
    product.signs_in(ada)
    product.pays(ada, count=7)
    product.pays(ada, "failed")
    product.asks_for_help(ada, INSIDE)

    def everything() -> list[object]:
        day = Window(NOON - 36 * HOUR, NOON + 36 * HOUR)
        return [
            *(counts(name) for name in ("payment_success", "sign_ins", "active_users")),
            *(people.total(n, WINDOW).amount for n in ("registrations", "weekly_active_users", "transaction_volume")),
            people.daily_tickets(day, "Africa/Lagos").counts,
            people.traffic_by_hour(WINDOW),
            people.completed(WINDOW),
            [(s.numerator, s.denominator) for s in people.series("payment_success", None, WINDOW, 4)],
        ]

    before = everything()
    for _ in range(1000):
        ours = product.user(OURS)
        product.signs_in(ours)
        product.pays(ours)
        product.pays(ours, "failed")
        product.pays(ours, "pending")
        product.asks_for_help(ours, INSIDE)
    after = everything()
    product.signs_in(product.user(f"not-{OURS}"))

    assert after == before
    assert everything() != before


def test_slots_are_cumulative(product, people):
    ada = product.user()
    for minutes in (10, 30, 50):
        product.pays(ada, "failed", NOON + timedelta(minutes=minutes))

    samples = people.series("payment_success", None, WINDOW, 4)

    assert [sample.numerator for sample in samples] == [1, 1, 2, 3]
    assert [sample.window.start for sample in samples] == [NOON] * 4
    assert samples[-1].window == WINDOW


def test_an_answer_is_as_old_as_the_look(product, people):  # noqa: ARG001 - an empty one
    before = datetime.now(UTC)

    assert before <= people.counts("sign_ins", None, WINDOW).observed_at <= datetime.now(UTC)


@pytest.mark.parametrize("arm", ["exposed", "rest"])
def test_the_tables_do_not_tell_who_has_the_new_version(people, arm):
    with pytest.raises(NotShown, match=f"the tables do not tell who has the new version|has no {arm}"):
        people.counts("payment_success", None, WINDOW, arm)


def test_rows_that_row_security_hides_are_not_shown_as_none(product, read_as):
    product.pays(product.user(), "failed")

    with pytest.raises(NotShown, match=r"would be affected by row-level security .*: give our role BYPASSRLS"):
        People(read_as("no_bypass"), OURS).counts("payment_success", None, WINDOW)


def test_a_table_that_may_not_be_read_is_not_shown_with_what_to_grant(read_as):
    with pytest.raises(NotShown, match=r"permission denied for .*: grant our role usage of the schema and select on"):
        People(read_as("no_select"), OURS).counts("payment_success", None, WINDOW)


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ("alter table public.transactions rename to old", "alter table public.old rename to transactions"),
        (
            "alter table public.transactions rename column payment_method to method",
            "alter table public.transactions rename column method to payment_method",
        ),
    ],
)
def test_another_schema_is_not_shown(product, people, change, back):
    with (
        product.changed(change, back),
        pytest.raises(NotShown, match=r"does not exist: is this the product's database"),
    ):
        people.counts("payment_success", None, WINDOW)


# The server's own statistics


@pytest.fixture
def server(read_as) -> Server:
    return Server(read_as())


def use(product: Product) -> None:
    """Use the database for a while, as the product does."""
    product.pays(product.user(), count=2000)
    product.owner.execute("analyze public.transactions")
    product.owner.execute("select count(*) from public.transactions")
    product.owner.execute("select pg_stat_force_next_flush()")


def look(server: Server, name: str) -> float | None:
    """Read a gauge; None where it is not shown."""
    try:
        return server.level(name).value
    except NotShown:
        return None


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
    server.statement_times()
    product.owner.execute("select extensions.pg_stat_statements_reset()")
    use(product)

    with pytest.raises(NotShown, match="pg_stat_statements was reset meanwhile: what was before is lost"):
        server.statement_times()


def test_what_the_server_does_not_measure_is_not_shown(server):
    with pytest.raises(NotShown, match="uptime is no gauge of the database"):
        server.level("uptime")
