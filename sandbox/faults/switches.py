"""Which faults are on, how strong, and since when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sandbox.faults.catalogue import known


@dataclass(frozen=True)
class Spell:
    """A fault at one strength, from a moment until another; `until` is None while it lasts."""

    since: datetime
    until: datetime | None
    strength: float


class Faults:
    """Which faults are on, how strong, and since when."""

    def __init__(self, switched_on: Iterable[str] = (), since: datetime | None = None) -> None:
        """Begin with these at full strength, as if they had come with the deploy (`since`)."""
        since = since or datetime.now(UTC)
        self._spells = {known(name): [Spell(since, None, 1.0)] for name in switched_on}
        self._callbacks: dict[str, list[Callable[[], None]]] = {}

    def strength(self, name: str) -> float:
        """0.0 is off."""
        spells = self._spells.get(known(name))
        return spells[-1].strength if spells and spells[-1].until is None else 0.0

    def spells(self, name: str) -> tuple[Spell, ...]:
        """When the fault was on, and how strong: counters remember what has happened."""
        return tuple(self._spells.get(known(name), ()))

    def is_on(self, name: str) -> bool:
        """Whether the fault has any strength."""
        return self.strength(name) > 0

    def switch(self, name: str, strength: float, since: datetime | None = None) -> None:
        """Set a fault's strength from now on, or as if from some moment on; 0 switches it off."""
        if self.strength(name) == strength:
            return
        now, spells = datetime.now(UTC), self._spells.setdefault(name, [])
        if spells and spells[-1].until is None:
            spells[-1] = replace(spells[-1], until=now)
        if strength:
            spells.append(Spell(since or now, None, strength))
        self._tell_of(name)

    def switch_all_off(self) -> None:
        """Be as good as new."""
        for name in tuple(self._spells):
            self.switch(name, 0.0)

    def forget_what_was(self) -> None:
        """Have no fault ever been but those that are on: counters stand where they would without them."""
        for name, spells in self._spells.items():
            if any(spell.until is not None for spell in spells):
                spells[:] = [spell for spell in spells if spell.until is None]
                self._tell_of(name)

    def on_change(self, name: str, callback: Callable[[], None]) -> None:
        """Call back whenever the strength of this fault has changed, or what is known of its past."""
        self._callbacks.setdefault(known(name), []).append(callback)

    def _tell_of(self, name: str) -> None:
        for callback in self._callbacks.get(name, ()):
            callback()
