"""The verdict of a record, decided again from what the run saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gate.checklist import A_PHASE, Item
from gate.due import not_due
from gate.needs import PART, look_at_needs
from gate.outcome import ItemOutcome, Observation, Outcome, settle
from gate.record import records_in
from gate.verdict import Call, Finding, Verdict, decide
from reports.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gate.record import Entry, Record
    from gate.release import Release

PARTIAL = "PARTIAL"
CALLS = {Call.GO: Outcome.SHOWN, Call.HOLD: Outcome.NOT_SHOWN}
COUNTED = {
    "shown": Outcome.SHOWN,
    "refuted": Outcome.REFUTED,
    "not_shown": Outcome.NOT_SHOWN,
    "not_part": Outcome.NOT_PART,
}


@dataclass(frozen=True)
class Difference:
    """A line of a record that says something else than follows from the lines before it."""

    line: int
    sentence: str


def differences(record: Record, release: Release) -> Iterator[Difference]:
    """Compare what a finished record decided with what follows from its observations, findings and release.

    Raises ReportError where a line is not such as runs write.
    """
    try:
        yield from _differences(record, release)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ReportError(f"a line is not such as runs write: {error!r}") from None


def _differences(record: Record, release: Release) -> Iterator[Difference]:
    verdict = _decide_again(record, release)
    settled = {one.item: one for one in verdict.settled}
    written: dict[str, Entry] = {}
    for line, entry in enumerate(record.entries, 1):
        if entry["kind"] != "outcome":
            continue
        written[entry["item"]] = entry
        again = settled.get(entry["item"])
        if again is None:
            yield Difference(line, f"{entry['item']} is no item of this run")
            continue
        if (entry["outcome"], entry["waived_by"]) != (again.outcome.value, again.waived_by):
            yield Difference(line, f"{entry['item']} is {_words(entry)}, recounted {again.outcome.value}{_why(again)}")
    end = len(record.entries)
    yield from (
        Difference(end, f"{item} has no outcome: a line is missing") for item in settled.keys() - written.keys()
    )
    yield from _of_live(record, release)
    yield from (Difference(end, sentence) for sentence in _of_verdict(record, verdict))


def _of_verdict(record: Record, verdict: Verdict) -> Iterator[str]:
    """The last line, which no other line is chained to: everything in it has to follow from the others."""
    entry = record.entries[-1]
    plan = [row for planned in record.of_kind("plan") for row in planned["checks"]]
    follows: dict[str, object] = {
        **{name: verdict.count(outcome) for name, outcome in COUNTED.items()},
        "waived": verdict.waived,
        "checks": len({(row["item"], row.get("title")) for row in plan}),
        "proven": len({(row["item"], row.get("title")) for row in plan if row.get("is_proven")}),
        "reasons": list(verdict.reasons),
    }
    if entry["call"] != PARTIAL:
        follows |= {"call": verdict.call.value, "exit_code": verdict.exit_code}
    if datetime.fromisoformat(entry["at"]) < datetime.fromisoformat(record.entries[-2]["at"]):
        yield "the verdict is older than the line before it"
    for name, value in follows.items():
        if entry.get(name) != value:
            yield f"{name.replace('_', ' ')} of the verdict is {entry.get(name)}, recounted {value}"


def _of_live(record: Record, release: Release) -> Iterator[Difference]:
    """The finding release.live against the commits that were seen live."""
    said = next((entry["outcome"] for entry in record.of_kind("finding") if entry["id"] == "release.live"), None)
    approved = release.rolled_back_to.commit if release.rolled_back_to else release.commit
    for line, entry in enumerate(record.entries, 1):
        commit = entry.get("commit") if entry["kind"] == "live" else None
        if said == Outcome.SHOWN and commit and commit != approved:
            yield Difference(line, f"commit {commit[:7]} was live, but release.live is shown")


def _decide_again(record: Record, release: Release) -> Verdict:
    items = [Item.model_validate(item) for item in record.run["items"]]
    plan = [row for entry in record.of_kind("plan") for row in entry["checks"]]
    if record.run["is_partial"]:
        looked_at = {entry["item"] for entry in record.of_kind("outcome")}
        items = [item for item in items if item.id in looked_at]
    findings = [Finding(it["id"], Outcome(it["outcome"]), it["reason"]) for it in record.of_kind("finding")]
    decided_at = datetime.fromisoformat(next(iter(record.of_kind("outcome")), record.entries[-1])["at"])
    return decide(
        items,
        _Settling(record, items, plan).outcomes(),
        findings,
        release,
        decided_at,
        not_due=_not_due(record, items, decided_at),
        beside=record.run.get("beside", ()),
    )


def _not_due(record: Record, items: list[Item], at: datetime) -> dict[str, str]:
    live = next(iter(record.of_kind("live")), {})
    flags = [entry["percent"] for entry in record.of_kind("flag") if entry.get("percent") is not None]
    deployed_at = datetime.fromisoformat(live["published_at"]) if live.get("published_at") else None
    return not_due(items, deployed_at, flags[-1] if flags else None, at)


@dataclass(frozen=True)
class _Settling:
    """Observations to outcomes, as a run does it: the plan says what had to be looked at."""

    record: Record
    items: list[Item]
    plan: list[dict[str, Any]]

    def outcomes(self) -> dict[str, ItemOutcome]:
        """The outcome of each item; one that needs others is settled after them."""
        by_id = {item.id: item for item in self.items}
        settled: dict[str, ItemOutcome] = {}

        def settle_one(item: Item) -> ItemOutcome:
            if item.id not in settled:
                for need in item.needs:
                    settled.setdefault(need, settle_one(by_id[need]) if need in by_id else self._earlier(need))
                derived = look_at_needs(item, settled)
                settled[item.id] = settle(self._expected(item), [*self._seen(item), *filter(None, [derived])])
            return settled[item.id]

        return {name: settle_one(item) for name, item in by_id.items()}

    def _seen(self, item: Item) -> list[Observation]:
        return [
            Observation(
                entry["item"],
                entry["part"],
                entry["parameter"],
                Outcome(entry["outcome"]),
                entry["reason"],
                bool(entry.get("is_unstable")),
            )
            for entry in self.record.of_kind("observation")
            if entry["item"] == item.id
        ]

    def _expected(self, item: Item) -> list[tuple[str, str]]:
        planned = [(row["part"], row["parameter"]) for row in self.plan if row["item"] == item.id]
        parts = {part for part, _ in planned}
        others = [(part, "") for part in item.settled_by if part not in parts]
        return planned + (others if planned or item.settled_by == (PART,) else [])

    def _earlier(self, need: str) -> ItemOutcome:
        """What the records before this one, of the same commit and environment, say of an item or a whole phase."""
        run = self.record.run
        for earlier in records_in(self.record.path.parent):
            is_same = earlier.run["environment"] == run["environment"]
            is_same = is_same and earlier.run["release"]["commit"] == run["release"]["commit"]
            if is_same and earlier.is_finished and earlier.path.name < self.record.path.name:
                found = _phase(earlier, need) if need.startswith(A_PHASE) else _item(earlier, need)
                if found:
                    return found
        return ItemOutcome(Outcome.NOT_SHOWN)


def _item(record: Record, need: str) -> ItemOutcome | None:
    said = [entry for entry in record.of_kind("outcome") if entry["item"] == need and not entry.get("not_due")]
    return ItemOutcome(Outcome(said[0]["outcome"])) if said else None


def _phase(record: Record, need: str) -> ItemOutcome | None:
    phases = [phase["name"] for phase in record.run["phases"]]
    if record.run["is_partial"] or phases != [need.removeprefix(A_PHASE)]:
        return None
    return ItemOutcome(CALLS.get(Call(record.entries[-1]["call"]), Outcome.REFUTED))


def _words(entry: Mapping[str, Any]) -> str:
    return f"{entry['outcome']}, waived by {entry['waived_by']}" if entry["waived_by"] else str(entry["outcome"])


def _why(settled: Any) -> str:  # noqa: ANN401 - Settled
    waived = f", waived by {settled.waived_by}" if settled.waived_by else ""
    return waived + (f" ({settled.reason})" if settled.reason else "")
