"""Signing: one person's word on one item, written into the release file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gate.checklist import Checklist
from gate.environment import Environment
from gate.files.yaml_file import FileError, shown
from gate.record import Record, RecordError, now, records_in
from gate.release import Attestation, Release, release_path
from gate.signing.attestation import (
    Court,
    Proofs,
    doubt_about,
    doubt_about_author,
    items_to_be_seen,
    past_runs,
)
from gate.signing.signature import SignatureError, mistrusted, sign, signed_text
from reports.commands.errors import ReportError
from reports.commands.release_text import with_entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from gate.checklist import Item

GOOD_FOR = timedelta(days=14)
"""How long a word counts unless it says so itself: as long as a release takes from its freeze to its launch."""


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    item: str
    release: str
    environment: str
    name: str
    key: Path | None = None
    record: Path | None = None
    statement: str | None = None
    expires: str | None = None


def write_signature(wish: Wish) -> Iterator[str]:
    """Write the entry and say what was written and what is still missing.

    What would not count is not written: raises ReportError with the reason. Only whose word it is may still be open,
    until that person approves the commit at GitHub.
    """
    desk = _Desk.open(wish)
    entry = desk.entry(wish)
    doubt = doubt_about(entry, desk.item, desk.court, desk.to_be_seen)
    if doubt:
        raise ReportError(f"nothing was written, for it would not count: {doubt}")
    if wish.key:
        entry = desk.signed(entry, wish.key)
    place = desk.write(entry)
    yield f"signed   {entry.item} by {entry.by} as {desk.item.owner}, for commit {entry.commit}"
    if entry.evidence:
        yield f"         on {desk.court.records[entry.evidence].name} (head {entry.evidence})"
    how = "with an SSH signature" if wish.key else "without a signature"
    yield f"         until {entry.expires:%Y-%m-%d %H:%M} UTC, {how}"
    yield f"written  {place}"
    yield from desk.missing(entry)


@dataclass(frozen=True)
class _Desk:
    """Where a person signs: the release file, who may sign, and the records that can be named."""

    file: Path
    item: Item
    to_be_seen: tuple[Item, ...]
    checklist: Checklist
    court: Court
    environment: str

    @classmethod
    def open(cls, wish: Wish) -> _Desk:
        checklist = Checklist.read()
        item = _item(wish.item, checklist)
        file = release_file(wish.release)
        try:
            release, signers = Release.read(file), Environment.signers(wish.environment)
        except FileError as error:
            raise ReportError(str(error)) from None
        folders = {file.parent, *([wish.record.parent] if wish.record else [])}
        records = past_runs(record for folder in folders for record in records_in(folder))
        court = Court(release, signers.people, Proofs(), records, signers.kind, now())
        return cls(file, item, items_to_be_seen(item, checklist), checklist, court, wish.environment)

    def entry(self, wish: Wish) -> Attestation:
        """Make the entry; what is left out of the wish is left out here too, but for the end."""
        at = self.court.now
        head = _head(wish.record) if wish.record else None
        try:
            return Attestation.model_validate(
                {
                    "item": self.item.id,
                    "by": wish.name,
                    "at": at,
                    "commit": self.court.release.commit,
                    "evidence": head,
                    "expires": wish.expires or f"{at + GOOD_FOR:%Y-%m-%d}",
                    "statement": wish.statement,
                }
            )
        except ValueError:
            raise ReportError(f"--expires {wish.expires} is not a day or time; write it as 2026-11-24") from None

    def signed(self, entry: Attestation, key: Path) -> Attestation:
        """Add the signature; one that nobody could verify is refused."""
        try:
            signature = sign(signed_text(entry, self.court.release.version), key)
        except SignatureError as error:
            raise ReportError(str(error)) from None
        signed = entry.model_copy(update={"signature": signature.strip()})
        alone = self.court.release.model_copy(update={"approvals": (signed,), "attestations": ()})
        (why,) = mistrusted(alone, self.court.people).values()
        if why:
            raise ReportError(
                f"nothing was written: the signature made with {key} would not count, {why}; "
                f"add the line of the .pub file under people.{self.item.owner} of the environment {self.environment}"
            )
        return signed

    def write(self, entry: Attestation) -> str:
        """Put the entry at the end of its list. Raises ReportError, with the file as it was, where that fails."""
        section = "approvals" if self.to_be_seen else "attestations"
        text = self.file.read_bytes().decode("utf-8")  # line ends as they are
        changed = with_entry(text, section, _lines(entry))
        draft = self.file.with_name(f".{self.file.name}.new")
        try:
            draft.write_text(changed, encoding="utf-8", newline="")
            again = Release.read(draft)
            before = getattr(self.court.release, section)
            if getattr(again, section) != (*before, entry) or not _is_same_but(again, self.court.release, section):
                raise ReportError(
                    f"nothing was written: {shown(self.file)} has a form that can't be added to; add it by hand"
                )
            os.replace(draft, self.file)  # noqa: PTH105 - as one step
        except FileError as error:
            raise ReportError(f"nothing was written: {error}") from None
        except OSError as error:
            raise ReportError(f"{shown(self.file)} can't be written: {error.strerror}") from None
        finally:
            draft.unlink(missing_ok=True)
        return f"{shown(self.file)}, at the end of `{section}`"

    def missing(self, entry: Attestation) -> Iterator[str]:
        """What has to happen before the entry counts, and who has not signed yet in the same phase."""
        release = Release.read(self.file)
        court = Court(
            release,
            self.court.people,
            Proofs(mistrusted(release, self.court.people), no_github="that is done by the run"),
            self.court.records,
            self.court.kind,
            self.court.now,
        )
        if doubt_about_author(entry, self.item, court):
            person = court.people.named(entry.by or "", self.item.owner)
            login = (person.github if person else None) or f"{entry.by}, whose login the environment file lacks,"
            yield f"missing  {login} has yet to approve commit {release.commit[:7]} at GitHub; it counts only then"
        waiting = [
            f"{item.id}, by {' or '.join(it.name for it in court.people.of(item.owner)) or 'nobody'} as {item.owner}"
            for item in self.checklist.all_items
            if item.phase == self.item.phase and "attestation" in item.settled_by and not self._is_given(item, court)
        ]
        yield from (f"missing  {text}" for text in waiting)
        if not waiting:
            yield f"missing  nobody else's word in the phase {self.item.phase}"

    def _is_given(self, item: Item, court: Court) -> bool:
        to_be_seen = items_to_be_seen(item, self.checklist)
        return any(not doubt_about(signed, item, court, to_be_seen) for signed in court.release.signed_for(item.id))


def release_file(wanted: str) -> Path:
    """Find the release file of a version, or at a path. Raises ReportError where there is none."""
    file = release_path(wanted)
    if not file.is_file():
        raise ReportError(f"there is no {shown(file)}; python -m reports new VERSION writes one")
    return file


def _item(name: str, checklist: Checklist) -> Item:
    item = checklist.items.get(name)
    if item is None:
        meant = checklist.nearest_item(name)
        raise ReportError(f'there is no item "{name}"' + (f'; nearest: "{meant}"' if meant else ""))
    if "attestation" not in item.settled_by:
        raise ReportError(f"{name} is not settled by anybody's word, but by {' and '.join(item.settled_by)}")
    return item


def _head(record: Path) -> str:
    try:
        return Record.read(record).head
    except RecordError as error:
        raise ReportError(str(error)) from None


def _lines(entry: Attestation) -> dict[str, str]:
    """Write an entry's values as they stand in the file."""
    said: dict[str, str | datetime | None] = dict(entry)
    return {
        name: value if isinstance(value, str) else value.isoformat().replace("+00:00", "Z")
        for name, value in said.items()
        if value is not None
    }


def _is_same_but(one: Release, other: Release, section: str) -> bool:
    return one.model_dump(exclude={section}) == other.model_dump(exclude={section})
