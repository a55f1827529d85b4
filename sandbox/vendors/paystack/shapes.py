"""Paystack's JSON for what the ledger holds."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.vendors.paystack.ledger import Payment, Refund

DOMAIN = "test"
REFUND_TAKES = timedelta(days=7)
UNPAID_AUTHORIZATION = dict.fromkeys(
    (
        "authorization_code",
        "bin",
        "last4",
        "exp_month",
        "exp_year",
        "channel",
        "card_type",
        "bank",
        "country_code",
        "brand",
        "signature",
        "account_name",
    )
) | {"reusable": False}


def moment(when: datetime) -> str:
    """Write a time as Paystack does."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def payment_json(payment: "Payment") -> dict[str, Any]:
    """Shape a payment as `verify` and the webhooks tell it."""
    paid_at = moment(payment.paid_at) if payment.paid_at else None
    created_at = moment(payment.created_at)
    return {
        "id": payment.id,
        "domain": DOMAIN,
        "status": payment.status,
        "reference": payment.reference,
        "receipt_number": None,
        "amount": payment.amount,
        "message": None,
        "gateway_response": payment.gateway_response,
        "paid_at": paid_at,
        "created_at": created_at,
        "channel": "card",
        "currency": payment.currency,
        "ip_address": "127.0.0.1",
        "metadata": payment.metadata,
        "log": None,
        "fees": payment.fees if paid_at else None,
        "fees_split": None,
        "authorization": _authorization(payment.card) if payment.card else {},
        "customer": _customer(payment),
        "plan": None,
        "split": {},
        "order_id": None,
        "paidAt": paid_at,
        "createdAt": created_at,
        "requested_amount": payment.requested_amount,
        "pos_transaction_data": None,
        "source": None,
        "fees_breakdown": None,
        "connect": None,
        "transaction_date": created_at,
        "plan_object": {},
        "subaccount": {},
    }


def charge_json(payment: "Payment") -> dict[str, Any]:
    """Shape a payment as the Charge API answers: what is not known of the customer is empty, never null."""
    shaped = payment_json(payment) | {"fees": payment.fees}
    texts = dict.fromkeys(("first_name", "last_name", "phone", "international_format_phone"), "")
    customer = _customer(payment) | texts | {"metadata": {}}
    return shaped | {"customer": customer, "metadata": {"custom_fields": []}}


def listed_payment_json(payment: "Payment") -> dict[str, Any]:
    """Shape a payment as it stands in a list."""
    shaped = payment_json(payment)
    return shaped | {"plan": {}, "authorization": shaped["authorization"] or UNPAID_AUTHORIZATION}


def refund_json(refund: "Refund") -> dict[str, Any]:
    """Shape a refund, with the payment that it gives back."""
    created_at = moment(refund.created_at)
    paid = payment_json(refund.payment)
    kept = ("id", "domain", "reference", "amount", "paid_at", "channel", "currency", "order_id", "paidAt")
    unset = ("pos_transaction_data", "source", "fees_breakdown")
    return {
        "transaction": {name: paid[name] for name in (*kept, *unset)}
        | {
            "authorization": {"exp_month": None, "exp_year": None, "account_name": None},
            "customer": {"international_format_phone": None},
            "plan": {},
            "subaccount": {"currency": None},
            "split": {},
        },
        "integration": 412829,
        "deducted_amount": refund.amount if refund.status == "processed" else 0,
        "channel": None,
        "merchant_note": f"Refund of {refund.payment.reference}",
        "customer_note": f"Refund of {refund.payment.reference}",
        "status": refund.status,
        "refunded_by": "payments@alaskapay.com",
        "expected_at": moment(refund.created_at + REFUND_TAKES),
        "currency": refund.payment.currency,
        "domain": DOMAIN,
        "amount": refund.amount,
        "fully_deducted": refund.status == "processed",
        "id": refund.id,
        "createdAt": created_at,
        "updatedAt": created_at,
    }


def _authorization(card: str) -> dict[str, Any]:
    brand = "visa" if card.startswith("4") else "verve"
    return {
        "authorization_code": f"AUTH_{card[:6]}{card[-4:]}",
        "bin": card[:6],
        "last4": card[-4:],
        "exp_month": "12",
        "exp_year": "2030",
        "channel": "card",
        "card_type": f"{brand} ",
        "bank": "TEST BANK",
        "country_code": "NG",
        "brand": brand,
        "reusable": True,
        "signature": f"SIG_{card[:6]}{card[-4:]}",
        "account_name": None,
        "receiver_bank_account_number": None,
        "receiver_bank": None,
    }


def _customer(payment: "Payment") -> dict[str, Any]:
    return {
        "id": payment.id % 1_000_000,
        "first_name": None,
        "last_name": None,
        "email": payment.email,
        "customer_code": f"CUS_{payment.id:x}",
        "phone": None,
        "metadata": None,
        "risk_action": "default",
        "international_format_phone": None,
    }
