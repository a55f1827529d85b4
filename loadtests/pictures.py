"""A run as three pictures: users, throughput and percentiles over time; SVG, without any script."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gate.load.results import LoadResult

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 240, 64, 32, 28
COLOURS = ("#1f5fbf", "#c2410c", "#6b7280")

Line = tuple[str, "Sequence[tuple[float, float]]"]


def draw_pictures(result: LoadResult, stem: Path) -> list[Path]:
    """Write the pictures beside the result; return their paths."""
    samples = result.samples
    rates = [
        (after.at_s, (after.requests - before.requests) / (after.at_s - before.at_s), after.failures - before.failures)
        for before, after in pairwise(samples)
        if after.at_s > before.at_s
    ]
    pictures: dict[str, tuple[str, list[Line], float | None]] = {
        "users": (
            "Users",
            [
                ("running", [(s.at_s, s.users) for s in samples]),
                ("asked for", [(s.at_s, s.users_asked) for s in samples]),
            ],
            None,
        ),
        "throughput": (
            "Requests and failures per second",
            [("requests", [(at, rate) for at, rate, _ in rates]), ("failures", [(at, bad) for at, _, bad in rates])],
            None,
        ),
        "percentiles": (
            "Response times of the last ten seconds, ms",
            [
                ("95 % below", [(s.at_s, s.p95_ms) for s in samples if s.p95_ms is not None]),
                ("half below", [(s.at_s, s.p50_ms) for s in samples if s.p50_ms is not None]),
            ],
            result.limits.p95_ms,
        ),
    }
    written = []
    for name, (title, lines, limit) in pictures.items():
        path = stem.with_name(f"{stem.name}-{name}.svg")
        path.write_text(_svg(f"{title} · {result.scenario} · {result.environment}", lines, limit), encoding="utf-8")
        written.append(path)
    return written


def _svg(title: str, lines: Sequence[Line], limit: float | None) -> str:
    ends = max((at for _, points in lines for at, _ in points), default=0.0) or 1.0
    top = 1.1 * max([value for _, points in lines for _, value in points] + [limit or 0.0]) or 1.0

    def spot(at: float, value: float) -> str:
        x = LEFT + at / ends * (WIDTH - LEFT - 16)
        return f"{x:.1f},{HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM):.1f}"

    parts = [f'<text x="{LEFT}" y="18" font-weight="bold">{escape(title)}</text>']
    for share in (0.0, 0.5, 1.0):
        x, y = spot(0, top * share).split(",")
        parts += [
            f'<line x1="{x}" y1="{y}" x2="{WIDTH - 16}" y2="{y}" stroke="#e5e7eb"/>',
            f'<text x="{LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{top * share:,.4g}</text>',
        ]
    parts += [
        f'<text x="{LEFT}" y="{HEIGHT - 8}">0</text>',
        f'<text x="{WIDTH - 16}" y="{HEIGHT - 8}" text-anchor="end">{ends:,.0f} s</text>',
    ]
    if limit:
        begins, stops = spot(0, limit), spot(ends, limit)
        parts.append(f'<polyline points="{begins} {stops}" fill="none" stroke="#b91c1c" stroke-dasharray="6 4"/>')
    for (name, points), colour, number in zip(lines, COLOURS, range(len(lines)), strict=False):
        drawn = " ".join(spot(at, value) for at, value in points)
        parts += [
            f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="1.5"/>',
            f'<text x="{WIDTH - 16}" y="{18 + 14 * number}" text-anchor="end" fill="{colour}">{escape(name)}</text>',
        ]
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11"'
    return f'<svg {frame}>\n<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
