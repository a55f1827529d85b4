"""Smoke, first 15 minutes: does a mail reach its reader?"""

import pytest


@pytest.mark.item("smoke.email")
@pytest.mark.effects("creates-user", "sends-message")
def test_mail_with_a_nonce_is_read_in_time_from_the_right_sender(resets, member, environment):
    """Smoke test: "Email delivery works".

    Fails when the password-reset mail for an address made up for this run does not arrive in time, comes from another
    sender, carries a link to another host or none, or the mailbox reports that SPF, DKIM or DMARC did not pass.
    """
    reset = resets.of_password(member)

    assert reset.failed is None, f"the mail could not be asked for: {reset.failed}"
    assert reset.mail is not None, f"the mail to {member.email} did not come: {reset.waited}, though our mailbox works"
    assert reset.mail.sender == environment.mail.sender, (
        f"the mail came from {reset.mail.sender}, expected {environment.mail.sender}"
    )
    assert reset.mail.link_hosts, "the mail holds no link"
    assert reset.foreign_hosts == frozenset(), (
        f"the mail links to {', '.join(sorted(reset.foreign_hosts))}, "
        f"expected only {', '.join(environment.identity.hosts)}"
    )
    assert reset.not_passed == (), (
        f"the receiving mailbox reports {', '.join(reset.not_passed)} for {reset.mail.sender}, expected pass"
    )
