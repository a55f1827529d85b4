"""Which hours of the week are quiet."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gate.outcome import NotShown
from gate.release.low_traffic_hours import busy_hours
from gate.sample import Window

LAGOS = ZoneInfo("Africa/Lagos")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def four_weeks(count):
    """Traffic of each hour, by the hour of the day in Lagos, one hour ahead of UTC."""
    hours = (MONDAY + number * HOUR for number in range(28 * 24))
    return {hour: count(hour.astimezone(LAGOS).hour) for hour in hours}


def window(begins_at_utc, hours=1):
    start = datetime(2026, 11, 30, tzinfo=UTC) + begins_at_utc * HOUR
    return Window(start, start + hours * HOUR)


BY_NIGHT = four_weeks(lambda hour: 10 if hour < 5 else 100 + hour)


def test_a_window_in_the_night_of_the_team_is_quiet():
    assert busy_hours(BY_NIGHT, window(0, 4), 0.25, LAGOS) == ()


def test_each_busy_hour_of_the_window_is_named_in_the_time_of_the_team():
    busy = busy_hours(BY_NIGHT, window(3, 5), 0.2, LAGOS)

    assert [str(hour) for hour in busy] == [
        "Monday 05:00 WAT sees 105 transactions a week, quiet hours at most 10",
        "Monday 06:00 WAT sees 106 transactions a week, quiet hours at most 10",
        "Monday 07:00 WAT sees 107 transactions a week, quiet hours at most 10",
        "Monday 08:00 WAT sees 108 transactions a week, quiet hours at most 10",
    ]


def test_a_window_that_only_touches_an_hour_is_judged_by_that_hour():
    begins = datetime(2026, 11, 30, 3, 50, tzinfo=UTC)

    assert len(busy_hours(BY_NIGHT, Window(begins, begins + timedelta(minutes=20)), 0.2, LAGOS)) == 1


@pytest.mark.parametrize(
    "by_hour",
    [
        {},
        four_weeks(lambda _: 0),
        {hour: count for hour, count in BY_NIGHT.items() if hour < MONDAY + 3 * 24 * HOUR},
    ],
    ids=["nothing", "nobody", "half a week"],
)
def test_without_a_past_there_is_no_quiet_hour(by_hour):
    with pytest.raises(NotShown, match="of the week's 168 hours only"):
        busy_hours(by_hour, window(0), 0.25, LAGOS)


def test_when_all_hours_are_alike_none_is_busier():
    assert busy_hours(four_weeks(lambda _: 7), window(0, 24), 0.25, LAGOS) == ()
