"""Was a team told in time, and of this very version and window?"""

from datetime import UTC, datetime, timedelta

import pytest

from gate.release import Notification, Window
from gate.release.documents.notification import Notice, notices_by_receipt, why_not_told

OPENS = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
WINDOW = Window(opens=OPENS, closes=OPENS + timedelta(hours=1))
ZONE = "Africa/Lagos"  # UTC+1
BEFORE = OPENS - timedelta(hours=18)
GOOD = "Alaska Pay 2.4.0 goes out on Wednesday, 25 November 2026, between 02:30 and 03:30."


def a_notice(words: str | None = GOOD, at: datetime = BEFORE) -> Notice:
    return Notice("“what comes”", at, words)


def why(*notices: Notice) -> str:
    return why_not_told(notices, "2.4.0", WINDOW, ZONE)


@pytest.mark.parametrize(
    "words",
    [
        GOOD,
        "v 2.4.0: 2026-11-25 02:30-03:30",
        "On 25/11/2026, 02:30 to 03:30: 2.4.0.",
    ],
)
def test_a_notice_with_version_day_and_times_tells_it(words: str) -> None:
    assert why(a_notice(words)) == ""


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        (GOOD.replace("2.4.0", "2.3.1"), "does not name version 2.4.0"),
        (GOOD.replace("2.4.0", "12.4.0"), "does not name version 2.4.0"),
        (GOOD.replace("2.4.0", "2.4.0.1"), "does not name version 2.4.0"),
        (GOOD.replace("25 November", "26 November"), "does not name the day, 2026-11-25"),
        (GOOD.replace("02:30", "01:30"), "does not name the times, 02:30 to 03:30"),
        (GOOD.replace("03:30", "open end"), "does not name the times, 02:30 to 03:30"),
        ("soon", "does not name version 2.4.0 nor the day, 2026-11-25 nor the times, 02:30 to 03:30"),
    ],
)
def test_what_a_notice_lacks_is_told(words: str, lacking: str) -> None:
    assert why(a_notice(words)) == f"“what comes” {lacking}"


def test_a_notice_that_came_when_the_window_was_open_came_too_late() -> None:
    late = "“what comes” came at 2026-11-25 01:30 UTC, after the window had opened (2026-11-25 01:30)"

    assert why(a_notice(at=OPENS)) == late
    assert why(a_notice(words=None, at=OPENS)) == late
    assert why(a_notice(at=OPENS - timedelta(seconds=1))) == ""


def test_one_good_notice_among_others_is_enough_and_the_nearest_is_told_first() -> None:
    others = [a_notice(f"news of the day {number}") for number in range(5)]

    assert why(*others, a_notice()) == ""
    assert why(*others, a_notice("2.4.0 comes")).startswith("“what comes” does not name the day")


@pytest.mark.parametrize("missing", ["receipt", "at"])
def test_a_receipt_counts_with_its_time_and_for_its_own_team(missing: str) -> None:
    told = Notification.model_validate({"team": "support", "receipt": "m-1", "at": BEFORE})

    assert notices_by_receipt([told], "support", OPENS) == (Notice("receipt m-1", BEFORE),)
    assert notices_by_receipt([told], "executive", OPENS) == ()
    assert notices_by_receipt([told.model_copy(update={missing: None})], "support", OPENS) == ()


def test_a_receipt_from_the_future_is_none_yet() -> None:
    told = Notification.model_validate({"team": "support", "receipt": "m-1", "at": BEFORE})

    assert notices_by_receipt([told], "support", BEFORE - timedelta(seconds=1)) == ()
    assert len(notices_by_receipt([told], "support", BEFORE)) == 1
