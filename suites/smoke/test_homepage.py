"""Smoke, first 15 minutes: does the home page open, for a new visitor and for one who was here before?"""

import pytest


@pytest.mark.item("smoke.homepage")
def test_homepage_shows_its_headline_and_a_usable_way_in(journeys, environment):
    """Smoke test: "Homepage loads".

    Fails when the headline is not there, the main button can't be used, the console is not silent,
    a script is answered with something else, or it all takes longer than its limit.
    """
    visit = journeys.opens_homepage()

    assert visit.failed is None, f"the home page did not open: {visit.failed}; the browser: {visit.health}"
    assert visit.health.is_silent, f"the browser complained: {visit.health}"
    assert visit.headline == environment.pages.headline, (
        f"headline: expected “{environment.pages.headline}”, saw “{visit.headline}”"
    )
    assert visit.way_in_usable, f"“{environment.pages.way_in}” can't be used: {visit.way_in_problem}"
    assert visit.ready_ms <= environment.limits.homepage_ms_max, (
        f"the home page was usable after {visit.ready_ms} ms, limit {environment.limits.homepage_ms_max} ms"
    )


@pytest.mark.item("smoke.homepage")
def test_returning_visitor_with_an_old_cache_sees_the_homepage(journeys, environment):
    """Smoke test: "Homepage loads", also for a returning visitor.

    Fails when a browser that holds the page of a former build in its cache gets a blank or broken page.
    """
    visit = journeys.returns_with_an_old_cache()

    assert visit.failed is None, (
        f"a returning visitor does not see the home page: {visit.failed}; the browser: {visit.health}"
    )
    assert visit.health.is_silent, f"the browser of a returning visitor complained: {visit.health}"
    assert visit.headline == environment.pages.headline, (
        f"headline: expected “{environment.pages.headline}”, saw “{visit.headline}”"
    )
    assert visit.way_in_usable, f"a returning visitor can't use “{environment.pages.way_in}”: {visit.way_in_problem}"
