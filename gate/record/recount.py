"""What a run that is over is worth now: its items and phases, by today's checklist, release file and waivers."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from gate.checklist.due import not_due
from gate.checklist.timing import PhaseTime, phase_time
from gate.outcome import ItemOutcome, Outcome
from gate.verdict import Finding, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gate.checklist import Checklist, Item
    from gate.record import Record
    from gate.release import Release

LIVE = "release.live"
NOTHING: Mapping[str, ItemOutcome] = MappingProxyType({})
WHOLE_ITEMS = {"", "--item"}
"""Ways of choosing that leave each chosen item whole; any other may have left out some of its checks."""


def began(record: Record) -> datetime:
    """When the run began (UTC)."""
    return datetime.fromisoformat(record.run["at"])


def deployed_at(record: Record) -> datetime | None:
    """Since when that was live which the run saw first; None where it could not be read."""
    first = next(iter(record.of_kind("live")), {})
    return datetime.fromisoformat(first["published_at"]) if first.get("published_at") else None


def flag_percent(record: Record) -> int | None:
    """How far the flag stood; None where nobody looked or it could not be read."""
    seen = [entry["percent"] for entry in record.of_kind("flag") if entry.get("percent") is not None]
    return int(seen[-1]) if seen else None


def when_it_goes_out(release: Release, live_commit: str, now: datetime) -> datetime | None:
    """When the window opens, where that is yet to come and another commit is live; else None."""
    is_another = bool(live_commit) and live_commit != release.commit
    return release.window.opens if release.window and is_another and now < release.window.opens else None


def _goes_out(record: Record, release: Release, now: datetime) -> datetime | None:
    first = next(iter(record.of_kind("live")), {})
    return when_it_goes_out(release, first.get("commit", ""), now)


def waiting_in(record: Record, items: Iterable[Item], release: Release, now: datetime) -> dict[str, str]:
    """Which items are not required yet at a moment (UTC), by what the run saw live and how far the flag stood."""
    goes_out = _goes_out(record, release, now)
    return not_due(items, deployed_at(record), flag_percent(record), now, goes_out)


def findings_of(record: Record) -> list[Finding]:
    """What the run found out about itself."""
    return [Finding(it["id"], Outcome(it["outcome"]), it["reason"]) for it in record.of_kind("finding")]


def time_of(record: Record, phase: str, checklist: Checklist, release: Release) -> PhaseTime | None:
    """When a run of the phase had to begin; the window is the one that is planned now, the deploy the run's own."""
    opens = release.window.opens if release.window else None
    return phase_time(checklist.phases[phase], opens, deployed_at(record))


def phases_of(record: Record) -> tuple[str, ...]:
    """Phases that the run looked at as a whole and to its end; none for a partial one."""
    if record.run["is_partial"] or not record.is_finished:
        return ()
    return tuple(phase["name"] for phase in record.run["phases"])


def outcome_of_item(record: Record, item: str) -> ItemOutcome | None:
    """What the run says of an item now; None where it says nothing.

    Of a run that was cut short, or looked at some of the item's checks only, bad news counts and good news does not.
    What was seen while nobody knew what was live is not shown.
    """
    is_whole = record.run.get("selection", {}).get("narrowed_by", "") in WHOLE_ITEMS
    said = next((it for it in record.of_kind("outcome") if it["item"] == item and not it.get("not_due")), None)
    if not record.is_finished or not is_whole or said is None:
        seen = [it for it in record.of_kind("observation") if it["item"] == item]
        bad = dict.fromkeys(it["reason"] for it in seen if it["outcome"] == Outcome.REFUTED)
        return ItemOutcome(Outcome.REFUTED, "; ".join(bad)) if bad else None
    outcome = ItemOutcome(Outcome(said["outcome"]), said["reason"], bool(said.get("is_unstable")))
    live = next((finding for finding in findings_of(record) if finding.id == LIVE), None)
    if live and live.outcome is Outcome.NOT_SHOWN and outcome.outcome is Outcome.SHOWN:
        return ItemOutcome(Outcome.NOT_SHOWN, f"seen while it was not known what was live: {live.reason}")
    return outcome


def was_of_another_commit(record: Record) -> bool:
    """Whether another commit than the release's was live while the run looked: then it counts for no release."""
    return any(finding.id == LIVE and finding.outcome is Outcome.REFUTED for finding in findings_of(record))


def verdict_on_phase(  # noqa: PLR0913 - all that it depends on
    record: Record,
    phase: str,
    checklist: Checklist,
    release: Release,
    now: datetime,
    *,
    worse: Mapping[str, ItemOutcome] = NOTHING,
) -> Verdict:
    """Decide again over a phase that the run looked at as a whole.

    By the items that the phase has today, the scope and the waivers of today (`now`, UTC), and what is due by now;
    what the run saw beside its phases counts where it is bad news. worse: outcomes of items that are known since.
    """
    beside = set(record.run.get("beside", ()))
    items = [item for item in checklist.all_items if item.phase == phase or item.id in beside]
    outcomes = {
        it["item"]: ItemOutcome(Outcome(it["outcome"]), it["reason"], bool(it.get("is_unstable")))
        for it in record.of_kind("outcome")
    }
    waiting = waiting_in(record, items, release, now)
    beside_phase = [item.id for item in items if item.phase != phase]
    return decide(items, {**outcomes, **worse}, findings_of(record), release, now, not_due=waiting, beside=beside_phase)
