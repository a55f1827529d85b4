"""What is in the database when the sandbox starts: Supabase's own part, the product's migrations, a past."""

from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from sandbox.faults.switches import Faults
from sandbox.moments import Moment
from sandbox.traffic.people import AHEAD, PAYMENTS_PER_S, SIGN_INS_PER_S, dense_since

SANDBOX = Path(__file__).parents[1]
MIGRATIONS = tuple(sorted((SANDBOX / "database" / "migrations").glob("*.sql")))
VERIFIER = "verifier"
TIDY = "vacuum (analyze) auth.users, auth.sessions, public.profiles, public.wallets, public.transactions"
"""These were written more than once: whoever looks first should find no dead rows, and good plans."""


def fill_database(address: str, moment: Moment, faults: Faults, verifier_password: str) -> None:
    """Run all of it, in one transaction, and tidy up."""
    with psycopg.connect(address) as connection:
        _run(connection, SANDBOX / "product" / "supabase" / "platform.sql")
        for migration in MIGRATIONS:
            _migrate(connection, migration)
        _run(connection, SANDBOX / "product" / "supabase" / "seed.sql")
        _record_releases(connection, moment)
        _tell_history(connection, moment, faults)
        connection.execute(
            sql.SQL(
                "create role {role} login bypassrls password {password} in role pg_read_all_data, pg_monitor;"
                "alter role {role} set default_transaction_read_only = on"
            ).format(role=sql.Identifier(VERIFIER), password=sql.Literal(verifier_password))
        )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TIDY)


def _run(connection: psycopg.Connection, file: Path) -> None:
    connection.execute(file.read_bytes())


def _migrate(connection: psycopg.Connection, file: Path) -> None:
    """Run a migration and note it like Supabase's command line does."""
    _run(connection, file)
    version, name = file.stem.split("_", maxsplit=1)
    connection.execute(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)",
        (version, name, [file.read_text()]),
    )


def _tell_history(connection: psycopg.Connection, moment: Moment, faults: Faults) -> None:
    """Let people have used the product until the moment; the live traffic goes on from there."""
    facts = {
        "now": moment.now,
        "deployed_at": moment.deployed_at,
        "dense_since": dense_since(moment),
        "ahead": AHEAD,
        "each_payment": timedelta(seconds=1) / PAYMENTS_PER_S,
        "each_sign_in": timedelta(seconds=1) / SIGN_INS_PER_S,
        "decline": faults.strength("payments-decline"),
        "silence": faults.strength("sign-ins-silent"),
    }
    columns = sql.SQL(", ").join(
        sql.SQL("{} as {}").format(sql.Literal(value), sql.Identifier(name)) for name, value in facts.items()
    )
    connection.execute(sql.SQL("create temp table moment on commit drop as select {}").format(columns))
    _run(connection, SANDBOX / "traffic" / "history.sql")


def _record_releases(connection: psycopg.Connection, moment: Moment) -> None:
    release, deployed_at = moment.release, moment.deployed_at
    for platform in ("web", "ios", "android"):
        connection.execute(
            "insert into public.releases (version, platform, status, rollout_percentage, created_at)"
            " values (%s, %s, 'superseded', 100, %s - interval '14 days'), (%s, %s, 'released', 100, %s)",
            (release.previous_version, platform, deployed_at, release.version, platform, deployed_at),
        )
