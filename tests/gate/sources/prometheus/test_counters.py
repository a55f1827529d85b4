"""Are first attempts counted exactly, by a real Prometheus that scrapes instances which start, restart and vanish?"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from gate.environment import vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.prometheus import Prometheus
from tests.gate.sources.prometheus.scraped_api import SEEN_S_MAX, Api, now
from tests.support.servers.prometheus import PrometheusServer

HALF = 0.5
NUMBERS = count(1)


@pytest.fixture
def api(prometheus: PrometheusServer, indicator, eventually) -> Iterator[Api]:
    test = f"t{next(NUMBERS)}"
    http_client = HttpClient("here", frozenset({("127.0.0.1", int(urlsplit(prometheus.url).port or 0))}), 1000, 2000)
    asked = f'requests_total{{test="{test}",attempt="first",synthetic="false"}}'
    found = indicator(query=asked, bad='status=~"5.."')
    yield Api(prometheus, Prometheus(http_client, vendors.Prometheus(url=prometheus.url)), found, eventually, test)
    http_client.close()


def test_attempts_are_counted_as_whole_numbers_and_nothing_is_extrapolated(api: Api) -> None:
    api.serve("api-1", good=1_000_000_000_123, bad=7)
    since = api.begin("api-1")
    api.serve("api-1", good=1_000_000_000_124, bad=8)

    sample = api.counted(since, 2)

    assert (sample.numerator, sample.denominator, sample.missing, sample.fault) == (1, 2, 0, "")
    assert (sample.indicator, sample.source, sample.window.start) == ("error_rate", "prometheus", since)
    assert type(sample.denominator) is int
    assert timedelta() <= now() - sample.observed_at < timedelta(seconds=1)


def test_nothing_new_is_no_attempt(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")

    def look() -> Sample | None:
        sample = api.counts(since)
        assert (sample.numerator, sample.denominator, sample.fault) == (0, 0, "")
        return sample if sample.coverage > HALF else None

    assert api.eventually(look, SEEN_S_MAX).coverage <= 1


def test_a_thousand_retries_and_synthetic_requests_move_no_number(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")
    api.serve("api-1", good=510, bad=8, retries=1000)

    sample = api.counted(since, 11)

    assert sample.numerator == 1


def test_the_first_error_ever_counts_although_its_series_begins_with_it(api: Api) -> None:
    api.serve("api-1", good=500)
    since = api.begin("api-1")
    assert api.counts(since, bad='attempt="never"').numerator == 0
    api.serve("api-1", good=500, bad=4)

    assert api.counted(since, 4).numerator == 4


def test_a_new_instance_began_at_zero(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")
    api.serve("api-2", good=300, bad=5)

    sample = api.counted(since, 305)

    assert (sample.numerator, sample.fault) == (5, "")


def test_where_nothing_was_scraped_before_the_start_counters_are_followed_from_their_first_sample(api: Api) -> None:
    since = now() - timedelta(seconds=5)
    api.serve("api-1", good=1_000_000)
    api.seen("api-1")
    api.serve("api-1", good=1_000_010, bad=3)

    sample = api.counted(since, 13)

    assert sample.numerator == 3, "the errors began at zero: their instance was scraped before they came"
    assert sample.coverage < 0.5


def test_a_restarted_instance_is_a_fault_that_says_which_and_when(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    api.serve("api-2", good=800, bad=7)
    since = api.begin("api-1", "api-2")
    api.serve("api-2", good=20, bad=0)

    sample = api.eventually(lambda: (found := api.counts(since)).fault and found, SEEN_S_MAX)

    assert 'instance="api-2"' in sample.fault
    assert "fell from " in sample.fault
    assert f"between {since:%Y-%m-%d %H:}" in sample.fault
    assert (sample.numerator, sample.denominator) == (0, 20)


def test_an_instance_that_can_no_more_be_scraped_makes_the_answer_old_although_another_is_fresh(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    api.serve("api-2", good=800, bad=7)
    since = api.begin("api-1", "api-2")
    api.page("api-2").text = None
    silent_since = now()
    for good in (510, 520, 530):
        api.serve("api-1", good=good, bad=7)
        api.counted(since, good - 500)
    api.seen("api-1")

    sample = api.counts(since)

    assert sample.denominator == 30
    assert sample.observed_at < silent_since
    assert now() - sample.observed_at > timedelta(milliseconds=250)
    assert sample.coverage < 0.8


def test_an_instance_that_is_no_target_any_more_has_ended_and_its_attempts_stay_counted(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    api.serve("api-4", good=800, bad=7)
    since = api.begin("api-1", "api-4")
    api.serve("api-4", good=805, bad=8)
    api.counted(since, 6)
    api.server.scrape("api-1", "api-2", "api-3")
    assert api.eventually(lambda: "api-4" not in api.server.targets(), 20)
    gone_since = now()
    api.seen("api-1")

    sample = api.counts(since)
    api.server.scrape("api-1", "api-2", "api-3", "api-4")

    assert (sample.numerator, sample.denominator, sample.fault) == (1, 6, "")
    assert sample.observed_at > gone_since
    assert sample.coverage > 0.7


def test_a_series_shown_twice_is_counted_once(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")
    api.serve("api-1", good=510, bad=7)
    page = api.page("api-1")
    page.text = str(page.text) * 2
    api.seen("api-1")

    assert api.counted(since, 10).fault == ""


@pytest.mark.parametrize("shift_s", [-60, 300], ids=["out of order", "from the future"])
def test_samples_with_wrong_time_stamps_make_the_answer_old(api: Api, shift_s: float) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")
    stamp = round((since.timestamp() + shift_s) * 1000)
    lines = str(api.page("api-1").text).replace(" 500\n", " 510\n").splitlines()
    api.serve("api-2", good=1)
    shown_at = now()
    api.page("api-1").show(*(f"{line} {stamp}" for line in lines))
    api.seen("api-2")
    api.seen("api-2")

    sample = api.counts(since)

    assert sample.denominator in {0, 1}
    assert sample.observed_at < shown_at


def test_a_window_in_the_past_stays_as_it_was(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since = api.begin("api-1")
    api.serve("api-1", good=510, bad=8)
    then = api.counted(since, 11)
    api.serve("api-1", good=900, bad=90)
    api.counted(since, 483)

    again = api.source.counts("error_rate", api.indicator, then.window)

    assert (again.numerator, again.denominator, again.observed_at) == (1, 11, then.observed_at)


def test_slots_are_cumulative_and_end_with_the_whole(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    since, ends = api.begin("api-1"), []
    for step in (1, 2, 3):
        api.serve("api-1", good=500 + 10 * step, bad=7 + step)
        api.counted(since, 11 * step)
        ends.append(now())
    window = Window(since, ends[-1])

    samples = api.source.series("error_rate", api.indicator, window, 100)

    assert len(samples) == 100
    assert [sample.window.start for sample in samples] == [since] * 100
    assert [sample.window.end for sample in samples] == sorted({sample.window.end for sample in samples})
    assert samples[-1].window == window
    counted = [(sample.numerator, sample.denominator) for sample in samples]
    assert counted == sorted(counted)
    assert set(counted) == {(0, 0), (1, 11), (2, 22), (3, 33)}
    by_end = {sample.window.end: sample.denominator for sample in samples}
    for step, end in enumerate(ends, 1):
        assert max(count for at, count in by_end.items() if at <= end) == 11 * step
    whole = api.source.counts("error_rate", api.indicator, window)
    assert (whole.numerator, whole.denominator, whole.observed_at) == (3, 33, samples[-1].observed_at)


def test_the_arms_of_a_rollout_are_told_apart(api: Api) -> None:
    def serve(on: int, off: int) -> None:
        common = f'test="{api.test}",attempt="first",synthetic="false"'
        api.page("api-1").show(
            *(
                f'requests_total{{{common},variant="{variant}",status="{status}"}} {good}'
                for variant, good in (("on", on), ("off", off))
                for status in ("200", "500")
            )
        )

    serve(100, 1000)
    since = api.begin("api-1")
    serve(103, 1005)
    arms = {"exposed": 'variant="on"', "rest": "variant='off'"}
    api.counted(since, 16)

    window = Window(since, now())
    asked = api.indicator.model_copy(update=arms)
    exposed = api.source.counts("error_rate", asked, window, "exposed")
    rest = api.source.counts("error_rate", asked, window, "rest")

    assert (exposed.numerator, exposed.denominator) == (3, 6)
    assert (rest.numerator, rest.denominator) == (5, 10)


@pytest.mark.parametrize("edge", ["0.2", "0.20", "2e-01"])
def test_what_is_slower_than_the_edge_is_bad_however_the_edge_is_written(api: Api, edge: str) -> None:
    def serve(instance: str, quick: int, slow: int) -> None:
        of = f'test="{api.test}",attempt="first"'
        api.page(instance).show(
            "# TYPE seconds histogram",
            f'seconds_bucket{{{of},le="0.02"}} {quick // 2}',
            f'seconds_bucket{{{of},le="{edge}"}} {quick}',
            f'seconds_bucket{{{of},le="2"}} {quick + slow}',
            f'seconds_bucket{{{of},le="+Inf"}} {quick + slow}',
            f"seconds_sum{{{of}}} 12.5",
            f"seconds_count{{{of}}} {quick + slow}",
            f'requests_total{{test="{api.test}"}} 0',
        )

    serve("api-1", 100, 10)
    serve("api-2", 200, 20)
    since = api.begin("api-1", "api-2")
    serve("api-1", 150, 11)
    serve("api-2", 250, 23)
    api.seen("api-1")
    api.seen("api-2")
    timing = {"query": f'seconds{{test="{api.test}",attempt="first"}}', "bad": None, "edge_ms": 200}

    sample = api.counts(since, **timing)

    assert (sample.numerator, sample.denominator, sample.fault) == (4, 104, "")
    with pytest.raises(NotShown, match="Prometheus: no histogram edge at 250 ms in seconds_bucket"):
        api.counts(since, **timing | {"edge_ms": 250})
    with pytest.raises(NotShown, match="Prometheus: no histogram edge at 20000 ms in seconds_bucket"):
        api.counts(since, **timing | {"edge_ms": 20_000})


def test_an_instance_without_the_edge_is_not_left_out(api: Api) -> None:
    for instance, edge in (("api-1", "0.2"), ("api-2", "0.25")):
        api.page(instance).show(
            f'seconds_bucket{{test="{api.test}",le="{edge}"}} 9',
            f'seconds_count{{test="{api.test}"}} 10',
            f'requests_total{{test="{api.test}"}} 0',
        )
        api.seen(instance)

    with pytest.raises(NotShown, match=r'no histogram edge at 200 ms in seconds\{.*instance="api-2"'):
        api.counts(now(), query=f'seconds{{test="{api.test}"}}', bad=None, edge_ms=200)


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf", "0.5", "-1", "1e17"])
def test_a_value_that_is_no_count_is_not_shown(api: Api, value: str) -> None:
    api.page("api-1").show(
        f'requests_total{{test="{api.test}",attempt="first",synthetic="false",status="200"}} {value}'
    )
    api.seen("api-1")

    with pytest.raises(NotShown, match=r"Prometheus gives .* for \{attempt=.*, which is no "):
        api.counts(now())


def test_a_series_that_nobody_has_is_not_shown(api: Api) -> None:
    with pytest.raises(NotShown, match=r"Prometheus has no series requests_total\{test=.*is the query right"):
        api.counts(now())


def test_a_label_that_no_series_has_is_not_calm(api: Api) -> None:
    api.serve("api-1", good=500, bad=7)
    api.seen("api-1")

    with pytest.raises(NotShown, match="has the label code that `bad` names, so nothing would ever be bad"):
        api.counts(now(), bad='code=~"5.."')
