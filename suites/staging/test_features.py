"""Staging verification: can a customer do all that the product promises, one thing after the other?"""

import pytest


@pytest.mark.item("staging.features")
@pytest.mark.effects("creates-user", "sends-message", "opens-checkout", "spends-money")
def test_a_newcomer_gets_everything_done_and_the_money_arrives(features):
    """Staging: "All features working on staging".

    Fails when a step fails: registering with a code, signing in, topping up, seeing the balance, sending money, finding
    it in both histories, being notified, withdrawing, signing out; or a money invariant is broken by it.
    """
    journey = features.from_registering_to_signing_out()

    assert journey.day.failed is None, (
        f"{journey.day.failed}; done before that: {', '.join(journey.day.done) or 'nothing'}"
    )
    assert journey.receiving is not None, "nothing was sent, so nothing could be received"
    assert journey.receiving.failed is None, f"at the receiver's end: {journey.receiving.failed}"
    assert journey.withdrawn_kobo == 20_000, f"200.00 were withdrawn, the database holds {journey.withdrawn_kobo} kobo"
    assert journey.broken == (), f"broken by it: {', '.join(map(str, journey.broken))}"


@pytest.mark.item("staging.features")
def test_terms_privacy_and_an_unknown_address_are_told_as_what_they_are(console_errors):
    """Staging: "All features working on staging": the terms, the privacy policy, and an address that does not exist.

    Fails when one of them shows another page, or a heading without a text.
    """
    misread = console_errors.misread_pages()

    assert misread == (), f"these pages are not what they should be: {'; '.join(misread)}"
