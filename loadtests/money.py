"""The money before and after: the environment's invariants, and that the pool holds what was paid into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.postgres import Database

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.environment import Environment
    from loadtests.pool import PoolEntry

POOL_KEEPS_MONEY = """
    with pool as (
      select w.id, w.balance from public.wallets w join auth.users u on u.id = w.user_id
      where starts_with(u.email, '{tag}-')
    ), paid as (
      select coalesce(sum(t.amount), 0) as amount from public.transactions t join pool on pool.id = t.wallet_id
      where t.type = 'deposit' and t.status = 'completed'
    )
    select held.amount as held, paid.amount as paid
    from paid, (select coalesce(sum(balance), 0) as amount from pool) held
    where held.amount <> paid.amount
"""
"""Users of the pool send money to each other only, so together they hold what they paid in."""


class Books:
    """Looks at the money. What can't be looked at is None, and `why_not` says why."""

    def __init__(self, environment: Environment) -> None:
        """Connect at the first look."""
        self.environment = environment
        self.why_not = ""
        self._database: Database | None = None
        if environment.database:
            guard = NetworkGuard(environment.listed_hosts, environment.name)
            self._database = Database(environment.database.dsn, guard)

    def broken(self, entry: PoolEntry | None = None) -> dict[str, int] | None:
        """Broken statements and their offending rows now; with `entry`, also that its pool keeps its money."""
        if self._database is None:
            self.why_not = f"{self.environment.name} has no database"
            return None
        statements: Mapping[str, str] = self.environment.invariants
        if entry:
            statements = {**statements, "pool-keeps-its-money": POOL_KEEPS_MONEY.format(tag=entry.tag)}
        try:
            return {broken.name: broken.offending_rows for broken in self._database.broken(statements)}
        except NotShown as unreadable:
            self.why_not = str(unreadable)
            return None

    def close(self) -> None:
        """Close the connection."""
        if self._database:
            self._database.close()
