"""Deployment: is the web app that visitors get the release's, whole, and for those too who were here before?"""

import pytest


@pytest.mark.item("deploy.web")
def test_what_visitors_get_is_the_approved_commit(web_deploy):
    """Deployment step: "Deploy web application": by its host, and by the page as it comes past caches and out of them.

    Fails when what is live was built from another commit than the release's (or than what it was rolled back to), two
    who can tell contradict each other, or the page that visitors get is another build.
    """
    live = web_deploy.live()

    assert live.contradiction == "", f"deploy {live.deploy} can't be what it says: {live.contradiction}"
    assert live.commit == live.approved, (
        f"deploy {live.deploy} was built from {live.commit[:7]}, approved is {live.approved[:7]}"
    )
    assert live.others == (), f"visitors get something else: {'; '.join(live.others)}"


@pytest.mark.item("deploy.web")
def test_every_file_that_the_page_names_is_there(web_deploy):
    """Deployment step: "Deploy web application": scripts, styles, preloads, icons, what the service worker keeps.

    Fails when one of them is not found, comes with another content type than its own, or the page itself is answered
    in its place.
    """
    assets = web_deploy.assets()

    assert assets.problems == (), (
        f"{len(assets.problems)} of {assets.count} files are not what they should be: {'; '.join(assets.problems[:3])}"
    )


@pytest.mark.item("deploy.web")
def test_who_was_here_before_the_deploy_sees_the_new_build(returning_visitor):
    """Deployment step: "Deploy web application": with the web of before in the browser's cache, and its worker.

    Fails when somebody who comes back gets the former build, or a broken page, also when the page is loaded again.
    """
    visit = returning_visitor.returns()

    assert visit.failed is None, f"who was here before does not see the home page: {visit.failed}"
    assert visit.is_approved, f"who was here before goes on seeing {visit.build}"
