"""Is whatever else Prometheus may answer 'not shown', in a sentence, and never a sample?"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.environment import vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Window
from gate.sources.prometheus import Prometheus
from tests.support.servers.listener import Listener, answer, dribbling
from tests.support.source_faults import SECRET

END = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
WINDOW = Window(END - timedelta(seconds=30), END)
AT_S = END.timestamp()
LABELS = {"__name__": "requests_total", "instance": "api-1", "status": "200"}
GOOD = [[AT_S - 31, "100"], [AT_S - 1, "110"]]


def reply(*series: Any, kind: str = "matrix", **more: Any) -> bytes:
    content = {"status": "success", "data": {"resultType": kind, "result": list(series)}, **more}
    return answer(json.dumps(content).encode())


def values(*found: Any, **labels: str) -> dict[str, Any]:
    return {"metric": LABELS | labels, "values": list(found)}


@pytest.fixture
def ask(vendor: Listener, http_client: HttpClient, indicator):
    """Ask for the counts of a window, and of a week."""
    asked = indicator(query="requests_total", bad='status=~"5.."')

    def counts(window: Window = WINDOW, **settings: Any):
        settings = {"url": vendor.url, "token": SECRET} | settings
        return Prometheus(http_client, vendors.Prometheus(**settings)).counts("error_rate", asked, window)

    return counts


def test_what_is_documented_is_counted(vendor, ask):
    vendor.replies = [reply(values(*GOOD), values([AT_S - 31, "7"], [AT_S - 1, "9"], status="503"))]

    sample = ask()

    assert (sample.numerator, sample.denominator, sample.fault) == (2, 12, "")
    assert sample.observed_at == END - timedelta(seconds=1)
    assert sample.coverage == pytest.approx(29 / 31)


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (answer(b'{"status":"error"}', b"503 Unavailable"), "Prometheus answered 503: look at its status page"),
        (reply(values(*GOOD))[:-20], "Prometheus: "),
        (answer(b'{"status": "success", "data": {"resultType": "mat'), "Prometheus: its answer is no JSON"),
        (answer(b'{"status": "success"}'), "Prometheus answered nothing where a matrix was due"),
        (answer(b'{"status": "success", "data": null}'), "Prometheus answered nothing where a matrix was due"),
        (
            answer(b'{"status": "error", "errorType": "bad_data", "error": "parse error:\\n unexpected"}', b"400 No"),
            "Prometheus refused the query: parse error: unexpected",
        ),
        (
            answer(b'{"status": "error", "errorType": "execution", "error": "too many samples"}', b"422 No"),
            "Prometheus refused the query: too many samples",
        ),
        (answer(b'{"status": "error", "error": "timed out"}'), "Prometheus refused the query: timed out"),
        (answer(b'{"status": "odd"}'), "Prometheus refused the query: status odd"),
        (
            reply(values(*GOOD), warnings=["2 of 3 stores\nanswered"]),
            "Prometheus warns that its answer may be partial: 2 of 3 stores answered",
        ),
        (reply(kind="vector"), "Prometheus answered vector where a matrix was due"),
        (answer(b'{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}'), "Prometheus: its answer has"),
        (reply(), "Prometheus has no series requests_total"),
        (reply(values()), "without a sample"),
        (reply({"metric": LABELS}), "without a sample"),
        (reply(values(*GOOD), values(*GOOD)), "twice, so it would be counted twice"),
        (reply(values([AT_S - 1, "5"], [AT_S - 1, "5"])), "twice or out of order"),
        (reply(values([AT_S - 1, "5"], [AT_S - 9, "5"])), "twice or out of order"),
        (reply(values([AT_S + 600, "5"])), "from other times than asked for"),
        (reply(values([AT_S - 3600, "5"], [AT_S - 1, "6"])), "from other times than asked for"),
        (reply(values([AT_S - 1, None])), "Prometheus: its answer has data.result.0.values.0.1 wrong"),
        (reply(values([None, "5"])), "Prometheus: its answer has data.result.0.values.0.0 wrong"),
        (reply(values([float("nan"), "5"])), "Prometheus: its answer has data.result.0.values.0.0 wrong"),
        (reply(values([AT_S - 1, 5])), "Prometheus: its answer has data.result.0.values.0.1 wrong"),
        (reply(values([AT_S - 1, "NaN"])), "gives NaN for "),
        (reply(values([AT_S - 1, "+Inf"])), "gives +Inf for "),
        (reply(values([AT_S - 1, "five"])), "gives five for "),
        (reply(values([AT_S - 1, ""])), "which is no number"),
        (reply(values([AT_S - 1, "5.5"])), "gives 5.5 for "),
        (reply(values([AT_S - 1, "-5"])), "gives -5 for "),
        (reply(values([AT_S - 1, "1e300"])), "which is no exact count"),
        (
            dribbling(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"),
            "Prometheus: its answer is no JSON, perhaps cut",
        ),
    ],
)
@pytest.mark.parametrize("window", [WINDOW, Window(END - timedelta(days=7), END)], ids=["short", "week"])
def test_every_other_answer_is_not_shown(vendor, ask, seen, sentence, window):
    vendor.replies = [seen]

    with pytest.raises(NotShown) as caught:
        ask(window)

    said = str(caught.value)
    assert sentence in said or window is not WINDOW
    assert said.startswith("Prometheus")
    assert "\n" not in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({"token": SECRET}, f"Authorization: Bearer {SECRET}"),
        ({"token": None, "user": "ada", "password": "lovelace"}, "Authorization: Basic YWRhOmxvdmVsYWNl"),
        ({"token": None}, ""),
    ],
)
def test_it_shows_a_token_or_a_password_or_nothing(vendor, ask, settings, header):
    vendor.replies = [reply(values(*GOOD), values(*GOOD, status="500"))]

    ask(**settings)

    (request,) = vendor.requests
    sent = [line for line in request.decode().lower().split("\r\n") if line.startswith("authorization")]
    assert sent == ([header.lower()] if header else [])


def test_old_samples_are_told_with_their_age(vendor, ask):
    vendor.replies = [
        reply(values([AT_S - 40, "100"], [AT_S - 25, "110"])),
        answer(b'{"status":"success","data":{"resultType":"vector","result":[]}}'),
    ]

    sample = ask()

    assert sample.observed_at == END - timedelta(seconds=25)
    assert sample.coverage < 0.2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"query": None}, "indicators.error_rate has no query"),
        ({"bad": None}, "indicators.error_rate has neither `bad` nor `edge_ms`"),
        ({"query": "sum(rate(requests_total[5m]))"}, "indicators.error_rate.query is no selector"),
        ({"query": "requests_total[5m]"}, "indicators.error_rate.query is no selector"),
        ({"query": 'requests_total{attempt="first"'}, "indicators.error_rate.query is no selector"),
        ({"query": 'requests_total{attempt="first" or x="y"}'}, "indicators.error_rate.query has no matcher such as"),
        ({"query": "requests_total{attempt=first}"}, "indicators.error_rate.query has no matcher such as"),
        ({"bad": "5.."}, "indicators.error_rate.bad has no matcher such as"),
        ({"bad": 'status=~"5(.."'}, "which is no regular expression"),
    ],
)
def test_an_indicator_that_says_too_little_is_not_shown_and_nothing_is_asked(
    vendor, http_client, indicator, changes, sentence
):
    asked = indicator(**{"query": "requests_total", "bad": 'status=~"5.."'} | changes)

    with pytest.raises(NotShown, match="indicators") as caught:
        Prometheus(http_client, vendors.Prometheus(url=vendor.url)).counts("error_rate", asked, WINDOW)

    assert sentence in str(caught.value)
    assert vendor.requests == []


def test_an_arm_that_the_indicator_does_not_tell_apart_is_not_shown(vendor, http_client, indicator):
    asked = indicator(query="requests_total", bad='status=~"5.."')

    with pytest.raises(NotShown, match="has no `exposed`, so it can't be told who has the new version"):
        Prometheus(http_client, vendors.Prometheus(url=vendor.url)).counts("error_rate", asked, WINDOW, "exposed")
