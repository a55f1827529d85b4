"""The product's database, read only: what stands in it of one account, and which invariants are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from gate.files.addresses import dsn_parts
from gate.outcome import NotShown
from gate.probes.amounts import KOBO_PER_NAIRA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.network.guard import NetworkGuard

CONNECT_S_MAX = 10
STATEMENT_MS_MAX = 10_000
ALL_OF_IT: Mapping[str, Any] = MappingProxyType({"wallets": None, "since": None})
"""Parameters of an invariant that leaves nothing out."""
ROWS_KEPT_MAX = 20
NO_WAY_BY_IPV6 = re.compile(
    r"[(\"][0-9a-f.]*:[0-9a-f:.]*[)\"], port \d+ failed: (Network is unreachable|Cannot assign requested address)",
    re.IGNORECASE,
)

ACCOUNT = """
select u.id::text as user_id,
       (select count(*) from public.profiles p where p.id = u.id) as profiles,
       (select count(*) from public.profiles p where p.id = u.id and p.phone_verified) as verified_phones,
       (select count(*) from public.wallets w where w.user_id = u.id) as wallets,
       (select sum(w.balance) from public.wallets w where w.user_id = u.id) as balance
  from auth.users u where u.email = %(email)s
"""
SCHEMA = "select max(version) as version from supabase_migrations.schema_migrations"
NEWEST_HEALTH = """
select distinct on (service_name) service_name, status
  from public.health_check_logs order by service_name, checked_at desc
