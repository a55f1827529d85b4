"""Which items are not required yet, and when they will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.rollout.steps import ROLLOUT, rollout_percent

TRIGGER = "trigger."

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gate.checklist import Item


def not_due(
    items: Iterable[Item],
    deployed_at: datetime | None,
    flag_percent: int | None,
    now: datetime,
    goes_out: datetime | None = None,
) -> dict[str, str]:
    """Ids of the items that are not required yet, each with the sentence that says when.

    deployed_at: since when the release is live (UTC); flag_percent: how far its flag stands. Where one of them is
    not known, the items that wait for it are required: what can't be read excuses nothing. goes_out: when the window
    opens, where another commit is known to be live until then; rollback triggers wait for the release itself.
    """
    waiting = {}
    for item in items:
        if item.due and item.due.anchor == "d" and deployed_at and now < deployed_at + item.due.offset:
            waiting[item.id] = f"due {deployed_at + item.due.offset:%Y-%m-%d %H:%M} UTC"
        if item.id.startswith(ROLLOUT) and flag_percent is not None and flag_percent < rollout_percent(item.id):
            waiting[item.id] = f"due when the flag stands at {rollout_percent(item.id)} %, now {flag_percent} %"
        if item.id.startswith(TRIGGER) and goes_out:
            waiting[item.id] = f"due once the release is live; the window opens {goes_out:%Y-%m-%d %H:%M} UTC"
    return waiting
