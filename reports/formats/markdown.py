"""Markdown for a CI summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gate.record.summary import Line, RunSummary

SIGNS = {Outcome.SHOWN: "✅", Outcome.REFUTED: "❌", Outcome.NOT_SHOWN: "❔", Outcome.NOT_PART: "⚪"}


def render_summary(summary: RunSummary) -> str:
    """Return the record as Markdown: verdict, items, findings, and where the rest lies."""
    record = summary.record
    facts = [
        *(f"**Left behind:** {_plain(left)}" for left in summary.left),
        f"**Since the run before:** {', '.join(summary.changes) or 'no item changed'}"
        if summary.changes is not None
        else "",
        f"**Rollout:** {summary.advice}" if summary.advice else "",
        *(f"**{it.id}:** {it.outcome}{f': {_plain(it.reason)}' if it.reason else ''}" for it in summary.findings),
        f"**Live:** {_plain(summary.live)}",
        f"**Before the first check:** {_plain(summary.settled)}" if summary.settled else "",
        f"**Release:** {_plain(summary.release)}",
        f"**Record:** `{record.path.name}`, head `{record.head}`",
        f"**Report:** `{record.folder.name}/index.html`",
    ]
    parts = [
        f"## {summary.title}",
        f"{summary.began:%Y-%m-%d %H:%M} UTC · {summary.counts} · {summary.proof}",
        f"Decided by: {', '.join(it.id or _plain(it.reason) for it in summary.grounds)}" if summary.grounds else "",
        "\n".join(["| outcome | item | | time | why |", "|---|---|---|--:|---|", *map(_row, summary.lines)]),
        _list(filter(None, facts)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _row(line: Line) -> str:
    marks = "".join((", waived" if line.waived_by else "", ", unstable" if line.is_unstable else ""))
    why = "; ".join(
        filter(None, (line.not_due or line.reason, f"waived by {line.waived_by}" if line.waived_by else ""))
    )
    seconds = f"{line.duration_ms / 1000:.1f} s" if line.duration_ms else ""
    outcome = "⏳ not due" if line.not_due else f"{SIGNS[line.outcome]} {line.outcome}{marks}"
    return f"| {outcome} | `{line.id}` | {_plain(line.text)} | {seconds} | {_plain(why)} |"


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
