"""Paystack by itself, over the sandbox's database, with our own end of its webhooks."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from sandbox.context import Context
from sandbox.faults.switches import Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.traffic.flag import Flag
from sandbox.vendors import paystack
from tests.sandbox.vendors.paystack.product import GOOD_CARD, Open, Pay, Product, Verify

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CALLBACK = "https://alaskapay.example/#dashboard"


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
def context(sandbox: dict[str, str], webhook_origin: str, tmp_path: Path) -> Context:
    moment, faults = moment_now("launch"), Faults()
    return Context(
        moment=moment,
        faults=faults,
        flag=Flag(100, moment, faults),
        keys=cut_keys(),
        directory=tmp_path,
        tls=NO_TLS,
        http=httpx.AsyncClient(verify=NO_TLS),
        pool=AsyncConnectionPool(sandbox["DATABASE_URL"], kwargs={"row_factory": dict_row}, open=False),
        addresses={"SUPABASE_URL": webhook_origin},
    )


@pytest.fixture
def api(context: Context) -> Iterator[httpx.Client]:
    """Serve both origins over the real database, and ask with the secret key."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    origins = [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners]
    context.addresses |= dict(zip(("PAYSTACK_URL", "PAYSTACK_CHECKOUT_URL"), origins, strict=True))
    server = uvicorn.Server(uvicorn.Config(paystack.app(context), lifespan="off", log_level="warning"))

    async def serve() -> None:
        async with context.pool, context.http:
            await server.serve(sockets=listeners)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    headers = {"authorization": f"Bearer {context.keys.paystack_secret}"}
    with httpx.Client(base_url=origins[0], headers=headers, timeout=5) as client:
        yield client
    server.should_exit = server.force_exit = True
    thread.join()


@pytest.fixture
def opened(api: httpx.Client) -> Open:
    """Open a payment."""

    def initialize(amount: int = 100_001, **more: Any) -> Any:
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


@pytest.fixture
def verified(api: httpx.Client) -> Verify:
    """Ask how a payment stands."""

    def verify(opened: dict[str, str]) -> Any:
        return api.get(f"/transaction/verify/{opened['reference']}").raise_for_status().json()["data"]

    return verify
