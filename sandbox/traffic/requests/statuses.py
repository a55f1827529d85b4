"""What a log or a tracer sees of the API's requests: all of them alike, retries and our own users among them."""

from collections import Counter
from datetime import datetime

from sandbox.context import Context


def requests_by_status(context: Context, start: datetime, end: datetime) -> Counter[str]:
    """Count the requests that came in a window, which may not lie ahead, by HTTP status."""
    before, after = context.counters.at(start), context.counters.at(max(start, end))
    found: Counter[str] = Counter()
    for series, count in after.items():
        if series.name == "http_requests_total":
            found[dict(series.labels)["status"]] += count - before[series]
    return found
