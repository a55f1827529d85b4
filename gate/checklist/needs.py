"""Items that follow from other items: shown when all of them are shown, and never better than the worst of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.outcome import ItemOutcome, Observation, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.checklist import Item

PART = "items"
NAMED_MAX = 3


def look_at_needs(item: Item, outcomes: Mapping[str, ItemOutcome]) -> Observation | None:
    """What the items that this one needs come to; None where it needs none.

    `outcomes` holds those of this run and, for what it did not look at, of earlier records; `phase:NAME` stands for
    a phase as a whole. What is in neither is not shown.
    """
    if PART not in item.settled_by:
        return None
    refuted = [need for need in item.needs if _outcome(need, outcomes) is Outcome.REFUTED]
    open_ = [need for need in item.needs if _outcome(need, outcomes) is Outcome.NOT_SHOWN]
    if refuted:
        return Observation(item.id, PART, "", Outcome.REFUTED, f"refuted: {_some(refuted)}")
    if open_ or not item.needs:
        return Observation(item.id, PART, "", Outcome.NOT_SHOWN, f"not shown yet: {_some(open_)}")
    return Observation(item.id, PART, "", Outcome.SHOWN)


def _outcome(need: str, outcomes: Mapping[str, ItemOutcome]) -> Outcome:
    return outcomes.get(need, ItemOutcome(Outcome.NOT_SHOWN)).outcome


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more
