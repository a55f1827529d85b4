"""From record to paper: `python -m reports render RECORD`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gate.record import Record, RecordError
from gate.sheet import Sheet
from reports.junit import render_junit
from reports.page import ReportError, render_page
from reports.summary import render_summary

USAGE_ERROR = 4


def main(arguments: list[str] | None = None) -> int:
    """Return 0, or 4 with one sentence on standard error."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    render = commands.add_parser("render", help="write index.html (Allure), junit.xml and summary.md beside the record")
    render.add_argument("record", type=Path, metavar="RECORD", help="the .jsonl file that a run has written")
    asked = parser.parse_args(arguments)
    try:
        sheet = Sheet.of(Record.read(asked.record))
        folder = sheet.record.folder
        folder.mkdir(exist_ok=True)
        (folder / "junit.xml").write_text(render_junit(sheet), encoding="utf-8")
        (folder / "summary.md").write_text(render_summary(sheet), encoding="utf-8")
        page = render_page(sheet)
    except (RecordError, ReportError) as error:
        sys.stderr.write(f"{error}\n")
        return USAGE_ERROR
    sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
