"""Smoke, first 15 minutes: do the apps start, and does the product still serve the apps in the field?"""

import pytest


@pytest.mark.item("smoke.mobile")
def test_launch_test_of_this_very_build_passed(app_build):
    """Smoke test: "Mobile apps launching": the launch test on a device or emulator.

    Fails when the launch test of the app in scope failed, tested nothing, or tested another build than the release's.
    """
    launch = app_build.launch_test()

    assert launch.build == app_build.number, (
        f"{app_build.platform}: the launch test ran build {launch.build}, the release is build {app_build.number}"
    )
    assert launch.tests > 0, f"{app_build.platform}: the launch test's file holds no test"
    assert launch.failed == (), f"{app_build.platform}: the launch test failed in “{'”, “'.join(launch.failed)}”"


@pytest.mark.item("smoke.mobile")
def test_app_version_in_the_field_is_still_served(field_version):
    """Smoke test: "Mobile apps launching": the minimum-version call, with the version header of apps in the field.

    Fails when an app version that users have is not answered as documented, or told that it is too old.
    """
    answer = field_version.asks_whether_it_is_supported()

    assert answer.problem is None, f"{field_version.name} is not answered as documented: {answer.problem}"
    assert answer.is_supported, f"{field_version.name} is told to update: the minimum is {answer.minimum_version}"


@pytest.mark.item("smoke.mobile")
def test_link_file_opens_the_real_app(link_file):
    """Smoke test: "Mobile apps launching": the universal-link and app-link files.

    Fails when a file is answered as the app shell or as something else than JSON, does not name the real app, team or
    signing certificate (a placeholder, say), or lets the app open no path of the site.
    """
    found = link_file.read()

    assert found.problem is None, f"{link_file.path}: {found.problem}"
    assert found.missing == (), f"{link_file.path} does not name {', '.join(found.missing)}"


@pytest.mark.item("smoke.mobile")
def test_no_fatal_start_up_event_since_the_deploy(error_tracking):
    """Smoke test: "Mobile apps launching": what error tracking has heard since the deploy.

    Fails when an app of this release crashed fatally. Not shown when no event of any version arrives: then silence
    proves nothing.
    """
    events = error_tracking.fatal_since_the_deploy()

    assert events.fatal == 0, (
        f"fatal events of {events.release} since the deploy, expected 0: {events.fatal}, first “{events.first_title}”"
    )
