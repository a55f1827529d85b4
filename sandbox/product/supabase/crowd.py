"""How the product is when many use it at once: the faults that a lone user never sees."""

import asyncio
import time
from collections import deque
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.context import Context

AT_ONCE_S = 2.0
"""Whoever asked within so long is here at once with the others."""
SLOWER_S = 0.1
ERRORS_ABOVE = 4
ONE_IN = 2
CONNECTIONS = 4
HELD_S = 1.0
PATIENCE_S = 1.0
RATE_WINDOW_S = 1.0
RATE_MAX = 3


class Crowd:
    """Everybody who came with a user's token in the last two seconds."""

    def __init__(self, context: Context) -> None:
        """Begin with nobody."""
        self.context = context
        self._came_at: dict[str, float] = {}
        self._above = 0
        self._recent: deque[float] = deque()
        self._connections = asyncio.Semaphore(CONNECTIONS)

    async def stands_in_the_way(self, request: Request) -> Response | None:
        """Make the request wait, or answer it with a failure; None lets it through."""
        token = request.headers.get("authorization", "")
        if not token or token.endswith(self.context.keys.service):
            return None
        faults, others = self.context.faults, self._others_than(token)
        if faults.is_on("rate-limited") and self._is_over_the_rate():
            answer = {"message": "Too many requests"}
            return JSONResponse(answer, HTTPStatus.TOO_MANY_REQUESTS, {"retry-after": "1"})
        if faults.is_on("load-errors") and others >= ERRORS_ABOVE and self._is_the_unlucky_one():
            return JSONResponse({"message": "upstream connect error"}, HTTPStatus.SERVICE_UNAVAILABLE)
        if faults.is_on("pool-exhausted") and not await self._gets_a_connection(faults.strength("pool-exhausted")):
            answer = {"message": "remaining connection slots are reserved for roles with the SUPERUSER attribute"}
            return JSONResponse(answer, HTTPStatus.INTERNAL_SERVER_ERROR)
        await asyncio.sleep(faults.strength("load-slow") * SLOWER_S * others)
        return None

    def _others_than(self, token: str) -> int:
        now = time.monotonic()
        self._came_at[token] = now
        self._came_at = {who: at for who, at in self._came_at.items() if now - at < AT_ONCE_S}
        return len(self._came_at) - 1

    def _is_over_the_rate(self) -> bool:
        now = time.monotonic()
        while self._recent and now - self._recent[0] >= RATE_WINDOW_S:
            self._recent.popleft()
        if len(self._recent) >= RATE_MAX:
            return True
        self._recent.append(now)
        return False

    def _is_the_unlucky_one(self) -> bool:
        self._above += 1
        return self._above % ONE_IN == 0

    async def _gets_a_connection(self, strength: float) -> bool:
        """Take one of a few; it comes back long after the answer."""
        try:
            await asyncio.wait_for(self._connections.acquire(), PATIENCE_S)
        except TimeoutError:
            return False
        asyncio.get_running_loop().call_later(strength * HELD_S, self._connections.release)
        return True
