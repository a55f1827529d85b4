"""The verdict of a record, decided again from what the run saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gate.checklist import Checklist, Item
from gate.outcome import ItemOutcome, Outcome
from gate.record.item_outcomes import Planned, observation_of, settle_items
from gate.record.lines import FAULTS
from gate.record.recount import findings_of, waiting_in
from gate.release.live import Expected, Settled
from gate.release.live.pages import judge_pages
from gate.verdict import Verdict, decide
from reports.commands.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gate.record import Entry, Record
    from gate.release import Release

PARTIAL = "PARTIAL"
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
    except FAULTS as error:
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
    """The finding release.live against the commits that were seen live, before the first check and in every page."""
    said = next((entry["outcome"] for entry in record.of_kind("finding") if entry["id"] == "release.live"), None)
    approved = release.rolled_back_to.commit if release.rolled_back_to else release.commit
    assets = None
    for line, entry in enumerate(record.entries if said == Outcome.SHOWN else (), 1):
        if entry["kind"] == "live" and (commit := entry.get("commit")) and commit != approved:
            yield Difference(line, f"commit {commit[:7]} was live, but release.live is shown")
        if entry["kind"] == "live" and entry.get("contradiction"):
            yield Difference(line, f"{entry['contradiction']}, but release.live is shown")
        if entry["kind"] == "settle" and not entry.get("skipped"):
            settled = Settled.of_entry(entry)
            assets = settled.known_assets
            if settled.judge()[0] is not Outcome.SHOWN:
                yield Difference(line, "the release was not live everywhere and ready, but release.live is shown")
        if entry["kind"] == "pages":
            seen, reason = judge_pages(entry["builds"], Expected(approved, entry["beside"], assets))
            if seen is not Outcome.SHOWN:
                yield Difference(line, f"{reason}, but release.live is shown")


def _decide_again(record: Record, release: Release) -> Verdict:
    items = [Item.model_validate(item) for item in record.run["items"]] or list(Checklist.read().all_items)
    plan = [row for entry in record.of_kind("plan") for row in entry["checks"]]
    if record.run["is_partial"]:
        looked_at = {entry["item"] for entry in record.of_kind("outcome")}
        items = [item for item in items if item.id in looked_at]
    decided_at = datetime.fromisoformat(next(iter(record.of_kind("outcome")), record.entries[-1])["at"])
    return decide(
        items,
        settle_items(
            items,
            [Planned.of_entry(row) for row in plan],
            [observation_of(entry) for entry in record.of_kind("observation")],
            _noted(record),
            record.run["environment_kind"],
        ),
        findings_of(record),
        release,
        decided_at,
        not_due=waiting_in(record, items, release, decided_at),
        beside=record.run.get("beside", ()),
    )


def _noted(record: Record) -> Callable[[str], ItemOutcome]:
    """What earlier records said of an item or a phase, as the run noted it; what it did not note is not shown."""
    said = {it["need"]: ItemOutcome(Outcome(it["outcome"]), it["reason"]) for it in record.of_kind("used")}
    return lambda need: said.get(need, ItemOutcome(Outcome.NOT_SHOWN))


def _words(entry: Mapping[str, Any]) -> str:
    return f"{entry['outcome']}, waived by {entry['waived_by']}" if entry["waived_by"] else str(entry["outcome"])


def _why(settled: Any) -> str:  # noqa: ANN401 - Settled
    waived = f", waived by {settled.waived_by}" if settled.waived_by else ""
    return waived + (f" ({settled.reason})" if settled.reason else "")
