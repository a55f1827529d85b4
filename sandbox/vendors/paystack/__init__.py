"""Paystack: its API and its hosted checkout, two origins over one ledger."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.vendors.paystack import api, checkout
from sandbox.vendors.paystack.ledger import Ledger

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sandbox.context import Context


def app(context: "Context") -> "ASGIApp":
    """Serve both origins; the port says which one is meant."""
    ledger = Ledger(context)
    api_app, checkout_app = api.app(context, ledger), checkout.app(context, ledger)
    checkout_port = urlsplit(context.addresses["PAYSTACK_CHECKOUT_URL"]).port

    async def by_origin(scope: "Scope", receive: "Receive", send: "Send") -> None:
        meant = checkout_app if scope["server"][1] == checkout_port else api_app
        await meant(scope, receive, send)

    return by_origin
