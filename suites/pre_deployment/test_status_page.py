"""Before production is touched: will people know what is going on?"""

import pytest


@pytest.mark.item("final.status-page")
def test_the_status_page_announces_the_deployment(status_page, release):
    """Final checks: "Status page prepared".

    Fails when the page can't be opened, shows no component or one that does not work, has an open incident, or
    announces no maintenance that lasts from before the window until after it.
    """
    window, announced = release.window, status_page.announced

    assert status_page.problem == "", f"people can't open the status page: {status_page.problem}"
    assert status_page.components > 0, "the status page shows no component at all"
    assert status_page.troubled == (), f"not operational: {', '.join(map(str, status_page.troubled))}"
    assert status_page.incidents == (), f"still open on the status page: {', '.join(status_page.incidents)}"
    assert status_page.covering != (), (
        f"no maintenance covers {window.opens:%Y-%m-%d %H:%M} to {window.closes:%H:%M} UTC; "
        f"announced: {'; '.join(map(str, announced)) or 'none'}"
    )
