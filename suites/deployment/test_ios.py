"""Deployment: is the iOS app of the release in the store, and do links to the site open it?"""

import pytest


@pytest.mark.item("deploy.ios")
def test_the_store_has_accepted_this_version_with_this_build(ios_release):
    """Deployment step: "Deploy iOS app": as App Store Connect has it.

    Fails when the version was never submitted, was rejected or withdrawn, or holds another build than the release's.
    Not shown while Apple looks at it.
    """
    problems = ios_release.store_problems()

    assert problems == (), f"App Store Connect: {'; '.join(problems)}"


@pytest.mark.item("deploy.ios")
def test_the_version_is_released_in_phases_as_intended(ios_release):
    """Deployment step: "Deploy iOS app": to some at first, or to everybody at once.

    Fails when it is to be released in phases and is not, or somebody has paused them; or the other way round.
    """
    problem = ios_release.phases_problem()

    assert problem == "", f"App Store Connect: {problem}"


@pytest.mark.item("deploy.ios")
def test_the_universal_links_of_the_site_name_the_real_app(ios_release):
    """Deployment step: "Deploy iOS app": the file at the site.

    Fails when it is no JSON, does not name the real team and bundle, or lets the app open no path of the site.
    """
    file = ios_release.site_file()

    assert file.problem is None, f"the site's apple-app-site-association: {file.problem}"
    assert file.missing == (), f"the site's apple-app-site-association does not name {', '.join(file.missing)}"


@pytest.mark.item("deploy.ios")
def test_the_copy_that_devices_get_names_the_real_app(ios_release):
    """Deployment step: "Deploy iOS app": the copy at Apple's CDN.

    Fails when a day after the deploy there is still no copy, or one that does not let the real app open links. Not
    shown within that day: then it may be the copy of before.
    """
    copy = ios_release.copy()

    assert copy.problem is None, f"the copy at Apple's CDN {copy.problem}"
    assert copy.missing == (), f"the copy at Apple's CDN does not name {', '.join(copy.missing)}"
