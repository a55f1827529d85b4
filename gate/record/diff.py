"""release.scope: does the scope of a release leave out what its own changes touch?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.outcome import Outcome
from gate.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gate.release import Scope

SCOPE = "release.scope"
NAMED_MAX = 3
PATHS = {
    "web": ("src/", "public/", "index.html", "vite.config."),
    "functions": ("supabase/functions/",),
    "ios": ("ios/",),
    "android": ("android/",),
    "flags": ("src/flags.",),
    "sms": ("supabase/functions/send-sms/",),
    "push": ("supabase/functions/send-push/", "public/firebase-messaging-sw.js"),
}
"""Where the parts lie in the product's repository, by the beginning of a path. beta and press are no code."""


def parts_left_out(scope: Scope) -> tuple[str, ...]:
    """The parts of the product's code that a release claims not to change."""
    return tuple(part for part in PATHS if not getattr(scope, part).is_in)


def judge_scope(left_out: Iterable[str], changed: Iterable[str], *, has_all: bool) -> Finding:
    """Hold a scope against the paths that differ between the previous release and this one, old and new names.

    Refuted: a part that is left out was changed. Not shown: no contradiction was seen, and not all paths are known.
    """
    changed = tuple(changed)
    denied = {part: [path for path in changed if path.startswith(PATHS[part])] for part in left_out}
    told = [f"{part}, which is left out, was changed ({_some(paths)})" for part, paths in denied.items() if paths]
    if told:
        return Finding(SCOPE, Outcome.REFUTED, "; ".join(told))
    if not has_all:
        return Finding(
            SCOPE, Outcome.NOT_SHOWN, "more files were changed than GitHub lists, so the scope is not proven"
        )
    return Finding(SCOPE, Outcome.SHOWN)


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - NAMED_MAX} more" if len(paths) > NAMED_MAX else ""
    return ", ".join(paths[:NAMED_MAX]) + more
