"""Markdown for a CI summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.sheet import changes, counts, findings, lines, live, proven, title

if TYPE_CHECKING:
    from gate.record import Record

SIGNS = {"shown": "✅", "refuted": "❌", "not shown": "❔", "not part": "➖"}


def render_summary(record: Record) -> str:
    """The record as Markdown."""
    rows = [
        f"| {SIGNS[row.outcome]} {row.outcome}{' (waived)' if row.waived_by else ''} | `{row.item['id']}` | "
        f"{row.item['text']} | {row.duration_ms / 1000:.1f} s | {_cell(row.reason)} |"
        for row in lines(record)
    ]
    found = [
        f"- **{entry['id']}**: {entry['outcome']}: {entry['reason']}" for entry in findings(record) if entry["reason"]
    ]
    changed = changes(record)
    parts = [
        f"# {title(record)}",
        f"{counts(record)} — {proven(record)}",
        f"Live: {live(record)}",
        "\n".join(["| outcome | item | what | time | why |", "|---|---|---|---|---|", *rows]),
        "\n".join(found),
        f"Since the run before: {', '.join(changed)}" if changed else "",
        f"Record `{record.path.name}`, report `{record.folder.name}/index.html`, head `{record.head[:16]}`",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
