"""What whole phases were seen to be under each fault, kept run by run, and written down for people (full.md)."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gate.record import Record
from tests.matrix.rows import Explained, Sight

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".local" / "full"
FILE = Path(__file__).with_name("full.md")
CUT_SHORT, ELSEWHERE = ": the watch was ended after ", ": no record of commit "
FOLLOWS = ("refuted: ", "not shown yet: ")
"""How the reason of an item begins that is only as good as others."""
REASON_CHARS_MAX = 240


def is_news(item: str, outcome: str, reason: str) -> bool:
    """Whether an item that is not shown says something of the fault. A trigger does only when it is pulled.

    Nothing is said by what nobody looked at to the end, since another's bad news ended the watch; by what lies in a
    record that isn't here; and by what only follows from other items.
    """
    return (
        not (item.startswith("trigger.") and outcome == "not shown")
        and not any(words in reason for words in (CUT_SHORT, ELSEWHERE))
        and not reason.startswith(FOLLOWS)
    )


def red_of(record: Record) -> dict[str, tuple[str, str]]:
    """Outcome and reason of each item that is due and not shown, where that is news."""
    return {
        entry["item"]: (entry["outcome"], entry["reason"])
        for entry in record.of_kind("outcome")
        if entry["outcome"] != "shown"
        and not entry["not_due"]
        and is_news(entry["item"], entry["outcome"], entry["reason"])
    }


@dataclass(frozen=True)
class Seen:
    """What came of a run."""

    sight: str
    commit: str
    at: str
    call: str
    items: int
    red: Mapping[str, tuple[str, str]]
    """Outcome and reason by item."""

    @classmethod
    def of(cls, sight: str, record: Record) -> "Seen":
        """Take from a record what the page needs."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(sight, _commit(), now, record.verdict["call"], len(record.of_kind("outcome")), red_of(record))

    def keep(self) -> None:
        """Write it down; a later run of the same replaces it."""
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{self.sight}.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, sight: str) -> "Seen | None":
        """What was kept last."""
        file = KEPT / f"{sight}.json"
        return cls(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def write(sights: Sequence[Sight], also_red: Mapping[str, Mapping[str, Explained]]) -> str:
    """Write the page when every sight has been seen; say what became of it."""
    found = {sight: one for sight in sights if (one := Seen.read(sight.id))}
    missing = [sight.id for sight in sights if sight not in found]
    if missing:
        return (
            f"{FILE.name} is not written: {len(missing)} of {len(sights)} are not seen yet, the first is {missing[0]}"
        )
    FILE.write_text("\n".join([*_head(found), *_tables(found), *_reasons(found, also_red), ""]), encoding="utf-8")
    return f"{FILE.name} is written: {len(found)} runs"


def _head(seen: Mapping[Sight, Seen]) -> Iterator[str]:
    healthy = [one for sight, one in seen.items() if not sight.fault]
    calls = Counter(one.call for sight, one in seen.items() if sight.fault)
    days = sorted({one.at[:10] for one in seen.values()})
    commits = [one.commit for one in sorted(seen.values(), key=lambda one: one.at)]
    yield from f"""# Whole phases under each fault

Written by `pytest tests/matrix --full` from {len(seen)} runs of {" and ".join(days)}, of commits
{" ".join(dict.fromkeys(commits))}. One fault at a time; each run looks at the fault's own phase and at the smoke phase.
**Bold** is what the fault is there for (`checks` in tests/faults.yaml); *italic* follows from it and is explained below
(`also_red`). Left out: items whose watch was ended by another's bad news, those that follow from other items, and the
steps of a rollout that no record here shows.
Verdicts: {", ".join(f"{count} x {call}" for call, count in calls.most_common())}; without a fault:
{", ".join(f"{count} x {call}" for call, count in Counter(one.call for one in healthy).most_common())}.
testing.cross-browser is not shown where an engine can't be had, and makes a healthy pre_production HOLD there.
""".splitlines()


def _tables(seen: Mapping[Sight, Seen]) -> Iterator[str]:
    for phase in dict.fromkeys(sight.phase for sight in seen):
        yield from ("", f"## {phase}", "", "| fault | red, of the items seen | verdict |", "|---|---|---|")
        for sight, one in seen.items():
            if sight.phase == phase:
                own = dict(sight.outcomes)
                marked = ", ".join(f"**{item}**" if item in own else f"*{item}*" for item in sorted(one.red))
                name = sight.id.removeprefix(f"{phase}-")
                yield f"| {name} | {marked or 'none'} of {one.items} | {one.call} |"


def _reasons(seen: Mapping[Sight, Seen], also_red: Mapping[str, Mapping[str, Explained]]) -> Iterator[str]:
    yield from ("", "## What the records say")
    for sight, one in seen.items():
        yield from ("", f"### {sight.id}", "") if one.red else ()
        for item, (outcome, reason) in one.red.items():
            short = reason if len(reason) <= REASON_CHARS_MAX else f"{reason[:REASON_CHARS_MAX]} …"
            yield f"- {item} {outcome}: {short}"
            if explained := also_red.get(sight.fault, {}).get(item):
                yield f"  *{explained.because}*"


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - our own
