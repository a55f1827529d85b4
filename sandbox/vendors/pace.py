"""The pace that a vendor allows: so many requests a minute, said in headers, and then 429 until the minute is over."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MINUTE_S = 60


class Pace:
    """Let `per_minute` requests through; `refusal` makes the 429 that all others get."""

    def __init__(
        self,
        app: "ASGIApp",
        per_minute: int,
        refusal: "Callable[[], Response]",
        clock: "Callable[[], float]" = time.time,
    ) -> None:
        """Begin with a fresh minute."""
        self.app = app
        self.per_minute = per_minute
        self.refusal = refusal
        self.clock = clock
        self.minute_ends = 0.0
        self.left = 0

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer with what is left of the minute."""
        now = self.clock()
        if now >= self.minute_ends:
            self.minute_ends, self.left = now + MINUTE_S, self.per_minute
        is_refused = self.left == 0
        self.left = max(self.left - 1, 0)
        wait_s = max(1, round(self.minute_ends - now))
        headers = [
            (b"x-ratelimit-limit", str(self.per_minute).encode()),
            (b"x-ratelimit-remaining", str(self.left).encode()),
            (b"x-ratelimit-reset", str(round(self.minute_ends)).encode()),
            *([(b"retry-after", str(wait_s).encode())] if is_refused else []),
        ]

        async def send_with_pace(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await (self.refusal() if is_refused else self.app)(scope, receive, send_with_pace)
