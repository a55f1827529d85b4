"""Where a release stands: each phase's latest verdict, what is missing and who can settle it, in lines for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gate.checklist import Checklist
from gate.environment import Environment
from gate.environment.people import People
from gate.files.yaml_file import FileError, shown
from gate.outcome import Outcome
from gate.record import Record, RecordError, now
from gate.record.history import told_unreadable
from gate.record.recount import began
from gate.record.standing import NOT_YET, OpenItem, PhaseStanding, Standing, standing
from gate.release import Release, release_path
from gate.verdict import EXIT_CODES
from reports.commands.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta
    from typing import TextIO

WIDTH = 16


def show(version: str, records: Path | None, environment: str | None, out: TextIO) -> int:
    """Write the standing of a release; return the exit code of its verdict, as a run has it.

    version: such as 2.4.0, or the path of a release.yaml. records: a further folder beside that of the release file.
    environment: whose file names the people. Raises ReportError where there is nothing to show.
    """
    file = release_path(version)
    folder = records or file.parent
    found, doubts = _read_records({folder.resolve(), file.parent.resolve()})
    if file != Path(version):
        found = [record for record in found if record.run["release"]["version"] == version]
    release = _release(file, found, folder)
    stands = standing(found, release, Checklist.read(), now(), doubts)
    out.writelines(f"{line}\n" for line in _lines(stands, _people(environment)))
    return EXIT_CODES[stands.call]


def _read_records(folders: Iterable[Path]) -> tuple[list[Record], list[str]]:
    found, doubts = [], []
    for path in sorted(path for folder in folders for path in folder.glob("*.jsonl")):
        try:
            found.append(Record.read(path))
        except RecordError as error:
            doubts.append(f"{error}; python -m reports verify {shown(path.parent)} tells more")
    return found, [told_unreadable(doubts)] if doubts else []


def _release(file: Path, found: list[Record], folder: Path) -> Release:
    """The release as its file has it now; where there is none, as the newest run knew it."""
    if file.is_file():
        try:
            return Release.read(file)
        except FileError as error:
            raise ReportError(str(error)) from None
    newest = max(found, key=began, default=None)
    if newest is None:
        raise ReportError(
            f"there is no {shown(file)}, and no record of this release in {shown(folder)}; python -m reports new "
            "VERSION writes a release file, and --records DIR names another folder"
        )
    try:
        return Release.of_record(newest.run["release"])
    except ValidationError:
        raise ReportError(f"there is no {shown(file)}, and {shown(newest.path)} does not hold its release") from None


def _people(environment: str | None) -> People:
    if environment is None:
        return People()
    try:
        return Environment.signers(environment).people
    except FileError as error:
        raise ReportError(str(error)) from None


def _lines(stands: Standing, people: People) -> Iterator[str]:
    release = stands.release
    window = f"window {_span(release.window.opens, release.window.closes)}" if release.window else "no window yet"
    yield f"Alaska Pay {release.version} = commit {release.commit[:7]}, deployed by {release.deployer} · {window}"
    yield f"as it stands at {stands.at:%Y-%m-%d %H:%M} UTC"
    yield ""
    for phase in stands.phases:
        yield from _lines_of_phase(phase, stands, people)
    yield ""
    yield from (f"doubt    {doubt}" for doubt in stands.doubts)
    yield from (
        f"waiver   of {it.item} ends on {it.expires:%Y-%m-%d}: {it.reason} ({it.approver}, {it.issue})"
        for it in stands.ending
    )
    begun = [phase for phase in stands.phases if phase.word != NOT_YET]
    go = sum(phase.word == "GO" for phase in begun)
    yield f"{stands.call}   {go} of the {len(begun)} phases whose time has come are GO, {_not_yet(stands)} not yet"


def _not_yet(stands: Standing) -> int:
    return sum(phase.word == NOT_YET for phase in stands.phases)


def _lines_of_phase(phase: PhaseStanding, stands: Standing, people: People) -> Iterator[str]:
    told = [_counts(phase), *phase.reasons]
    if phase.record:
        live = next((it["commit"] for it in reversed(phase.record.of_kind("live")) if it.get("commit")), "")
        environment, ago = phase.record.run["environment"], _ago(stands.at - began(phase.record))
        told.append(f"{environment}, {ago}" + (f", live: commit {live[:7]}" if live else ""))
    yield f"  {phase.word:<9}{phase.name:<{WIDTH}} {' · '.join(filter(None, told))}"
    yield from (f"           {line}" for line in (*_open(phase, people), *_more(phase)))


def _counts(phase: PhaseStanding) -> str:
    if phase.verdict is None:
        return ""
    own = [it for it in phase.verdict.settled if not (it.is_beside or it.not_due)]
    parts = [f"{phase.verdict.count(Outcome.SHOWN)} of {len(own)} items shown"]
    parts += [
        f"{count} {word}"
        for count, word in (
            (phase.verdict.count(Outcome.REFUTED), "refuted"),
            (phase.verdict.count(Outcome.NOT_SHOWN), "not shown"),
            (phase.verdict.count(Outcome.NOT_PART), "not part"),
            (phase.verdict.waived, "waived"),
            (len(phase.waiting), "not due"),
        )
        if count
    ]
    return ", ".join(parts)


def _open(phase: PhaseStanding, people: People) -> Iterator[str]:
    for it in phase.open:
        yield f"{it.settled.outcome:<10} {it.item.id}: {it.settled.reason or it.item.must}"
        yield f"           {_who(it, people)}"


def _who(it: OpenItem, people: People) -> str:
    """Who can settle it: a word is given by its owner's role, all else is looked at again once it is in order."""
    names = ", ".join(person.name for person in people.of(it.item.owner))
    owner = f"{it.item.owner} ({names})" if names else it.item.owner
    how = f"python -m reports sign {it.item.id}, then run" if "attestation" in it.item.settled_by else "run"
    return f"who can settle it: {owner}; {how} the phase again"


def _more(phase: PhaseStanding) -> Iterator[str]:
    yield from (f"not due    {it.item}: {it.not_due}" for it in phase.waiting)
    if phase.changes:
        yield f"since the run before: {', '.join(phase.changes)}"
    yield from (f"apart      {told}" for told in phase.apart)
    if phase.record:
        yield f"record     {phase.record.path.name}"


def _span(opens: datetime, closes: datetime) -> str:
    return f"{opens:%Y-%m-%d %H:%M} to {closes:%H:%M} UTC"


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} days ago"  # noqa: PLR2004 - two days
