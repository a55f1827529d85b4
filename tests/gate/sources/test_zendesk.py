"""Are tickets counted by whole days of the team's own time, each once, and never our own?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.environment.vendors import Zendesk as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Daily, Window
from gate.sources.zendesk import Zendesk, _days
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import SECRET

LAGOS = ZoneInfo("Africa/Lagos")
MONDAY = datetime(2026, 11, 16, tzinfo=LAGOS)
WEEK = Window(MONDAY, MONDAY + timedelta(days=7))
DOMAIN = "verify.alaskapay.com"


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> Zendesk:
    return Zendesk(http_client, Settings(url=vendor.url, email="ada@alaskapay.com", token=SECRET), DOMAIN)


@pytest.fixture
def daily(vendor: Listener, source: Zendesk) -> Callable[..., Daily]:
    """Read a week where Zendesk counts so; `ours` are synthetic tickets, `whole` is all it says that there are."""

    def read(
        counts: list[Any],
        *,
        ours: Any = 0,
        whole: Any = None,
        refreshed_at: Any = "2026-11-24T06:00:00Z",
        window: Window = WEEK,
    ) -> Daily:
        every = sum(counts) + ours if whole is None else whole
        refreshed = {"count": {"value": 700, "refreshed_at": refreshed_at}}
        pages = [refreshed, *({"count": count} for count in (*counts, ours, every))]
        vendor.replies = [answer(json.dumps(page).encode()) for page in pages]
        return source.daily_tickets(window, "Africa/Lagos")

    return read


def queries(vendor: Listener) -> list[str]:
    return [parse_qs(urlsplit(line).query)["query"][0] for line in vendor.lines if "search" in line]


def test_each_day_is_counted_by_itself_without_our_own_requesters(vendor, daily):
    week = daily([3, 2, 4, 3, 0, 3, 3])

    assert week.counts == (3, 2, 4, 3, 0, 3, 3)
    assert (week.window, week.coverage, week.source) == (WEEK, 1.0, "zendesk")
    assert week.observed_at == datetime(2026, 11, 24, 6, tzinfo=UTC)
    asked = queries(vendor)
    ours = f"requester:*@{DOMAIN}"
    assert asked[0] == f"type:ticket created>=2026-11-15T23:00:00Z created<2026-11-16T23:00:00Z -{ours}"
    assert asked[6] == f"type:ticket created>=2026-11-21T23:00:00Z created<2026-11-22T23:00:00Z -{ours}"
    assert asked[7] == f"type:ticket created>=2026-11-15T23:00:00Z created<2026-11-22T23:00:00Z {ours}"
    assert asked[8:] == ["type:ticket created>=2026-11-15T23:00:00Z created<2026-11-22T23:00:00Z"]


def test_a_count_may_come_as_an_object(daily):
    assert daily([{"value": 3}], whole=3, window=Window(MONDAY, MONDAY + timedelta(days=1))).counts == (3,)


def test_the_token_goes_as_basic_authentication_and_shows_nowhere(vendor, source, daily):
    daily([1] * 7)

    assert all(b"Authorization: Basic YWRhQGFsYXNrYXBheS5jb20vdG9rZW46" in request for request in vendor.requests)
    assert SECRET not in str(source.http_client.exchanges) + repr(source)


def test_a_thousand_synthetic_tickets_move_no_number(daily):
    assert daily([3] * 7, ours=1000).counts == daily([3] * 7).counts


@pytest.mark.parametrize(("ours", "whole"), [(1021, 1021), (0, 20), (5, 21), (1000, 21)])
def test_an_exclusion_that_was_not_understood_is_not_shown(daily, ours, whole):
    with pytest.raises(NotShown, match="Zendesk: its counts contradict each other: 21 tickets of users"):
        daily([3] * 7, ours=ours, whole=whole)


def test_parts_of_days_are_left_out(daily):
    ragged = Window(MONDAY - timedelta(hours=5), MONDAY + timedelta(days=2, hours=7))

    assert daily([3, 4], window=ragged).window == Window(MONDAY, MONDAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("refreshed_at", "days"),
    [
        ("2026-11-23T00:00:00Z", 7),
        ("2026-11-22T23:10:00Z", 7),
        ("2026-11-22T23:09:59Z", 6),
        ("2026-11-18T12:00:00+01:00", 2),
    ],
)
def test_a_day_that_is_not_indexed_yet_is_not_counted_and_says_so(daily, refreshed_at, days):
    week = daily([3] * days, refreshed_at=refreshed_at)

    assert week.counts == (3,) * days
    assert week.coverage == days / 7
    assert week.window == Window(MONDAY, MONDAY + timedelta(days=days))


def test_data_that_end_before_the_first_day_are_not_shown(daily):
    with pytest.raises(
        NotShown,
        match=r"^Zendesk: no whole day of 2026-11-15 23:00:00 to .*its data reach to 2026-11-16 12:00 UTC\): run again",
    ):
        daily([], refreshed_at="2026-11-16T12:00:00Z")


def test_a_day_in_the_future_is_not_counted_whatever_the_system_says(daily):
    tomorrow = datetime.now(LAGOS).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)

    with pytest.raises(NotShown, match="is over and indexed"):
        daily([0], refreshed_at="2099-01-01T00:00:00Z", window=Window(tomorrow, tomorrow + timedelta(days=1)))


@pytest.mark.parametrize("window", [Window(MONDAY, MONDAY + timedelta(hours=23)), Window(MONDAY, MONDAY)])
def test_a_window_without_a_whole_day_is_not_shown(vendor, source, window):
    with pytest.raises(NotShown, match="holds no whole days of Africa/Lagos"):
        source.daily_tickets(window, "Africa/Lagos")

    assert vendor.lines == []


def test_more_days_than_anybody_needs_are_not_asked_for(vendor, source):
    with pytest.raises(NotShown, match="holds 400 whole days"):
        source.daily_tickets(Window(MONDAY - timedelta(days=400), MONDAY), "Africa/Lagos")

    assert vendor.lines == []


@pytest.mark.parametrize("count", [None, "3", 3.0, True, -1, [3], {"value": None}, {"value": "3"}, {}])
def test_a_count_that_is_no_whole_number_is_not_shown(daily, count):
    with pytest.raises(NotShown, match="Zendesk: its answer has count wrong"):
        daily([count] * 7, whole=21)


@pytest.mark.parametrize("refreshed_at", [None, "", "yesterday", "2026-11-24T06:00:00", []])
def test_data_without_an_age_are_not_shown(daily, refreshed_at):
    with pytest.raises(NotShown, match=r"Zendesk: its answer has count\.refreshed_at wrong"):
        daily([3] * 7, refreshed_at=refreshed_at)


def test_where_clocks_change_a_day_has_23_or_25_hours():
    berlin = ZoneInfo("Europe/Berlin")
    window = Window(datetime(2026, 10, 24, tzinfo=berlin), datetime(2026, 10, 27, tzinfo=berlin))

    hours = [day.length / timedelta(hours=1) for day in _days(window, "Europe/Berlin")]

    assert hours == [24, 25, 24]


@settings(derandomize=True, deadline=None)
@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    hours=st.integers(0, 500),
    zone=st.sampled_from(["Africa/Lagos", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_days_follow_each_other_within_the_window_and_leave_less_than_one_out(start, hours, zone):
    window = Window(start, start + timedelta(hours=hours))

    days = _days(window, zone)

    assert all(before.end == after.start for before, after in pairwise(days))
    assert all(window.start <= day.start and day.end <= window.end for day in days)
    assert len(days) >= hours // 24 - 2
