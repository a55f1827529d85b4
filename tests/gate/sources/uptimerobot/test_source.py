"""What is downtime, what is time that nobody watched, and what of UptimeRobot can't be believed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.environment.vendors import UptimeRobot as Settings
from gate.http import HttpClient
from gate.measure.reading import State
from gate.measure.windows.uptime import uptime
from gate.outcome import NotShown
from gate.sample import Downtime, Window
from gate.sources.uptimerobot import UptimeRobot
from tests.support.servers.listener import Listener, Reply, answer
from tests.support.source_faults import SECRET

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR_AGO = Window(NOW - timedelta(hours=2), NOW - timedelta(hours=1))
MINUTE_MS = 60_000
INTERVAL_S = 60


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> UptimeRobot:
    return UptimeRobot(http_client, Settings(url=vendor.url, monitor="7", token=SECRET), "https://alaskapay.com")


@pytest.fixture
def downtime(vendor: Listener, source: UptimeRobot) -> Callable[..., Downtime]:
    """Read the window from two hours ago to one hour ago, where UptimeRobot answers so."""

    def read(
        incidents: list[dict[str, Any]] | None = None, points: list[datetime] | None = None, **monitor: Any
    ) -> Downtime:
        vendor.replies = [
            page([watching(**monitor)]),
            page(incidents or []),
            series(minutely() if points is None else points),
        ]
        return source.downtime(HOUR_AGO)

    return read


def watching(**fields: Any) -> dict[str, Any]:
    usual = {"id": 7, "url": "https://alaskapay.com/", "status": "UP", "interval": INTERVAL_S}
    return {**usual, "currentStateDuration": 86_400, **fields}


def incident(start: datetime, end: datetime | None, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(start.timestamp()),
        "type": "Downtime",
        "monitor": {"id": 7},
        "startedAt": start.isoformat(),
        "resolvedAt": end and end.isoformat(),
        **fields,
    }


def minutely(start: datetime = HOUR_AGO.start, end: datetime = HOUR_AGO.end) -> list[datetime]:
    """Checks that succeeded, a minute apart, also around the window."""
    first = start - timedelta(minutes=2)
    return [first + timedelta(minutes=n) for n in range((end - start) // timedelta(minutes=1) + 5)]


def page(data: list[dict[str, Any]], link: str | None = None) -> Reply:
    return answer(json.dumps({"data": data, "nextLink": link}).encode())


def series(points: list[datetime]) -> Reply:
    return answer(json.dumps({"time_series": [{"timestamp": at.isoformat(), "value": 120} for at in points]}).encode())


def after(minutes: float) -> datetime:
    """So long after the beginning of the window."""
    return HOUR_AGO.start + timedelta(minutes=minutes)


def test_a_watched_hour_without_incident_is_up_and_observed_to_the_ms(downtime):
    read = downtime()

    assert (read.down_ms, read.unobserved_ms, read.outages) == (0, 0, 0)
    assert read.window == HOUR_AGO
    assert read.observed_at >= HOUR_AGO.end


def test_an_incident_counts_from_its_beginning_to_its_end_in_whole_ms(downtime):
    start = after(10) + timedelta(milliseconds=469)
    read = downtime([incident(start, start + timedelta(seconds=90, milliseconds=31))])

    assert (read.down_ms, read.outages) == (90_031, 1)


@pytest.mark.parametrize(
    ("start", "end", "down_ms"),
    [
        (after(-30), after(10), 10 * MINUTE_MS),
        (after(50), after(90), 10 * MINUTE_MS),
        (after(-30), after(90), 60 * MINUTE_MS),
        (after(-30), after(-10), 0),
        (after(-30), after(0), 0),
    ],
    ids=["begins before", "ends after", "spans all", "before", "ends as the window begins"],
)
def test_only_what_lies_in_the_window_counts(downtime, start, end, down_ms):
    assert downtime([incident(start, end)]).down_ms == down_ms


def test_incidents_that_overlap_or_come_twice_count_once(downtime):
    first, second = incident(after(10), after(20)), incident(after(15), after(25))

    read = downtime([second, first, first])

    assert (read.down_ms, read.outages) == (15 * MINUTE_MS, 2)


def test_an_incident_that_has_not_ended_lasts_until_now(downtime):
    read = downtime(
        [incident(after(30), None)], points=minutely(end=after(28)), status="DOWN", currentStateDuration=5400
    )

    assert (read.down_ms, read.unobserved_ms) == (30 * MINUTE_MS, 0)


def test_an_incident_left_open_though_the_monitor_is_up_again_ends_with_that(downtime):
    up_again_s = (datetime.now(UTC) - after(40)).total_seconds()

    read = downtime([incident(after(30), None)], status="UP", currentStateDuration=up_again_s)

    assert read.down_ms == pytest.approx(10 * MINUTE_MS, abs=5000)


def test_an_open_incident_that_contradicts_the_state_is_down_until_now(downtime):
    assert downtime([incident(after(30), None)], status="UP").down_ms == 30 * MINUTE_MS


def test_slow_responses_and_other_monitors_are_no_downtime(downtime):
    read = downtime(
        [
            incident(after(1), after(5), type="SlowResponse"),
            incident(after(6), after(9), monitor={"id": 8}),
        ]
    )

    assert (read.down_ms, read.outages) == (0, 0)


def test_a_pause_in_the_window_is_unobserved(downtime):
    points = [at for at in minutely() if not after(20) < at < after(40)]

    read = downtime(points=points)

    assert (read.down_ms, read.unobserved_ms) == (0, 18 * MINUTE_MS)


def test_a_check_that_is_missing_alone_is_no_pause(downtime):
    assert downtime(points=[at for at in minutely() if at != after(20)]).unobserved_ms == 0


def test_the_time_before_the_monitor_began_is_unobserved(downtime):
    assert downtime(points=minutely(after(32))).unobserved_ms == 29 * MINUTE_MS


def test_a_monitor_that_stopped_reporting_leaves_the_rest_unobserved(downtime):
    read = downtime(points=minutely(end=after(28)))

    assert read.unobserved_ms == 29 * MINUTE_MS
    assert read.observed_at == after(30)


def test_without_any_check_all_is_unobserved_and_nothing_passes(downtime):
    read = downtime(points=[])

    judged = uptime(HOUR_AGO.length_ms, HOUR_AGO.length_ms, read.down_ms, read.unobserved_ms, 0.999)
    assert read.unobserved_ms == HOUR_AGO.length_ms
    assert judged.state is State.NOT_ENOUGH_EVIDENCE


def test_a_paused_monitor_vouches_for_nothing_after_its_pause(downtime):
    """Even where its series says otherwise."""
    paused_s = (datetime.now(UTC) - after(45)).total_seconds()

    read = downtime(status="PAUSED", currentStateDuration=paused_s)

    assert read.unobserved_ms == pytest.approx(15 * MINUTE_MS, abs=5000)


def test_checks_in_any_order_and_twice_say_the_same(downtime):
    points = [at for at in minutely() if not after(20) < at < after(40)]

    assert downtime(points=[*reversed(points), *points]).unobserved_ms == downtime(points=points).unobserved_ms


def test_a_series_that_is_thinned_out_vouches_by_its_own_step(downtime):
    assert downtime(points=minutely()[::5]).unobserved_ms == 0


def test_a_series_too_thin_to_tell_a_pause_vouches_for_nothing(downtime):
    assert downtime(points=minutely()[::15]).unobserved_ms == HOUR_AGO.length_ms


def test_a_week_is_asked_day_by_day_and_page_by_page(vendor, source):
    week = Window(NOW - timedelta(days=7), NOW)
    vendor.replies = [
        page([watching(id=5, url="https://elsewhere.example")], f"{vendor.url}/v3/monitors?cursor=5"),
        page([watching()]),
        page([incident(NOW - timedelta(days=3), NOW - timedelta(days=3, minutes=-2))], "/v3/incidents?cursor=9"),
        page([incident(NOW - timedelta(days=5), NOW - timedelta(days=5, minutes=-3))]),
        series([]),
    ]

    read = source.downtime(week)

    assert (read.down_ms, read.outages) == (5 * MINUTE_MS, 2)
    assert vendor.lines[1].startswith("GET /v3/monitors?limit=200&cursor=5")
    assert "cursor=9" in vendor.lines[3]
    assert "monitor_id=7" in vendor.lines[3]
    assert sum("response-time" in line for line in vendor.lines) == 8


def test_a_window_that_lies_ahead_has_no_time_yet(vendor, source):
    vendor.replies = [page([watching()]), page([]), series([])]

    read = source.downtime(Window(NOW + timedelta(hours=1), NOW + timedelta(hours=2)))

    assert (read.window.length_ms, read.down_ms, read.unobserved_ms) == (0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "https://elsewhere.example"}, "UptimeRobot: monitor 7 watches elsewhere.example, not alaskapay.com"),
        ({"url": ""}, "UptimeRobot: monitor 7 watches no host, not alaskapay.com"),
        ({"id": 8}, "UptimeRobot has no monitor 7: look at vendors.uptimerobot.monitor"),
        ({"interval": 0}, "its answer has data.0.interval wrong"),
        ({"interval": None}, "its answer has data.0.interval wrong"),
        ({"currentStateDuration": None}, "its answer has data.0.currentStateDuration wrong"),
        ({"status": None}, "its answer has data.0.status wrong"),
    ],
)
def test_another_monitor_or_one_with_nulls_is_not_shown(vendor, source, fields, sentence):
    vendor.replies = [page([watching(**fields)])]

    for ask in (source.state, lambda: source.downtime(HOUR_AGO)):
        with pytest.raises(NotShown) as caught:
            ask()
        assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"startedAt": None}, "its answer has data.0.startedAt wrong"),
        ({"startedAt": "2026-11-24 09:12:00"}, "its answer has data.0.startedAt wrong"),
        ({"resolvedAt": 0.5j}, "its answer has data.0.resolvedAt wrong"),
        ({"type": None}, "its answer has data.0.type wrong"),
        ({"resolvedAt": after(-60).isoformat()}, "ended before it began"),
    ],
    ids=["no beginning", "no zone", "unreadable end", "no type", "ends first"],
)
def test_an_incident_that_is_not_whole_is_not_shown(downtime, fields, sentence):
    broken = {name: "soon" if value == 0.5j else value for name, value in fields.items()}

    with pytest.raises(NotShown, match=sentence):
        downtime([incident(after(10), after(20), **broken)])


@pytest.mark.parametrize("link", ["/v3/incidents", "https://elsewhere.example/v3/incidents?cursor="])
def test_pages_that_lead_nowhere_are_not_shown(vendor, source, link):
    vendor.replies = [page([watching()]), page([], link)]

    with pytest.raises(NotShown, match="UptimeRobot: its pages lead nowhere"):
        source.downtime(HOUR_AGO)


def test_pages_that_go_in_circles_are_not_shown(vendor, source):
    vendor.replies = [page([watching()]), page([], "/v3/incidents?cursor=1"), page([], "/v3/incidents?cursor=1")]

    with pytest.raises(NotShown, match="UptimeRobot: its pages lead nowhere"):
        source.downtime(HOUR_AGO)


def test_a_series_with_null_where_a_number_is_due_is_not_shown(vendor, source):
    point = {"timestamp": NOW.isoformat(), "value": None}
    vendor.replies = [page([watching()]), page([]), answer(json.dumps({"time_series": [point]}).encode())]

    with pytest.raises(NotShown, match=r"UptimeRobot: its answer has time_series\.0\.value wrong"):
        source.downtime(HOUR_AGO)


@pytest.mark.parametrize(
    ("status", "last_check_ago_s", "state"),
    [
        ("UP", 30, "up"),
        ("UP", 600, "unknown"),
        ("DOWN", 600, "down"),
        ("LOOKS_DOWN", 30, "unknown"),
        ("PAUSED", 30, "unknown"),
        ("STARTED", 30, "unknown"),
        ("ON HOLIDAY", 30, "unknown"),
    ],
)
def test_the_state_is_up_with_a_fresh_check_only(vendor, source, status, last_check_ago_s, state):
    end = datetime.now(UTC) - timedelta(seconds=last_check_ago_s)
    points = [end - timedelta(minutes=n) for n in range(3)]
    vendor.replies = [page([watching(status=status, currentStateDuration=120)]), series(points)]

    seen = source.state()

    assert seen.state == state
    assert bool(seen.why) == (state == "unknown")
    assert timedelta(seconds=119) < datetime.now(UTC) - seen.since < timedelta(seconds=125)
