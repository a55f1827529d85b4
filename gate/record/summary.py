"""What a record says, once, in the words that the terminal and all papers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from gate.checklist import Phase
from gate.checklist.timing import Timing, phase_time
from gate.outcome import Outcome
from gate.record import run_before
from gate.record.recount import began, deployed_at, findings_of
from gate.release.live.settling import told_before
from gate.rollout.steps import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.record import Entry, Record
    from gate.verdict import Finding

UNFINISHED = "UNFINISHED"
BROWSER = re.compile(r"^(chromium|firefox|webkit)(-|$)")
BADNESS = (Outcome.REFUTED, Outcome.NOT_SHOWN, Outcome.NOT_PART, Outcome.SHOWN)


@dataclass(frozen=True)
class Exhibit:
    """Something a check saw; `file` lies in the record's folder."""

    name: str
    media_type: str
    file: str


@dataclass(frozen=True)
class Look:
    """One check, and what it saw; `case` tells those of one check apart."""

    check: str
    case: str
    fails_when: str
    outcome: Outcome
    reason: str
    started_at: datetime | None = None
    duration_ms: int = 0
    exhibits: tuple[Exhibit, ...] = ()

    @classmethod
    def of(cls, check: Entry, observations: list[Entry]) -> Self:
        """Join the observations of one check: the worst counts."""
        case = BROWSER.sub("", check["parameter"].partition("[")[2].removesuffix("]"))
        if not observations:
            return cls(check["title"], case, check.get("fails_when", ""), Outcome.NOT_SHOWN, "not looked at")
        outcome = min((Outcome(seen["outcome"]) for seen in observations), key=BADNESS.index)
        reasons = (seen["reason"] for seen in observations if seen["outcome"] == outcome)
        return cls(
            check["title"],
            case,
            check.get("fails_when", ""),
            outcome,
            "; ".join(dict.fromkeys(filter(None, reasons))),
            min(datetime.fromisoformat(seen["started_at"]) for seen in observations),
            sum(seen["duration_ms"] for seen in observations),
            tuple(
                Exhibit(kept["name"], kept["type"], kept["file"])
                for seen in observations
                for kept in seen["attachments"]
            ),
        )


@dataclass(frozen=True)
class Line:
    """One item of the run with its true outcome."""

    id: str
    text: str
    phase: str
    section: str
    owner: str
    must: str
    of: tuple[str, ...]
    outcome: Outcome
    reason: str
    waived_by: str
    is_advisory: bool
    is_unstable: bool
    not_due: str
    is_beside: bool
    looks: tuple[Look, ...]

    @property
    def is_own(self) -> bool:
        """Whether it counts among the items of the run: of its own phases, and due."""
        return not (self.is_beside or self.not_due)

    def title_of(self, look: Look) -> str:
        """The check's sentence, with its case where the check looked at several."""
        is_alone = [other.check for other in self.looks].count(look.check) == 1
        return look.check if is_alone else f"{look.check} · {look.case}"

    @property
    def duration_ms(self) -> int:
        """How long it was looked at."""
        return sum(look.duration_ms for look in self.looks)


