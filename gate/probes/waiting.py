"""Waits on a condition with a deadline."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Seen = TypeVar("Seen")

POLL_MS = 50


def wait_for(look: Callable[[], Seen | None], within_ms: int, poll_ms: int = POLL_MS) -> Seen | None:
    """Look until something is seen and return it; None when `within_ms` is over."""
    deadline_s = time.monotonic() + within_ms / 1000
    pause = Event()
    while True:
        seen = look()
        if seen is not None or time.monotonic() >= deadline_s:
            return seen
        pause.wait(min(poll_ms / 1000, max(0.0, deadline_s - time.monotonic())))
