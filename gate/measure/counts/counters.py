"""Counters as a source gives them: cumulative, and only ever growing."""

from collections.abc import Iterable
from operator import add, sub
from typing import Any, NoReturn

LARGEST = 10**12  # up to here the arithmetic of the gates is known to hold


def check_count(name: str, value: int) -> int:
    """Refuse what is no count: floats, booleans, NaN, negatives, more than 1e12."""
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError(f"{name} must be a whole number from 0 to 1e12, not {value!r}.")
    return value


def is_repeat(at: int | None, last: int | None) -> bool:
    """Tell whether a poll (epoch ms) is not later than the last one; a poll without a time never is."""
    if at is not None and type(at) is not int:
        raise ValueError(f"at must be a whole number of milliseconds, not {at!r}.")
    return at is not None and last is not None and at <= last


class Counters:
    """Totals since a gate opened, kept over announced restarts of their source.

    parts: pairs (part, whole) of names; a part can't exceed its whole, nor outgrow it.
    within: pairs (events, exposure) of names; events can't grow while their exposure stands still.
    fault: why the counters can't be trusted any more; only an announced reset heals it, since nobody
    knows what was counted between an unannounced restart and the poll that saw it.
    """

    def __init__(
        self,
        names: Iterable[str],
        parts: Iterable[tuple[str, str]] = (),
        within: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Start all counters at zero."""
        self.names = tuple(names)
        self._parts = [(self.names.index(part), self.names.index(total)) for part, total in parts]
        self._within = [(self.names.index(events), self.names.index(exposure)) for events, exposure in within]
        self._nothing = (0,) * len(self.names)
        self._last = self._offsets = self.totals = self._nothing
        self.at: int | None = None
        self.fault = ""

    def is_repeat(self, at: int | None) -> bool:
        """Tell whether this poll (epoch ms) is not later than the last one."""
        return is_repeat(at, self.at)

    def take(self, values: tuple[int, ...], at: int | None, *, reset: bool) -> tuple[int, ...] | None:
        """Add a poll and return the growth since the one before; None if the counters can't be trusted."""
        for value in values:
            if type(value) is not int or not 0 <= value <= LARGEST:
                self._refuse(values)
        for part, total in self._parts:
            if values[part] > values[total]:
                self._refuse_part(part, total, values, "")
        last = self._nothing if reset else self._last
        growth = tuple(map(sub, values, last))
        if min(growth) < 0 or (self.fault and not reset):
            self.at = self.at if at is None else at
            self.fault = self.fault or self._fall(last, values)
            return None
        for part, total in self._parts:
            if growth[part] > growth[total]:
                self._refuse_part(part, total, growth, "growth of ")
        if self._within:
            self._compare_exposures(growth, values)
        if reset:
            self._offsets = self.totals
        self._last = values
        self.totals = tuple(map(add, self._offsets, values))
        self.at = self.at if at is None else at
        self.fault = ""
        return growth

    def _refuse(self, values: tuple[int, ...]) -> None:
        for name, value in zip(self.names, values, strict=True):
            check_count(name, value)

    def _fall(self, last: tuple[int, ...], values: tuple[int, ...]) -> str:
        fallen = [
            f"{name} fell from {before:,} to {now:,}"
            for name, before, now in zip(self.names, last, values, strict=True)
            if now < before
        ]
        return f"{' and '.join(fallen)}, and the source announced no reset"

    def _refuse_part(self, part: int, total: int, values: tuple[int, ...], prefix: str) -> NoReturn:
        raise ValueError(
            f"{prefix}{self.names[part]} is {values[part]:,}, more than {prefix}{self.names[total]}, {values[total]:,}."
        )

    def _compare_exposures(self, growth: tuple[int, ...], values: tuple[int, ...]) -> None:
        for events, exposure in self._within:
            if growth[events] and not growth[exposure]:
                raise ValueError(
                    f"{self.names[events]} grew by {growth[events]:,} while {self.names[exposure]} "
                    f"stood still at {values[exposure]:,}."
                )

    def snapshot(self) -> dict[str, Any]:
        """Give the counters as plain JSON."""
        return {
            "last": list(self._last),
            "offsets": list(self._offsets),
            "at": self.at,
            "fault": self.fault,
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self._last = tuple(saved["last"])
        self._offsets = tuple(saved["offsets"])
        self.totals = tuple(a + b for a, b in zip(self._last, self._offsets, strict=True))
        self.at = saved["at"]
        self.fault = saved["fault"]
