"""What the runs before this one have shown of the same release, by their records."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gate.checklist import A_PHASE
from gate.checklist.timing import Timing
from gate.outcome import ItemOutcome, Outcome
from gate.record import Record, RecordError, now
from gate.record.recount import began, outcome_of_item, phases_of, time_of, verdict_on_phase, was_of_another_commit
from gate.verdict import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gate.checklist import Checklist
    from gate.environment.sections import Kind
    from gate.release import Release

CALLS = {Call.GO: Outcome.SHOWN, Call.HOLD: Outcome.NOT_SHOWN}
RUN_AT = {"staging": "staging", "production": "prod"}
"""How the environments of these kinds are called."""


def told_unreadable(errors: Iterable[str]) -> str:
    """Count files that could not be read, and name each; empty where there is none."""
    told = list(errors)
    return f"{len(told)} file{'s' * (len(told) != 1)} could not be read: {'; '.join(told)}" if told else ""


@dataclass(frozen=True)
class Found:
    """An outcome, and the record that it stands in; None where no record counts."""

    outcome: ItemOutcome
    record: Record | None = None


@dataclass(frozen=True)
class RunHistory:
    """Records of one release; kind and environment are those of the run that asks, whose own record is `own`.

    Each is read once, and again only when its file has changed: a run asks for many items, and a release has many runs.
    """

    folders: tuple[Path, ...]
    environment: str
    kind: Kind
    release: Release
    checklist: Checklist
    own: Path | None = None
    _known: dict[Path, tuple[tuple[int, int], Record]] = field(default_factory=dict, init=False, repr=False)
    _unreadable: dict[Path, str] = field(default_factory=dict, init=False, repr=False)

    @property
    def unreadable(self) -> str:
        """Which files were met that could not be read, in a line: "1 file could not be read: …"; empty for none."""
        return told_unreadable(self._unreadable.values())

    def every_record(self, phase: str = "") -> Iterator[Record]:
        """Every record that can be read, of any release, newest first; of one phase, which its name tells."""
        for path in self._paths():
            with contextlib.suppress(RecordError):
                if phase in path.name:
                    yield self._read(path)

    def all_records(self) -> Iterator[Record]:
        """Every record of this commit in this environment, also of runs that were cut short, newest first."""
        for record in self.every_record():
            run = record.run
            if run["environment"] == self.environment and run["release"]["commit"] == self.release.commit:
                yield record

    def outcome(self, need: str) -> ItemOutcome:
        """The newest outcome of an item, or of a whole phase (`phase:NAME`); not shown where no record counts."""
        return self.find(need).outcome

    def find(self, need: str) -> Found:
        """Look for the newest record that counts: of this commit, from where the item lies, begun in its phase's time.

        A record that can't be read could hold anything, so nothing older than it is believed.
        """
        phase = need.removeprefix(A_PHASE) if need.startswith(A_PHASE) else self.checklist.items[need].phase
        rejected = ""
        for path in self._paths():
            if path == self.own:
                continue
            try:
                record = self._read(path)
            except RecordError as error:
                return Found(ItemOutcome(Outcome.NOT_SHOWN, f"nothing before this record is believed: {error}"))
            looked = self._look(record, need)
            if looked is None or not self._is_from_the_right_place(record, need):
                continue
            doubt = self._doubt(record, phase)
            if not doubt:
                return Found(looked, record)
            rejected = rejected or f"; {path.name} {doubt}"
        reason = f"no record of commit {self.release.commit[:7]} shows {need}{rejected}; {self._advice(need, phase)}"
        return Found(ItemOutcome(Outcome.NOT_SHOWN, reason))

    def _paths(self) -> list[Path]:
        """All files of records, newest first: their names begin with the time."""
        paths = {folder.resolve() / path.name for folder in self.folders for path in folder.glob("*.jsonl")}
        return sorted(paths, key=lambda path: path.name, reverse=True)

    def _read(self, path: Path) -> Record:
        """Raises RecordError."""
        try:
            state = path.stat()
            version = (state.st_mtime_ns, state.st_size)
        except OSError:  # gone meanwhile; reading says it in a sentence
            version = (0, 0)
        known = self._known.get(path)
        if known is None or known[0] != version:
            try:
                known = self._known[path] = version, Record.read(path)
            except RecordError as error:
                self._unreadable[path] = str(error)
                raise
        return known[1]

    def _look(self, record: Record, need: str) -> ItemOutcome | None:
        if not need.startswith(A_PHASE):
            return outcome_of_item(record, need)
        phase = need.removeprefix(A_PHASE)
        if phase not in phases_of(record):
            return None
        verdict = verdict_on_phase(record, phase, self.checklist, self.release, now())
        reasons = f" ({', '.join(verdict.reasons)})" if verdict.reasons else ""
        outcome = CALLS.get(verdict.call, Outcome.REFUTED)
        return ItemOutcome(outcome, f"{record.path.name}: {verdict.call}{reasons}")

    def _is_from_the_right_place(self, record: Record, need: str) -> bool:
        kind, environment = str(record.run["environment_kind"]), str(record.run["environment"])
        if self.kind == "local" or kind == "local":
            return kind == self.kind
        place = self._place(need)
        if place == "any":
            return environment == self.environment
        return place in {"repository", kind}

    def _place(self, need: str) -> str:
        """Where an item lies; a phase lies where all of its items do that lie anywhere in particular."""
        if not need.startswith(A_PHASE):
            return self.checklist.items[need].where
        phase = need.removeprefix(A_PHASE)
        places = {item.where for item in self.checklist.all_items if item.phase == phase} - {"repository"}
        return places.pop() if len(places) == 1 else "any"

    def _doubt(self, record: Record, phase: str) -> str:
        commit = record.run["release"]["commit"]
        if commit != self.release.commit:
            return f"is about commit {commit[:7]}"
        if was_of_another_commit(record):
            return "saw another commit live, and counts for no release"
        time = time_of(record, phase, self.checklist, self.release)
        if time is None:
            return f"can't be told fresh: from when on {phase} counts is not known"
        if time.timing(began(record)) is not Timing.IN_TIME:
            return f"is not fresh: it began {began(record):%Y-%m-%d %H:%M} UTC, the time of {phase} is {time}"
        return ""

    def _advice(self, need: str, phase: str) -> str:
        where = RUN_AT.get(self._place(need), self.environment) if self.kind != "local" else self.environment
        release = "" if self.kind == "local" else f" --release {self.release.version}"
        chosen = f"-m {phase}" if need.startswith(A_PHASE) else f"--item {need}"
        return f"run: pytest {chosen} --env {where}{release}"
