"""The whole smoke phase under each fault (--full): is what a fault ought to turn red all that it turns red?"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

SHEET = Path(__file__).with_name("full.md")
SEEN = {}
HEALTHY = "(none)"


def test_nothing_is_red_but_what_the_fault_explains(fault, pairs, also_red, run_suite, switch_on):
    rows = [pair for pair in pairs if pair.fault == fault and pair.is_of_smoke]
    switch_on(fault, max(pair.strength for pair in rows))

    run = run_suite("-m", "smoke")
    SEEN[fault] = run

    own = {pair.item: pair.outcome for pair in rows}
    collateral = set(_red(run)) - set(own)
    assert {item: run.outcome(item) for item in own} == own, run.output
    assert collateral == set(also_red.get(fault, {})), (
        f"red beside its own item: {sorted(collateral)}, explained: {sorted(also_red.get(fault, {}))}\n{run.output}"
    )


def test_no_fault_outlives_its_run(run_suite):
    run = run_suite("-m", "smoke")
    SEEN[HEALTHY] = run

    assert _red(run) == {}, run.output
    assert run.exit_code == 0


def test_the_sheet_is_written(pairs, also_red, request):
    if request.config.option.keyword or any("::" in argument for argument in request.config.args):
        pytest.skip("only some faults were asked for")
    assert set(SEEN) == {pair.fault for pair in pairs if pair.is_of_smoke} | {HEALTHY}
    assert set(also_red) <= set(SEEN), "explained for a fault that no row names"

    SHEET.write_text("\n".join([*_head(), *_table(pairs), *_reasons(pairs, also_red), ""]), encoding="utf-8")


def _red(run):
    """What is not as it should be. A trigger beside the phase matters only when it is pulled."""
    entries = run.record.of_kind("outcome")
    fine = {True: {"shown", "not shown"}, False: {"shown"}}
    return {
        entry["item"]: entry["outcome"]
        for entry in entries
        if entry["outcome"] not in fine[entry["item"].startswith("trigger.")]
    }


def _head():
    calls = Counter(run.record.verdict["call"] for fault, run in SEEN.items() if fault != HEALTHY)
    verdicts = ", ".join(f"{count} x {call}" for call, count in sorted(calls.items()))
    return f"""# The smoke phase under each fault

Written on {datetime.now(UTC):%Y-%m-%d} by `pytest tests/matrix --full`: one sandbox, one fault at a time, every check
of the phase. **Bold** is what the fault is there for (`checks` in tests/faults.yaml); *italic* follows from it, and is
explained below (`also_red`). Verdicts: {verdicts}; at the end, without a fault: {SEEN[HEALTHY].record.verdict["call"]}.
""".splitlines()


def _table(pairs):
    items = [entry["item"] for entry in SEEN[HEALTHY].record.of_kind("outcome")]
    own = {(pair.fault, pair.item) for pair in pairs}
    yield from ("", f"| fault | {' | '.join(items)} | verdict |", f"|---|{'---|' * len(items)}---|")
    for fault, run in SEEN.items():
        red = _red(run)
        marks = ["**" if (fault, item) in own else "*" for item in items]
        cells = [f"{mark}{red[item]}{mark}" if item in red else "" for item, mark in zip(items, marks, strict=True)]
        yield f"| {fault} | {' | '.join(cells)} | {run.record.verdict['call']} |"


def _reasons(pairs, also_red):
    yield from ("", "## What the record says")
    own = {(pair.fault, pair.item) for pair in pairs}
    for fault, run in SEEN.items():
        red = _red(run)
        yield from ("", f"### {fault}", "") if red else ()
        for item, outcome in red.items():
            yield f"- {item} {outcome}: {run.reason(item)}"
            if (fault, item) not in own:
                yield f"  *{also_red.get(fault, {}).get(item, 'Not explained yet.')}*"
