"""The record of one run: JSON Lines, written as it happens, each line chained to the one before.

A line is an object with `kind`, `at` (UTC, ISO 8601), `prev` (SHA-256 of the line before, hex; "" on the first)
and the fields of its kind:

- `run`          run, environment, environment_kind, release {version, commit, deployer}, selection, phases, is_partial,
                 items [..], beside [ids of the items that belong to none of the phases], digests,
                 frozen {checklist, limits, targets}: what the run is judged by,
                 follows {record, head}: the newest record that lay in the folder; null where there was none
- `plan`         checks: [{item, part, parameter, title, fails_when, effects, is_proven}]
- `live`         when ("start" | "end"), deploy, commit, published_at, schema, or reason where it can't be read
- `settle`       what was seen before the first check, until the release was live everywhere: is_ready, is_cut_short,
                 within_ms, took_ms, wanted (answers in a row), addresses, left_out {address: why}, counts {what answers
                 say: how many}, builds {build: how many}, bad_from_cache, build, commit, assets, examples, functions,
                 cold, unready, blind; or skipped: the option by which nobody waited
- `pages`        beside (the commit that is meant to answer too), builds [{commit, assets, count, item, url}]: those of
                 the pages that the checks got
- `observation`  item, part, parameter, outcome, reason, started_at, duration_ms, is_unstable,
                 attachments [{name, type, file}]
- `flag`         name, percent, steps [{percent, since, by}], or reason where it can't be read
- `watch`        measures under watch at a moment: began, window_ms, poll_ms,
                 measures {name: {gates, answered, reading}}
- `page`         item, answered: what the webhook said when people were told of a refuted trigger
- `left`         what clean-up could not remove: what, reason
- `used`         need, outcome, reason, record, head, is_here: what an earlier record says of an item or phase that this
                 run needs and has not looked at; that record's file and head, both empty where none counts, and
                 whether it lies in the same folder
- `outcome`      item, outcome, reason, waived_by, is_advisory, is_unstable, not_due, duration_ms
- `finding`      id, outcome, reason
- `verdict`      call, exit_code, reasons, shown, refuted, not_shown, waived, not_part, checks, proven;
                 the last line of a finished record
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from gate.files.foreign_file import UnreadableFileError, parse_foreign_json, read_foreign_bytes
from gate.record.lines import fault_of_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Entry = dict[str, Any]
BYTES_MAX = 200_000_000
SUFFIXES = {"image/png": "png", "image/svg+xml": "svg", "text/html": "html", "application/json": "json"}


class RecordError(ValueError):
    """A record that can't be read, or whose chain is broken; the text names file and line."""


def now() -> datetime:
    """Return the present as an aware UTC time, cut to milliseconds."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


@dataclass
class RecordWriter:
    """Appends entries to `path`; what `redact` knows as secret never reaches the disk."""

    path: Path
    redact: Callable[[str], str]

    def __post_init__(self) -> None:
        """Create the file; a record is never written over."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(exist_ok=False)

    @property
    def folder(self) -> Path:
        """Where attachments and the rendered report of this record lie."""
        return self.path.with_suffix("")

    def append(self, kind: str, **fields: Any) -> Entry:  # noqa: ANN401 - JSON
        """Write one line and bring it to the disk before returning it.

        What a line follows is read from the disk: an interruption may have come in the middle of the one before.
        """
        prev = self._cut_torn_line()
        entry: Entry = {"kind": kind, "at": now().isoformat(), "prev": prev, **_redacted(fields, self.redact)}
        line = json.dumps(entry, ensure_ascii=False, sort_keys=False)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        parsed: Entry = json.loads(line)
        return parsed

    def _cut_torn_line(self) -> str:
        """Leave whole lines only, and return the digest of the last one."""
        written = self.path.read_bytes()
        whole = written[: written.rfind(b"\n") + 1]
        if whole != written:
            os.truncate(self.path, len(whole))
        return hashlib.sha256(whole[:-1].rpartition(b"\n")[2]).hexdigest() if whole else ""


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """Redact each text by itself, so that no mask can break the line that holds them."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact(name): _redacted(part, redact) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(part, redact) for part in value]
    return value


def keep_attachment(
    folder: Path, redact: Callable[[str], str], name: str, media_type: str, content: bytes
) -> dict[str, str]:
    """Keep `content` in the record's folder, redacted where it is text; return {name, type, file}."""
    if media_type.startswith("text/") or media_type in {"application/json", "image/svg+xml"}:
        content = redact(content.decode("utf-8", "replace")).encode()
    suffix = SUFFIXES.get(media_type, "txt")
    file = f"{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
    kept = folder / "attachments"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / file).write_bytes(content)
    return {"name": name, "type": media_type, "file": f"attachments/{file}"}


