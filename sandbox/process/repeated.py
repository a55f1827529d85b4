"""Work that goes on in the background until the sandbox ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def repeatedly(
    work: Callable[[], Awaitable[object]], every_s: float, woken: asyncio.Event | None = None
) -> AsyncIterator[None]:
    """Do the work again and again, after a pause that `woken` cuts short; what is begun is ended."""
    woken = woken or asyncio.Event()
    is_ending = False

    async def keep_on() -> None:
        while not is_ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), every_s)
            if is_ending:
                return
            woken.clear()
            await work()

    working = asyncio.create_task(keep_on())
    yield
    is_ending = True
    woken.set()
    await working
