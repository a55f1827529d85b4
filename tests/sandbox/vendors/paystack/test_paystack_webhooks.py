"""Is the product told what became of a payment, signed, and until it listens?"""

import hashlib
import hmac

import pytest

from sandbox.context import Context
from tests.sandbox.vendors.paystack.product import DECLINED_CARD, Open, Pay, Product, Verify

POOR_CARD = "5060666666666666666"
SILENT_CARD = "4123450131001381"


def test_a_success_is_told_to_the_product_and_signed(
    opened: Open, pay: Pay, context: Context, product: Product, verified: Verify
) -> None:
    payment = opened()
    pay(payment)
    event, signature, body = product.next_message()

    assert event == {"event": "charge.success", "data": verified(payment)}
    assert signature == hmac.new(context.keys.paystack_secret.encode(), body, hashlib.sha512).hexdigest()


def test_a_success_is_told_twice_and_no_more(opened: Open, product: Product, pay: Pay) -> None:
    pay(opened())

    assert product.next_message() == product.next_message()
    assert product.hears_nothing_for(0.4)


def test_a_message_that_is_not_taken_is_sent_again(opened: Open, product: Product, pay: Pay) -> None:
    product.refusals = 2

    pay(opened())

    attempts = [product.next_message() for _ in range(4)]
    assert all(attempt == attempts[0] for attempt in attempts)


@pytest.mark.parametrize(
    "case",
    [
        (DECLINED_CARD, "declined this card", "Declined"),
        (POOR_CARD, "insufficient funds", "Insufficient Funds"),
        (SILENT_CARD, "did not answer in time", "Timeout"),
    ],
)
def test_a_failed_card_is_said_on_the_page_and_told_once(
    opened: Open, pay: Pay, product: Product, case: tuple[str, str, str], verified: Verify
) -> None:
    card, sentence, reason = case
    payment = opened()
    page = pay(payment, card)
    event, _, _ = product.next_message()

    assert 'role="alert"' in page.text
    assert sentence in page.text
    assert (event["event"], event["data"]["gateway_response"]) == ("charge.failed", reason)
    assert verified(payment)["status"] == "failed"
    assert product.hears_nothing_for(0.3)