@dataclass(frozen=True)
class Record:
    """A record as read: its entries in order; unfinished when the run was cut short."""

    path: Path
    entries: tuple[Entry, ...]
    chain: tuple[str, ...]
    """The SHA-256 of each line."""

    @property
    def head(self) -> str:
        """The hash of the last line, by which a record is named."""
        return self.chain[-1]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and verify the chain. A torn last line (a killed run) is left out; another fault raises RecordError."""
        try:
            lines = read_foreign_bytes(path, BYTES_MAX).split(b"\n")
        except UnreadableFileError as error:
            raise RecordError(f"{path}: {error}") from None
        torn = lines.pop()
        entries: list[Entry] = []
        chain: list[str] = []
        for number, line in enumerate(lines, 1):
            try:
                entry = parse_foreign_json(line.decode())
            except ValueError as error:
                raise RecordError(f"{path}:{number}: is not JSON; the record was altered") from error
            if not isinstance(entry, dict) or entry.get("prev") != (chain[-1] if chain else ""):
                raise RecordError(f"{path}:{number}: does not follow the line before; the record was altered")
            if not isinstance(entry.get("kind"), str):
                raise RecordError(f"{path}:{number}: has no kind; this is no record")
            if not entries and entry["kind"] != "run":
                raise RecordError(f"{path}:1: is not the beginning of a run; this is no record")
            chain.append(hashlib.sha256(line).hexdigest())
            entries.append(entry)
        if torn and entries and entries[-1]["kind"] == "verdict":
            raise RecordError(f"{path}:{len(lines) + 1}: text after the verdict; the record was altered")
        if not entries:
            raise RecordError(f"{path}: holds no entry")
        _refuse_odd_lines(path, entries)  # after the chain: what was altered is called that
        return cls(path, tuple(entries), tuple(chain))

    @property
    def folder(self) -> Path:
        """Where attachments and the rendered report of this record lie."""
        return self.path.with_suffix("")

    @property
    def run(self) -> Entry:
        """The first entry: what was asked of the run."""
        return self.entries[0]

    @property
    def verdict(self) -> Entry | None:
        """The last entry, or None where the run was cut short."""
        return self.entries[-1] if self.entries[-1]["kind"] == "verdict" else None

    @property
    def is_finished(self) -> bool:
        """Whether the run came to its end."""
        return self.verdict is not None

    def of_kind(self, kind: str) -> list[Entry]:
        """All entries of one kind, in order."""
        return [entry for entry in self.entries if entry["kind"] == kind]


def _refuse_odd_lines(path: Path, entries: list[Entry]) -> None:
    for number, entry in enumerate(entries, 1):
        if fault := fault_of_line(entry):
            raise RecordError(f"{path}:{number}: is not such as runs write: {fault}")


def records_in(folder: Path) -> Iterator[Record]:
    """Every record of a folder that can be read, newest first; broken ones are left out."""
    for path in sorted(folder.glob("*.jsonl"), reverse=True):
        with contextlib.suppress(RecordError):
            yield Record.read(path)


def run_before(record: Record) -> Record | None:
    """Return the newest finished record of the same environment and phases in the same folder, or None."""
    run = record.run
    for earlier in records_in(record.path.parent):
        is_same = all(earlier.run.get(key) == run.get(key) for key in ("environment", "is_partial"))
        is_same = is_same and _phases(earlier) == _phases(record)
        if earlier.path.name < record.path.name and is_same and earlier.is_finished:
            return earlier
    return None


def _phases(record: Record) -> list[str]:
    return [phase["name"] for phase in record.run["phases"]]
