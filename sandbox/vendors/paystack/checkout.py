"""Paystack's hosted checkout: the page where a customer types the card."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.vendors.paystack.shapes import payment_json
from sandbox.vendors.paystack.webhooks import announce

if TYPE_CHECKING:
    from typing import TypeGuard

    from starlette.requests import Request

    from sandbox.context import Context
    from sandbox.vendors.paystack.ledger import Ledger, Payment

MERCHANT = "Alaska Pay"
CVV_LENGTHS = (3, 4)


@dataclass(frozen=True)
class BankAnswer:
    """What the bank of a test card says."""

    status: str
    gateway_response: str
    sentence: str = ""
    takes_s: float = 0.0


TEST_CARDS = {
    "4084084084084081": BankAnswer("success", "Successful"),
    "4084080000005408": BankAnswer("failed", "Declined", "Your bank declined this card."),
    "5060666666666666666": BankAnswer("failed", "Insufficient Funds", "This card has insufficient funds."),
    "4123450131001381": BankAnswer("failed", "Timeout", "Your bank did not answer in time.", takes_s=1.0),
}


def app(context: "Context", ledger: "Ledger") -> Starlette:
    """Serve one page for each open payment."""

    async def show(request: "Request") -> Response:
        payment = ledger.with_access_code(request.path_params["access_code"])
        return _form(payment) if _is_payable(payment, context) else _closed(context, payment)

    async def pay(request: "Request") -> Response:
        payment = ledger.with_access_code(request.path_params["access_code"])
        if not _is_payable(payment, context):
            return _closed(context, payment)
        typed = dict(parse_qsl((await request.body()).decode()))
        card = typed.get("card", "").replace(" ", "")
        problem = _problem(card, typed.get("expiry", ""), typed.get("cvv", ""))
        return _form(payment, problem) if problem else await _charge(context, payment, card)

    return Starlette(
        routes=[
            Route("/{access_code}", show, methods=["GET"]),
            Route("/{access_code}", pay, methods=["POST"]),
        ]
    )


async def settle(context: "Context", payment: "Payment", card: str) -> BankAnswer:
    """Ask the bank, keep what it says, and tell the product."""
    answer = TEST_CARDS[card]
    await asyncio.sleep(answer.takes_s)
    payment.status, payment.gateway_response, payment.card = answer.status, answer.gateway_response, card
    if answer.status == "success":
        payment.paid_at = datetime.now(UTC)
    announce(context, f"charge.{answer.status}", payment_json(payment))
    return answer


async def _charge(context: "Context", payment: "Payment", card: str) -> Response:
    answer = await settle(context, payment, card)
    if answer.status != "success":
        return _form(payment, answer.sentence)
    if payment.callback_url is None:
        return _page("<h1>Payment successful</h1>")
    return RedirectResponse(_way_back(payment.callback_url, payment.reference), HTTPStatus.SEE_OTHER)


def _is_payable(payment: "Payment | None", context: "Context") -> "TypeGuard[Payment]":
    is_open = not context.faults.is_on("checkout-does-not-open")
    return is_open and payment is not None and payment.paid_at is None


def _closed(context: "Context", payment: "Payment | None") -> Response:
    if context.faults.is_on("checkout-does-not-open"):
        return _page("<h1>Service unavailable</h1>", HTTPStatus.SERVICE_UNAVAILABLE)
    if payment is None:
        return _page("<h1>There is no such payment</h1>", HTTPStatus.NOT_FOUND)
    return _page("<h1>This payment has been made</h1>", HTTPStatus.CONFLICT)


def _problem(card: str, expiry: str, cvv: str) -> str | None:
    """Say what is wrong with what was typed."""
    if card not in TEST_CARDS:
        return "This is not a test card."
    month, _, year = expiry.replace(" ", "").partition("/")
    today = datetime.now(UTC)
    if not (month.isdecimal() and year.isdecimal() and 1 <= int(month) <= 12):  # noqa: PLR2004 - months
        return "The expiry date must look like 12/30."
    if (2000 + int(year) % 100, int(month)) < (today.year, today.month):
        return "This card has expired."
    if not (cvv.isdecimal() and len(cvv) in CVV_LENGTHS):
        return "The CVV has three or four digits."
    return None


def _way_back(callback_url: str, reference: str) -> str:
    """Put the reference into the query, before any `#view` of the page."""
    parts = urlsplit(callback_url)
    query = urlencode([*parse_qsl(parts.query), ("trxref", reference), ("reference", reference)])
    return urlunsplit(parts._replace(path=parts.path or "/", query=query))


def _form(payment: "Payment", problem: str = "") -> Response:
    naira, kobo = divmod(payment.amount, 100)
    amount = f"{payment.currency} {naira:,}.{kobo:02d}"
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return _page(
        f"""<p>{MERCHANT} · {escape(payment.email)} · TEST</p>
<h1>Pay {amount}</h1>{alert}
<form method="post" autocomplete="off">
<label for="card">Card number</label>
<input id="card" name="card" inputmode="numeric" placeholder="0000 0000 0000 0000" required>
<label for="expiry">Card expiry</label>
<input id="expiry" name="expiry" placeholder="MM/YY" required>
<label for="cvv">CVV</label>
<input id="cvv" name="cvv" inputmode="numeric" placeholder="123" required>
<button type="submit">Pay</button>
</form>"""
    )


def _page(body: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Paystack Checkout</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 16px system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; }}
input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit; }}
input, button {{ padding: .6rem; margin: .3rem 0 1rem; }}
button {{ background: #0ba55b; color: #fff; border: 0; border-radius: .3rem; }}
[role=alert] {{ color: #b00020; }}
</style></head><body>{body}</body></html>""",
        status,
    )
