"""A product's database of our own, whose roles, rows and statistics the tests of its measures change as they like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from gate.outcome import NotShown
from gate.sources.postgres import Server
from sandbox.database.contents import MIGRATIONS, SANDBOX
from sandbox.database.postgres import owner_address, run_postgres
from sandbox.process.processes import watched_processes

WITHIN_S = 15.0
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
INSIDE = NOON + timedelta(minutes=20)
ROLES = {
    "verifier": "bypassrls in role pg_read_all_data, pg_monitor",
    "no_bypass": "in role pg_read_all_data, pg_monitor",
    "no_monitor": "bypassrls in role pg_read_all_data",
    "no_select": "bypassrls in role pg_monitor",
}


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
