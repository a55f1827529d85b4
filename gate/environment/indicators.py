"""Indicators: what is measured, where it is read, and against which limit."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from gate.files.scalars import Number, Text, Whole
from gate.files.times import Duration
from gate.files.yaml_file import Section

NameOfDays = Literal[
    "uptime",
    "registrations",
    "weekly_active_users",
    "transaction_volume",
    "tickets",
    "rating_ios",
    "rating_android",
]
IndicatorName = Literal[
    # shares of trials; limit and trigger are the share of bad ones, for payment_success and crash_free of good ones
    "error_rate",
    "server_errors",
    "api_p95",
    "api_p99",
    "payment_success",
    "crash_free",
    "page_load",
    # events, against the same hours of earlier weeks
    "sign_ins",
    "active_users",
    # gauges of the database
    "statement_ms",
    "connections",
    "lock_waits",
    "dead_tuples",
    "replication_lag",
    "cache_hits",
    # the week
    NameOfDays,
]
SourceName = Literal[
    "prometheus",
    "postgres",
    "paystack",
    "sentry",
    "supabase_logs",
    "uptimerobot",
    "zendesk",
    "app_store",
    "play",
    "probe",
]
NAMES: tuple[IndicatorName, ...] = get_args(IndicatorName)
OF_DAYS: frozenset[IndicatorName] = frozenset(get_args(NameOfDays))
"""Looked at once, over the days that an item names: their own window is not used."""
REQUESTS: frozenset[IndicatorName] = frozenset({"error_rate", "server_errors", "api_p95", "api_p99"})
"""Shares of requests, of which clients make more when one fails."""


class Indicator(Section):
    """One indicator of an environment.

    query, bad, exposed, rest: in the source's own words (Prometheus: a selector, and matchers that narrow it).
    edge_ms: what is slower than this is bad; a histogram needs an edge exactly there.
    limit, trigger: what the release must keep, and what rolls it back. Without a limit the item is not shown.
    window, poll: how long it is watched and how often it is asked. lag_max: older data are stale.
    max_ratio, min_ratio: how far from its baseline it may be. cluster: how many trials may go wrong together.
    """

    source: SourceName
    query: Text | None = None
    bad: Text | None = None
    exposed: Text | None = None
    rest: Text | None = None
    edge_ms: Annotated[Whole, Field(gt=0)] | None = None
    limit: Annotated[Number, Field(ge=0)] | None = None
    trigger: Annotated[Number, Field(gt=0)] | None = None
    window: Duration
    poll: Duration
    lag_max: Duration
    max_ratio: Annotated[Number, Field(gt=1)] = 1.5
    min_ratio: Annotated[Number, Field(gt=0, lt=1)] = 0.5
    cluster: Annotated[Number, Field(ge=1)] = 1
