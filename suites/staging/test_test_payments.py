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
    """Staging: "Payment processing tested (test mode)": success, a message that comes again, and a refund.

    Fails when the payment does not go through or is a live one, the wallet is credited with another amount, or changes
    when the message comes again: at once, in parallel, seconds later, or out of order; when asking how the payment
    stands moves money; or when a refund does not take out exactly what went back to the card.
    """
    trip = card_payments.pays_and_gives_back(member)

    assert trip.top_up.failed is None, f"the payment did not go through: {trip.top_up.failed}"
    assert trip.top_up.provider_status == "success", f"the provider says “{trip.top_up.provider_status}”: {trip.top_up}"
    assert trip.top_up.provider_domain == "test", f"a {trip.top_up.provider_domain} payment, expected test"
    assert trip.top_up.credited_kobo == trip.top_up.charged_kobo == trip.top_up.typed_kobo, (
        f"the wallet is credited wrongly: {trip.top_up}"
    )
    assert trip.moved_again == (), f"it was credited already, and {'; '.join(map(str, trip.moved_again))}"
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
def test_no_message_that_is_not_to_be_believed_moves_money(forger, member):
    """Staging: "Payment processing tested (test mode)": messages that are not to be believed.

    Fails when a message about a payment that nobody made is accepted without a signature, with a made-up one or one by
    a key that was replaced; when one of an unknown reference, another amount or currency, or the question how a payment
    stands moves money; when one goes to whom it names, not to who opened the payment, or counts twice in parallel.
    Our own signature must be taken.
    """
    forged = forger.tries(member)

    assert forged.failed is None, f"no payment could be opened: {forged.failed}"
    assert forged.believed == (), f"a bad signature was not refused: {'; '.join(forged.believed)}"
    assert forged.moved == (), f"money moved that nobody paid: {'; '.join(map(str, forged.moved))}"


@pytest.mark.item("staging.payments")
@pytest.mark.effects("creates-user", "opens-checkout", "spends-money", "forges")
def test_a_payout_that_fails_comes_back_exactly_once(payouts, member):
    """Staging: "Payment processing tested (test mode)": a withdrawal that the bank does not take.

    Fails when what was withdrawn does not come back to the wallet once the provider says that it failed, comes back
    again when that is said again, or a money invariant is broken by it.
    """
    payout = payouts.fails(member)

    assert payout.left_kobo > 0, f"{payout.reference} was accepted, and nothing left the wallet"
    assert payout.returned_kobo == payout.left_kobo, (
        f"{payout.reference} failed: {payout.left_kobo} kobo had left the wallet, {payout.returned_kobo} came back"
    )
    assert payout.moved_again == (), f"it came back already, and {'; '.join(map(str, payout.moved_again))}"
    assert payout.broken == (), f"broken after the payout: {', '.join(map(str, payout.broken))}"
