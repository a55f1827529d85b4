"""Smoke, first 15 minutes: do the right people get in, the wrong ones not, and does signing out end it?"""

import pytest


@pytest.mark.item("smoke.login")
@pytest.mark.effects("creates-user")
def test_user_signs_in_and_reaches_the_dashboard(journeys, member):
    """Smoke test: "User login works".

    Fails when the right password is refused or the dashboard does not appear.
    """
    sign_in = journeys.signs_in(member)

    assert sign_in.failed is None, f"{member.email} can't sign in: {sign_in.failed}"
    assert sign_in.reached_dashboard, f"{member.email} signed in, but the dashboard did not appear"


@pytest.mark.item("smoke.login")
@pytest.mark.effects("creates-user")
def test_wrong_password_is_refused(journeys, member):
    """Smoke test: "User login works": a wrong password is refused.

    Fails when a wrong password lets somebody in, or the refusal is not told.
    """
    attempt = journeys.tries_wrong_password(member)

    assert attempt.failed is None, f"a wrong password was not refused as it ought to be: {attempt.failed}"
    assert attempt.still_signed_out, f"a wrong password opened the account of {member.email}"


@pytest.mark.item("smoke.login")
@pytest.mark.effects("creates-user")
def test_signing_out_ends_the_session(journeys, leaving_member, api):
    """Smoke test: "User login works": signing out ends the session.

    Fails when the page still shows the user, or the product still accepts the token of the ended session.
    """
    sign_out = journeys.signs_out_again(leaving_member)
    answer = api.user_of(sign_out.access_token)

    assert sign_out.failed is None, f"{leaving_member.email} can't sign in and out again: {sign_out.failed}"
    assert sign_out.signed_out, "after signing out the page still shows the user"
    assert getattr(answer, "status", None) in {401, 403}, (
        f"the session is alive after signing out, expected 401 or 403: {answer}"
    )
