"""Is a payment at Paystack opened, paid, told to the product and given back, exact to the kobo?"""

import asyncio
import hashlib
import hmac
import json
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
import uvicorn
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from sandbox.faults import Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.vendors import paystack
from sandbox.vendors.paystack.ledger import Payment
from sandbox.world import World

GOOD_CARD = "4084084084084081"
DECLINED_CARD = "4084080000005408"
POOR_CARD = "5060666666666666666"
SILENT_CARD = "4123450131001381"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CALLBACK = "https://alaskapay.example/#dashboard"


@dataclass
class Product:
    """The product's end of the webhooks: takes all of them, or first refuses some."""

    messages: "queue.Queue[tuple[str, bytes]]" = field(default_factory=queue.Queue)
    refusals: int = 0

    def next_message(self) -> tuple[dict[str, Any], str, bytes]:
        signature, body = self.messages.get(timeout=3)
        return json.loads(body), signature, body

    def hears_nothing_for(self, wait_s: float) -> bool:
        try:
            self.messages.get(timeout=wait_s)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def webhook_origin(product: Product) -> Iterator[str]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/functions/v1/paystack-webhook"
            body = self.rfile.read(int(self.headers["content-length"]))
            product.messages.put((self.headers["x-paystack-signature"], body))
            product.refusals -= 1
            self.send_response(200 if product.refusals < 0 else 500)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def world(sandbox: dict[str, str], webhook_origin: str, tmp_path: Path) -> World:
    return World(
        moment=moment_now("launch"),
        faults=Faults(),
        keys=cut_keys(),
        directory=tmp_path,
        tls=NO_TLS,
        http=httpx.AsyncClient(verify=NO_TLS),
        pool=AsyncConnectionPool(sandbox["DATABASE_URL"], kwargs={"row_factory": dict_row}, open=False),
        addresses={"SUPABASE_URL": webhook_origin},
    )


