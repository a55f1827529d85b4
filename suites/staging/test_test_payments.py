"""Staging verification: does test money go where it should, and nowhere else?"""

import pytest


@pytest.mark.item("staging.payments")
def test_the_page_on_staging_carries_no_key_for_real_money(public_surface):
    """Staging: "Payment processing tested (test mode)": test keys only.

    Fails when the page, or a script that it leads to, holds a live key of the payment provider.
    """
    bundle = public_surface.bundle()

    assert bundle.live_keys == (), f"payments on staging would be real: {', '.join(map(str, bundle.live_keys))}"


@pytest.mark.item("staging.payments")
@pytest.mark.effects("creates-user", "opens-checkout", "spends-money", "forges")
def test_a_test_payment_is_credited_once_and_a_refund_takes_it_out_again(card_payments, member):
    """Staging: "Payment processing tested (test mode)": success, a message that comes twice, and a refund.

    Fails when the payment does not go through or is a live one, the wallet is credited with another amount, or again
    when the message comes once more, or a refund does not take out exactly what went back to the card.
    """
    trip = card_payments.pays_and_gives_back(member)

    assert trip.top_up.failed is None, f"the payment did not go through: {trip.top_up.failed}"
    assert trip.top_up.provider_status == "success", f"the provider says “{trip.top_up.provider_status}”: {trip.top_up}"
    assert trip.top_up.provider_domain == "test", f"a {trip.top_up.provider_domain} payment, expected test"
    assert trip.top_up.credited_kobo == trip.top_up.charged_kobo == trip.top_up.typed_kobo, (
        f"the wallet is credited wrongly: {trip.top_up}"
    )
    assert trip.credited_again_kobo == 0, (
        f"the message came once more, and the wallet changed by {trip.credited_again_kobo} kobo"
    )
    assert trip.provider_says == "reversed", f"the payment was given back, the provider says “{trip.provider_says}”"
    assert trip.kept_kobo == 0, f"after the refund the wallet holds {trip.kept_kobo} kobo more than before the payment"
    assert trip.broken == (), f"broken after the refund: {', '.join(map(str, trip.broken))}"


@pytest.mark.item("staging.payments")
@pytest.mark.effects("creates-user", "opens-checkout")
def test_a_declined_card_is_told_and_moves_no_money(card_payments, member):
    """Staging: "Payment processing tested (test mode)": a card that its bank declines.

    Fails when the checkout does not say so, the provider or the product takes the payment for anything but failed, or
    the wallet grows.
    """
    declined = card_payments.is_declined(member)

    assert declined.attempt.failed is None, f"the decline was not told: {declined.attempt.failed}"
    assert declined.gained_kobo == 0, f"the card was declined, and the wallet changed by {declined.gained_kobo} kobo"
    assert declined.provider_says == "failed", (
        f"the provider says “{declined.provider_says}” of {declined.reference}, expected failed"
    )
    assert declined.product_says == "failed", (
        f"the product says “{declined.product_says}” of {declined.reference}, expected failed"
    )


@pytest.mark.item("staging.payments")
@pytest.mark.effects("creates-user", "opens-checkout", "forges")
def test_no_message_with_a_bad_signature_or_a_wrong_amount_moves_money(card_payments, member):
    """Staging: "Payment processing tested (test mode)": messages that are not to be believed.

    Fails when a message about a payment that nobody made is accepted though its signature is bad, or is credited; or
    when a signed one with another amount than was to be paid is credited. Our own signature must be taken.
    """
    forged = card_payments.forges_messages(member)

    assert forged.failed is None, f"no payment could be opened: {forged.failed}"
    assert forged.is_unsigned_refused, f"a bad signature was not refused: {forged.unsigned_answer}"
    assert forged.gained_by_unsigned_kobo == 0, (
        f"a message with a bad signature changed the wallet by {forged.gained_by_unsigned_kobo} kobo"
    )
    assert forged.gained_by_wrong_amount_kobo == 0, (
        f"a message with a wrong amount changed the wallet by {forged.gained_by_wrong_amount_kobo} kobo"
    )
