"""The page of the API's instances that a Prometheus server scrapes, in its text format."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.traffic.requests.counters import SERIES, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from sandbox.context import Context

FORMAT = "text/plain; version=0.0.4"
FAMILIES = (
    ("http_requests_total", "counter", "Requests by how they ended."),
    ("http_request_duration_seconds", "histogram", "How long requests took."),
)


def metrics_page(context: "Context") -> Starlette:
    """Serve `/metrics`; a sick instance does not answer, so that whoever scrapes it has no fresh data either."""

    async def metrics(_request: "Request") -> Response:
        if context.faults.is_on("source-stale"):
            return PlainTextResponse("the exporter hangs\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return Response("".join(_lines(context)), media_type=FORMAT)

    return Starlette(routes=[Route("/metrics", metrics)])


def _lines(context: "Context") -> "Iterator[str]":
    counts = context.counters.values(datetime.now(UTC))
    since = context.counting_since()
    before = context.counters.values(since) if since else (0,) * len(SERIES)
    told = [(series, count - past) for series, count, past in zip(SERIES, counts, before, strict=True)]
    for family, kind, meaning in FAMILIES:
        yield f"# HELP {family} {meaning}\n# TYPE {family} {kind}\n"
        yield from (_line(series, count) for series, count in told if series.name.startswith(family))


def _line(series: Series, count: int) -> str:
    labels = ",".join(f'{name}="{text}"' for name, text in series.labels)
    value = count / 1000 if series.name.endswith("_sum") else count
    return f"{series.name}{{{labels}}} {value}\n"
