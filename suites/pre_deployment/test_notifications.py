"""Before the window opens: does each team know which version comes, and when?"""

import pytest


@pytest.mark.item("notify.development")
def test_the_development_team_knows_version_and_window_in_time(notifications):
    """Team notification: "Notify: development team".

    Fails when the team was told only after the window had opened, or nothing in its channel names this version with
    the day and the times of the window. Where its channel can't be read, the receipt in the release file stands for it.
    """
    told = notifications.to_team("development")

    told.must_hold()


@pytest.mark.item("notify.support")
def test_the_support_team_knows_version_and_window_in_time(notifications):
    """Team notification: "Notify: support team".

    Fails when the team was told only after the window had opened, or nothing in its channel names this version with
    the day and the times of the window. Where its channel can't be read, the receipt in the release file stands for it.
    """
    told = notifications.to_team("support")

    told.must_hold()


@pytest.mark.item("notify.marketing")
def test_the_marketing_team_knows_version_and_window_in_time(notifications):
    """Team notification: "Notify: marketing team".

    Fails when the team was told only after the window had opened, or nothing in its channel names this version with
    the day and the times of the window. Where its channel can't be read, the receipt in the release file stands for it.
    """
    told = notifications.to_team("marketing")

    told.must_hold()


@pytest.mark.item("notify.executive")
def test_the_executive_team_knows_version_and_window_in_time(notifications):
    """Team notification: "Notify: executive team".

    Fails when the team was told only after the window had opened, or nothing in its channel names this version with
    the day and the times of the window. Where its channel can't be read, the receipt in the release file stands for it.
    """
    told = notifications.to_team("executive")

    told.must_hold()
