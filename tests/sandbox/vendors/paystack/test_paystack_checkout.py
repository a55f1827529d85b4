"""Can a payment be made on the checkout, once and by a good card only?"""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.context import Context
from tests.sandbox.vendors.paystack.product import DECLINED_CARD, GOOD_CARD, Open, Pay, Verify


def test_a_payment_is_paid_on_the_checkout(opened: Open, visitor: httpx.Client, pay: Pay, verified: Verify) -> None:
    payment = opened(100_001)
    page = visitor.get(payment["authorization_url"])
    before = verified(payment)
    answer = pay(payment)
    after = verified(payment)

    assert "<h1>Pay NGN 1,000.01</h1>" in page.text
    assert (before["status"], before["paid_at"]) == ("abandoned", None)
    back = urlsplit(answer.headers["location"])
    assert (answer.status_code, back.fragment) == (303, "dashboard")
    assert parse_qs(back.query)["reference"] == [payment["reference"]]
    assert (after["status"], after["amount"], after["currency"]) == ("success", 100_001, "NGN")
    assert (after["domain"], after["authorization"]["last4"]) == ("test", "4081")


def test_another_card_may_be_tried_after_a_failed_one(opened: Open, pay: Pay, verified: Verify) -> None:
    payment = opened()

    pay(payment, DECLINED_CARD)
    pay(payment, GOOD_CARD)

    assert verified(payment)["status"] == "success"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"card": "4111111111111111"}, "not a test card"),
        ({"expiry": "1230"}, "must look like"),
        ({"expiry": "13/30"}, "must look like"),
        ({"expiry": "01/20"}, "has expired"),
        ({"cvv": "12"}, "three or four digits"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_charged(
    opened: Open, typed: dict[str, str], problem: str, pay: Pay, verified: Verify
) -> None:
    payment = opened()

    assert problem in pay(payment, **typed).text
    assert verified(payment)["status"] == "abandoned"


def test_a_payment_is_made_once(opened: Open, pay: Pay, visitor: httpx.Client) -> None:
    payment = opened()
    pay(payment)

    assert pay(payment).status_code == 409
    assert visitor.get(payment["authorization_url"]).status_code == 409


def test_an_unknown_checkout_is_not_found(context: Context, api: httpx.Client) -> None:
    assert api.get(f"{context.addresses['PAYSTACK_CHECKOUT_URL']}/nothing").status_code == 404


def test_a_checkout_can_fail_to_open(context: Context, opened: Open, visitor: httpx.Client) -> None:
    context.faults.switch("checkout-does-not-open", 1)

    page = visitor.get(opened()["authorization_url"])

    assert page.status_code == 503
    assert "<form" not in page.text


def test_a_checkout_can_ask_for_another_amount(context: Context, opened: Open, visitor: httpx.Client) -> None:
    context.faults.switch("checkout-wrong-amount", 1)

    page = visitor.get(opened(100_000)["authorization_url"])

    assert "<h1>Pay NGN 10,000.00</h1>" in page.text
