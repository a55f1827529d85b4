"""The records of the runs on staging: the one that the stakeholders looked at, and the one after they had approved."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.moments import Moment, local_text
from sandbox.release.people import DEPLOYER
from sandbox.release.release_yaml import SCOPE, STAKEHOLDERS

SEEN = {
    "staging.deployed": "Deploy to staging environment",
    "staging.features": "All features working on staging",
    "staging.payments": "Payment processing tested (test mode)",
    "staging.email": "Email delivery tested",
    "staging.sms": "SMS delivery tested",
    "staging.push": "Push notifications tested",
    "staging.migrations": "Database migrations successful",
    "staging.performance": "Performance acceptable",
    "staging.console": "No console errors",
}
SIGNED = {f"stakeholders.{role}": f"{role} approval" for role in STAKEHOLDERS}
APART = timedelta(hours=1)
"""From the first run to the approvals, and from there to the second run."""
NOT_SIGNED = "nobody has signed it yet"


def write_staging_records(moment: Moment, directory: Path) -> str:
    """Write them as JSON Lines, each line chained to the one before; return the hash of the first one's last line.

    Before anybody has approved there is none, and the hash is empty.
    """
    if not moment.is_approved:
        return ""
    looked_at = _write(moment, directory, moment.approved_at - APART, is_signed=False)
    _write(moment, directory, moment.approved_at + APART, is_signed=True)
    return looked_at


def _write(moment: Moment, directory: Path, at: datetime, *, is_signed: bool) -> str:
    name = f"{at:%Y-%m-%dT%H%M%S}.000Z-local-staging"
    prev, lines = "", []
    for number, entry in enumerate(_entries(moment, name, at, is_signed=is_signed)):
        when = (at + timedelta(seconds=number)).isoformat(timespec="milliseconds")
        kind = entry.pop("kind")
        line = json.dumps({"kind": kind, "at": when, "prev": prev, **entry}, ensure_ascii=False)
        prev = hashlib.sha256(line.encode()).hexdigest()
        lines.append(line)
    (directory / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return prev


def _entries(moment: Moment, name: str, began: datetime, *, is_signed: bool) -> list[dict[str, Any]]:
    release = moment.release
    outcomes = {**dict.fromkeys(SEEN, "shown"), **dict.fromkeys(SIGNED, "shown" if is_signed else "not shown")}
    open_ = [item for item, outcome in outcomes.items() if outcome != "shown"]
    looks = [{"item": item, "part": _means(item), "parameter": ""} for item in outcomes]
    reasons = dict.fromkeys(open_, NOT_SIGNED)
    live = {
        "kind": "live",
        "deploy": release.commit[:24],
        "commit": release.commit,
        "published_at": moment.deployed_at.isoformat(),
        "reason": "",
    }
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
                "window": {"opens": local_text(moment.window_opens), "closes": local_text(moment.window_closes)},
                "scope": dict.fromkeys(SCOPE, True),
            },
            "phases": [{"name": "staging", "title": "Phase 2: staging verification and stakeholder review"}],
            "is_partial": False,
            "items": [_item(item, text) for item, text in {**SEEN, **SIGNED}.items()],
            "beside": [],
            "digests": {},
        },
        {**live, "when": "start"},
        {"kind": "plan", "checks": [{**look, "title": look["item"], "is_proven": False} for look in looks]},
        *(
            {
                "kind": "observation",
                **look,
                "outcome": outcomes[look["item"]],
                "reason": reasons.get(look["item"], ""),
                "started_at": began.isoformat(timespec="milliseconds"),
                "duration_ms": 0,
                "is_unstable": False,
                "attachments": [],
            }
            for look in looks
        ),
        {**live, "when": "end"},
        *(
            {
                "kind": "outcome",
                "item": item,
                "outcome": outcome,
                "reason": reasons.get(item, ""),
                "waived_by": "",
                "is_advisory": False,
                "is_unstable": False,
                "not_due": "",
                "duration_ms": 0,
            }
            for item, outcome in outcomes.items()
        ),
        {"kind": "finding", "id": "release.live", "outcome": "shown", "reason": ""},
        {
            "kind": "verdict",
            "call": "HOLD" if open_ else "GO",
            "exit_code": 10 if open_ else 0,
            "reasons": open_,
            "shown": len(outcomes) - len(open_),
            "not_shown": len(open_),
            **dict.fromkeys(("refuted", "waived", "not_part", "proven"), 0),
            "checks": len(outcomes),
        },
    ]


def _means(item: str) -> str:
    if item in SIGNED:
        return "attestation"
    return "measure" if item == "staging.performance" else "check"


def _item(name: str, text: str) -> dict[str, Any]:
    is_signed = name in SIGNED
    return {
        "id": name,
        "phase": "staging",
        "section": "Stakeholder review" if is_signed else "Staging verification",
        "text": text,
        "settled_by": [_means(name)],
        "where": "repository" if is_signed else "staging",
        "owner": name.partition(".")[2] if is_signed else "qa",
        "must": text,
    }
