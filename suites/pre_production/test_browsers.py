"""Before production: does the product work in the browsers that people use?"""

import pytest


@pytest.mark.item("testing.cross-browser")
@pytest.mark.effects("creates-user", "opens-checkout")
def test_core_journey_passes_in_the_engine(engine, leaving_member):
    """Testing complete: "Cross-browser testing completed".

    Fails when a member can't go from the home page over signing in and the dashboard to the checkout and sign out in
    this engine, or the checkout asks for another amount. Not shown where the engine can't be started.
    """
    journey = engine.core_journey(leaving_member)

    assert journey.failed is None, f"{engine.name}: {journey.failed}; reached: {', '.join(journey.done) or 'nothing'}"
    assert journey.amount_shown == "1,000.00", (
        f"{engine.name}: typed 1,000.00, the checkout asks for {journey.amount_shown}"
    )
