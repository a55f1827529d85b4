"""Smoke, first 15 minutes: does a mail reach its reader?"""

import pytest


@pytest.mark.item("smoke.email")
@pytest.mark.effects("creates-user", "sends-message")
def test_mail_with_a_nonce_is_read_in_time_from_the_right_sender(resets, member):
    """Smoke test: "Email delivery works".

    Fails when the password-reset mail for an address made up for this run does not arrive in time, comes from another
    sender, carries a link to another host or none, or the mailbox reports that SPF, DKIM or DMARC did not pass.
    """
    reset = resets.of_password(member)

    reset.must_hold()
