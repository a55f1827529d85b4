"""Is there always a place where the window of the sample release, which is around now, has no Friday in it?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.moments import FRIDAY, TEAM_ZONES, Moment, SampleRelease

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def a_moment(deployed_at: datetime) -> Moment:
    return Moment("launch", deployed_at, deployed_at, SampleRelease())


@pytest.mark.parametrize("quarters", range(0, 7 * 24 * 4, 4 * 24), ids=lambda quarters: f"day {quarters // 96}")
def test_no_window_of_the_week_has_a_friday_where_the_team_lives(quarters: int) -> None:
    for quarter in range(quarters, quarters + 4 * 24):
        moment = a_moment(MONDAY + timedelta(minutes=15 * quarter))
        zone = ZoneInfo(moment.team_zone)
        days = {end.astimezone(zone).weekday() for end in (moment.window_opens, moment.window_closes)}

        assert FRIDAY not in days, moment.window_opens


def test_the_team_lives_in_lagos_unless_it_is_friday_there() -> None:
    assert a_moment(MONDAY).team_zone == TEAM_ZONES[0] == "Africa/Lagos"
    assert a_moment(MONDAY + timedelta(days=4, hours=12)).team_zone != "Africa/Lagos"
