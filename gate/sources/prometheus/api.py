"""The HTTP API of Prometheus: series with their samples, or a sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, FiniteFloat

from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from gate.environment.vendors import Prometheus as PrometheusSettings

CALLS = (
    VendorCall("GET", "/api/v1/query"),
    VendorCall("GET", "/api/v1/query_range"),
    VendorCall("GET", "/api/v1/series"),
)
STATUSES = (200, 400, 422)
"""Prometheus says in JSON why it refuses a query."""
EXACT_MAX = 2**53
"""Beyond it neighbouring whole numbers are the same 64-bit float, and Prometheus has no other numbers."""
SAID_CHARACTERS_MAX = 200

Labels = frozenset[tuple[str, str]]
"""Labels without the metric's name, which functions drop."""
Samples = dict[Labels, dict[int, int]]
"""Counts by time (ms since 1970), oldest first, of each series."""


class _Series(BaseModel):
    metric: dict[str, str]
    value: tuple[FiniteFloat, str] | None = None
    values: list[tuple[FiniteFloat, str]] = []


class _Result(BaseModel):
    resultType: str  # noqa: N815 - Prometheus's word
    result: list[_Series]


class _Reply(BaseModel):
    status: str
    error: str = ""
    warnings: list[str] = []


class _Query(_Reply):
    data: _Result | None = None


class _Names(_Reply):
    data: list[dict[str, str]] | None = None


Reply = TypeVar("Reply", bound=_Reply)


@dataclass(frozen=True)
class Api:
    """Asks one Prometheus. Raises NotShown where it can't be read or where its answer is not what was asked for."""

    http_client: HttpClient
    settings: PrometheusSettings

    def samples(self, selector: str, length_ms: int, until_ms: int) -> Samples:
        """Raw samples of counters in the time before `until_ms`, with their own time stamps."""
        series = self._query(f"{selector}[{length_ms}ms]", until_ms, "matrix")
        return {labels: _checked(found, until_ms - length_ms, until_ms, labels) for labels, found in series.items()}

    def values(self, query: str, at_ms: int) -> dict[Labels, int]:
        """One whole number of each series at a time."""
        series = self._query(query, at_ms, "vector")
        return {labels: exact_count(_number(found[0][1], labels), labels) for labels, found in series.items()}

    def steps(self, query: str, first_ms: int, last_ms: int, step_ms: int) -> dict[Labels, dict[int, Decimal]]:
        """What the query comes to at each step, of each series."""
        asked = {"query": query, "start": _seconds(first_ms), "end": _seconds(last_ms), "step": _seconds(step_ms)}
        reply = self._ask("/api/v1/query_range", asked, _Query)
        series = _by_labels(reply.data, "matrix")
        return {labels: {at_ms: _number(text, labels) for at_ms, text in found} for labels, found in series.items()}

    def labels(self, selector: str, since_ms: int, until_ms: int) -> list[dict[str, str]]:
        """Labels of the series that had samples in that time."""
        asked = {"match[]": selector, "start": _seconds(since_ms), "end": _seconds(until_ms)}
        found = self._ask("/api/v1/series", asked, _Names).data
        if found is None:
            raise NotShown("Prometheus: its answer has data wrong (missing), so it can't be read: has its API changed?")
        return found

    def _query(self, query: str, at_ms: int, result_type: str) -> dict[Labels, list[tuple[int, str]]]:
        reply = self._ask("/api/v1/query", {"query": query, "time": _seconds(at_ms)}, _Query)
        return _by_labels(reply.data, result_type)

    def _ask(self, path: str, asked: dict[str, str], model: type[Reply]) -> Reply:
        settings = self.settings
        answer = self.http_client.ask(
            "GET",
            f"{settings.url}{path}?{urlencode(asked)}",
            headers={"authorization": f"Bearer {settings.token}"} if settings.token else None,
            auth=(settings.user, settings.password or "") if settings.user and not settings.token else None,
        )
        reply = read_answer(answer, model, "Prometheus", STATUSES)
        if reply.status != "success":
            said = _one_line(reply.error) or f"status {reply.status}"
            raise NotShown(f"Prometheus refused the query: {said}: look at the indicators in the environment file")
        if reply.warnings:
            raise NotShown(f"Prometheus warns that its answer may be partial: {_one_line(reply.warnings[0])}")
        return reply


def exact_count(value: Decimal, labels: Labels) -> int:
    """Turn a number of this series into a count. Raises NotShown for one that is none or can't be exact."""
    if value != int(value) or not 0 <= value <= EXACT_MAX:
        raise NotShown(f"Prometheus gives {value} for {_show(labels)}, which is no exact count: is it a counter?")
    return int(value)


def _by_labels(data: _Result | None, result_type: str) -> dict[Labels, list[tuple[int, str]]]:
    """Samples as (ms, text), by labels."""
    if data is None or data.resultType != result_type:
        raise NotShown(
            f"Prometheus answered {_one_line(data.resultType) if data else 'nothing'} where a {result_type} was due: "
            "has its API changed?"
        )
    found: dict[Labels, list[tuple[int, str]]] = {}
    for series in data.result:
        labels = frozenset((name, value) for name, value in series.metric.items() if name != "__name__")
        if labels in found:
            raise NotShown(f"Prometheus gives the series {_show(labels)} twice, so it would be counted twice")
        samples = series.values or ([series.value] if series.value else [])
        if not samples:
            raise NotShown(f"Prometheus gives the series {_show(labels)} without a sample: has its API changed?")
        found[labels] = [(round(at_s * 1000), text) for at_s, text in samples]
    return found


def _checked(found: list[tuple[int, str]], since_ms: int, until_ms: int, labels: Labels) -> dict[int, int]:
    times = [at_ms for at_ms, _ in found]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise NotShown(f"Prometheus gives samples of {_show(labels)} twice or out of order, so they can't be counted")
    if times[0] < since_ms or times[-1] > until_ms:
        raise NotShown(f"Prometheus gives samples of {_show(labels)} from other times than asked for")
    return {at_ms: exact_count(_number(text, labels), labels) for at_ms, text in found}


def _number(text: str, labels: Labels) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise NotShown(f"Prometheus gives {_one_line(text)} for {_show(labels)}, which is no number to count with")
    return value


def _show(labels: Labels) -> str:
    return _one_line("{" + ",".join(f'{name}="{value}"' for name, value in sorted(labels)) + "}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:SAID_CHARACTERS_MAX]


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}"
