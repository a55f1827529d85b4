"""The record of the run on staging that the stakeholders looked at before they approved the sample release."""

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.release_yaml import SCOPE
from sandbox.staff import DEPLOYER

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sandbox.moments import Moment

SEEN = {
    "deployed": "Deploy to staging environment",
    "features": "All features working on staging",
    "payments": "Payment processing tested (test mode)",
    "email": "Email delivery tested",
    "sms": "SMS delivery tested",
    "push": "Push notifications tested",
    "migrations": "Database migrations successful",
    "performance": "Performance acceptable",
    "console": "No console errors",
}
BEFORE_APPROVAL = timedelta(hours=1)


def write_staging_record(moment: "Moment", directory: "Path") -> str:
    """Write it as JSON Lines, each chained to the one before, and return the hash of the last."""
    at = moment.approved_at - BEFORE_APPROVAL
    name = f"{at:%Y-%m-%dT%H%M%S}.000Z-local-staging"
    prev, lines = "", []
    for number, entry in enumerate(_entries(moment, name, at)):
        when = (at + timedelta(seconds=number)).isoformat(timespec="milliseconds")
        kind = entry.pop("kind")
        line = json.dumps({"kind": kind, "at": when, "prev": prev, **entry}, ensure_ascii=False)
        prev = hashlib.sha256(line.encode()).hexdigest()
        lines.append(line)
    (directory / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return prev


def _entries(moment: "Moment", name: str, began: "datetime") -> list[dict[str, Any]]:
    release = moment.release
    seen = [{"item": f"staging.{item}", "part": _means(item), "parameter": ""} for item in SEEN]
    live = {"kind": "live", "deploy": release.commit[:24], "commit": release.commit, "published_at": "", "reason": ""}
    return [
        {
            "kind": "run",
            "run": name,
            "environment": "local",
            "environment_kind": "local",
            "release": {
                "version": release.version,
                "commit": release.commit,
                "previous": {"version": release.previous_version, "commit": release.previous_commit},
                "deployer": DEPLOYER.name,
                "scope": dict.fromkeys(SCOPE, True),
            },
            "phases": [{"name": "staging", "title": "Phase 2: staging verification and stakeholder review"}],
            "is_partial": False,
            "items": [_item(item, text) for item, text in SEEN.items()],
            "beside": [],
            "digests": {},
        },
        {**live, "when": "start"},
        {"kind": "plan", "checks": [{**one, "title": one["item"], "is_proven": False} for one in seen]},
        *(
            {
                "kind": "observation",
                **one,
                "outcome": "shown",
                "reason": "",
                "started_at": began.isoformat(timespec="milliseconds"),
                "duration_ms": 0,
                "is_unstable": False,
                "attachments": [],
            }
            for one in seen
        ),
        {**live, "when": "end"},
        *(
            {
                "kind": "outcome",
                "item": one["item"],
                "outcome": "shown",
                "reason": "",
                "waived_by": "",
                "is_advisory": False,
                "is_unstable": False,
                "not_due": "",
                "duration_ms": 0,
            }
            for one in seen
        ),
        {"kind": "finding", "id": "release.live", "outcome": "shown", "reason": ""},
        {
            "kind": "verdict",
            "call": "GO",
            "exit_code": 0,
            "reasons": [],
            "shown": len(seen),
            **dict.fromkeys(("refuted", "not_shown", "waived", "not_part", "proven"), 0),
            "checks": len(seen),
        },
    ]


def _means(item: str) -> str:
    return "measure" if item == "performance" else "check"


def _item(name: str, text: str) -> dict[str, Any]:
    return {
        "id": f"staging.{name}",
        "phase": "staging",
        "section": "Staging verification",
        "text": text,
        "settled_by": [_means(name)],
        "where": "staging",
        "owner": "qa",
        "must": text,
    }
