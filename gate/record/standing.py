"""The standing of a release: what its records say of each phase, by today's checklist, release file and time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from gate.checklist.timing import PhaseTime, Timing, phase_time
from gate.outcome import ItemOutcome, Outcome
from gate.record.recount import began, outcome_of_item, phases_of, time_of, verdict_on_phase, was_of_another_commit
from gate.record.summary import changes_since_the_run_before
from gate.verdict import Call, Settled, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gate.checklist import Checklist, Item
    from gate.record import Record
    from gate.release import Release, Waiver

NOT_YET: Literal["not yet"] = "not yet"
BADNESS = (Call.GO, Call.HOLD, Call.NO_GO, Call.ROLLBACK)
ENDS_SOON = timedelta(days=7)
Word = Call | Literal["not yet"]


@dataclass(frozen=True)
class OpenItem:
    """An item that keeps its phase from GO. owner: the role that answers for it."""

    item: Item
    settled: Settled


@dataclass(frozen=True)
class PhaseStanding:
    """Where a phase stands. word: `not yet` where its time has not come; reasons: why it is not GO, beside items."""

    name: str
    word: Word
    time: PhaseTime | None
    reasons: tuple[str, ...] = ()
    record: Record | None = None
    verdict: Verdict | None = None
    open: tuple[OpenItem, ...] = ()
    waiting: tuple[Settled, ...] = ()
    changes: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    """Runs of it elsewhere, which do not count."""


@dataclass(frozen=True)
class Standing:
    """Where a release stands at a moment (UTC)."""

    release: Release
    at: datetime
    phases: tuple[PhaseStanding, ...]
    doubts: tuple[str, ...]
    """What is wrong with the records themselves: while there is any, the release can't be GO."""
    ending: tuple[Waiver, ...]
    """Waivers that end within a week."""

    @property
    def call(self) -> Call:
        """The worst of all phases whose time has come."""
        calls = [Call(phase.word) for phase in self.phases if phase.word != NOT_YET]
        calls += [Call.HOLD] if self.doubts or not calls else []
        return max(calls, key=BADNESS.index)


def standing(
    records: Sequence[Record], release: Release, checklist: Checklist, now: datetime, doubts: Sequence[str] = ()
) -> Standing:
    """Judge each phase by its newest complete run, and all of them together.

    records: of one release, in any order; where none of them is from staging or production, local ones count.
    now: aware, UTC. doubts: what was wrong with the files of other records.
    """
    newest_first = sorted(records, key=began, reverse=True)
    own = [record for record in newest_first if record.run["release"]["commit"] == release.commit]
    is_local = all(record.run["environment_kind"] == "local" for record in newest_first)
    view = _View(own, release, checklist, now, is_local)
    ending = tuple(waiver for waiver in release.waivers if now < waiver.expires <= now + ENDS_SOON)
    return Standing(release, now, tuple(view.phase(name) for name in checklist.phases), tuple(doubts), ending)


