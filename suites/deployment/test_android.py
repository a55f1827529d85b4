"""Deployment: do users get the Android app of the release from Play, and do links to the site open it?"""

import pytest


@pytest.mark.item("deploy.android")
def test_the_production_track_holds_this_version_at_the_intended_share(android_release):
    """Deployment step: "Deploy Android app": as Google Play has it.

    Fails when the production track does not hold this version code, it was halted, or more or fewer of the users get
    it than the release says.
    """
    problem = android_release.on_the_track()

    assert problem == "", f"Google Play: {problem}"


@pytest.mark.item("deploy.android")
def test_the_app_links_of_the_site_name_the_certificate_with_which_play_signs(android_release):
    """Deployment step: "Deploy Android app": the file at the site, and what Play makes of the bundle.

    Fails when the file is no JSON, or names another certificate: the one for uploads, say.
    """
    file = android_release.site_file()

    assert file.problem is None, f"the site's assetlinks.json {file.problem}"
    assert file.missing == (), f"the site's assetlinks.json does not name {', '.join(file.missing)}"


@pytest.mark.item("deploy.android")
def test_google_takes_the_app_links(android_release):
    """Deployment step: "Deploy Android app": as Android devices believe them.

    Fails when Google's Digital Asset Links API does not take site and app, signed as Play signs it, as linked.
    """
    not_taken = android_release.not_taken()

    assert not_taken == (), f"Google does not take the site as linked with {'; '.join(not_taken)}"