@dataclass(frozen=True)
class Ground:
    """Why the verdict is not GO: an item or a finding, and its sentence."""

    id: str
    text: str
    outcome: str
    reason: str
    owner: str = ""
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunSummary:
    """A record, ready for paper. `changes` is None where there was no run before."""

    record: Record
    call: str
    grounds: tuple[Ground, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    left: tuple[str, ...]
    live: str
    settled: str
    proof: str
    changes: tuple[str, ...] | None

    @classmethod
    def of(cls, record: Record) -> Self:
        """Read what the record says. Without a verdict the run is UNFINISHED, and nothing it left open is shown."""
        verdict = record.verdict or {"call": UNFINISHED, "reasons": ["the run was cut short: this is no verdict"]}
        checks = [check for plan in record.of_kind("plan") for check in plan["checks"]]
        lines = tuple(_lines(record, checks))
        findings = tuple(findings_of(record))
        return cls(
            record=record,
            call=verdict["call"],
            grounds=tuple(_ground(reason, lines, findings) for reason in verdict["reasons"]),
            lines=lines,
            findings=findings,
            left=tuple(f"{entry['what']}: {entry['reason']}" for entry in record.of_kind("left")),
            live=_live(record, findings),
            settled=told_before(record.of_kind("settle")),
            proof=_proof(checks),
            changes=changes_since_the_run_before(record),
        )

    @property
    def title(self) -> str:
        """NO-GO · Alaska Pay 2.4.0 · prod · smoke."""
        return f"{self.call} · {self.subject}"

    @property
    def subject(self) -> str:
        """Alaska Pay 2.4.0 · prod · smoke."""
        run = self.record.run
        phases = " or ".join(phase["name"] for phase in run["phases"]) or "single items"
        return f"Alaska Pay {run['release']['version']} · {run['environment']} · {phases}"

    @property
    def beside(self) -> list[Line]:
        """What is refuted or not shown and did not decide: worse things did, or it is advisory."""
        decided = {ground.id for ground in self.grounds}
        bad = (Outcome.REFUTED, Outcome.NOT_SHOWN)
        return [line for line in self.own if line.outcome in bad and line.id not in decided and not line.waived_by]

    @property
    def own(self) -> list[Line]:
        """The items of the run's own phases that are due."""
        return [line for line in self.lines if line.is_own]

    @property
    def triggers(self) -> str:
        """Triggers: 5 quiet, 1 undecided; empty where none was looked at beside the phases of the run."""
        seen = [line.outcome for line in self.lines if line.is_beside]
        words = {Outcome.REFUTED: "refuted", Outcome.SHOWN: "quiet", Outcome.NOT_SHOWN: "undecided"}
        counted = [f"{seen.count(outcome)} {word}" for outcome, word in words.items() if outcome in seen]
        return f"triggers: {', '.join(counted)}" if counted else ""

    @property
    def advice(self) -> str:
        """What the verdict means for the step of the rollout that stands; empty where there is none."""
        flags = [entry.get("percent") for entry in self.record.of_kind("flag")]
        return advice(self.call, flags[-1]) if flags else ""

    @property
    def timings(self) -> tuple[str, ...]:
        """Which phases of the run were begun out of their time: "late: smoke began …, its time is …"."""
        return tuple(_timings(self.record)) if not self.record.run["is_partial"] else ()

    @property
    def release(self) -> str:
        """2.4.0 = commit 1a2b3c4, deployed by Adaeze Okafor."""
        release = self.record.run["release"]
        return f"{release['version']} = commit {release['commit'][:7]}, deployed by {release['deployer']}"

    @property
    def counts(self) -> str:
        """5 of 7 items shown · 1 refuted · 1 not shown · 0 waived."""
        parts = [
            f"{self._count(Outcome.SHOWN)} of {len(self.own)} items shown",
            f"{self._count(Outcome.REFUTED)} refuted",
            f"{self._count(Outcome.NOT_SHOWN)} not shown",
            f"{sum(bool(line.waived_by) for line in self.lines)} waived",
        ]
        left_out = self._count(Outcome.NOT_PART)
        waiting = sum(bool(line.not_due) for line in self.lines)
        parts += [f"{left_out} not part"] if left_out else []
        parts += [f"{waiting} not due"] if waiting else []
        return " · ".join([*parts, *filter(None, [self.triggers])])

    @property
    def began(self) -> datetime:
        """When the run began."""
        return began(self.record)

    @property
    def ended(self) -> datetime:
        """When the last line of the record was written."""
        return datetime.fromisoformat(self.record.entries[-1]["at"])

    def _count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.own)


def _timings(record: Record) -> Iterator[str]:
    """By the record's own word; a phase of which it does not say when its time is, is passed over."""
    window = record.run["release"].get("window") or {}
    opens = datetime.fromisoformat(window["opens"]) if window.get("opens") else None
    for phase in record.run["phases"]:
        facts = {name: value for name, value in phase.items() if name != "name"}
        time = phase_time(Phase.model_validate(facts), opens, deployed_at(record)) if "from" in phase else None
        timing = time.timing(began(record)) if time else Timing.IN_TIME
        if timing is not Timing.IN_TIME:
            yield f"{timing}: {phase['name']} began {began(record):%Y-%m-%d %H:%M} UTC, its time is {time}"


def _proof(checks: list[Entry]) -> str:
    """Count checks, not their cases: twenty endpoints are one check."""
    proven = {(check["item"], check["title"]): check["is_proven"] for check in checks}
    return f"{len(proven)} checks, {sum(proven.values())} proven able to fail"


