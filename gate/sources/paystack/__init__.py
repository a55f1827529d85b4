"""Paystack: what the provider knows of a payment, and how all payments of a time have ended."""

from gate.http import VendorCall
from gate.sources.paystack.counting import PaymentCounts
from gate.sources.paystack.payment import Paystack, ProviderPayment

__all__ = ["CALLS", "TEST_CALLS", "PaymentCounts", "Paystack", "ProviderPayment"]

CALLS = (VendorCall("GET", "/transaction/verify/{reference}"), VendorCall("GET", "/transaction"))
TEST_CALLS = (VendorCall("POST", "/refund"),)
"""Never sent from production's environment: its key has no form that could not do this."""
