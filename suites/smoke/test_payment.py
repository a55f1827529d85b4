"""Smoke, first 15 minutes: does money arrive, once, and to the kobo?"""

import pytest


@pytest.mark.item("smoke.payment")
@pytest.mark.effects("creates-user", "opens-checkout")
def test_checkout_opens_with_the_right_amount(journeys, member):
    """Smoke test: "Payment processing works": the provider's checkout opens; it is abandoned, nothing is paid.

    Fails when the checkout does not open or asks for another amount than the user typed.
    """
    checkout = journeys.opens_checkout(member, amount_naira=1_000)

    assert checkout.failed is None, f"the checkout did not open: {checkout.failed}; the browser is at {checkout.host}"
    assert checkout.opened, f"the checkout did not open; the browser is at {checkout.host}"
    assert checkout.amount_shown == "1,000.00", f"typed 1,000.00, the checkout asks for {checkout.amount_shown}"


@pytest.mark.item("smoke.payment")
def test_money_invariants_hold(books):
    """Smoke test: "Payment processing works": the money in the database adds up.

    Fails when a wallet does not equal its transactions, is negative, a transfer has one leg only, a reference stands
    twice, or a transaction belongs to nobody.
    """
    books.must_hold()


@pytest.mark.item("smoke.payment", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "opens-checkout", "spends-money")
def test_paid_top_up_credits_the_wallet_exactly_once(payments, member, environment):
    """Smoke test: "Payment processing works": a test payment, from the card to the wallet.

    Fails when the payment does not go through, the wallet is not credited in time, is credited twice, is credited with
    another amount, the page says something else of it than the books, or a money invariant is broken before or after.
    Not executed on production: nothing is paid there.
    """
    top_up = payments.tops_up(member, amount_naira=1_000)

    assert top_up.failed is None, f"the payment did not go through: {top_up.failed}"
    assert (top_up.provider_domain, top_up.provider_status) == ("test", "success"), (
        f"to the provider {top_up.reference} is a {top_up.provider_domain} payment with “{top_up.provider_status}”, "
        "expected test and success"
    )
    assert top_up.charged_kobo == top_up.typed_kobo, f"charged another amount than was typed: {top_up}"
    assert top_up.credited_kobo == top_up.charged_kobo, (
        f"wallet credited wrongly within {environment.limits.credit_ms_max} ms: {top_up}"
    )
    assert top_up.contradictions == (), f"page and books disagree: {'; '.join(top_up.contradictions)}"
    assert top_up.completed_deposits == 1, (
        f"{top_up.completed_deposits} completed deposits for {top_up.reference}, expected 1"
    )
    assert top_up.broken_before == (), f"broken before the payment: {', '.join(map(str, top_up.broken_before))}"
    assert top_up.broken_after == (), f"broken after the payment: {', '.join(map(str, top_up.broken_after))}"