def _lines(record: Record, checks: list[Entry]) -> list[Line]:
    outcomes = {entry["item"]: entry for entry in record.of_kind("outcome")}
    items = {item["id"]: item for item in record.run["items"]}
    # A run narrowed to single tests judges only what was looked at, and knows items beyond its phases.
    is_narrow = record.is_finished and record.run["is_partial"]
    names = dict.fromkeys([*outcomes] if is_narrow else [*items, *outcomes, *(check["item"] for check in checks)])
    return [_line(record, items.get(name, {"id": name}), outcomes.get(name), checks) for name in names]


def _line(record: Record, item: Entry, said: Entry | None, checks: list[Entry]) -> Line:
    observations = [entry for entry in record.of_kind("observation") if entry["item"] == item["id"]]
    looks = tuple(_look(check, observations) for check in checks if check["item"] == item["id"])
    said = said or _without_outcome(record, looks, has_begun=bool(observations))
    if said["outcome"] == Outcome.NOT_PART:
        looks = tuple(look for look in looks if look.started_at)
    return Line(
        id=item["id"],
        text=item.get("text") or item["id"],
        phase=item.get("phase", ""),
        section=item.get("section", ""),
        owner=item.get("owner", ""),
        must=item.get("must", ""),
        of=tuple(item.get("of", ())),
        outcome=Outcome(said["outcome"]),
        reason=said["reason"],
        waived_by=said.get("waived_by", ""),
        is_advisory=bool(said.get("is_advisory", item.get("advisory"))),
        is_unstable=said.get("is_unstable", False),
        not_due=said.get("not_due", ""),
        is_beside=item["id"] in record.run.get("beside", ()),
        looks=looks,
    )


def _ground(reason: str, lines: tuple[Line, ...], findings: tuple[Finding, ...]) -> Ground:
    for line in lines:
        if line.id == reason:
            seen = dict.fromkeys(look.reason for look in line.looks if look.outcome is line.outcome)
            return Ground(line.id, line.text, line.outcome, line.reason, line.owner, tuple(seen) or (line.reason,))
    for finding in findings:
        if finding.id == reason:
            return Ground(
                finding.id, "Finding of the run", finding.outcome, finding.reason, sentences=(finding.reason,)
            )
    return Ground("", "", "", reason, sentences=(reason,))


def _look(check: Entry, observations: list[Entry]) -> Look:
    pair = (check["part"], check["parameter"])
    return Look.of(check, [entry for entry in observations if (entry["part"], entry["parameter"]) == pair])


def _without_outcome(record: Record, looks: tuple[Look, ...], *, has_begun: bool) -> Entry:
    """The outcome of an item that the run did not come to judge: bad news counts, good news has to be complete."""
    if record.is_finished:
        return {"outcome": Outcome.NOT_SHOWN, "reason": "the record holds no outcome for it"}
    refuted = [look.reason for look in looks if look.outcome is Outcome.REFUTED]
    if refuted:
        return {"outcome": Outcome.REFUTED, "reason": "; ".join(dict.fromkeys(refuted))}
    if not has_begun:
        return {"outcome": Outcome.NOT_SHOWN, "reason": "no evidence: the run was cut short before it looked"}
    shown = sum(look.outcome is Outcome.SHOWN for look in looks)
    reason = f"the run was cut short; until then {shown} of {len(looks)} checks had shown it"
    return {"outcome": Outcome.NOT_SHOWN, "reason": reason}


def _live(record: Record, findings: tuple[Finding, ...]) -> str:
    if not (looks := record.of_kind("live")):
        return "not read"
    if not looks[-1]["commit"]:
        return f"unknown: {looks[-1].get('reason')}"
    words = {Outcome.SHOWN: ", as approved", Outcome.REFUTED: ", NOT as approved"}
    judged = "".join(words.get(it.outcome, "") for it in findings if it.id == "release.live")
    by, remarks = looks[-1].get("by"), looks[-1].get("remarks")
    told = f"{f' {by}' if by else ''}{judged}{f'; {remarks}' if remarks else ''}"
    return f"deploy {(looks[-1].get('deploy') or '')[:8]} = commit {looks[-1]['commit'][:7]}{told}"


def changes_since_the_run_before(record: Record) -> tuple[str, ...] | None:
    """Say which items have another outcome than in the run before; None where there was none."""
    before = run_before(record)
    if before is None:
        return None
    earlier = {entry["item"]: entry["outcome"] for entry in before.of_kind("outcome")}
    return tuple(
        f"{entry['item']} newly {entry['outcome']}"
        for entry in record.of_kind("outcome")
        if earlier.get(entry["item"], entry["outcome"]) != entry["outcome"]
    )
