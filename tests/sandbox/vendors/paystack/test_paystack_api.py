"""Are payments opened, listed and given back, exact to the kobo?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from sandbox.context import Context
from sandbox.vendors.paystack.ledger import Payment
from tests.sandbox.vendors.paystack.product import DECLINED_CARD, Open, Pay, Product, Verify


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
    events = [product.next_message()[0] for _ in range(4)]
    assert {(event["event"], event["data"]["amount"]) for event in events} == {
        ("refund.processed", "1"),
        ("refund.processed", "100000"),
    }
    listed = api.get("/refund", params={"reference": payment["reference"]}).json()["data"]
    assert [refund["amount"] for refund in listed] == [100_000, 1]


def test_the_payments_of_before_are_the_rows_of_the_product(sandbox: dict[str, str], api: httpx.Client) -> None:
    """People go on paying meanwhile: only what was begun some seconds ago stands still."""
    settled = datetime.now(UTC) - timedelta(seconds=5)
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        count, volume = connection.execute(
            "select count(*), sum(amount * 100)::bigint from transactions"
            " where payment_method = 'paystack' and status = 'completed' and created_at <= %s",
            (settled,),
        ).fetchone() or (0, 0)
    before = api.get("/transaction/totals", params={"to": settled.isoformat()}).json()["data"]

    assert (before["total_transactions"], before["total_volume"]) == (count, volume)
    assert count > 5000


def test_a_payment_opened_here_is_counted_once_it_is_paid(api: httpx.Client, opened: Open, pay: Pay) -> None:
    payment = opened(100_001)

    def totals() -> tuple[int, int]:
        listed = api.get("/transaction", params={"status": "success", "from": begin, "to": end}).json()["meta"]
        summed = api.get("/transaction/totals", params={"from": begin, "to": end}).json()["data"]
        assert (listed["total"], listed["total_volume"]) == (summed["total_transactions"], summed["total_volume"])
        return summed["total_transactions"], summed["total_volume"]

    begin = end = api.get(f"/transaction/verify/{payment['reference']}").json()["data"]["created_at"]
    end = (datetime.fromisoformat(end) + timedelta(milliseconds=1)).isoformat()
    before = totals()
    pay(payment)
    after = totals()

    assert (after[0] - before[0], after[1] - before[1]) == (1, 100_001)


@pytest.mark.parametrize("per_page", [1, 3, 50])
def test_the_pages_together_are_the_list_in_its_order(
    api: httpx.Client, opened: Open, database: psycopg.Connection, eventually: Callable[..., Any], per_page: int
) -> None:
    """Payments opened here lie between rows of the product, and each is on one page only."""
    begin = (datetime.now(UTC) - timedelta(seconds=10)).isoformat()
    mine = [opened(reference=f"AP-MINE-{per_page}-{number}")["reference"] for number in range(4)]
    end = datetime.now(UTC)
    people_go_on = "select exists (select from transactions where payment_method = 'paystack' and created_at > %s)"
    assert eventually(lambda: (database.execute(people_go_on, (end,)).fetchone() or [False])[0], 3)
    asked = {"from": begin, "to": end.isoformat()}
    total = api.get("/transaction", params=asked).json()["meta"]["total"]
    pages = [
        api.get("/transaction", params={**asked, "perPage": per_page, "page": number + 1}).json()["data"]
        for number in range(-(-total // per_page))
    ]
    listed = [payment for page in pages for payment in page]

    assert total > 50
    assert len({payment["reference"] for payment in listed}) == len(listed) == total
    assert [payment["created_at"] for payment in listed] == sorted((p["created_at"] for p in listed), reverse=True)
    assert {payment["reference"] for payment in listed} >= set(mine)


def test_a_payment_that_has_just_begun_is_pending_and_an_old_one_abandoned(
    api: httpx.Client, database: psycopg.Connection, eventually: Callable[..., Any]
) -> None:
    def status_of_newest_pending() -> str:
        found = database.execute(
            "select reference from transactions where payment_method = 'paystack' and status = 'pending'"
            " order by created_at desc limit 1"
        ).fetchone() or ("",)
        return str(api.get(f"/transaction/verify/{found[0]}").json()["data"]["status"])

    assert eventually(lambda: status_of_newest_pending() == "pending", 3)
    [old] = database.execute(
        "select reference from transactions where payment_method = 'paystack' and status = 'pending'"
        " and created_at < now() - interval '1 hour' limit 1"
    ).fetchone() or ("",)
    assert api.get(f"/transaction/verify/{old}").json()["data"]["status"] == "abandoned"


def test_a_payment_is_found_by_its_number_too(api: httpx.Client, opened: Open, database: psycopg.Connection) -> None:
    [row] = database.execute(
        "select reference from transactions where payment_method = 'paystack' and status = 'completed' limit 1"
    ).fetchone() or ("",)
    for reference in (row, opened()["reference"]):
        payment = api.get(f"/transaction/verify/{reference}").json()["data"]

        assert api.get(f"/transaction/verify/{payment['id']}").json()["data"] == payment


def test_stale_data_end_when_the_fault_began_but_payments_go_on(
    api: httpx.Client, context: Context, opened: Open, verified: Verify
) -> None:
    context.faults.switch("source-stale", 1)
    payment = opened()

    newest = api.get("/transaction", params={"perPage": 1}).json()["data"][0]

    assert datetime.fromisoformat(newest["created_at"]) <= context.data_until()
    assert verified(payment)["reference"] == payment["reference"] != newest["reference"]


@pytest.mark.parametrize(("fault", "status"), [("source-401", 401), ("source-429", 429), ("source-html", 200)])
def test_what_measures_read_can_be_ill_while_payments_go_on(
    api: httpx.Client, context: Context, opened: Open, fault: str, status: int
) -> None:
    context.faults.switch(fault, 1)

    answers = [api.get(path) for path in ("/transaction", "/transaction/totals")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert api.get(f"/transaction/verify/{opened()['reference']}").json()["data"]["status"] == "abandoned"


def test_payments_are_listed_by_status_and_page(api: httpx.Client, opened: Open, pay: Pay, verified: Verify) -> None:
    begin = "2026-01-01"
    pay(opened(reference="AP-PAID"))
    pay(opened(reference="AP-FAILED"), DECLINED_CARD)
    end = (
        datetime.fromisoformat(verified({"reference": "AP-FAILED"})["created_at"]) + timedelta(milliseconds=1)
    ).isoformat()
    asked = {"from": begin, "to": end, "perPage": 1}

    failed = api.get("/transaction", params={**asked, "status": "failed"}).json()
    paid = api.get("/transaction", params={**asked, "status": "success", "page": 2}).json()
    future = api.get("/transaction", params={"from": "2999-01-01"}).json()

    assert [payment["reference"] for payment in failed["data"]] == ["AP-FAILED"]
    assert failed["meta"]["total"] == failed["meta"]["pageCount"] > 1
    assert (paid["meta"]["page"], paid["meta"]["skipped"], len(paid["data"])) == (2, 1, 1)
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