@dataclass(frozen=True)
class _View:
    """Records of the release's commit, newest first, looked at from now."""

    records: list[Record]
    release: Release
    checklist: Checklist
    now: datetime
    is_local: bool

    def phase(self, name: str) -> PhaseStanding:
        time = phase_time(
            self.checklist.phases[name], self.release.window.opens if self.release.window else None, self._deployed_at()
        )
        complete = [record for record in self.records if name in phases_of(record)]
        counting = [it for it in complete if self._counts(it, name) and not was_of_another_commit(it)]
        apart = tuple(self._told_apart(record, name) for record in complete if record not in counting)[:1]
        if not counting:
            return replace(self._with_bad_news(self._without_a_run(name, time)), apart=apart)
        newest = counting[0]
        verdict = verdict_on_phase(
            newest, name, self.checklist, self.release, self.now, worse=self._bad_news(name, began(newest))
        )
        reasons = tuple(reason for reason in (self._lateness(counting, name), *self._findings(verdict)) if reason)
        word = Call.HOLD if verdict.call is Call.GO and (reasons or not time) else verdict.call
        items = self.checklist.items
        return PhaseStanding(
            name=name,
            word=word,
            time=time,
            reasons=reasons or (() if time else (f"when its time is can't be told: {self._unknown(name)}",)),
            record=newest,
            verdict=verdict,
            open=tuple(OpenItem(items[it.item], it) for it in verdict.settled if it.item in verdict.reasons),
            waiting=tuple(it for it in verdict.settled if it.not_due),
            changes=changes_since_the_run_before(newest) or (),
            apart=apart,
        )

    def _without_a_run(self, name: str, time: PhaseTime | None) -> PhaseStanding:
        if time is None and self.checklist.phases[name].from_.anchor == "d":
            return PhaseStanding(name, NOT_YET, None, ("its time counts from the deploy",))
        if time is None:
            return PhaseStanding(name, Call.HOLD, None, (f"not run, and {self._unknown(name)}",))
        timing = time.timing(self.now)
        if timing is Timing.EARLY:
            return PhaseStanding(name, NOT_YET, time, (f"its time is {time}",))
        told = "not run yet" if timing is Timing.IN_TIME else "never run"
        return PhaseStanding(name, Call.HOLD, time, (f"{told}; its time is {time}",))

    def _with_bad_news(self, phase: PhaseStanding) -> PhaseStanding:
        """What runs of single items, or such as were cut short, have refuted counts without any complete run too."""
        items = [item for item in self.checklist.all_items if item.phase == phase.name]
        verdict = decide(items, self._bad_news(phase.name), (), self.release, self.now)
        if verdict.call in {Call.GO, Call.HOLD}:
            return phase
        refuted = tuple(OpenItem(self.checklist.items[it], _settled(verdict, it)) for it in verdict.reasons)
        return replace(phase, word=verdict.call, open=refuted)

    def _unknown(self, name: str) -> str:
        if self.checklist.phases[name].from_.anchor == "w":
            return "the release file names no window"
        return "since when the release is live is not on its records"

    def _deployed_at(self) -> datetime | None:
        """Since when the release is live for its users: as seen by a run since the window opened."""
        if self.release.window is None:
            return None
        kind = "local" if self.is_local else "production"
        seen = [
            datetime.fromisoformat(live["published_at"])
            for record in self.records
            if record.run["environment_kind"] == kind and began(record) >= self.release.window.opens
            for live in record.of_kind("live")
            if live.get("commit") == self.release.commit and live.get("published_at")
        ]
        return min(seen, default=None)

    def _counts(self, record: Record, phase: str) -> bool:
        """Items that lie anywhere count from production only, and with them their phase; locally local ones count."""
        kind = record.run["environment_kind"]
        if self.is_local or kind == "local":
            return self.is_local
        is_anywhere = any(item.where == "any" for item in self.checklist.all_items if item.phase == phase)
        return kind == "production" or not is_anywhere

    def _told_apart(self, record: Record, phase: str) -> str:
        call = verdict_on_phase(record, phase, self.checklist, self.release, self.now).call
        why = "another commit was live" if was_of_another_commit(record) else "does not count here"
        return f"{call} on {record.run['environment']}, {began(record):%Y-%m-%d %H:%M} UTC: {why}"

    def _lateness(self, counting: list[Record], phase: str) -> str:
        """Why the phase is not on time; empty where one complete run of it began in its time."""
        times = [(record, time_of(record, phase, self.checklist, self.release)) for record in counting]
        timings = {time.timing(began(record)) for record, time in times if time}
        if Timing.IN_TIME in timings or not timings:
            return ""
        record, time = times[-1]
        word = "late" if Timing.LATE in timings else "early"
        return f"{word}: no run of it began in its time, {time}; this one at {began(record):%Y-%m-%d %H:%M} UTC"

    @staticmethod
    def _findings(verdict: Verdict) -> list[str]:
        bad = (Outcome.REFUTED, Outcome.NOT_SHOWN)
        return [f"{it.id}: {it.outcome}: {it.reason}" for it in verdict.findings if it.outcome in bad]

    def _bad_news(self, phase: str, since: datetime | None = None) -> dict[str, ItemOutcome]:
        """What runs of single items, or such as were cut short, have refuted; only a complete run puts it right."""
        names = [item.id for item in self.checklist.all_items if item.phase == phase]
        bad: dict[str, ItemOutcome] = {}
        for record in self.records:
            is_older = since is not None and began(record) <= since
            if is_older or not self._counts(record, phase) or was_of_another_commit(record):
                continue
            for name in names:
                said = outcome_of_item(record, name)
                if said and said.outcome is Outcome.REFUTED:
                    reason = f"refuted in {record.path.name}: {said.reason}"
                    bad.setdefault(name, ItemOutcome(Outcome.REFUTED, reason))
        return bad


def _settled(verdict: Verdict, item: str) -> Settled:
    return next(it for it in verdict.settled if it.item == item)
