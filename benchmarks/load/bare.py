"""Inside Locust: the wallet scenario's endpoints in a bare loop. It trusts every answer and watches nothing."""

import json
import os
import random
import ssl
from collections import deque

from locust import FastHttpUser, LoadTestShape, task

with os.fdopen(int(os.environ["LOADTEST_ORDER_FD"]), encoding="utf-8") as order_file:
    ORDER = json.load(order_file)
CREW = ORDER["crew"]
ACCOUNTS = deque(CREW["accounts"])
TLS = ssl.create_default_context(cadata=CREW["ca_pem"])


class Ramp(LoadTestShape):
    """As the order says: one stage."""

    def tick(self) -> tuple[int, float] | None:
        """All at once, then none."""
        (stage,) = ORDER["scenario"]["stages"]
        return (stage["users"], 100.0) if self.get_run_time() < stage["lasts_s"] else None


class Bare(FastHttpUser):
    """Sends what the wallet scenario sends."""

    insecure = False
    ssl_context_factory = staticmethod(lambda: TLS)

    def on_start(self) -> None:
        """Take an account."""
        self.account = ACCOUNTS.popleft()
        self.others = [phone for phone in CREW["phones"] if phone != self.account["phone"]]
        token = self.account["access_token"]
        self.headers = {"apikey": CREW["anon_key"], "authorization": f"Bearer {token}"}

    @task(6)
    def look_at_wallet(self) -> None:
        """Two reads."""
        self.client.get("/rest/v1/wallet_accounts?select=*", headers=self.headers, name="a")
        latest = "/rest/v1/wallet_transactions?select=*&order=created_at.desc&limit=20"
        self.client.get(latest, headers=self.headers, name="b")

    @task(3)
    def transfer(self) -> None:
        """Two functions and a read."""
        pin = {"pin": self.account["pin"]}
        self.client.post("/functions/v1/verify-transaction-pin", headers=self.headers, json=pin, name="c")
        phone = random.choice(self.others)  # noqa: S311 - no secret
        wish = {"recipient_phone": phone, "amount": 0.5, "currency": "NGN", "description": "load test"}
        self.client.post("/functions/v1/wallet-transfer", headers=self.headers, json=wish, name="d")
        self.client.get("/rest/v1/wallet_accounts?select=*", headers=self.headers, name="a")

    @task(1)
    def open_dashboard(self) -> None:
        """A read and a function."""
        path = f"/rest/v1/profiles?select=*&id=eq.{self.account['user_id']}"
        self.client.get(path, headers=self.headers, name="e")
        self.client.post("/functions/v1/get-notifications", headers=self.headers, json={}, name="f")
