"""What the report knows of earlier runs: read from their records, so that rendering twice adds nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gate.outcome import Outcome
from gate.record import Record, RecordError
from reports.formats.allure import STATUSES, md5, result_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS_MAX = 20


def write_history(record: Record, file: Path) -> None:
    """Write Allure's history, one line a run, oldest first."""
    points = [json.dumps(_point(earlier)) for earlier in reversed(list(_run_history(record)))]
    file.write_text("".join(f"{point}\n" for point in points), encoding="utf-8")


def _run_history(record: Record) -> Iterator[Record]:
    """The newest whole runs before this one at the same environment, newest first."""
    found = 0
    for path in sorted(record.path.parent.glob("*.jsonl"), reverse=True):
        if path.name >= record.path.name or found == RUNS_MAX:
            continue
        try:
            earlier = Record.read(path)
        except RecordError:
            continue
        run = earlier.run
        if earlier.is_finished and not run["is_partial"] and run["environment"] == record.run["environment"]:
            found += 1
            yield earlier


def _point(record: Record) -> dict[str, Any]:
    items = {item["id"]: item.get("text") or item["id"] for item in record.run["items"]}
    ended = _ms(record.entries[-1]["at"])
    results = {
        # The tool's own way to name a test without parameters.
        f"{md5(entry['item'])}.{md5('')}": {
            "id": result_id(record.head, entry["item"]),
            "name": items.get(entry["item"], entry["item"]),
            "fullName": entry["item"],
            "environment": "default",
            "status": STATUSES[Outcome(entry["outcome"])],
            "message": entry["reason"],
            "start": ended - entry.get("duration_ms", 0),
            "stop": ended,
            "duration": entry.get("duration_ms", 0),
            "labels": [],
            "url": "",
        }
        for entry in record.of_kind("outcome")
    }
    return {
        "uuid": record.head,
        "name": record.path.stem,
        "timestamp": ended,
        "knownTestCaseIds": [name.partition(".")[0] for name in results],
        "testResults": {name: {**result, "historyId": name} for name, result in results.items()},
        "metrics": {},
        "url": "",
    }


def _ms(at: str) -> int:
    return round(datetime.fromisoformat(at).timestamp() * 1000)
