"""From observations to the outcome of each item: one pure function, for the run itself and for whoever recounts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.checklist.needs import PART, look_at_needs
from gate.outcome import ItemOutcome, Observation, Outcome, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gate.checklist import Item
    from gate.environment.sections import Kind


@dataclass(frozen=True)
class Planned:
    """A look that the run has planned; `parameter` tells the checks of one part apart."""

    item: str
    part: str
    parameter: str

    @classmethod
    def of_entry(cls, entry: Mapping[str, object]) -> Planned:
        """Read a row of the record's plan."""
        return cls(str(entry["item"]), str(entry["part"]), str(entry["parameter"]))


def observation_of(entry: Mapping[str, object]) -> Observation:
    """Read an observation of a record."""
    return Observation(
        str(entry["item"]),
        str(entry["part"]),
        str(entry["parameter"]),
        Outcome(str(entry["outcome"])),
        str(entry["reason"]),
        bool(entry.get("is_unstable")),
    )


def lies_elsewhere(item: Item, kind: Kind) -> bool:
    """Whether the item can only be looked at in another kind of environment; a local one stands in for all."""
    return kind != "local" and item.where in {"staging", "production"} and item.where != kind


def settle_items(
    items: Iterable[Item],
    planned: Iterable[Planned],
    seen: Iterable[Observation],
    earlier: Callable[[str], ItemOutcome],
    kind: Kind,
) -> dict[str, ItemOutcome]:
    """The outcome of every item of a run in an environment of this kind. An item that needs others comes after them.

    earlier: what the records before this run say of an item that lies elsewhere, and of a need that the run does not
    look at itself, be it an item or a phase (`phase:NAME`).
    """
    planned, seen = tuple(planned), tuple(seen)
    by_id = {item.id: item for item in items}
    outcomes: dict[str, ItemOutcome] = {}

    def settle_one(item: Item) -> ItemOutcome:
        if item.id not in outcomes:
            if lies_elsewhere(item, kind):
                outcomes[item.id] = earlier(item.id)
                return outcomes[item.id]
            for need in item.needs:
                if need not in outcomes:
                    outcomes[need] = settle_one(by_id[need]) if need in by_id else earlier(need)
            expected = [(look.part, look.parameter) for look in planned if look.item == item.id]
            derived = look_at_needs(item, outcomes)
            if derived and (expected or item.settled_by == (PART,)):
                expected.append((PART, ""))
            own = [observation for observation in seen if observation.item == item.id]
            others = _parts_without_a_check(item, expected)
            outcomes[item.id] = settle(expected, [*own, *others, *filter(None, [derived])])
        return outcomes[item.id]

    return {name: settle_one(item) for name, item in by_id.items()}


def _parts_without_a_check(item: Item, expected: Iterable[tuple[str, str]]) -> list[Observation]:
    """Each way of settling the item for which nothing was planned; where nothing was at all, `settle` says so."""
    built = {part for part, _ in expected}
    if not built:
        return []
    return [
        Observation(item.id, part, "", Outcome.NOT_SHOWN, f"no check of this run looks at its part “{part}”")
        for part in item.settled_by
        if part not in built
    ]
