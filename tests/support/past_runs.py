"""Records of runs that are over, written as runs write them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gate.checklist import Checklist
from gate.outcome import ItemOutcome, Outcome
from gate.record import Record, RecordWriter, keep_attachment, now
from gate.release import Release, Scope
from gate.verdict import Finding, Verdict, decide

CHECKLIST = Checklist.read()
COMMIT, OTHER = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
LIVE = Finding("release.live", Outcome.SHOWN)
IN_TWO_HOURS = timedelta(hours=2)
A_RUN: dict[str, Any] = {
    "environment": "prod",
    "environment_kind": "production",
    "release": {"version": "2.4.0", "commit": COMMIT, "deployer": "Ada Obi"},
    "phases": [{"name": "smoke"}],
    "items": [],
    "is_partial": False,
}
AN_OBSERVATION: dict[str, Any] = {
    "item": "smoke.login",
    "part": "check",
    "parameter": "it works",
    "outcome": "shown",
    "reason": "",
    "started_at": "2026-11-24T09:12:00+00:00",
    "duration_ms": 1,
    "attachments": [],
}
"""What no line of its kind may lack."""


def a_release(opens_in: timedelta = IN_TWO_HOURS, **more: Any) -> Release:
    """The release file, with the window so far from now."""
    opens = now() + opens_in
    return Release.model_validate(
        {
            "version": "2.4.0",
            "commit": COMMIT,
            "previous": {"version": "2.3.1", "commit": OTHER},
            "deployer": "Ada Obi",
            "scope": dict.fromkeys(Scope.model_fields, True),
            "window": {"opens": opens.isoformat(), "closes": (opens + timedelta(hours=1)).isoformat()},
            **more,
        }
    )


@dataclass
class Past:
    """A run that is to be written down.

    seen: outcomes by item; of a phase, items that are not named were shown. rests_on: earlier records by item.
    """

    seen: dict[str, Outcome] = field(default_factory=dict)
    lacks: Collection[str] = ()
    phases: tuple[str, ...] = ()
    live: str = COMMIT
    rests_on: dict[str, Path] = field(default_factory=dict)
    follows: Path | None = None
    has_attachments: bool = False
    environment: str = "prod"
    kind: str = "production"
    release: Release = field(default_factory=a_release)
    findings: tuple[Finding, ...] = (LIVE,)
    ends: bool = True
    narrowed_by: str = ""
    deployed_at: datetime | None = None
    percent: int | None = None
    not_due: tuple[str, ...] = ()
    frozen: dict[str, Any] = field(default_factory=dict)


def write_past(folder: Path, number: int, told: Past) -> Path:
    """Write it; the higher the number, the newer the run."""
    name = f"2026-11-24T0912{number:02}.000Z-{told.environment}-{'-'.join(told.phases) or 'partial'}"
    writer = RecordWriter(folder / f"{name}.jsonl", str)
    items = [item for item in CHECKLIST.all_items if item.phase in told.phases or item.id in told.seen]
    items = [item for item in items if item.id not in told.lacks]
    outcomes = {item.id: told.seen.get(item.id, Outcome.SHOWN) for item in items}
    _begin(writer, told, [item.model_dump(mode="json") for item in items])
    parts = [(item, part) for item in items for part in item.settled_by if part != "items"]
    looks = [{"item": item.id, "part": part, "parameter": "it works"} for item, part in parts]
    more = {"title": "it works", "fails_when": "Fails when it does not.", "effects": [], "is_proven": True}
    writer.append("plan", checks=[{**look, **more} for look in looks])
    when = {"started_at": now().isoformat(), "duration_ms": 1, "is_unstable": False}
    for look in looks:
        exhibits = [look["item"].encode()] if told.has_attachments else []
        kept = [keep_attachment(writer.folder, str, "requests", "text/plain", exhibit) for exhibit in exhibits]
        outcome = outcomes[look["item"]].value
        writer.append("observation", **look, outcome=outcome, reason="as seen then", attachments=kept, **when)
    for need, file in told.rests_on.items():
        used = {"record": file.name, "head": Record.read(file).head, "is_here": file.parent == folder}
        writer.append("used", need=need, outcome=Outcome.SHOWN.value, reason="", **used)
    if not told.ends:
        return writer.path
    settled = {item: ItemOutcome(outcome, "as seen then") for item, outcome in outcomes.items()}
    verdict = decide(items, settled, told.findings, told.release, now(), not_due=dict.fromkeys(told.not_due, "later"))
    counts = dict.fromkeys(("checks", "proven"), len({look["item"] for look in looks}))
    _end(writer, verdict, told.findings, is_partial=not told.phases or bool(told.narrowed_by), **counts)
    return writer.path


def _begin(writer: RecordWriter, told: Past, items: list[dict[str, Any]]) -> None:
    writer.append(
        "run",
        run=writer.path.stem,
        environment=told.environment,
        environment_kind=told.kind,
        release=told.release.for_the_record(),
        selection={"markers": "", "items": [], "narrowed_by": told.narrowed_by},
        phases=[{"name": it, **CHECKLIST.phases[it].model_dump(mode="json", by_alias=True)} for it in told.phases],
        is_partial=not told.phases or bool(told.narrowed_by),
        items=items,
        beside=[],
        digests={},
        follows={"record": told.follows.name, "head": Record.read(told.follows).head} if told.follows else None,
        **({"frozen": told.frozen} if told.frozen else {}),
    )
    published = (told.deployed_at or now() - timedelta(minutes=5)).isoformat()
    writer.append("live", when="start", deploy="66f1c0", commit=told.live, published_at=published, schema="", reason="")
    if told.percent is not None:
        writer.append("flag", name="new-checkout", percent=told.percent, steps=[])


def _end(writer: RecordWriter, verdict: Verdict, findings: Iterable[Finding], *, is_partial: bool, **more: int) -> None:
    for one in verdict.settled:
        writer.append(
            "outcome",
            item=one.item,
            outcome=one.outcome.value,
            reason=one.reason,
            waived_by=one.waived_by,
            is_advisory=one.is_advisory,
            is_unstable=False,
            not_due=one.not_due,
            duration_ms=1,
        )
    for finding in findings:
        writer.append("finding", id=finding.id, outcome=finding.outcome.value, reason=finding.reason)
    counts = {o.value.replace(" ", "_"): verdict.count(o) for o in Outcome} | more
    call = "PARTIAL" if is_partial else verdict.call.value
    writer.append(
        "verdict",
        call=call,
        exit_code=verdict.exit_code,
        reasons=list(verdict.reasons),
        **counts,
        waived=verdict.waived,
    )
