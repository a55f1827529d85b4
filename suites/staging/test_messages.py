"""Staging verification: do mails, text and push messages reach the people that they are for?"""

import pytest


@pytest.mark.item("staging.email")
@pytest.mark.effects("creates-user", "sends-message")
def test_mail_reaches_an_address_that_nobody_had_before(resets, member):
    """Staging: "Email delivery tested".

    Fails when the password-reset mail for an address made up for this run does not arrive in time, comes from another
    sender, carries a link to another host or none, or the mailbox reports that SPF, DKIM or DMARC did not pass.
    """
    reset = resets.of_password(member)

    reset.must_hold()


@pytest.mark.item("staging.email")
def test_no_mail_to_a_user_of_ours_came_back_within_a_day(mail_returned):
    """Staging: "Email delivery tested": what one mail of one run can't tell.

    Fails when SendGrid lists an address at synthetic.email_domain as bounced or blocked in the last 24 h. Not shown
    where there is no vendors.sendgrid, or its account is not the one that sends the product's mail.
    """
    assert mail_returned == (), (
        f"{'; '.join(map(str, mail_returned))}: find out why, then take the address off at SendGrid under "
        "Suppressions; while it stands among the bounces it gets no mail"
    )


@pytest.mark.item("staging.sms")
@pytest.mark.effects("sends-message")
def test_text_message_is_delivered_and_its_code_is_the_right_one(sms):
    """Staging: "SMS delivery tested".

    Fails when no text message leaves for the phone, it is not delivered there, or its code is not the one that the
    product waits for. Not shown while the provider has merely accepted it.
    """
    text = sms.code_to_the_phone()

    assert text.failed is None, f"the code could not be asked for: {text.failed}"
    assert text.waited is None, f"no text message was handed to the provider: {text.waited}"
    assert text.is_there, f"the text message is {text.status} (error {text.error_code} at Twilio), expected delivered"
    assert text.is_code_right, "the text message arrived, but the product does not take the code in it"


@pytest.mark.item("staging.push")
@pytest.mark.effects("creates-user", "sends-message")
def test_push_message_is_accepted_for_a_registered_device_and_seen(push_messages):
    """Staging: "Push notifications tested".

    Fails when the product can't send to a registered device, Google does not accept the message, or the device tells
    that it has not shown it in time. Not shown where Google does not know the device.
    """
    push = push_messages.message_to_the_device()

    assert push.problem is None, f"the product could not send a push message: {push.problem}"
    assert push.is_accepted, "the product names no message that Google has accepted"
    assert push.was_seen is not False, f"Google accepted it, but the device did not show it within {push.within_ms} ms"
