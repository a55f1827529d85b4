"""What this process was told: the scenario, and for whoever generates load the accounts it may use."""

import json
import os
from collections import deque
from dataclasses import dataclass, field
from typing import Any

ORDER_FD = "LOADTEST_ORDER_FD"


@dataclass
class Crew:
    """The accounts of this process: whoever starts takes one and gives it back; `phones` are those of all."""

    free: deque[dict[str, str]] = field(default_factory=deque)
    phones: list[str] = field(default_factory=list)
    anon_key: str = ""
    ca_pem: str | None = None
    provider: dict[str, str] = field(default_factory=dict)
    requests_per_second_max: float = 1.0

    def take_over(self, orders: dict[str, Any]) -> None:
        """Begin with what was handed out to this process."""
        self.free = deque(orders["accounts"])
        self.phones = orders["phones"]
        self.anon_key = orders["anon_key"]
        self.ca_pem = orders["ca_pem"]
        self.provider = orders["provider"]
        self.requests_per_second_max = orders["requests_per_second_max"]


def read_order() -> dict[str, Any]:
    """Read the order of this run: `scenario`, and `crew` unless this is a worker, who gets it from the master."""
    with os.fdopen(int(os.environ[ORDER_FD]), encoding="utf-8") as file:
        order: dict[str, Any] = json.load(file)
    return order


def shared_out(crew: dict[str, Any], processes: int) -> list[dict[str, Any]]:
    """Deal the accounts and the permitted rate to so many processes."""
    rate = crew["requests_per_second_max"] / processes
    return [
        {**crew, "accounts": crew["accounts"][number::processes], "requests_per_second_max": rate}
        for number in range(processes)
    ]


ORDER = read_order()
SCENARIO: dict[str, Any] = ORDER["scenario"]
CREW = Crew()
