"""From record to paper: `python -m reports render RECORD`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gate.record import Record, RecordError
from reports.allure import ReportError, render_allure
from reports.junit import render_junit
from reports.summary import render_summary

USAGE_ERROR = 4


def main(arguments: list[str] | None = None) -> int:
    """Return 0, or 4 with one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    render = commands.add_parser("render", help="write Allure report, JUnit XML and Markdown into the record's folder")
    render.add_argument("record", type=Path, help="the .jsonl file that a run has written")
    asked = parser.parse_args(arguments)
    try:
        record = Record.read(asked.record)
        record.folder.mkdir(exist_ok=True)
        (record.folder / "junit.xml").write_text(render_junit(record), encoding="utf-8")
        (record.folder / "summary.md").write_text(render_summary(record), encoding="utf-8")
        render_allure(record)
    except (RecordError, ReportError) as error:
        sys.stderr.write(f"{error}\n")
        return USAGE_ERROR
    sys.stdout.write(f"{record.folder / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
