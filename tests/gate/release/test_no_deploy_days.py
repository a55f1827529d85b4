"""Does a part of the window fall on a day on which the team does not deploy?"""

from datetime import UTC, datetime

import pytest

from gate.environment.sections import Calendar
from gate.release import Window
from gate.release.no_deploy_days import no_deploy_days

NOVEMBER = {"tuesday": 24, "wednesday": 25, "thursday": 26, "friday": 27, "saturday": 28}


def a_window(opens: str, closes: str) -> Window:
    """Times in UTC, such as `friday 01:00`."""

    def time(text: str) -> datetime:
        day, _, clock = text.partition(" ")
        return datetime.fromisoformat(f"2026-11-{NOVEMBER[day]}T{clock}:00").replace(tzinfo=UTC)

    return Window(opens=time(opens), closes=time(closes))


@pytest.mark.parametrize(
    ("opens", "closes", "found"),
    [
        ("tuesday 01:00", "tuesday 03:00", ()),
        ("friday 01:00", "friday 03:00", ("Friday, 2026-11-27",)),
        ("thursday 22:00", "thursday 23:00", ()),  # until midnight in Lagos
        ("thursday 22:00", "thursday 23:01", ("Friday, 2026-11-27",)),
        ("friday 22:59", "saturday 01:00", ("Friday, 2026-11-27",)),
        ("friday 23:00", "saturday 01:00", ()),
        ("tuesday 01:00", "saturday 01:00", ("Friday, 2026-11-27",)),
    ],
)
def test_fridays_are_told_in_the_teams_own_time(opens: str, closes: str, found: tuple[str, ...]) -> None:
    assert no_deploy_days(a_window(opens, closes), Calendar()) == found


@pytest.mark.parametrize(
    ("closed", "found"),
    [
        (["2026-11-25"], ("Wednesday, 2026-11-25",)),
        (["wednesday"], ("Wednesday, 2026-11-25",)),
        (["saturday", "2026-11-24"], ()),
    ],
)
def test_further_days_are_those_of_the_environment(closed: list[str], found: tuple[str, ...]) -> None:
    calendar = Calendar.model_validate({"closed": closed})

    assert no_deploy_days(a_window("wednesday 01:00", "wednesday 03:00"), calendar) == found


@pytest.mark.parametrize("error", ["Saturday", "2026-13-01", "christmas", 25])
def test_a_no_deploy_day_that_is_none_is_refused(error: object) -> None:
    with pytest.raises(ValueError, match="no day that can be closed"):
        Calendar.model_validate({"closed": [error]})
