"""From record to paper, and the release file: `python -m reports render | new | sign | show | verify …`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gate.files.places import RELEASES
from gate.files.yaml_file import FileError
from gate.record import Record, RecordError
from gate.record.summary import RunSummary
from reports.commands.errors import ReportError
from reports.commands.new import write_new
from reports.commands.show import show
from reports.commands.sign import Wish, write_signature
from reports.commands.verify import verify
from reports.formats.junit import render_junit
from reports.formats.markdown import render_summary
from reports.formats.page import render_page

if TYPE_CHECKING:
    from collections.abc import Iterator

USAGE_ERROR = 4


def main(arguments: list[str] | None = None) -> int:
    """Return 0, or 4 with one message on standard error; `verify` also 1 for what was altered and 10 for a doubt.

    `show` returns what the standing's verdict has as a run: 0, 1, 10 or 20.
    """
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except (FileError, RecordError, ReportError) as error:
        sys.stderr.write(f"{error}\n")
        return USAGE_ERROR


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    render = commands.add_parser("render", help="write index.html (Allure), junit.xml and summary.md beside the record")
    render.add_argument("record", type=Path, metavar="RECORD", help="the .jsonl file that a run has written")
    render.set_defaults(run=_render)

    new = commands.add_parser("new", help="write a new release file, with everything that can stand in it explained")
    new.add_argument("version", metavar="VERSION", help="such as 2.4.0")
    new.add_argument("--releases", type=Path, default=RELEASES, metavar="DIR", help="where the folder VERSION is made")
    new.set_defaults(run=lambda asked: _say(write_new(asked.version, asked.releases)))

    signing = commands.add_parser("sign", help="write your word on an item into the release file")
    signing.add_argument("item", metavar="ITEM", help="an item that is settled by attestation, such as stakeholders.qa")
    signing.add_argument("--release", required=True, metavar="VERSION", help="a version, or the path of a release.yaml")
    signing.add_argument("--env", required=True, metavar="NAME", help="the environment whose file says who may sign")
    signing.add_argument("--as", required=True, dest="name", metavar="NAME", help="your name, as in that file")
    signing.add_argument(
        "--key", type=Path, metavar="FILE", help="your private SSH key, or the .pub of one in the agent"
    )
    signing.add_argument("--record", type=Path, metavar="RECORD", help="the record that you looked at")
    signing.add_argument("--statement", metavar="TEXT", help="your answer, where the item asks for one")
    signing.add_argument("--expires", metavar="DAY", help="until when it counts; 14 days where nothing is said")
    signing.set_defaults(run=_sign)

    showing = commands.add_parser("show", help="where a release stands: each phase, what is missing and who settles it")
    showing.add_argument("release", metavar="VERSION", help="a version, or the path of a release.yaml")
    showing.add_argument(
        "--records", type=Path, metavar="DIR", help="a folder of records, beside that of the release file"
    )
    showing.add_argument("--env", metavar="NAME", help="the environment whose file names the people")
    showing.set_defaults(run=lambda asked: show(asked.release, asked.records, asked.env, sys.stdout))

    verifying = commands.add_parser("verify", help="recount records from what they saw; find edits, gaps and torn ends")
    verifying.add_argument("path", type=Path, metavar="RECORD|FOLDER", help="a .jsonl file, or all of a folder")
    verifying.add_argument("--release", type=Path, metavar="FILE", help="the release file of a record that lacks it")
    verifying.set_defaults(run=lambda asked: verify(asked.path, asked.release, sys.stdout))
    return parser


def _render(asked: argparse.Namespace) -> int:
    summary = RunSummary.of(Record.read(asked.record))
    folder = summary.record.folder
    folder.mkdir(exist_ok=True)
    (folder / "junit.xml").write_text(render_junit(summary), encoding="utf-8")
    (folder / "summary.md").write_text(render_summary(summary), encoding="utf-8")
    sys.stdout.write(f"{render_page(summary)}\n")
    return 0


def _sign(asked: argparse.Namespace) -> int:
    return _say(
        write_signature(
            Wish(
                item=asked.item,
                release=asked.release,
                environment=asked.env,
                name=asked.name,
                key=asked.key,
                record=asked.record,
                statement=asked.statement,
                expires=asked.expires,
            )
        )
    )


def _say(lines: Iterator[str]) -> int:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
