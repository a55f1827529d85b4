"""Is a long window, read in steps by a real server with a past, counted as exactly as with all its samples?"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gate.environment import vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Sample, Window
from gate.sources.prometheus import Prometheus
from tests.support.servers.prometheus import plant, running

SCRAPE_S = 15
END = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=3)
START = END - timedelta(hours=2)
WINDOW = Window(START, END)
HOUR = timedelta(hours=1)
however = pytest.mark.parametrize("how", ["in steps", "with all samples"])
STARTS_S_MAX = 10


class Past:
    """What instances would have shown, scrape by scrape."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def counter(self, labels: str, since: datetime, values: list[float], every_s: int = SCRAPE_S) -> None:
        for number, value in enumerate(values):
            at = since + timedelta(seconds=number * every_s)
            self.lines.append(f"requests_total{{{labels}}} {value} {at.timestamp():.3f}")

    def __str__(self) -> str:
        return "# TYPE requests counter\n" + "".join(f"{line}\n" for line in self.lines)


def climbing(first: int, by: int, scrapes: int) -> list[float]:
    return [first + by * number for number in range(scrapes)]


@pytest.fixture(scope="module")
def random_values() -> dict[str, list[float]]:
    """Counters of two instances over three hours, an hour of it before the window."""
    dice = random.Random(24)  # noqa: S311 - a seed, not a secret
    found: dict[str, list[float]] = {}
    for instance in ("api-1", "api-2"):
        for status in ("200", "500"):
            value, values = dice.randrange(10**6), []
            for _ in range(3 * 3600 // SCRAPE_S):
                value += dice.randrange(200) if status == "200" else dice.random() < 0.05
                values.append(float(value))
            found[f'instance="{instance}",status="{status}"'] = values
    return found


@pytest.fixture(scope="module")
def source(prometheus_folder: Path, random_values: dict[str, list[float]], eventually) -> Iterator[Prometheus]:
    past = Past()
    early = START - HOUR
    for labels, values in random_values.items():
        past.counter(f'test="random",{labels}', early, values)
    per_hour = 3600 // SCRAPE_S
    # One instance lives on in each of these, so that others can come and go beside it.
    for test in ("ends", "begins", "returns"):
        past.counter(f'test="{test}",instance="api-1",status="200"', early, climbing(10**6, 1, 3 * per_hour))
    past.counter('test="ends",instance="api-2",status="500"', START + timedelta(minutes=61, seconds=5), [3, 40])
    # PromQL forgets a series after five minutes; a step of this window is seven.
    past.counter(
        'test="half a day",instance="api-1",status="200"', END - 13 * HOUR, climbing(0, 1, 13 * 60), every_s=60
    )
    past.counter('test="half a day",instance="api-2",status="500"', END - 6 * HOUR + timedelta(seconds=2), [3, 40])
    past.counter('test="begins",instance="api-2",status="200"', START + HOUR, climbing(5, 2, per_hour))
    past.counter('test="returns",instance="api-2",status="200"', early, climbing(1000, 1, 100))
    past.counter('test="returns",instance="api-2",status="200"', START + HOUR, climbing(9000, 1, 100))
    # Falls, and is beyond where it was two scrapes later.
    values = climbing(100, 10, 3 * per_hour)
    fall = 2 * per_hour + 1
    values[fall], values[fall + 1] = 3, values[fall - 1] + 1
    past.counter('test="hidden",instance="api-1",status="200"', early, values)
    past.counter('test="blind",instance="api-1",status="200"', START + HOUR, climbing(10**6, 1, per_hour))
    past.counter('test="hole",instance="api-1",status="200"', early, climbing(100, 1, per_hour - 40))
    past.counter('test="hole",instance="api-1",status="200"', START + HOUR, climbing(5000, 1, per_hour))
    folder = prometheus_folder / "past"
    folder.mkdir()
    plant(folder, str(past))
    with running(folder) as server:
        port = int(urlsplit(server.url).port or 0)
        assert eventually(server.is_ready, STARTS_S_MAX)
        http_client = HttpClient("here", frozenset({("127.0.0.1", port)}), 1000, 5000)
        yield Prometheus(http_client, vendors.Prometheus(url=server.url))
        http_client.close()


@pytest.fixture
def read(source: Prometheus, indicator):
    """Read a window of a planted history, in steps or with all its samples."""

    def series(test: str, how: str, slots: int = 1, window: Window = WINDOW) -> tuple[Sample, ...]:
        poll = timedelta(seconds=1 if how == "in steps" else SCRAPE_S)
        asked = indicator(query=f'requests_total{{test="{test}"}}', bad='status="500"', poll=poll)
        return source.series("error_rate", asked, window, slots)

    return series


@pytest.mark.parametrize("slots", [1, 7, 100, 480])
def test_steps_count_what_all_samples_count(read, random_values, slots: int) -> None:
    by_steps, by_samples = read("random", "in steps", slots), read("random", "with all samples", slots)

    def grown(status: str, until: datetime) -> int:
        first, last = 3600 // SCRAPE_S, int((until - START).total_seconds() // SCRAPE_S) + 3600 // SCRAPE_S
        return int(sum(v[min(last, len(v) - 1)] - v[first] for name, v in random_values.items() if status in name))

    for stepped, sampled in zip(by_steps, by_samples, strict=True):
        assert (stepped.window, stepped.observed_at) == (sampled.window, sampled.observed_at)
        assert (stepped.numerator, stepped.denominator) == (sampled.numerator, sampled.denominator)
        assert stepped.coverage == pytest.approx(sampled.coverage)
        assert stepped.numerator == grown('"500"', stepped.window.end)
        assert stepped.denominator == grown("status", stepped.window.end)
        assert stepped.fault == ""


def test_steps_ask_for_some_hundred_points_at_most(source: Prometheus, read) -> None:
    asked_before = len(source.http_client.exchanges)
    read("random", "in steps", 480)

    asked = source.http_client.exchanges[asked_before:]
    assert len(asked) <= 5
    assert not any("increase" in exchange.request or "rate%28" in exchange.request for exchange in asked)


@however
def test_an_instance_that_came_and_went_between_two_steps_is_counted(read, how: str) -> None:
    (sample,) = read("ends", how)

    assert (sample.numerator, sample.fault) == (40, "")


def test_an_instance_that_came_and_went_within_a_long_step_is_counted(read) -> None:
    (sample,) = read("half a day", "in steps", window=Window(END - 12 * HOUR, END))

    assert (sample.numerator, sample.denominator, sample.fault) == (40, 40 + 12 * 60 - 1, "")


@however
def test_an_instance_that_came_later_began_at_zero(read, how: str) -> None:
    (sample,) = read("begins", how)

    steady = 2 * 3600 // SCRAPE_S - 1
    assert sample.denominator == steady + 5 + 2 * (3600 // SCRAPE_S - 1)
    assert sample.coverage > 0.99


@however
def test_an_instance_that_was_away_did_not_begin_at_zero(read, how: str) -> None:
    (sample,) = read("returns", how)

    assert sample.fault == ""
    assert sample.coverage < 0.1


@however
def test_a_fall_that_was_made_good_is_a_fault(read, how: str) -> None:
    (sample,) = read("hidden", how)

    assert 'requests_total{instance="api-1",status="200",test="hidden"} fell' in sample.fault


@however
def test_a_source_that_was_blind_at_the_start_says_so(read, how: str) -> None:
    (sample,) = read("blind", how)

    assert sample.denominator == 3600 // SCRAPE_S - 1
    assert sample.coverage == pytest.approx(0.5, abs=0.01)


@however
def test_a_hole_at_the_start_is_no_coverage(read, how: str) -> None:
    (sample,) = read("hole", how)

    assert sample.coverage < 0.95


@however
def test_a_window_before_all_samples_is_not_shown(read, how: str) -> None:
    with pytest.raises(NotShown, match="Prometheus has no series requests_total"):
        read("random", how, window=Window(START - 9 * HOUR, START - 8 * HOUR))


def test_an_old_window_is_as_old_as_its_samples(read) -> None:
    (sample,) = read("random", "in steps")

    assert END - timedelta(seconds=SCRAPE_S) <= sample.observed_at <= END
