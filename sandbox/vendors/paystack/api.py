"""Paystack's API: open a payment, look at payments, give money back."""

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, request_response

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.paystack.checkout import TEST_CARDS, settle
from sandbox.vendors.paystack.ledger import Filter, Ledger, Payment, Refund
from sandbox.vendors.paystack.shapes import charge_json, listed_payment_json, payment_json, refund_json
from sandbox.vendors.paystack.webhooks import announce

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

CURRENCIES = ("GHS", "KES", "NGN", "ZAR", "USD")
STATUSES = ("success", "failed", "abandoned", "reversed")
PER_PAGE = 50
FLOAT_KOBO = 25_000_000_00
"""What stood in the account before any payment of the sandbox."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """What Paystack will not do, and why."""

    def __init__(self, message: str, code: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Say it in Paystack's words."""
        super().__init__(message)
        self.code = code
        self.status = status


class PaystackApi:
    """The endpoints."""

    def __init__(self, context: "Context", ledger: "Ledger") -> None:
        """Work on this ledger."""
        self.context = context
        self.ledger = ledger

    async def initialize(self, request: "Request") -> Response:
        """Open a payment and say where it can be paid."""
        wish = await _body(request)
        amount = _kobo(wish.get("amount"))
        email = str(wish.get("email", ""))
        if "@" not in email:
            raise Refusal("Invalid Email Address Passed", "invalid_email_address")
        if wish.get("currency", "NGN") not in CURRENCIES:
            raise Refusal("Currency not supported by merchant", "unsupported_currency")
        reference = str(wish.get("reference") or secrets.token_hex(5))
        if await self.ledger.find(reference):
            raise Refusal("Duplicate Transaction Reference", "duplicate_reference")
        asked = amount * 10 if self.context.faults.is_on("checkout-wrong-amount") else amount
        payment = Payment(
            reference=reference,
            email=email,
            amount=asked,
            requested_amount=amount,
            currency=wish.get("currency", "NGN"),
            callback_url=wish.get("callback_url"),
            metadata=_metadata(wish.get("metadata")),
        )
        self.ledger.opened_here[reference] = payment
        return _answer(
            "Authorization URL created",
            {
                "authorization_url": f"{self.context.addresses['PAYSTACK_CHECKOUT_URL']}/{payment.access_code}",
                "access_code": payment.access_code,
                "reference": reference,
            },
        )

    async def charge(self, request: "Request") -> Response:
        """Pay an open payment with a card, without the page."""
        wish = await _body(request)
        payment = await self.ledger.find(str(wish.get("reference", "")))
        if payment is None or payment.paid_at is not None:
            raise Refusal("Transaction reference is not open", "transaction_not_found")
        card = wish["card"].get("number") if isinstance(wish.get("card"), dict) else None
        if card not in TEST_CARDS:
            raise Refusal("Card is not a test card", "invalid_card")
        if _kobo(wish.get("amount")) != payment.amount:
            raise Refusal("Amount is not that of the transaction", "invalid_amount")
        await settle(self.context, payment, card)
        return _answer("Charge attempted", charge_json(payment))

    async def verify(self, request: "Request") -> Response:
        """Tell everything about one payment."""
        payment = await self.ledger.find(request.path_params["reference"])
        if payment is None:
            raise Refusal("Transaction reference not found", "transaction_not_found", HTTPStatus.NOT_FOUND)
        return _answer("Verification successful", payment_json(payment))

    async def list_transactions(self, request: "Request") -> Response:
        """List payments, newest first, page by page."""
        status = request.query_params.get("status")
        if status is not None and status not in STATUSES:
            raise Refusal(f"status must be one of {', '.join(STATUSES)}", "invalid_params")
        wanted = replace(self._wanted(request), status=status)
        per_page = _count(request, "perPage", _count(request, "per_page", PER_PAGE))
        page = _count(request, "page", 1)
        skipped = (page - 1) * per_page
        total, volume = await self.ledger.count(wanted)
        meta = {
            "total": total,
            "total_volume": volume,
            "skipped": skipped,
            "perPage": per_page,
            "page": page,
            "pageCount": -(-total // per_page),
        }
        shown = [listed_payment_json(payment) for payment in await self.ledger.page(wanted, skipped, per_page)]
        return _answer("Transactions retrieved", shown, meta=meta)

    async def totals(self, request: "Request") -> Response:
        """Sum up what was paid."""
        paid, volume = await self.ledger.count(replace(self._wanted(request), status="success"))
        return _answer(
            "Transaction totals",
            {
                "total_transactions": paid,
                "total_volume": volume,
                "total_volume_by_currency": [{"currency": "NGN", "amount": volume}],
                "pending_transfers": 0,
                "pending_transfers_by_currency": [{"currency": "NGN", "amount": 0}],
            },
        )

    async def balance(self, _request: "Request") -> Response:
        """Tell what the account holds after fees and refunds."""
        received = sum(p.amount - p.fees for p in self.ledger.opened_here.values() if p.paid_at)
        returned = sum(refund.amount for refund in self.ledger.refunds)
        return _answer("Balances retrieved", [{"currency": "NGN", "balance": FLOAT_KOBO + received - returned}])

    async def refund(self, request: "Request") -> Response:
        """Give a payment back, whole or in part."""
        wish = await _body(request)
        payment = await self.ledger.find(str(wish.get("transaction", "")))
        if payment is None:
            raise Refusal("Transaction not found", "transaction_not_found", HTTPStatus.NOT_FOUND)
        if payment.paid_at is None:
            raise Refusal("Transaction has not been paid", "transaction_not_paid")
        left = payment.amount - payment.refunded
        amount = _kobo(wish.get("amount", left)) if left else 0
        if not 0 < amount <= left:
            raise Refusal("Refund amount cannot be more than what is left of the transaction", "invalid_amount")
        refund = Refund(id=len(self.ledger.refunds) + 1, payment=payment, amount=amount)
        self.ledger.refunds.append(refund)
        queued = refund_json(refund)
        refund.status = "processed"
        payment.refunded += amount
        if payment.refunded == payment.amount:
            payment.status = "reversed"
        announce(self.context, "refund.processed", _refund_event(refund))
        return _answer("Refund has been queued for processing", queued)

    async def list_refunds(self, request: "Request") -> Response:
        """List refunds, of one payment where `reference` names it."""
        reference = request.query_params.get("reference")
        found = [r for r in self.ledger.refunds if reference in {None, r.payment.reference}]
        return _answer("Refunds retrieved", [refund_json(refund) for refund in reversed(found)])

    def _wanted(self, request: "Request") -> Filter:
        """Read the time that is asked for, as far as the data reach."""
        begin = _time(request, "from", datetime.min.replace(tzinfo=UTC))
        return Filter(begin, min(_time(request, "to", datetime.max.replace(tzinfo=UTC)), self.context.data_until()))


def app(context: "Context", ledger: "Ledger") -> Starlette:
    """Serve the API for the one secret key of the sandbox."""
    api = PaystackApi(context, ledger)

    def refusal(request: "Request") -> Response | None:
        known = {context.keys.paystack_secret}
        if context.faults.is_on("replaced-payment-key-opens"):
            known.add(context.keys.replaced_paystack_secret)
        if bearer_token(request) in known:
            return None
        return _refused(Refusal("Invalid key", "invalid_Key", HTTPStatus.UNAUTHORIZED))

    return Starlette(
        routes=[
            Route("/transaction/initialize", api.initialize, methods=["POST"]),
            Route("/charge", api.charge, methods=["POST"]),
            Route("/transaction/verify/{reference}", api.verify),
            Route("/transaction/totals", FaultySource(request_response(api.totals), context), methods=["GET"]),
            Route("/transaction", FaultySource(request_response(api.list_transactions), context), methods=["GET"]),
            Route("/balance", api.balance),
            Route("/refund", api.refund, methods=["POST"]),
            Route("/refund", api.list_refunds),
        ],
        middleware=[Middleware(Guard, refusal=refusal)],
        exception_handlers={Refusal: lambda _, refused: _refused(refused)},
    )


def _answer(message: str, data: object, **more: object) -> Response:
    return JSONResponse({"status": True, "message": message, "data": data, **more})


def _refused(refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - Starlette's type of a handler is wider
    return JSONResponse(
        {
            "status": False,
            "message": str(refusal),
            "meta": {"nextStep": "Ensure that the request is as the API reference describes it"},
            "type": "validation_error",
            "code": refusal.code,
        },
        refusal.status,
    )


async def _body(request: "Request") -> dict[str, Any]:
    raw = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw))
    try:
        body = json.loads(raw or "{}")
    except ValueError:
        raise Refusal("The request body is not JSON", "invalid_params") from None
    if not isinstance(body, dict):
        raise Refusal("The request body is not a JSON object", "invalid_params")
    return body


def _kobo(amount: object) -> int:
    """Read an amount; a fraction of a kobo is no amount."""
    text = str(amount)
    if isinstance(amount, bool) or not text.isdecimal() or int(text) == 0:
        raise Refusal("Invalid Amount Sent", "invalid_amount")
    return int(text)


def _metadata(given: object) -> dict[str, Any]:
    if isinstance(given, str) and given:
        given = json.loads(given)
    return given if isinstance(given, dict) else {}


def _count(request: "Request", name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isdecimal() or int(text) == 0:
        raise Refusal(f"{name} must be a number above 0, not '{text}'", "invalid_params")
    return int(text)


def _time(request: "Request", name: str, default: datetime) -> datetime:
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{name} must be an ISO 8601 time, not '{text}'", "invalid_params") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _refund_event(refund: Refund) -> dict[str, Any]:
    return {
        "status": refund.status,
        "transaction_reference": refund.payment.reference,
        "refund_reference": str(refund.id),
        "amount": str(refund.amount),
        "currency": refund.payment.currency,
        "customer": {"email": refund.payment.email},
        "domain": "test",
    }
