"""Whatever a file in the folder of records holds, its reader ends in facts or in one sentence with file and line."""

import contextlib
import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.record import now, records_in
from gate.record.history import RunHistory
from gate.record.standing import standing
from gate.record.summary import RunSummary
from gate.signing.attestation import past_runs
from reports import __main__ as reports
from reports.formats.allure import group_ids, write_results
from reports.formats.history import write_history
from reports.formats.junit import render_junit
from reports.formats.markdown import render_summary
from tests.support.past_runs import CHECKLIST, Past, a_release, write_past

FOLDER = Path(__file__).with_name("earlier_versions")
PHASES = ("smoke", "pre_deployment", "rollout")
ODD: list[Any] = [None, True, -1, 10**30, 1e300, float("nan"), "", "x", "\x00\x1b", "9999-12-31T23:59:59Z"]
ODD += [[], [1], {}, {"a": 1}]
GONE = "(taken out)"


def entries_of(phase: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((FOLDER / f"{phase}.jsonl.gz").read_bytes()).splitlines()]


REAL = {phase: entries_of(phase) for phase in PHASES}
KINDS = sorted({(phase, entry["kind"]) for phase, entries in REAL.items() for entry in entries})


def chained(entries: list[dict[str, Any]]) -> bytes:
    """Write entries with the chain made right, so that a reader gets past it."""
    lines: list[bytes] = []
    for entry in entries:
        prev = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        lines.append(json.dumps({**entry, "prev": prev}).encode())
    return b"".join(line + b"\n" for line in lines)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else list(enumerate(value))[:3] if isinstance(value, list) else ()
    for name, part in inner:
        if name not in {"kind", "prev"}:
            yield (*path, name)
            yield from places(part, (*path, name))


def changed(value: Any, path: tuple[Any, ...], put: Any) -> Any:
    copy = json.loads(json.dumps(value))
    at = copy
    for step in path[:-1]:
        at = at[step]
    if put == GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = put
    return copy


Change = tuple[str, int, tuple[Any, ...], Any]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A phase, the number of a line of its record, a place in that line, and what is put there."""
    phase, kind = draw(st.sampled_from(KINDS))
    entries = REAL[phase]
    number = draw(st.sampled_from([at for at, entry in enumerate(entries) if entry["kind"] == kind][:3]))
    return phase, number, draw(st.sampled_from(list(places(entries[number])))), draw(st.sampled_from([GONE, *ODD]))


def content_of(change: Change) -> bytes:
    phase, number, path, put = change
    entries = list(REAL[phase])
    entries[number] = changed(entries[number], path, put)
    return chained(entries)


def read_everything(file: Path) -> None:
    """All that is ever read of a record, of its folder and of the release."""
    release = a_release()
    for record in records_in(file.parent):
        summary = RunSummary.of(record)
        assert render_junit(summary)
        assert render_summary(summary)
        assert group_ids(summary)
        write_results(summary, file.parent / "allure")
        write_history(record, file.parent / "history")
        past_runs([record])
        release = release.model_copy(update={"commit": record.run["release"]["commit"]})
        standing([record], release, CHECKLIST, now())
        history = RunHistory((file.parent,), record.run["environment"], "local", release, CHECKLIST)
        for need in ("phase:smoke", "smoke.login", "phase:rollout"):
            history.find(need)
        list(history.all_records())


@settings(derandomize=True, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(changes())
def test_a_record_with_an_odd_value_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, change: Change
) -> None:
    file = tmp_path_factory.mktemp("records") / "2026-11-24T091200.000Z-local-smoke.jsonl"
    file.write_bytes(content_of(change))

    read_everything(file)
    for command in (["verify", str(file.parent)], ["show", "2.4.0", "--records", str(file.parent)]):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            assert reports.main(command) in {0, 1, 4, 10, 20}


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "torn": b'{"kind": "run"',
    "no text": b"\xff\xfe\n",
    "a zero byte": b"\x00\n",
    "deep": b'{"kind": "run", "prev": "", "a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n",
    "just too deep": b'{"kind": "run", "prev": "", "a": ' + b"[" * 200 + b"]" * 200 + b"}\n",
    "a huge number": b'{"kind": "run", "prev": "", "a": ' + b"9" * 50_000 + b"}\n",
    "half a character": b'{"kind": "run", "prev": "", "a": "\\ud83d"}\n',
    "a list": b"[]\n",
    "nothing in it": b'{"kind": "run", "prev": ""}\n',
}


@pytest.fixture
def broken(what: str, tmp_path: Path) -> Path:
    """A file that is no record, newer than a good one."""
    write_past(tmp_path, 1, Past(phases=("smoke",), environment="local", kind="local"))
    file = tmp_path / "2026-11-25T091200.000Z-local-smoke.jsonl"
    match what:
        case "a folder":
            file.mkdir()
        case "a pipe":
            os.mkfifo(file)
        case "a link to itself":
            file.symlink_to(file.name)
        case _:
            file.write_bytes(BROKEN[what])
    return file


@pytest.mark.parametrize("what", [*BROKEN, "a folder", "a pipe", "a link to itself"])
def test_a_broken_file_is_named_counted_and_never_fatal(
    what: str, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken.parent
    history = RunHistory((folder,), "local", "local", a_release(), CHECKLIST)

    assert len(list(history.every_record())) == 1
    assert history.unreadable.startswith(f"1 file could not be read: {broken}"), what
    assert str(broken) in history.find("smoke.login").outcome.reason

    assert reports.main(["render", str(broken)]) == reports.USAGE_ERROR
    assert reports.main(["verify", str(folder)]) == 1
    assert reports.main(["show", "2.4.0", "--records", str(folder)]) != 0
    said = capsys.readouterr()
    assert f"doubt    1 file could not be read: {broken}" in said.out
    assert said.err.startswith(str(broken))
    assert said.err.count("\n") == 1


def test_a_release_file_that_can_t_be_read_beside_the_records_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_past(tmp_path, 1, Past(phases=("smoke",)))
    (tmp_path / "release.yaml").write_bytes(b"\xff")

    assert reports.main(["verify", str(tmp_path)]) == reports.USAGE_ERROR
    assert "release.yaml: is not UTF-8 text from line 1 on; save it as UTF-8" in capsys.readouterr().err
