"""What a statement has to say where an item asks for more than somebody's yes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gate.checklist import Item
    from gate.release import Release

COUNT = r"\b(\d+)\s+(?:\w+\s+)?"
PASSED, FAILED = re.compile(COUNT + r"passed\b"), re.compile(COUNT + r"failed\b")
PLAN = re.compile(r"\bplan\s+\S", re.IGNORECASE)
AUDITOR = re.compile(r"\b(?:[Aa]udited by|[Aa]uditor:?)\s+[^\W\d_]{2,}")
SYSTEMS = {"ios": "iOS", "android": "Android"}
NAMES_THE_VERSION = frozenset({"docs.user-guides", "docs.admin", "final.support"})


def what_is_missing(statement: str, item: Item, release: Release) -> str:
    """Say what the statement leaves open, as an order to whoever signs; empty where it says all that is asked."""
    if item.id == "testing.manual":
        return _of_manual_testing(statement)
    if item.id == "testing.security-audit" and not AUDITOR.search(statement):
        return 'name who looked: "audited by …"'
    if item.id == "testing.mobile-devices":
        return _of_devices(statement, release)
    if item.id == "final.support" and release.brief is None:
        return "put the brief's address under `brief` in the release file"
    if item.id in NAMES_THE_VERSION and not _names(statement, release.version):
        return f"name the version, {release.version}"
    return ""


def _of_manual_testing(statement: str) -> str:
    """A plan that was executed, and how many of its cases passed and failed; of none, nothing was tested."""
    counts = [int(found[1]) for found in (PASSED.search(statement), FAILED.search(statement)) if found]
    if len(counts) < len((PASSED, FAILED)) or not sum(counts) or not PLAN.search(statement):
        return 'name the plan and its counts, as "plan 7: 118 passed, 2 failed"'
    return ""


def _of_devices(statement: str, release: Release) -> str:
    """For each app in scope a device with its system's version: a simulator is none, and a wish neither."""
    unseen = [
        name
        for part, name in SYSTEMS.items()
        if getattr(release.scope, part).is_in and not re.search(rf"\b{name} \d", statement)
    ]
    return f"name a real device with {' and one with '.join(unseen)}, and its version" if unseen else ""


def _names(statement: str, version: str) -> bool:
    return bool(re.search(rf"(?<![\w.])v?{re.escape(version)}(?![\w]|\.\d)", statement))
