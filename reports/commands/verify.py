"""Are records whole, unaltered, and does their verdict follow from what they saw? Asked of nobody but the files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from pydantic import ValidationError

from gate.checklist import A_PHASE
from gate.files.yaml_file import FileError, parse_file, shown
from gate.record import Record, RecordError, records_in
from gate.record.recount import outcome_of_item
from gate.release import RELEASE_FILE, Release
from reports.commands.errors import ReportError
from reports.commands.recount import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

VERIFIED, ALTERED, DOUBTFUL = 0, 1, 10
DIGEST_CHARACTERS = 16


@dataclass
class Findings:
    """What is wrong with a record, and what could not be told."""

    wrong: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """Good, doubtful or altered."""
        return "altered" if self.wrong else "doubtful" if self.doubts else "good"


def verify(path: Path, release_file: Path | None, out: TextIO) -> int:
    """Verify a record, or each of a folder, and say the result of each in a line.

    Returns 0 where all are good, 1 where one was altered or is missing, 10 where something can't be told: a run that
    was cut short, or a release file that isn't there. Raises ReportError where there is nothing to verify.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise ReportError(f"{shown(path)} holds no record; records are .jsonl files that runs have written")
    worst = VERIFIED
    records: list[Record] = []
    for file in files:
        record, found = _verify_one(file, release_file)
        records += [record] if record else []
        told = f"{_call(record)}, {len(record.entries)} lines, head {record.head}" if record else "can't be read"
        out.write(f"{found.word:9}{shown(file)}: {told}\n")
        out.writelines(f"         {sentence}\n" for sentence in (*found.wrong, *found.doubts))
        worst = _worse(worst, ALTERED if found.wrong else DOUBTFUL if found.doubts else VERIFIED)
    if path.is_dir():
        gone = [*_missing(path / RELEASE_FILE, {record.head for record in records}), *_gaps(records)]
        out.writelines(f"missing  {sentence}\n" for sentence in gone)
        worst = ALTERED if gone else worst
    return worst


def _verify_one(file: Path, release_file: Path | None) -> tuple[Record | None, Findings]:
    found = Findings()
    try:
        record = Record.read(file)
    except RecordError as error:
        found.wrong.append(str(error))
        return None, found
    found.wrong += _altered_attachments(record)
    _look_at_used(record, found)
    written = file.read_bytes()
    if not written.endswith(b"\n"):
        line = len(record.entries) + 1
        found.doubts.append(f"{shown(file)}:{line}: ends in the middle of a line: the run was killed here")
    if not record.is_finished:
        found.doubts.append(f"{shown(file)}:{len(record.entries)}: no verdict follows: the run was cut short")
        return record, found
    release = _release(record, release_file, found)
    if release:
        try:
            told = sorted(set(differences(record, release)), key=lambda it: (it.line, it.sentence))
            found.wrong += [f"{shown(file)}:{it.line}: {it.sentence}" for it in told]
        except ReportError as error:
            found.wrong.append(f"{shown(file)}: {error}")
    return record, found


def _look_at_used(record: Record, found: Findings) -> None:
    """The earlier records that the run rests on: are they here unaltered, and do they say what it took from them?"""
    here = {earlier.head: earlier for earlier in records_in(record.path.parent)}
    for line, entry in enumerate(record.entries, 1):
        if entry["kind"] != "used" or not entry.get("head"):
            continue
        place, need = f"{shown(record.path)}:{line}", str(entry.get("need"))
        rests = f"{need} rests on {entry.get('record')} (head {entry['head'][:12]}…)"
        earlier = here.get(entry["head"])
        if earlier is None and entry.get("is_here"):
            found.wrong.append(f"{place}: {rests}, which is not here: it was removed or altered")
        elif earlier is None:
            found.doubts.append(f"{place}: {rests}, which lay in another folder")
        elif not need.startswith(A_PHASE):
            says = outcome_of_item(earlier, need)
            if says is None or says.outcome != entry.get("outcome"):
                taken = f"{rests} and is taken as {entry.get('outcome')}"
                found.wrong.append(f"{place}: {taken}, but that record says {says.outcome if says else 'nothing'}")


def _altered_attachments(record: Record) -> Iterator[str]:
    """Attachments are called by their own digest."""
    for line, entry in enumerate(record.entries, 1):
        for attachment in entry.get("attachments", ()):
            file = record.folder / attachment["file"]
            place = f"{shown(record.path)}:{line}: {attachment['name']} ({attachment['file']})"
            if not file.is_file():
                yield f"{place} is gone"
            elif hashlib.sha256(file.read_bytes()).hexdigest()[:DIGEST_CHARACTERS] != file.stem:
                yield f"{place} was altered"


def _release(record: Record, given: Path | None, found: Findings) -> Release | None:
    """Find the release as the run knew it: on the record itself, else in the file with the digest that it noted."""
    facts = record.run["release"]
    if "scope" in facts:
        try:
            return Release.of_record(facts)
        except ValidationError:
            found.wrong.append(f"{shown(record.path)}:1: its release can't be read")
            return None
    digest = record.run.get("digests", {}).get("release", "")
    file = given or record.path.parent / RELEASE_FILE
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
        is_there = f"{shown(file)} is another than" if file.is_file() else f"there is no {shown(file)},"
        found.doubts.append(
            f"not recounted: {is_there} the release file of this run (SHA-256 {digest[:DIGEST_CHARACTERS]}…); "
            "name it with --release"
        )
        return None
    try:
        return Release.read(file)
    except FileError as error:
        found.doubts.append(f"not recounted: {error}")
        return None


def _missing(file: Path, heads: set[str]) -> Iterator[str]:
    """Records that people named when they signed, and that are not in the folder."""
    if not file.is_file():
        return
    text = parse_file(file)
    top: Any = text.value if isinstance(text.value, dict) else {}
    for section in ("approvals", "attestations"):
        for number, entry in enumerate(top.get(section) or ()):
            head = entry.get("evidence") if isinstance(entry, dict) else None
            if isinstance(head, str) and head not in heads:
                line = text.place_of((section, number, "evidence")).line
                yield (
                    f"{shown(file)}:{line}: {entry.get('by')} signed {entry.get('item')} on the record {head[:12]}…, "
                    "which is not here: it was removed or altered, or lies elsewhere"
                )


def _gaps(records: Sequence[Record]) -> Iterator[str]:
    """Records that a later run found in the folder when it began, and that are not there, or not with all they held."""
    lines = {record.path.name: set(record.chain) for record in records}
    for record in records:
        before = record.run.get("follows")
        if before and before["head"] not in lines.get(before["record"], ()):
            yield (
                f"{shown(record.path)}:1: {before['record']} (head {before['head'][:12]}…) was here "
                "when this run began, and is not: it was removed or altered"
            )


def _call(record: Record) -> str:
    return str(record.verdict.get("call")) if record.verdict else "no verdict"


def _worse(one: int, other: int) -> int:
    order = (VERIFIED, DOUBTFUL, ALTERED)
    return max(one, other, key=order.index)