@pytest.fixture
def api(world: World) -> Iterator[httpx.Client]:
    """Serve both origins over the real database, and ask with the secret key."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    origins = [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners]
    world.addresses |= dict(zip(("PAYSTACK_URL", "PAYSTACK_CHECKOUT_URL"), origins, strict=True))
    server = uvicorn.Server(uvicorn.Config(paystack.app(world), lifespan="off", log_level="warning"))

    async def serve() -> None:
        async with world.pool, world.http:
            await server.serve(sockets=listeners)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    headers = {"authorization": f"Bearer {world.keys.paystack_secret}"}
    with httpx.Client(base_url=origins[0], headers=headers, timeout=5) as client:
        yield client
    server.should_exit = server.force_exit = True
    thread.join()


Open = Callable[..., Any]
Pay = Callable[..., httpx.Response]


@pytest.fixture
def opened(api: httpx.Client) -> Open:
    """Open a payment."""

    def initialize(amount: int = 100_001, **more: Any) -> Any:  # noqa: ANN401 - JSON
        wish = {"email": "ada@verify.alaskapay.com", "amount": amount, "callback_url": CALLBACK, **more}
        return api.post("/transaction/initialize", json=wish).raise_for_status().json()["data"]

    return initialize


@pytest.fixture(scope="module")
def visitor() -> Iterator[httpx.Client]:
    """A browser: it has no key."""
    with httpx.Client(verify=NO_TLS, timeout=5) as client:
        yield client


@pytest.fixture(scope="module")
def pay(visitor: httpx.Client) -> Pay:
    """Type a card on the checkout."""

    def type_card(opened: dict[str, str], card: str = GOOD_CARD, **more: str) -> httpx.Response:
        typed = {"card": card, "expiry": "12/30", "cvv": "408", **more}
        return visitor.post(opened["authorization_url"], data=typed)

    return type_card


def verified(api: httpx.Client, opened: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    return api.get(f"/transaction/verify/{opened['reference']}").raise_for_status().json()["data"]


def test_a_payment_is_paid_on_the_checkout(api: httpx.Client, opened: Open, visitor: httpx.Client, pay: Pay) -> None:
    payment = opened(100_001)
    page = visitor.get(payment["authorization_url"])
    before = verified(api, payment)
    answer = pay(payment)
    after = verified(api, payment)

    assert "<h1>Pay NGN 1,000.01</h1>" in page.text
    assert (before["status"], before["paid_at"]) == ("abandoned", None)
    back = urlsplit(answer.headers["location"])
    assert (answer.status_code, back.fragment) == (303, "dashboard")
    assert parse_qs(back.query)["reference"] == [payment["reference"]]
    assert (after["status"], after["amount"], after["currency"]) == ("success", 100_001, "NGN")
    assert (after["domain"], after["authorization"]["last4"]) == ("test", "4081")


def test_a_success_is_told_to_the_product_and_signed(
    api: httpx.Client, opened: Open, pay: Pay, world: World, product: Product
) -> None:
    payment = opened()
    pay(payment)
    event, signature, body = product.next_message()

    assert event == {"event": "charge.success", "data": verified(api, payment)}
    assert signature == hmac.new(world.keys.paystack_secret.encode(), body, hashlib.sha512).hexdigest()


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
    api: httpx.Client, opened: Open, pay: Pay, product: Product, case: tuple[str, str, str]
) -> None:
    card, sentence, reason = case
    payment = opened()
    page = pay(payment, card)
    event, _, _ = product.next_message()

    assert 'role="alert"' in page.text
    assert sentence in page.text
    assert (event["event"], event["data"]["gateway_response"]) == ("charge.failed", reason)
    assert verified(api, payment)["status"] == "failed"
    assert product.hears_nothing_for(0.3)


def test_another_card_may_be_tried_after_a_failed_one(api: httpx.Client, opened: Open, pay: Pay) -> None:
    payment = opened()

    pay(payment, DECLINED_CARD)
    pay(payment, GOOD_CARD)

    assert verified(api, payment)["status"] == "success"


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
    api: httpx.Client, opened: Open, typed: dict[str, str], problem: str, pay: Pay
) -> None:
    payment = opened()

    assert problem in pay(payment, **typed).text
    assert verified(api, payment)["status"] == "abandoned"


def test_a_payment_is_made_once(opened: Open, pay: Pay, visitor: httpx.Client) -> None:
    payment = opened()
    pay(payment)

    assert pay(payment).status_code == 409
    assert visitor.get(payment["authorization_url"]).status_code == 409


def test_an_unknown_checkout_is_not_found(world: World, api: httpx.Client) -> None:
    assert api.get(f"{world.addresses['PAYSTACK_CHECKOUT_URL']}/nothing").status_code == 404


@pytest.mark.parametrize("amount", [0, -100, 0.5, "ten", True, None])
def test_an_amount_that_is_no_number_of_kobo_is_refused(api: httpx.Client, amount: object) -> None:
    answer = api.post("/transaction/initialize", json={"email": "a@example.org", "amount": amount})

    assert (answer.status_code, answer.json()["message"]) == (400, "Invalid Amount Sent")


def test_a_reference_is_used_once(api: httpx.Client, opened: Open) -> None:
    opened(reference="AP-ONCE")

    again = api.post("/transaction/initialize", json={"email": "a@example.org", "amount": 100, "reference": "AP-ONCE"})

    assert (again.status_code, again.json()["code"]) == (400, "duplicate_reference")


def test_a_payment_is_given_back_in_parts_and_no_more_than_was_paid(
    api: httpx.Client, opened: Open, product: Product, pay: Pay
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
    assert verified(api, payment)["status"] == "reversed"
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


def test_a_checkout_can_fail_to_open(world: World, opened: Open, visitor: httpx.Client) -> None:
    world.faults.switch("checkout-does-not-open", 1)

    page = visitor.get(opened()["authorization_url"])

    assert page.status_code == 503
    assert "<form" not in page.text


def test_a_checkout_can_ask_for_another_amount(world: World, opened: Open, visitor: httpx.Client) -> None:
    world.faults.switch("checkout-wrong-amount", 1)

    page = visitor.get(opened(100_000)["authorization_url"])

    assert "<h1>Pay NGN 10,000.00</h1>" in page.text


@pytest.mark.parametrize("key", ["", "Bearer wrong", "Basic c2s6"])
def test_a_wrong_key_is_refused(api: httpx.Client, key: str) -> None:
    answer = api.get("/balance", headers={"authorization": key})

    assert (answer.status_code, answer.json()["message"]) == (401, "Invalid key")
