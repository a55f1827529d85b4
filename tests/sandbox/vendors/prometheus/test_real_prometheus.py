"""Does the double answer as a real Prometheus does that scrapes the same counters?"""

import time
from typing import Any

import httpx
import pytest

from tests.sandbox.vendors.prometheus.asking import Ask

SCRAPED_S_MAX = 0.25  # its deadline for a scrape, as its configuration says
FIRST = 'attempt="first",synthetic="false"'
UNDERSTOOD = [
    f"http_requests_total{{{FIRST}}}",
    f'http_requests_total{{{FIRST},status=~"5..|4.."}}',
    f'http_requests_total{{{FIRST},status!="200",variant!~"o.f"}}',
    f"http_requests_total{{{FIRST}}}[2s]",
    f"sum(http_requests_total{{{FIRST}}})",
    f"sum by (status, instance) (http_requests_total{{{FIRST}}})",
    f"sum(http_requests_total{{{FIRST}}}) by (variant)",
    f'timestamp(http_requests_total{{{FIRST},status="200"}})',
    f"sum(timestamp(http_requests_total{{{FIRST}}}))",
    f'last_over_time(http_requests_total{{{FIRST},status="200"}}[1m])',
    f"resets(http_requests_total{{{FIRST}}}[1m])",
    f'{{__name__=~"http_request_duration_seconds_(bucket|count)",le=~"|0.2",{FIRST}}}',
    f'http_request_duration_seconds_sum{{{FIRST},variant="on"}}',
    "http_requests_total{attempt='first',status=`200`,}",
    "http_requests_total offset 1s",
    "nothing_of_the_kind",
]
REFUSED = [
    "",
    "http_requests_total{",
    "{}",
    '{status=~".*"}',
    "http_requests_total{status=200}",
    'http_requests_total{status=~"("}',
    "sum(http_requests_total[1m])",
    "resets(http_requests_total)",
    "timestamp(http_requests_total[1m])",
    "unheard_of(http_requests_total)",
    "http_requests_total[1]",
    "http_requests_total http_requests_total",
]


def shape(answer: httpx.Response) -> Any:
    """What an answer says besides its numbers and the words of an error."""
    body = answer.json()
    if "data" not in body:
        return answer.status_code, body["status"], body["errorType"], sorted(body)
    data = body["data"]
    series = sorted(
        (
            tuple(sorted(entry["metric"].items())),
            tuple(sorted(entry)),
            type((entry.get("value") or entry["values"][0])[1]),
        )
        for entry in data["result"]
    )
    return answer.status_code, answer.headers["content-type"], body["status"], sorted(data), data["resultType"], series


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_a_question_is_answered_in_the_same_shape(ask: Ask, ask_real: Ask, query: str) -> None:
    assert shape(ask(query=query)) == shape(ask_real(query=query))


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_no_question_is_refused_in_the_same_way(ask: Ask, ask_real: Ask, query: str) -> None:
    assert shape(ask(query=query)) == shape(ask_real(query=query))
    assert ask(query=query).status_code == 400


def test_a_series_of_moments_is_answered_in_the_same_shape(ask: Ask, ask_real: Ask) -> None:
    now = time.time()
    asked = {
        "query": f"sum by (status) (http_requests_total{{{FIRST}}})",
        "start": now - 1,
        "end": now,
        "step": "500ms",
    }

    assert shape(ask("query_range", **asked)) == shape(ask_real("query_range", **asked))


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "0"},
        {"step": "soon"},
        {"start": "yesterday"},
        {"end": "1"},
        {"step": "0.001"},
        {"query": "http_requests_total[1m]"},
        {"query": ""},
    ],
    ids=str,
)
def test_wrong_parameters_are_refused_in_the_same_words(ask: Ask, ask_real: Ask, wrong: dict[str, str]) -> None:
    now = time.time()
    asked = {"query": "http_requests_total", "start": now - 60, "end": now, "step": "1", **wrong}
    ours, real = ask("query_range", **asked), ask_real("query_range", **asked)

    assert (ours.status_code, ours.json()) == (real.status_code, real.json())


def test_series_are_listed_in_the_same_shape(ask: Ask, ask_real: Ask) -> None:
    asked = {
        "match[]": 'http_request_duration_seconds_bucket{attempt="first"}',
        "start": time.time() - 1,
        "end": time.time(),
    }

    def listed(answer: httpx.Response) -> list[tuple[tuple[str, str], ...]]:
        return sorted(tuple(sorted(labels.items())) for labels in answer.json()["data"])

    assert listed(ask("series", **asked)) == listed(ask_real("series", **asked))
    assert len(listed(ask("series", **asked))) > 10


def test_both_count_the_same(ask: Ask, ask_real: Ask) -> None:
    """Counters only grow: what the real server scraped lies between the double's samples around that moment."""
    query = f'http_requests_total{{{FIRST},status="200",variant="on",instance="api-1"}}'

    def samples(ask: Ask, within: str, until: float) -> list[tuple[float, int]]:
        [series] = ask(query=f"{query}[{within}]", time=until).json()["data"]["result"]
        return [(float(taken), int(value)) for taken, value in series["values"]]

    taken, scraped = samples(ask_real, "30s", time.time() - 2)[-1]
    around = samples(ask, "3s", taken + 1.5)

    before = max(value for at, value in around if at < taken - SCRAPED_S_MAX)
    after = min(value for at, value in around if at > taken + SCRAPED_S_MAX)
    assert before <= scraped <= after
    assert 0 < after - before < scraped / 100, "a fence so wide would say nothing"
