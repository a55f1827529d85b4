"""The requests that the API traces: all of them, by the status of their end."""

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.vendors.sentry.quota import requests_taken
from sandbox.vendors.sentry.shapes import PROJECT

if TYPE_CHECKING:
    from sandbox.context import Context

KEPT_FOR = timedelta(days=30)
STATUSES = {"200": "ok", "500": "internal_error", "408": "invalid_argument", "429": "resource_exhausted"}
"""What Sentry's SDKs make of a status of HTTP."""
FIELDS = {
    "project": "string",
    "trace.status": "string",
    "count()": "integer",
    "count_sample()": "number",
    "min(precise.finish_ts)": "duration",
    "max(precise.finish_ts)": "duration",
}
TRANSACTIONS = "is_transaction:true"


def span_rows(context: "Context", fields: list[str], start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Count the requests of a window; one row a status where it is asked for."""
    start, end = max(start, context.data_until() - KEPT_FOR), min(end, context.data_until())
    stored = requests_taken(context, start, end) if start < end else Counter[str]()
    found = {STATUSES[status]: count for status, count in stored.items() if count > 0}
    groups = found if "trace.status" in fields else {"": sum(found.values())}
    return [
        {name: value for name, value in _row(status, count, start, end).items() if name in fields}
        for status, count in groups.items()
    ]


def _row(status: str, count: int, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "project": PROJECT["slug"],
        "trace.status": status,
        "count()": count,
        "count_sample()": count,
        "min(precise.finish_ts)": start.timestamp(),
        "max(precise.finish_ts)": end.timestamp(),
    }
