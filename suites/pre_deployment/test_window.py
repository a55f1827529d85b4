"""Best practices: is the window on a day and of a length in which somebody can still help?"""

import pytest


@pytest.mark.item("practice.not-friday")
def test_no_part_of_the_window_falls_on_a_closed_day(deployment_window):
    """Best practice: "Don't deploy on Fridays".

    Fails when a part of the window falls on a Friday in the team's own time zone, or on a day that the environment
    lists as closed.
    """
    no_deploy_days = deployment_window.no_deploy_days()

    assert no_deploy_days == (), f"the window falls on {' and '.join(no_deploy_days)}, when nobody deploys"


@pytest.mark.item("practice.short-window")
def test_the_window_is_short_and_the_deployment_was(deployment_window):
    """Best practice: "Keep deployment window short".

    Fails when the window is longer than the environment allows, or when, afterwards, it took longer than that from the
    opening of the window until the release was live.
    """
    length = deployment_window.length()

    assert length.planned <= length.longest, f"the window is {length.planned} long, at most {length.longest} is allowed"
    assert length.is_kept, (
        f"the release was live {length.took} after the window had opened, not within {length.longest}"
    )


@pytest.mark.item("practice.one-change")
def test_no_other_deploy_of_the_site_shares_the_window(other_changes):
    """Best practice: "Don't deploy multiple changes at once": deploys.

    Fails when another deploy for production is on its way, or one of another commit was made in the window.
    """
    deploys = other_changes.deploys()

    assert deploys == (), f"another deploy of the site: {'; '.join(deploys)}"


@pytest.mark.item("practice.one-change")
def test_no_other_migration_waits_to_be_merged(other_changes):
    """Best practice: "Don't deploy multiple changes at once": migrations.

    Fails when an open pull request, no draft, brings a migration of the same database: it may be merged any time.
    """
    migrations = other_changes.migrations()

    assert migrations == (), (
        f"another change of the database waits: {'; '.join(migrations)}; make it a draft until the window is over"
    )


@pytest.mark.item("practice.one-change")
def test_no_other_flag_is_turned_in_the_window(other_changes):
    """Best practice: "Don't deploy multiple changes at once": feature flags.

    Fails when another flag of the same environment was changed while the window was open.
    """
    flags = other_changes.flags()

    assert flags == (), f"another flag was changed in the window: {'; '.join(flags)}"
