"""The record: what was written is read again, and what was altered is refused with file and line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.record import Record, RecordError, RecordWriter, keep_attachment, run_before
from tests.support.past_runs import A_RUN, AN_OBSERVATION


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., RecordWriter]:
    def write_it(name: str = "2026-11-24-prod-smoke", *, is_finished: bool = True, **run: object) -> RecordWriter:
        writer = RecordWriter(tmp_path / f"{name}.jsonl", lambda text: text.replace("hunter2", "***"))
        writer.append("run", **{**A_RUN, **run})
        writer.append("observation", **{**AN_OBSERVATION, "reason": "«hunter2» was accepted"})
        if is_finished:
            writer.append("verdict", call="NO-GO", reasons=[])
        return writer

    return write_it


@pytest.fixture
def path(write: Callable[..., RecordWriter]) -> Path:
    return write().path


def alter(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def test_what_was_written_is_read_again(path):
    record = Record.read(path)

    assert [entry["kind"] for entry in record.entries] == ["run", "observation", "verdict"]
    assert record.run["environment"] == "prod"
    assert record.is_finished


def test_a_secret_never_reaches_the_disk(path):
    assert b"hunter2" not in path.read_bytes()
    assert Record.read(path).of_kind("observation")[0]["reason"] == "«***» was accepted"


def test_an_attachment_in_words_is_redacted_and_a_picture_is_kept_as_it_is(tmp_path):
    def redact(text: str) -> str:
        return text.replace("hunter2", "***")

    text = keep_attachment(tmp_path, redact, "request", "text/plain", b"password=hunter2")
    picture = keep_attachment(tmp_path, redact, "screenshot", "image/png", b"\x89PNG hunter2")

    assert (tmp_path / text["file"]).read_bytes() == b"password=***"
    assert (tmp_path / picture["file"]).read_bytes() == b"\x89PNG hunter2"


def test_a_record_is_never_written_over(path):
    with pytest.raises(FileExistsError):
        RecordWriter(path, str)


def test_a_killed_run_is_readable_without_its_torn_line(write):
    path = write(is_finished=False).path
    with path.open("ab") as file:
        file.write(b'{"kind": "observation", "reason": "\xe2\x80')

    record = Record.read(path)

    assert len(record.entries) == 2
    assert not record.is_finished
    assert record.verdict is None


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"smoke.login", b"smoke.email", 3),
        (b'"NO-GO"', b'"GO', 3),
        ("«".encode(), b"\xff\xfe", 2),
        (b'{"kind": "observation"', b'[{"kind": "observation"', 2),
    ],
    ids=["another word", "not JSON", "not text", "another shape"],
)
def test_an_altered_record_is_refused_with_file_and_line(path, old, new, line):
    alter(path, old, new)

    with pytest.raises(RecordError, match=rf"{path.name}:{line}: .*the record was altered"):
        Record.read(path)


def test_a_line_taken_out_is_noticed(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])

    with pytest.raises(RecordError, match=r"\.jsonl:2: does not follow the line before"):
        Record.read(path)


def test_text_after_the_verdict_is_noticed(path):
    with path.open("ab") as file:
        file.write(b"PS: all is well")

    with pytest.raises(RecordError, match=r"\.jsonl:4: text after the verdict"):
        Record.read(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no entry"),
        (b"half a line", "holds no entry"),
        (b'"a word"\n', "does not follow the line before"),
        (json.dumps({"kind": "verdict", "prev": ""}).encode() + b"\n", "this is no record"),
        (json.dumps({"prev": ""}).encode() + b"\n", r":1: has no kind; this is no record"),
    ],
    ids=["empty", "one torn line", "a word", "no run", "no kind"],
)
def test_what_is_no_record_is_refused_in_a_sentence(tmp_path, content, sentence):
    file = tmp_path / "other.jsonl"
    file.write_bytes(content)

    with pytest.raises(RecordError, match=sentence):
        Record.read(file)


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, name):
    with pytest.raises(RecordError, match="can't be read: "):
        Record.read(tmp_path / name)


def test_the_run_before_is_the_newest_finished_one_of_the_same_phases_and_environment(write):
    wanted = write("2026-11-20").path
    write("2026-11-21", environment="staging")
    write("2026-11-22", is_partial=True)
    write("2026-11-23", is_finished=False)
    alter(write("2026-11-23b").path, b"smoke.login", b"smoke.email")
    last = Record.read(write("2026-11-24").path)
    write("2026-11-25")

    before = run_before(last)

    assert before is not None
    assert before.path == wanted


def test_the_first_run_has_none_before(path):
    assert run_before(Record.read(path)) is None


def test_a_line_that_was_cut_in_the_middle_is_taken_away_by_the_next_one(tmp_path):
    writer = RecordWriter(tmp_path / "record.jsonl", str)
    writer.append("run", run="torn", **A_RUN)
    with writer.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "observ')

    writer.append("verdict", call="HOLD", reasons=[])

    record = Record.read(writer.path)
    assert [entry["kind"] for entry in record.entries] == ["run", "verdict"]


def test_a_line_whose_writer_was_interrupted_is_followed_all_the_same(tmp_path):
    writer = RecordWriter(tmp_path / "record.jsonl", str)
    writer.append("run", run="interrupted", **A_RUN)
    other = RecordWriter.__new__(RecordWriter)
    other.path, other.redact = writer.path, writer.redact
    other.append("observation", **AN_OBSERVATION)

    writer.append("verdict", call="HOLD", reasons=[])

    assert Record.read(writer.path).is_finished
