"""Faults that have to be brought about and taken back, outside the answers of a double."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sandbox.context import Context

ENDS_WITHIN_S = 3.0
FaultEffect = Callable[[Context], AbstractAsyncContextManager[None]]
"""Brings a fault about when it is entered, and takes it back when it is left."""


@asynccontextmanager
async def bring_about(context: Context, effects: Mapping[str, FaultEffect]) -> AsyncIterator[None]:
    """Have each fault's effect last while the fault is on; those that are on from the start are there at once."""
    followers = [Follower(context, name, effect) for name, effect in effects.items()]
    tasks = [asyncio.create_task(follower.follow()) for follower in followers]
    for follower in followers:
        await follower.is_settled.wait()
    yield
    for follower in followers:
        follower.end()
    ended, stuck = await asyncio.wait(tasks, timeout=ENDS_WITHIN_S)
    for task in stuck:  # nothing of it outlives the sandbox anyway
        task.cancel()
    for task in ended:
        task.result()


class Follower:
    """Follows the switch of one fault."""

    def __init__(self, context: Context, name: str, effect: FaultEffect) -> None:
        """Hear of every change."""
        self.is_settled = asyncio.Event()
        self._context, self._name, self._effect = context, name, effect
        self._switched = asyncio.Event()
        self._is_ending = False
        context.faults.on_change(name, self._hear)
        context.effects_at_rest.append(self.is_settled)

    def _hear(self) -> None:
        self.is_settled.clear()
        self._switched.set()

    def end(self) -> None:
        """Take the fault back if it is on, and follow no more."""
        self._is_ending = True
        self._switched.set()

    async def follow(self) -> None:
        """Bring the fault about and take it back, as it is switched."""
        try:
            while not self._is_ending:
                if self._context.faults.is_on(self._name):
                    async with self._effect(self._context):
                        await self._while_it_is(on=True)
                else:
                    await self._while_it_is(on=False)
        finally:
            self.is_settled.set()  # also when the effect failed: nobody would be waited for

    async def _while_it_is(self, *, on: bool) -> None:
        while self._context.faults.is_on(self._name) is on and not self._is_ending:
            self.is_settled.set()
            await self._switched.wait()
            self._switched.clear()
