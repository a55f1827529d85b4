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


@pytest.mark.item("final.team", part="evidence")
def test_the_rotation_covers_the_window_and_the_day_after_it(roster):
    """Final checks: "All team members available": the rotation of the release file.

    Fails when the rotation does not stand from before the window until 24 hours after it, when one person fills two
    roles, or when a name or number is nobody's.
    """
    rotation = roster.rotation()
    hours_of_nobody = roster.hours_of_nobody()

    assert hours_of_nobody == (), f"the rotation leaves hours to nobody: {'; '.join(hours_of_nobody)}"
    assert rotation.shared == (), f"one person can't fill two roles: {'; '.join(rotation.shared)}"
    assert rotation.unreal == (), f"somebody can't be reached: {'; '.join(rotation.unreal)}"


@pytest.mark.item("contacts.on-call", part="evidence")
def test_each_role_of_the_rotation_has_a_name_and_a_number(roster):
    """Emergency contacts: "On-call rotation: primary, secondary, database, infrastructure".

    Fails when a role is filled by something that is no person's name, or by a number that nobody can dial. Not shown
    while [Name] or [Phone] stands there.
    """
    rotation = roster.rotation()

    assert rotation.unreal == (), f"somebody of the rotation can't be called: {'; '.join(rotation.unreal)}"


@pytest.mark.item("contacts.escalation", part="evidence")
def test_the_escalation_path_has_no_gap_and_leads_to_people(roster):
    """Emergency contacts: "Escalation path: on-call 0-15, team lead 15-30, CTO 30-60, CEO >60 min or critical".

    Fails when the path does not begin with the alarm, leaves minutes to nobody or to two, comes to an end, or leads to
    something that is no person's name or number. Not shown while [Name] or [Phone] stands there.
    """
    path = roster.escalation()

    assert path.breaks == (), f"the steps do not join: {'; '.join(path.breaks)}"
    assert path.unreal == (), f"somebody on the path can't be called: {'; '.join(path.unreal)}"
