"""The verdict over a run: a pure function of items, outcomes, findings and the release."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from gate.outcome import ItemOutcome, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from gate.checklist import Item
    from gate.release import Release, Waiver


class Call(StrEnum):
    """What the run ends with."""

    GO = "GO"
    HOLD = "HOLD"
    NO_GO = "NO-GO"
    ROLLBACK = "ROLLBACK"


NOTHING: Mapping[str, str] = MappingProxyType({})
EXIT_CODES = {Call.GO: 0, Call.NO_GO: 1, Call.HOLD: 10, Call.ROLLBACK: 20}


@dataclass(frozen=True)
class Finding:
    """A statement about the run itself, such as `release.live`; belongs to no item, can't be waived."""

    id: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Settled:
    """An item with its true outcome and, where one lifts it, its waiver.

    not_due: when it will be required; empty where it is. is_beside: looked at beside the phases of the run.
    """

    item: str
    outcome: Outcome
    reason: str = ""
    waived_by: str = ""
    is_advisory: bool = False
    is_unstable: bool = False
    not_due: str = ""
    is_beside: bool = False

    @property
    def is_required(self) -> bool:
        """Whether its outcome decides. What is looked at beside the phases of a run decides only as bad news."""
        is_quiet = self.is_beside and self.outcome is not Outcome.REFUTED
        is_lifted = self.is_advisory or self.waived_by or self.not_due
        return not (is_quiet or is_lifted or self.outcome is Outcome.NOT_PART)


@dataclass(frozen=True)
class Verdict:
    """GO, HOLD, NO-GO or ROLLBACK, with each item's outcome and the reasons."""

    call: Call
    settled: tuple[Settled, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0 GO, 1 NO-GO, 10 HOLD, 20 ROLLBACK."""
        return EXIT_CODES[self.call]

    def count(self, outcome: Outcome) -> int:
        """How many items of the run's own phases, as far as they are due, have this true outcome."""
        return sum(s.outcome is outcome and not s.not_due and not s.is_beside for s in self.settled)

    @property
    def waived(self) -> int:
        """How many items are lifted by a waiver."""
        return sum(bool(settled.waived_by) for settled in self.settled)


def decide(  # noqa: PLR0913 - all that a verdict depends on
    items: Iterable[Item],
    outcomes: Mapping[str, ItemOutcome],
    findings: Iterable[Finding],
    release: Release,
    now: datetime,
    *,
    not_due: Mapping[str, str] = NOTHING,
    beside: Collection[str] = (),
) -> Verdict:
    """Judge the required items of the run and its findings (a trigger refuted > refuted > not shown).

    An item without an outcome is not shown. A run that requires nothing is not a GO but a HOLD.
    `now` is an aware UTC time: waivers end by it. `not_due`: ids of items that are not required yet, with the
    sentence that says when. `beside`: ids of items that belong to no phase of the run; they decide when refuted.
    """
    items = {item.id: item for item in items}.values()
    settled = tuple(
        replace(
            _settle(item, outcomes.get(item.id), release, now),
            not_due=not_due.get(item.id, ""),
            is_beside=item.id in beside,
        )
        for item in items
    )
    findings = tuple(dict.fromkeys(findings))
    call, reasons = call_of(settled, findings)
    return Verdict(call, settled, findings, reasons)


def call_of(settled: Iterable[Settled], findings: Iterable[Finding]) -> tuple[Call, tuple[str, ...]]:
    """The verdict over items that are settled already, and over findings: the call, and what it rests on."""
    required, findings = [s for s in settled if s.is_required], tuple(findings)
    refuted = [s.item for s in required if s.outcome is Outcome.REFUTED]
    refuted += [finding.id for finding in findings if finding.outcome is Outcome.REFUTED]
    open_ = [s.item for s in required if s.outcome is Outcome.NOT_SHOWN]
    open_ += [finding.id for finding in findings if finding.outcome is Outcome.NOT_SHOWN]
    if any(name.startswith("trigger.") for name in refuted):
        return Call.ROLLBACK, tuple(name for name in refuted if name.startswith("trigger."))
    if refuted:
        return Call.NO_GO, tuple(refuted)
    if open_:
        return Call.HOLD, tuple(open_)
    if not required:
        return Call.HOLD, ("nothing was required, so nothing was shown",)
    return Call.GO, ()


def _settle(item: Item, seen: ItemOutcome | None, release: Release, now: datetime) -> Settled:
    reason = release.leaves_out(item)
    if reason:
        return Settled(item.id, Outcome.NOT_PART, reason, is_advisory=item.advisory)
    if seen is None or seen.outcome is Outcome.NOT_PART:  # no evidence can take an item out of the release
        seen = ItemOutcome(Outcome.NOT_SHOWN, "no evidence")
    waiver = next((w for w in release.waivers if _lifts(w, item, seen, release, now)), None)
    waived_by = f"{waiver.approver}: {waiver.reason} (until {waiver.expires:%Y-%m-%d})" if waiver else ""
    return Settled(item.id, seen.outcome, seen.reason, waived_by, item.advisory, seen.is_unstable)


def _lifts(waiver: Waiver, item: Item, seen: ItemOutcome, release: Release, now: datetime) -> bool:
    is_needed = seen.outcome in {Outcome.REFUTED, Outcome.NOT_SHOWN}
    is_own = release.is_deployed_by(waiver.approver)
    return waiver.item == item.id and item.waivable and is_needed and not is_own and now < waiver.expires
