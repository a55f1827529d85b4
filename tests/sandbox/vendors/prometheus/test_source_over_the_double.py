"""Does our source count the sandbox's traffic through its Prometheus, whichever way it reads it?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Arm, Sample, Window
from gate.sources.prometheus import Prometheus

FIRST = '{attempt="first",synthetic="false"}'
SHARES = {
    "error_rate": {"query": f"http_requests_total{FIRST}", "bad": 'status=~"5..|408|429"'},
    "api_p95": {"query": f"http_request_duration_seconds{FIRST}", "edge_ms": 200},
    "api_p99": {"query": f"http_request_duration_seconds{FIRST}", "edge_ms": 1000},
}
SECOND = timedelta(seconds=1)
Counts = Callable[..., Sample]


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors) -> Prometheus:
    return Prometheus(http_client, settings.prometheus)


@pytest.fixture
def counts(source: Prometheus) -> Counts:
    """Count the last seconds, by all samples or, with a poll that is quick for the window, in steps."""

    def count(name: str, window: Window, arm: Arm = "all", *, poll: str = "1s", **more: object) -> Sample:
        row = {"source": "prometheus", "window": "30s", "poll": poll, "lag_max": "2s", **SHARES[name], **more}
        return source.counts(name, Indicator.model_validate(row), window, arm)

    return count


def last(seconds: float) -> Window:
    now = datetime.now(UTC)
    return Window(now - timedelta(seconds=seconds), now)


@pytest.mark.parametrize("name", SHARES)
def test_the_last_half_minute_is_counted_whole_and_fresh(counts: Counts, name: str) -> None:
    sample = counts(name, last(30))

    assert sample.denominator > 30 * 300
    assert 0 <= sample.numerator < sample.denominator / 20
    assert (sample.fault, sample.missing) == ("", 0)
    assert sample.coverage > 0.8
    assert datetime.now(UTC) - sample.observed_at < 5 * SECOND


@pytest.mark.parametrize("name", SHARES)
def test_steps_and_all_samples_count_the_same(counts: Counts, name: str) -> None:
    window = Window(last(40).start, last(5).start)

    by_samples, by_steps = counts(name, window), counts(name, window, poll="1ms")

    assert by_samples.denominator > 0
    assert (by_steps.numerator, by_steps.denominator) == (by_samples.numerator, by_samples.denominator)
    assert by_steps.observed_at == by_samples.observed_at


def test_the_arms_come_to_the_whole(counts: Counts) -> None:
    window, arms = Window(last(40).start, last(5).start), {"exposed": 'variant="on"', "rest": 'variant="off"'}

    whole = counts("error_rate", window)
    parts = [counts("error_rate", window, arm, **arms) for arm in ("exposed", "rest")]

    assert sum(part.denominator for part in parts) == whole.denominator > 0
    assert sum(part.numerator for part in parts) == whole.numerator


def test_four_weeks_are_read_too(counts: Counts) -> None:
    now = datetime.now(UTC)

    sample = counts("error_rate", Window(now - timedelta(days=28), now))

    assert sample.denominator > 28 * 86_400 * 300
    assert (sample.fault, sample.coverage > 0.99) == ("", True)


def test_an_edge_that_the_histogram_lacks_is_not_shown(counts: Counts) -> None:
    with pytest.raises(NotShown, match="no histogram edge at 250 ms"):
        counts("api_p95", last(30), edge_ms=250)


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_password_is_one_sentence(source: Prometheus, password: str | None) -> None:
    settings = source.settings.model_copy(update={"password": password})
    row = {"source": "prometheus", "window": "30s", "poll": "1s", "lag_max": "2s", **SHARES["error_rate"]}

    with pytest.raises(NotShown, match="Prometheus answered 401: the credential is refused"):
        Prometheus(source.http_client, settings).counts("error_rate", Indicator.model_validate(row), last(30))
