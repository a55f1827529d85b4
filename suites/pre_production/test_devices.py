"""Before production: does the product work in the hands of people, on phones and tablets?"""

import pytest


@pytest.mark.item("testing.mobile-devices", part="check")
@pytest.mark.effects("creates-user", "opens-checkout")
def test_core_journey_passes_on_the_device(devices, handheld, leaving_member):
    """Testing complete: "Mobile device testing completed".

    Fails when a member can't go with a finger from the home page over signing in and the dashboard to the checkout and
    sign out, or a place on the way is wider than the screen of the device.
    """
    walked = devices.core_journey(handheld, leaving_member)

    assert walked.journey.failed is None, (
        f"{handheld.name}: {walked.journey.failed}; reached: {', '.join(walked.journey.done) or 'nothing'}"
    )
    assert walked.too_wide == (), f"{handheld.name}: people have to scroll sideways at {', '.join(walked.too_wide)}"
