"""Does the sandbox's Prometheus hold weeks of samples, and is it ill in the ways that one can be?"""

import time
from itertools import pairwise

import httpx
import pytest

from tests.sandbox.vendors.prometheus.asking import Ask

REQUESTS = 'http_requests_total{attempt="first",synthetic="false"}'
DAY_S = 86_400


def value(answer: httpx.Response) -> float:
    [series] = answer.json()["data"]["result"]
    return float(series["value"][1])


def test_raw_samples_are_dense_in_the_last_minutes_and_a_quarter_of_a_minute_apart_before(ask: Ask) -> None:
    [series] = ask(query='up{instance="api-1"}[20m]').json()["data"]["result"]
    apart = [round(later - earlier, 3) for (earlier, _), (later, _) in pairwise(series["values"])]

    assert time.time() - series["values"][-1][0] < 1
    assert apart[-2000:] == [0.25] * 2000
    assert apart[:30] == [15] * 30


def test_four_weeks_are_asked_in_one_question_and_swing_by_day(ask: Ask) -> None:
    now = time.time()
    answer = ask("query_range", query=f"sum({REQUESTS})", start=now - 28 * DAY_S, end=now, step="3h")
    [series] = answer.json()["data"]["result"]
    grown = [float(later) - float(earlier) for (_, earlier), (_, later) in pairwise(series["values"])]

    assert len(grown) == 28 * 8
    assert max(grown) / min(grown) > 2.5
    assert all(growth > 0 for growth in grown)


def test_a_question_by_form_is_answered_as_one_in_the_address(sandbox: dict[str, str], http: httpx.Client) -> None:
    answer = http.post(
        f"{sandbox['PROMETHEUS_URL']}/api/v1/query",
        data={"query": "up", "time": "2026-11-20T00:00:00Z"},
        auth=(sandbox["PROMETHEUS_USER"], sandbox["PROMETHEUS_PASSWORD"]),
    )

    assert answer.json()["data"]["resultType"] == "vector"


def test_more_samples_than_a_server_would_load_are_refused(ask: Ask) -> None:
    answer = ask(query="http_requests_total[4w]")

    assert (answer.status_code, answer.json()["errorType"]) == (422, "execution")


@pytest.mark.parametrize("auth", [None, ("verifier", "wrong"), ("another", "")])
def test_without_the_password_nothing_is_told(
    sandbox: dict[str, str], http: httpx.Client, auth: tuple[str, str] | None
) -> None:
    answer = http.get(f"{sandbox['PROMETHEUS_URL']}/api/v1/query", params={"query": "up"}, auth=auth)

    assert (answer.status_code, answer.text) == (401, "Unauthorized\n")


def test_what_is_not_spoken_is_named(ask: Ask) -> None:
    answer = ask(query=f"rate({REQUESTS}[1m])")

    assert answer.status_code == 400
    assert '"rate" is not spoken in the sandbox' in answer.json()["error"]


def test_stale_data_end_when_the_fault_began(ask: Ask, switch_on) -> None:
    switch_on("source-stale")
    began = time.time()
    last = value(ask(query='timestamp(up{instance="api-1"})', time=began + 60))

    assert began - 0.5 < last <= began
    assert ask(query="up", time=began + 400).json()["data"]["result"] == []


def test_counters_start_again_and_the_fall_is_told(
    ask: Ask, switch_on, sandbox: dict[str, str], http: httpx.Client, eventually
) -> None:
    before = value(ask(query=f"sum({REQUESTS})"))
    switch_on("source-reset")

    assert before > 10_000
    assert eventually(lambda: value(ask(query=f"sum({REQUESTS})")) < 10_000, 2)
    resets = ask(query=f"resets({REQUESTS}[10s])").json()["data"]["result"]
    assert {series["value"][1] for series in resets if series["metric"]["status"] == "200"} == {"1"}
    page = http.get(f"{sandbox['METRICS_URL']}/metrics").text
    assert '{attempt="first",instance="api-1",status="200",synthetic="true",variant="off"} 0\n' in page


def test_a_page_that_is_scraped_does_not_answer_while_data_are_stale(
    sandbox: dict[str, str], http: httpx.Client, switch_on
) -> None:
    switch_on("source-stale")

    assert http.get(f"{sandbox['METRICS_URL']}/metrics").status_code == 503


def test_a_fault_is_seen_in_the_next_sample(ask: Ask, switch_on, eventually) -> None:
    def failed() -> float:
        return value(ask(query=f"sum({REQUESTS[:-1]},status=`500`}})"))

    before = failed()
    switch_on("server-errors", 0.05)  # few: others look at these minutes too

    assert eventually(lambda: failed() > before + 3, 5)
