"""What is expected of the product's database: defaults; an environment file may write its own under `storage:`."""

from datetime import date
from typing import Annotated

from pydantic import Field

from gate.files.scalars import Number, Text, Whole
from gate.files.yaml_file import Section


class Storage(Section):
    """How the database must be set up. Names of tables are those of schema public."""

    supported_until: dict[Whole, date] = Field(
        default_factory=lambda: {
            14: date(2026, 11, 12),
            15: date(2027, 11, 11),
            16: date(2028, 11, 9),
            17: date(2029, 11, 8),
            18: date(2030, 11, 14),
        }
    )
    """Major version of Postgres -> its last release (postgresql.org/support/versioning)."""
    connections_free_min: Annotated[Number, Field(ge=0, lt=1)] = 0.2
    extensions: tuple[Text, ...] = ("pg_stat_statements", "pgcrypto", "uuid-ossp")
    tables: tuple[Text, ...] = (
        "admin_activity_logs",
        "audit_logs",
        "backup_history",
        "failed_login_attempts",
        "health_check_logs",
        "linked_bank_accounts",
        "notification_history",
        "profiles",
        "releases",
        "support_tickets",
        "system_metrics",
        "transactions",
        "two_factor_auth",
        "wallets",
        "webhook_queue",
        "withdrawal_requests",
    )
    money_columns: tuple[Text, ...] = ("amount", "balance", "fee", "net_amount")
    """In every table: a column of this name holds money."""
    money_digits_min: Whole = 2
    """Behind the point."""
    powerful_logins: tuple[Text, ...] = ("postgres", "supabase_admin")
    """Who may log in though superuser, or owner of the database or of its tables."""
