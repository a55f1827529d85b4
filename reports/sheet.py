"""What a record says, in the words that all papers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.record import run_before

if TYPE_CHECKING:
    from gate.record import Entry, Record

NO_EVIDENCE = "no evidence: the run was cut short"


@dataclass(frozen=True)
class Line:
    """One item of the run with its true outcome; `is_waived` where a waiver lifts it."""

    item: Entry
    outcome: str
    reason: str
    waived_by: str
    is_unstable: bool
    duration_ms: int
    observations: tuple[Entry, ...]
    checks: tuple[Entry, ...]


def title(record: Record) -> str:
    """NO-GO · Alaska Pay 2.4.0 · prod · smoke."""
    run = record.run
    phases = " or ".join(phase["name"] for phase in run["phases"]) or "single items"
    return f"{call(record)} · Alaska Pay {run['release']['version']} · {run['environment']} · {phases}"


def call(record: Record) -> str:
    """The verdict; UNFINISHED where the run was cut short."""
    verdict = record.verdict
    return str(verdict["call"]) if verdict else "UNFINISHED"


def lines(record: Record) -> list[Line]:
    """Every item of the run, in the order of the checklist; those without an outcome are not shown."""
    outcomes = {entry["item"]: entry for entry in record.of_kind("outcome")}
    items = {item["id"]: item for item in record.run["items"]}
    checks = [check for plan in record.of_kind("plan") for check in plan["checks"]]
    names = [*items, *(name for name in dict.fromkeys([*outcomes, *(c["item"] for c in checks)]) if name not in items)]
    return [_line(name, items.get(name), outcomes.get(name), record, checks) for name in names]


def _line(name: str, item: Entry | None, outcome: Entry | None, record: Record, checks: list[Entry]) -> Line:
    said = outcome or {}
    observations = tuple(entry for entry in record.of_kind("observation") if entry["item"] == name)
    return Line(
        item=item or {"id": name, "text": name, "phase": "single items", "section": "", "owner": "", "must": ""},
        outcome=said.get("outcome", "not shown"),
        reason=said.get("reason", NO_EVIDENCE),
        waived_by=said.get("waived_by", ""),
        is_unstable=bool(said.get("is_unstable")),
        duration_ms=sum(entry.get("duration_ms", 0) for entry in observations),
        observations=observations,
        checks=tuple(check for check in checks if check["item"] == name),
    )


def findings(record: Record) -> list[Entry]:
    """What the run found out about itself."""
    return record.of_kind("finding")


def live(record: Record) -> str:
    """What was live at the end of the run."""
    looks = record.of_kind("live")
    if not looks or not looks[-1]["commit"]:
        return f"unknown: {looks[-1]['reason']}" if looks else "unknown"
    return f"deploy {looks[-1]['deploy']} = commit {looks[-1]['commit'][:7]}"


def changes(record: Record) -> list[str]:
    """Which items have another outcome than in the run before; empty where there was none."""
    before = run_before(record)
    if before is None:
        return []
    earlier = {entry["item"]: entry["outcome"] for entry in before.of_kind("outcome")}
    return [
        f"{entry['item']} newly {entry['outcome']}"
        for entry in record.of_kind("outcome")
        if earlier.get(entry["item"], entry["outcome"]) != entry["outcome"]
    ]


def counts(record: Record) -> str:
    """5 shown · 1 refuted · 1 not shown · 0 waived."""
    verdict = record.verdict
    if verdict is None:
        return f"{len(record.of_kind('observation'))} observations before the run was cut short"
    text = (
        f"{verdict['shown']} shown · {verdict['refuted']} refuted · {verdict['not_shown']} not shown · "
        f"{verdict['waived']} waived"
    )
    return f"{text} · {verdict['not_part']} not part" if verdict["not_part"] else text


def proven(record: Record) -> str:
    """13 checks, 13 proven able to fail."""
    checks = [check for plan in record.of_kind("plan") for check in plan["checks"]]
    return f"{len(checks)} checks, {sum(check['is_proven'] for check in checks)} proven able to fail"
