"""Allure results, all written from the record, so that record and report can't differ."""

from __future__ import annotations

import hashlib
import shutil
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import (
    Attachment,
    GlobalAttachment,
    GlobalError,
    Globals,
    Label,
    Status,
    StatusDetails,
    TestResult,
    TestStepResult,
)

from gate.outcome import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from gate.record.summary import Exhibit, Line, Look, RunSummary

STATUSES = {
    Outcome.SHOWN: Status.PASSED,
    Outcome.REFUTED: Status.FAILED,
    Outcome.NOT_SHOWN: Status.BROKEN,
    Outcome.NOT_PART: Status.SKIPPED,
}
RECORD = "record-attachment.txt"
SCREENSHOT, MEASURE = "image/png", "image/svg+xml"
# A page that a check saw is shown as text: rendered, it would load what it names.
SHOWN_AS = {"text/html": "text/plain"}


def write_results(summary: RunSummary, folder: Path) -> None:
    """Write one Allure result an item, the findings as errors of the whole run, and what surrounds them."""
    logger: Any = AllureFileLogger(folder)  # type: ignore[no-untyped-call]
    for line in summary.lines:
        logger.report_result(_result(line, summary, folder))
    logger.report_globals(_globals(summary, folder))
    facts = (f"{name} = {_escaped(text)}\n" for name, text in _environment(summary).items())
    (folder / "environment.properties").write_text("".join(facts), encoding="utf-8")


def _globals(summary: RunSummary, folder: Path) -> Globals:
    shutil.copyfile(summary.record.path, folder / RECORD)
    ended = _ms(summary.ended)
    return Globals(
        attachments=[GlobalAttachment(summary.record.path.name, RECORD, "text/plain", ended)],
        errors=[
            GlobalError(message=f"{finding.id}: {finding.outcome}: {finding.reason}", timestamp=ended)
            for finding in summary.findings
            if finding.outcome is not Outcome.SHOWN
        ],
    )


def result_id(record_head: str, item: str) -> str:
    """The id by which the report knows the item's result, and links to it."""
    return md5(_uuid(record_head, item))


def md5(text: str) -> str:
    """The tool's own digest; it names things and guards nothing."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def group_ids(summary: RunSummary) -> list[str]:
    """The ids by which the report knows the groups of its tree: phases, and their sections."""
    ids = []
    for line in summary.lines:
        phase = md5(_phase(line, summary))
        ids += [phase, md5(f"{phase}.{line.section}")]
    return list(dict.fromkeys(ids))


def _phase(line: Line, summary: RunSummary) -> str:
    titles: dict[str, str] = {
        phase["name"]: phase.get("title", phase["name"]) for phase in summary.record.run["phases"]
    }
    return titles.get(line.phase, line.phase or "Single items")


def _result(line: Line, summary: RunSummary, folder: Path) -> TestResult:
    start = min((look.started_at for look in line.looks if look.started_at), default=summary.began)
    return TestResult(
        uuid=_uuid(summary.record.head, line.id),
        testCaseId=line.id,
        fullName=line.id,
        name=line.text,
        status=STATUSES[Outcome.NOT_PART if line.not_due else line.outcome],
        statusDetails=StatusDetails(message=line.not_due or line.reason or None, flaky=line.is_unstable),
        description=_description(line, summary.record.folder),
        labels=[Label(name, text) for name, text in _labels(line, _phase(line, summary)) if text],
        steps=[
            _step(look, line.title_of(look), f"{line.id}-{number}", summary, folder)
            for number, look in enumerate(line.looks)
        ],
        start=_ms(start),
        stop=_ms(start) + line.duration_ms,
    )


def _labels(line: Line, phase: str) -> list[tuple[str, str]]:
    return [
        ("epic", phase),
        ("feature", line.section),
        ("story", line.text),
        ("severity", "minor" if line.is_advisory else "critical"),
        ("owner", line.owner),
        ("waiver", line.waived_by),
        ("tag", "not due" if line.not_due else line.outcome),
        ("waiting", line.not_due),
        ("tag", "waived" if line.waived_by else ""),
        ("tag", "unstable" if line.is_unstable else ""),
        ("tag", "advisory" if line.is_advisory else ""),
        *(("tag", part) for part in line.of),
    ]


def _description(line: Line, folder: Path) -> str:
    parts = [f"**Must be seen:** {line.must}." if line.must else ""]
    if line.not_due:
        parts.append(f"**Not required yet:** {line.not_due}.")
    if line.is_beside:
        parts.append("**Looked at beside the phases of this run:** it decides only when it is refuted.")
    if line.waived_by:
        parts.append(f"**Waived** by {line.waived_by}. Its outcome stays: {line.outcome}.")
    if line.is_unstable:
        parts.append("**Unstable:** a request had to be sent a second time.")
    if line.is_advisory:
        parts.append("**Advisory:** it never decides the verdict.")
    parts += dict.fromkeys(f"**{look.check}:** {look.fails_when}" for look in line.looks if look.fails_when)
    return "\n\n".join(filter(None, [*parts, *_pictures(line, folder)]))


def _pictures(line: Line, folder: Path) -> list[str]:
    """Measures over time, and what the browser saw where it went wrong, to be seen without a click."""
    kept = {
        exhibit.file: (exhibit.media_type, f"{line.title_of(look)}: {exhibit.name}")
        for look in line.looks
        for exhibit in look.exhibits
        if exhibit.media_type == MEASURE or (exhibit.media_type == SCREENSHOT and look.outcome is not Outcome.SHOWN)
    }
    return [
        f"*{caption}*\n\n![{caption}](data:{media_type};base64,{b64encode((folder / file).read_bytes()).decode()})"
        for file, (media_type, caption) in kept.items()
        if (folder / file).is_file()
    ]


def _step(look: Look, title: str, file: str, summary: RunSummary, folder: Path) -> TestStepResult:
    start = _ms(look.started_at) if look.started_at else None
    return TestStepResult(
        name=title,
        status=STATUSES[look.outcome],
        statusDetails=StatusDetails(message=look.reason) if look.reason else None,
        description=look.fails_when,
        attachments=[
            _attachment(exhibit, f"{file}-{number}", summary.record.folder, folder)
            for number, exhibit in enumerate(look.exhibits)
        ],
        start=start,
        stop=start + look.duration_ms if start is not None else None,
    )


def _attachment(exhibit: Exhibit, name: str, record_folder: Path, folder: Path) -> Attachment:
    # The same content may be seen twice; the tool takes a file only once.
    file = f"{name}-attachment{Path(exhibit.file).suffix}"
    if (record_folder / exhibit.file).is_file():
        shutil.copyfile(record_folder / exhibit.file, folder / file)
    return Attachment(name=exhibit.name, source=file, type=SHOWN_AS.get(exhibit.media_type, exhibit.media_type))


def _environment(summary: RunSummary) -> dict[str, str]:
    run = summary.record.run
    release = run["release"]
    return {
        "environment": f"{run['environment']} ({run['environment_kind']})",
        "release": release["version"],
        "commit": release["commit"][:7],
        "deployer": release["deployer"],
    }


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", " ")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _uuid(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
