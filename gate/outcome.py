"""Outcomes: what evidence says of an item, and how a check says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


NAMED_MAX = 2


class Outcome(StrEnum):
    """Only `shown` counts towards GO; absence of evidence is `not shown`, never `shown`."""

    SHOWN = "shown"
    REFUTED = "refuted"
    NOT_SHOWN = "not shown"
    NOT_PART = "not part"


class Refuted(Exception):  # noqa: N818 - an outcome, not an error
    """The evidence says that the item is false. The text is the sentence on the record."""


class NotShown(Exception):  # noqa: N818 - an outcome, not an error
    """We could not look. The text says why, and what would settle it."""


@dataclass(frozen=True)
class Observation:
    """What one check saw, once. `parameter` tells the checks of one part apart.

    reason: why it is not shown, or refuted; of what is shown, what people should know beside it.
    """

    item: str
    part: str
    parameter: str
    outcome: Outcome
    reason: str = ""
    is_unstable: bool = False


@dataclass(frozen=True)
class ItemOutcome:
    """What all observations of an item come to."""

    outcome: Outcome
    reason: str = ""
    is_unstable: bool = False

    def must_hold(self) -> None:
        """Raise Refuted or NotShown, with the reason, where it is not shown."""
        if self.outcome is Outcome.REFUTED:
            raise Refuted(self.reason)
        if self.outcome is not Outcome.SHOWN:
            raise NotShown(self.reason)


def settle(expected: Iterable[tuple[str, str]], seen: Iterable[Observation]) -> ItemOutcome:
    """Join the observations of one item: refuted if any is, shown if every expected one is, else not shown.

    `expected` holds (part, parameter) pairs. A second look at a pair never mends the first one of the same run.
    """
    wanted = sorted(set(expected))
    seen = sorted(set(seen), key=lambda o: (o.part, o.parameter, o.outcome, o.reason))
    is_unstable = any(observation.is_unstable for observation in seen)
    for bad in (Outcome.REFUTED, Outcome.NOT_SHOWN, Outcome.NOT_PART):
        reasons = [observation.reason for observation in seen if observation.outcome is bad]
        if reasons:
            outcome = Outcome.REFUTED if bad is Outcome.REFUTED else Outcome.NOT_SHOWN
            return ItemOutcome(outcome, "; ".join(dict.fromkeys(reasons)), is_unstable)
    looked_at = {(observation.part, observation.parameter) for observation in seen}
    missing = [_words(parameter or part) for part, parameter in wanted if (part, parameter) not in looked_at]
    if missing:
        more = f" and {len(missing) - NAMED_MAX} more" if len(missing) > NAMED_MAX else ""
        return ItemOutcome(Outcome.NOT_SHOWN, f"not looked at: {', '.join(missing[:NAMED_MAX])}{more}", is_unstable)
    if not wanted:
        return ItemOutcome(Outcome.NOT_SHOWN, "no check is built for this item yet", is_unstable)
    remarks = dict.fromkeys(observation.reason for observation in seen if observation.reason)
    return ItemOutcome(Outcome.SHOWN, "; ".join(remarks), is_unstable)


def _words(name: str) -> str:
    """A check's name as the sentence that it is; the case in brackets stays."""
    sentence, bracket, case = name.partition("[")
    return sentence.removeprefix("test_").replace("_", " ") + (f" [{case}" if bracket else "")
