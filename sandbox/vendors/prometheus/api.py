"""The HTTP API of a Prometheus 2 server: `query`, `query_range` and `series`, behind basic auth."""

import base64
import binascii
import math
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard
from sandbox.vendors.prometheus.promql import Expression, ParseError, Selector, milliseconds, parse
from sandbox.vendors.prometheus.storage import LABELS, Labels, Storage, TooManySamplesError, fitting

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

USER = "verifier"
POINTS_MAX = 11_000


class Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """A parameter that Prometheus does not take, or what it can't do."""

    def __init__(self, message: str, kind: str = "bad_data", status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Say it in Prometheus' words."""
        super().__init__(message)
        self.kind = kind
        self.status = status


class PrometheusApi:
    """The endpoints."""

    def __init__(self, context: "Context") -> None:
        """Answer from this context's counters."""
        self.context = context

    async def query(self, request: "Request") -> Response:
        """Evaluate at one moment; a range selector gives its raw samples."""
        asked = await _parameters(request)
        at_ms = _time(asked, "time") if "time" in asked else math.floor(datetime.now(UTC).timestamp() * 1000)
        expression = _expression(asked, 'invalid parameter "query": ')
        storage = Storage(self.context)
        if isinstance(expression, Selector) and expression.range_ms is not None:
            samples = storage.samples(expression, at_ms)
            return _answer("matrix", [_series_json(labels, values) for labels, values in samples])
        vector = storage.vector(expression, at_ms)
        return _answer("vector", [{"metric": dict(labels), "value": _point(at_ms, value)} for labels, value in vector])

    async def series(self, request: "Request") -> Response:
        """List the labels of the series that had samples in a time."""
        selectors = request.query_params.getlist("match[]")
        if not selectors:
            raise Refusal("no match[] parameter provided")
        asked = await _parameters(request)
        storage = Storage(self.context)
        if not storage.has_samples(_time(asked, "start"), _time(asked, "end")):
            return JSONResponse({"status": "success", "data": []})
        numbers = {number for text in selectors for number in fitting(_selector(text))}
        return JSONResponse({"status": "success", "data": [LABELS[number] for number in sorted(numbers)]})

    async def query_range(self, request: "Request") -> Response:
        """Evaluate again and again, a step apart."""
        asked = await _parameters(request)
        start_ms, end_ms, step_ms = _time(asked, "start"), _time(asked, "end"), _step(asked)
        if end_ms < start_ms:
            raise Refusal('invalid parameter "end": end timestamp must not be before start time')
        if (end_ms - start_ms) // step_ms > POINTS_MAX:
            raise Refusal(
                "exceeded maximum resolution of 11,000 points per timeseries."
                " Try decreasing the query resolution (?step=XX)"
            )
        expression = _expression(asked)
        if isinstance(expression, Selector) and expression.range_ms is not None:
            raise Refusal('invalid expression type "range vector" for range query, must be Scalar or instant Vector')
        storage = Storage(self.context)
        series: dict[Labels, list[tuple[int, float]]] = {}
        for at_ms in range(start_ms, end_ms + 1, step_ms):
            for labels, value in storage.vector(expression, at_ms):
                series.setdefault(labels, []).append((at_ms, value))
        return _answer("matrix", [_series_json(labels, values) for labels, values in series.items()])


def app(context: "Context") -> Starlette:
    """Serve the API to the one user of the sandbox."""
    api = PrometheusApi(context)

    def refusal(request: "Request") -> Response | None:
        if _credentials(request) == (USER, context.keys.prometheus_password):
            return None
        return PlainTextResponse("Unauthorized\n", HTTPStatus.UNAUTHORIZED, {"www-authenticate": "Basic"})

    def unprocessable(_request: "Request", error: Exception) -> Response:
        return _refused(Refusal(str(error), "execution", HTTPStatus.UNPROCESSABLE_ENTITY))

    return Starlette(
        routes=[
            Route("/api/v1/query", api.query, methods=["GET", "POST"]),
            Route("/api/v1/series", api.series),
            Route("/api/v1/query_range", api.query_range, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(FaultySource, context=context), Middleware(Guard, refusal=refusal)],
        exception_handlers={
            Refusal: lambda _, refused: _refused(refused),
            TooManySamplesError: unprocessable,
            HTTPStatus.NOT_FOUND: lambda *_: PlainTextResponse("404 page not found\n", HTTPStatus.NOT_FOUND),
        },
    )


async def _parameters(request: "Request") -> dict[str, str]:
    """Read the query string, and a form in the body, which comes first."""
    body = (await request.body()).decode() if request.method == "POST" else ""
    return {**dict(request.query_params), **dict(parse_qsl(body, keep_blank_values=True))}


def _expression(asked: dict[str, str], complaint: str = "") -> Expression:
    query = asked.get("query", "")
    if not query.strip():
        raise Refusal(f"{complaint}1:1: parse error: no expression found in input")
    try:
        return parse(query)
    except ParseError as problem:
        raise Refusal(f"{complaint}{problem}") from None


def _selector(text: str) -> Selector:
    try:
        selector = parse(text)
    except ParseError as problem:
        raise Refusal(f'invalid parameter "match[]": {problem}') from None
    if not isinstance(selector, Selector) or selector.range_ms is not None:
        raise Refusal(f'invalid parameter "match[]": "{text}" is no selector')
    return selector


def _time(asked: dict[str, str], name: str) -> int:
    """Read Unix seconds or RFC 3339, in ms."""
    text = asked.get(name, "")
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = datetime.fromisoformat(text).timestamp()
        except ValueError:
            raise Refusal(f'invalid parameter "{name}": cannot parse "{text}" to a valid timestamp') from None
    if not math.isfinite(seconds):
        raise Refusal(f'invalid parameter "{name}": cannot parse "{text}" to a valid timestamp')
    return round(seconds * 1000)


def _step(asked: dict[str, str]) -> int:
    text = asked.get("step", "")
    try:
        step_ms = round(float(text) * 1000)
    except ValueError:
        try:
            step_ms = milliseconds(text)
        except ValueError:
            raise Refusal(f'invalid parameter "step": cannot parse "{text}" to a valid duration') from None
    if step_ms <= 0:
        raise Refusal(
            'invalid parameter "step": zero or negative query resolution step widths are not accepted.'
            " Try a positive integer"
        )
    return step_ms


def _credentials(request: "Request") -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if scheme.lower() == "basic" else None


def _series_json(labels: Labels, values: list[tuple[int, float]]) -> dict[str, Any]:
    return {"metric": dict(labels), "values": [_point(at_ms, value) for at_ms, value in values]}


def _point(at_ms: int, value: float) -> list[object]:
    return [at_ms / 1000, f"{value:.15g}"]


def _answer(kind: str, result: object) -> Response:
    return JSONResponse({"status": "success", "data": {"resultType": kind, "result": result}})


def _refused(refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - Starlette's type of a handler is wider
    return JSONResponse({"status": "error", "errorType": refusal.kind, "error": str(refusal)}, refusal.status)
