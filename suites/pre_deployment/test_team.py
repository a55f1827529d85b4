"""Before the window opens: is everybody there who will be needed, and do they know what is coming?"""

import pytest


@pytest.mark.item("final.support", part="attestation")
def test_the_support_team_was_briefed_on_this_version(attestations):
    """Final checks: "Support team briefed".

    Fails when nobody of support has signed this commit and named the brief of this version, the release file names no
    brief, or the signature has expired: the item is then not shown.
    """
    briefing = attestations.on("final.support")

    briefing.must_hold()


@pytest.mark.item("final.team", part="attestation")
def test_the_team_has_confirmed_that_it_is_there(attestations):
    """Final checks: "All team members available": the word of whoever asked them.

    Fails when nobody of release has signed for this commit that all have confirmed, or when that has expired: the item
    is then not shown.
    """
    confirmation = attestations.on("final.team")

    confirmation.must_hold()
