"""The site right after a deploy: machines that start, machines that still have the release before, old caches."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from sandbox.product.web import app as web
from sandbox.product.web.build import build
from sandbox.product.web.previous import before_the_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.context import Context

STARTING = "<!doctype html><title>503</title><h1>Service Unavailable</h1><p>Starting up, try again.</p>"
COLD_S, ROLL_OUT_S = 60, 40
MACHINES, OLD_ONE_IN = 10, 20
CACHED_FOR_S = "312"
HOME = "/"
ASSETS = "/assets/"


class FirstMinute:
    """Stands before the release and the release before, and says which of them answers."""

    def __init__(self, context: Context) -> None:
        """Begin with the first request after a fault is switched on."""
        self._context = context
        self._context_before = before_the_release(context)
        self._release, self._before = web.app(context), web.app(self._context_before)
        self._began: dict[str, datetime] = {}
        self._turns = count(1)
        self._connections: dict[tuple[str, int], int] = {}
        self._chance = random.Random("old-build-by-chance")
        self._is_old: dict[str, Callable[[Scope], bool]] = {
            "old-build-one-in-four": self._is_fourth,
            "old-build-one-in-twenty": self._is_of_old_machine,
            "old-build-by-chance": self._is_by_chance,
            "page-old-in-cache": self._is_from_cache,
            "roll-out": self._is_of_machine_to_come,
        }
        for fault in ("cold-start", "roll-out"):
            context.faults.on_change(fault, self._began.clear)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as whoever is met."""
        faults = self._context.faults
        if self._seconds_since_first("cold-start") < COLD_S * faults.strength("cold-start"):
            starting = HTMLResponse(STARTING, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": "5"})
            await starting(scope, receive, send)
            return
        on = [fault for fault in self._is_old if faults.is_on(fault)]
        if scope["path"].startswith(ASSETS):
            is_old = bool(on) and self._is_of_old_build_only(scope["path"])  # the files of both builds are kept
        else:
            is_old = scope["path"] == HOME and any(self._is_old[fault](scope) for fault in on)
        if is_old and "page-old-in-cache" in on:
            send = _aged(send)
        await (self._before if is_old else self._release)(scope, receive, send)

    def _is_of_old_build_only(self, path: str) -> bool:
        return path in build(self._context_before).files and path not in build(self._context).files

    def _is_fourth(self, _scope: Scope) -> bool:
        """One of four machines behind a balancer that takes them in turn."""
        return next(self._turns) % 4 == 0

    def _is_of_old_machine(self, scope: Scope) -> bool:
        """A connection stays with its machine."""
        client = tuple(scope["client"])
        machine = self._connections.setdefault(client, len(self._connections)) % OLD_ONE_IN
        return machine == OLD_ONE_IN - 1

    def _is_by_chance(self, _scope: Scope) -> bool:
        return self._chance.random() < self._context.faults.strength("old-build-by-chance")

    @staticmethod
    def _is_from_cache(scope: Scope) -> bool:
        """Whoever adds a query, or says so, gets past it."""
        asks_past = (b"cache-control", b"no-cache") in scope["headers"]
        return not (scope["query_string"] or asks_past)

    def _is_of_machine_to_come(self, _scope: Scope) -> bool:
        """Machine n of ten has the release after n tenths of the time."""
        time_s = ROLL_OUT_S * self._context.faults.strength("roll-out")
        return next(self._turns) % MACHINES >= MACHINES * self._seconds_since_first("roll-out") / time_s

    def _seconds_since_first(self, fault: str) -> float:
        if not self._context.faults.is_on(fault):
            return 0.0
        began = self._began.setdefault(fault, datetime.now(UTC))
        return (datetime.now(UTC) - began).total_seconds()


def _aged(send: Send) -> Send:
    """Tell how long the cache has had it."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = [(name, value) for name, value in message["headers"] if name != b"cache-status"]
            message["headers"] = [*told, (b"age", CACHED_FOR_S.encode()), (b"cache-status", b'"Netlify Edge"; hit')]
        await send(message)

    return tell


def app(context: Context) -> ASGIApp:
    """Serve the site."""
    return FirstMinute(context)
