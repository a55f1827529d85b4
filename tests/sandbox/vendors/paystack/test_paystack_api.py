"""Are payments opened, listed and given back, exact to the kobo?"""

import httpx
import psycopg
import pytest
from product import DECLINED_CARD, Open, Pay, Product, Verify

from sandbox.vendors.paystack.ledger import Payment


@pytest.mark.parametrize("amount", [0, -100, 0.5, "ten", True, None])
def test_an_amount_that_is_no_number_of_kobo_is_refused(api: httpx.Client, amount: object) -> None:
    answer = api.post("/transaction/initialize", json={"email": "a@example.org", "amount": amount})

    assert (answer.status_code, answer.json()["message"]) == (400, "Invalid Amount Sent")


def test_a_reference_is_used_once(api: httpx.Client, opened: Open) -> None:
    opened(reference="AP-ONCE")

    again = api.post("/transaction/initialize", json={"email": "a@example.org", "amount": 100, "reference": "AP-ONCE"})

    assert (again.status_code, again.json()["code"]) == (400, "duplicate_reference")


def test_a_payment_is_given_back_in_parts_and_no_more_than_was_paid(
    api: httpx.Client, opened: Open, product: Product, pay: Pay, verified: Verify
) -> None:
    payment = opened(100_001)
    pay(payment)
    product.next_message()
    product.next_message()

    part = api.post("/refund", json={"transaction": payment["reference"], "amount": 1})
    too_much = api.post("/refund", json={"transaction": payment["reference"], "amount": 100_001})
    rest = api.post("/refund", json={"transaction": payment["reference"]})
    nothing_left = api.post("/refund", json={"transaction": payment["reference"]})

    assert [answer.status_code for answer in (part, too_much, rest, nothing_left)] == [200, 400, 200, 400]
    assert rest.json()["data"]["amount"] == 100_000
    assert verified(payment)["status"] == "reversed"
    events = [product.next_message()[0] for _ in range(2)]
    assert {(event["event"], event["data"]["amount"]) for event in events} == {
        ("refund.processed", "1"),
        ("refund.processed", "100000"),
    }
    listed = api.get("/refund", params={"reference": payment["reference"]}).json()["data"]
    assert [refund["amount"] for refund in listed] == [100_000, 1]


def test_the_payments_of_before_are_the_rows_of_the_product(
    sandbox: dict[str, str], api: httpx.Client, opened: Open, pay: Pay
) -> None:
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        count, volume = connection.execute(
            "select count(*), sum(amount * 100)::bigint from transactions"
            " where payment_method = 'paystack' and status = 'completed'"
        ).fetchone() or (0, 0)
    before = api.get("/transaction/totals").json()["data"]
    pay(opened(100_001))
    after = api.get("/transaction/totals").json()["data"]

    assert (before["total_transactions"], before["total_volume"]) == (count, volume)
    assert (after["total_transactions"], after["total_volume"]) == (count + 1, volume + 100_001)


def test_payments_are_listed_by_status_and_page(api: httpx.Client, opened: Open, pay: Pay) -> None:
    begin = "2026-01-01"
    pay(opened(reference="AP-PAID"))
    pay(opened(reference="AP-FAILED"), DECLINED_CARD)

    failed = api.get("/transaction", params={"from": begin, "status": "failed", "perPage": 1}).json()
    paid = api.get("/transaction", params={"from": begin, "status": "success", "perPage": 1, "page": 2}).json()
    future = api.get("/transaction", params={"from": "2999-01-01"}).json()

    assert [payment["reference"] for payment in failed["data"]] == ["AP-FAILED"]
    assert failed["meta"]["total"] == failed["meta"]["pageCount"] > 1
    assert (paid["meta"]["page"], paid["meta"]["skipped"], len(paid["data"])) == (2, 1, 1)
    assert "AP-PAID" not in {payment["reference"] for payment in paid["data"]}
    assert (future["meta"]["total"], future["data"]) == (0, [])


@pytest.mark.parametrize(("amount", "fees"), [(2_499_99, 37_49), (2_500_00, 137_50), (1_000_000_00, 2_000_00)])
def test_fees_are_as_published(amount: int, fees: int) -> None:
    payment = Payment(reference="AP", email="a@example.org", amount=amount, requested_amount=amount)

    assert payment.fees == fees


def test_the_balance_grows_by_what_is_paid_less_its_fees(api: httpx.Client, opened: Open, pay: Pay) -> None:
    [before] = api.get("/balance").json()["data"]
    pay(opened(2_500_00))
    [after] = api.get("/balance").json()["data"]

    assert after["balance"] - before["balance"] == 2_500_00 - 137_50


@pytest.mark.parametrize("key", ["", "Bearer wrong", "Basic c2s6"])
def test_a_wrong_key_is_refused(api: httpx.Client, key: str) -> None:
    answer = api.get("/balance", headers={"authorization": key})

    assert (answer.status_code, answer.json()["message"]) == (401, "Invalid key")
