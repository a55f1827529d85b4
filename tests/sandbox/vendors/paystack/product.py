"""The product's end of Paystack's webhooks, and the words of these tests."""

import json
import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

GOOD_CARD = "4084084084084081"
DECLINED_CARD = "4084080000005408"
Open = Callable[..., Any]
Pay = Callable[..., httpx.Response]
Verify = Callable[[dict[str, str]], Any]


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