"""
DEPOSITS = "select amount, status from public.transactions where reference = %(reference)s"


@dataclass(frozen=True)
class AccountRows:
    """What the database holds of one account; money in kobo."""

    user_id: str
    profiles: int
    verified_phones: int
    wallets: int
    balance_kobo: int


@dataclass(frozen=True)
class Deposit:
    """A row of the transactions table; money in kobo."""

    amount_kobo: int
    status: str


@dataclass(frozen=True)
class BrokenInvariant:
    """A named rule about the data, with how many rows offend it."""

    name: str
    offending_rows: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.name} is broken by {self.offending_rows} row{'s' if self.offending_rows > 1 else ''}"


@dataclass(frozen=True)
class Query:
    """One statement, how many rows it gave, and those that may be kept, for the record."""

    statement: str
    count: int
    rows: tuple[dict[str, Any], ...]


@dataclass
class Database:
    """Reads, each statement in a read-only transaction of its own. Raises NotShown where it can't be read.

    Nothing is set on the session and no statement is named, so that any pooler may stand between.
    """

    dsn: str = field(repr=False)
    guard: NetworkGuard
    statement_ms_max: int = STATEMENT_MS_MAX
    queries: list[Query] = field(default_factory=list, init=False)
    _connection: psycopg.Connection[dict[str, Any]] | None = field(default=None, init=False)

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()

    def account(self, email: str) -> AccountRows | None:
        """What stands in the database for this e-mail address; None where there is no such user."""
        rows = self._read(ACCOUNT, {"email": email})
        if not rows:
            return None
        row = rows[0]
        return AccountRows(
            row["user_id"],
            row["profiles"],
            row["verified_phones"],
            row["wallets"],
            to_kobo(row["balance"] or Decimal(0)),
        )

    def deposits(self, reference: str) -> tuple[Deposit, ...]:
        """Rows of the transactions table with this payment reference."""
        return tuple(
            Deposit(to_kobo(row["amount"]), row["status"]) for row in self._read(DEPOSITS, {"reference": reference})
        )

    def rows(
        self, statement: str, parameters: Mapping[str, Any] | None, *, keeps_rows: bool = True
    ) -> list[dict[str, Any]]:
        """What a statement of a source answers: mostly counts and times, so that its rows may be kept."""
        return self._read(statement, parameters, keeps_rows=keeps_rows)

    def schema_version(self) -> str:
        """Version of the newest migration that has been applied."""
        rows = self._read(SCHEMA, None)
        return str(rows[0]["version"] or "")

    def newest_health(self) -> tuple[tuple[str, str], ...]:
        """(service, status) of the newest health-check row of each service."""
        return tuple((row["service_name"], row["status"]) for row in self._read(NEWEST_HEALTH, None))

    def broken(
        self, invariants: Mapping[str, str], parameters: Mapping[str, Any] = ALL_OF_IT
    ) -> tuple[BrokenInvariant, ...]:
        """Those of the named statements that return offending rows; these are counted, not kept: they are people's."""
        if not invariants:
            raise NotShown("the environment lists no money invariant (invariants), so none was looked at")
        counted = {
            name: len(self._read(statement, parameters if "%(" in statement else None, keeps_rows=False))
            for name, statement in invariants.items()
        }
        return tuple(BrokenInvariant(name, rows) for name, rows in counted.items() if rows)

    def _read(
        self, statement: str, parameters: Mapping[str, Any] | None, *, keeps_rows: bool = True
    ) -> list[dict[str, Any]]:
        try:
            rows = self._ask(statement, parameters)
        except psycopg.Error as error:
            self.close()
            self._connection = None
            raise NotShown(
                f"the database can't be read: {str(error).strip().splitlines()[0]}{advice_for(error)}"
            ) from None
        kept = tuple(rows[:ROWS_KEPT_MAX]) if keeps_rows else ()
        query = Query(" ".join(statement.split()), len(rows), kept)
        if not self.queries or self.queries[-1] != query:  # a poll that saw nothing new is one look, not many
            self.queries.append(query)
        return rows

    def _ask(self, statement: str, parameters: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        if self._connection is None:
            self._connection = open_connection(self.dsn, self.guard)
        connection = self._connection
        with connection.pipeline():  # one way there and back; and a statement that holds several is refused
            connection.execute("begin read only")
            connection.execute(bound_to(self.statement_ms_max))
            connection.execute("set local row_security = off")  # what it hides is an error, not a gap
            cursor = connection.execute(statement.encode(), parameters)
            connection.execute("commit")
        return cursor.fetchall()


def bound_to(statement_ms_max: int) -> sql.Composed:
    """How long a statement of this transaction may take."""
    return sql.SQL("set local statement_timeout = {}").format(sql.Literal(statement_ms_max))


def open_connection(dsn: str, guard: NetworkGuard) -> psycopg.Connection[dict[str, Any]]:
    """Connect to a listed host. Raises HostNotListed before anything is sent, psycopg.Error where nobody lets us in."""
    parts = dsn_parts(dsn)
    address = parts.get("hostaddr", "")
    for host in f"{parts.get('host', '')},{address}".removesuffix(",").split(","):
        guard.check(host)
    return psycopg.connect(
        dsn,
        hostaddr=address,  # also when there is none: PGHOSTADDR would lead elsewhere
        autocommit=True,
        row_factory=dict_row,
        prepare_threshold=None,  # behind a pooler the next transaction may meet a server that knows nothing of it
        connect_timeout=CONNECT_S_MAX,
    )


def advice_for(error: psycopg.Error) -> str:
    """What would settle it, where that can be told from the error."""
    if NO_WAY_BY_IPV6.search(str(error)):
        return (
            ": that is an IPv6 address, and this machine has no IPv6: write the address of a pooler that has an IPv4"
            " one into database.dsn (Supabase: Connect, Session or Transaction pooler)"
        )
    if "row-level security" in str(error):
        return ": give our role BYPASSRLS"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return ": grant our role usage of the schema and select on its tables"
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return ": is this the product's database, with all its migrations?"
    return ""


def to_kobo(amount: Decimal) -> int:
    """Exact kobo of an amount in naira. Raises NotShown for a fraction of a kobo, which no rule says how to round."""
    kobo = amount * KOBO_PER_NAIRA
    if not kobo.is_finite() or kobo != int(kobo):
        raise NotShown(f"the database holds {amount} naira, which is no whole number of kobo")
    return int(kobo)
