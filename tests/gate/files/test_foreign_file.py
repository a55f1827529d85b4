"""Files that others wrote: what is no regular file, too long, too deep or no text is refused at once, in a sentence."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures.recovery.rollback_plan import _read as read_runbook
from gate.environment import Environment
from gate.files.foreign_file import (
    JSON_DEPTH_MAX,
    UnreadableFileError,
    parse_foreign_json,
    read_foreign_bytes,
    read_foreign_text,
)
from gate.files.yaml_file import FileError, parse_file
from gate.load.results import LoadResult, LoadResultError
from gate.outcome import NotShown
from gate.probes.database.dumps.dump import look_into
from gate.probes.database.migrations import read_migrations
from gate.probes.documents.junit import read_junit
from gate.probes.documents.sarif import read_scans
from gate.record import Record, RecordError
from gate.release import Release

READERS: dict[str, tuple[Callable[[Path], object], type[Exception]]] = {
    "an environment file": (lambda file: Environment.read(str(file)), FileError),
    "a release file": (Release.read, FileError),
    "a record": (Record.read, RecordError),
    "a JUnit file": (lambda file: read_junit(file, "the test report"), NotShown),
    "a SARIF file": (read_scans, NotShown),
    "a load result": (LoadResult.read, LoadResultError),
    "a runbook": (read_runbook, NotShown),
}
SPECIAL = {
    "a folder": "Is a directory; name a regular file",
    "a pipe": "it is a pipe; name a regular file",
    "a socket": "it is a socket; name a regular file",
    "an endless device": "it is a device; name a regular file",
    "a link to nothing": "No such file or directory",
}


@pytest.fixture
def special(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    file = tmp_path / "special.yaml"
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        match what:
            case "a folder":
                file.mkdir()
            case "a pipe":
                os.mkfifo(file)
            case "a socket":
                listener.bind(file.name)  # a whole path may be too long for one
            case "an endless device":
                file.symlink_to("/dev/zero")
            case _:
                file.symlink_to("nowhere")
        yield file


@pytest.mark.parametrize("what", SPECIAL)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_regular_file_is_refused_at_once(reader: str, what: str, special: Path) -> None:
    read, refusal = READERS[reader]

    with pytest.raises(refusal) as refused:
        read(special)

    assert str(refused.value).endswith(f"special.yaml{':' * (refusal is not NotShown)} can't be read: {SPECIAL[what]}")


@pytest.mark.parametrize("what", ["a pipe", "an endless device", "a folder"])
def test_a_migration_that_is_no_regular_file_is_not_waited_for(special: Path) -> None:
    special.rename(special.with_name("20260101000000_pay.sql"))

    with pytest.raises(NotShown, match=r"20260101000000_pay\.sql in .* can't be read: it is no regular file"):
        read_migrations(special.parent)


@pytest.mark.parametrize("what", ["a pipe", "an endless device"])
def test_a_dump_that_is_no_regular_file_is_not_waited_for(special: Path) -> None:
    special.rename(special.with_name("pay.dump"))
    facts = '"taken_at": "2026-01-01T00:00:00Z", "source": "a", "database": "pay", "tables": {}, "sha256": "0"'
    special.with_name("pay.dump.manifest.json").write_text(f"{{{facts}}}")

    with pytest.raises(NotShown, match=r"pay\.dump"):
        look_into(special.parent)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\x00", b"\xff\xfe\x00", b"\xc3"),
        *(b"[" * 5000, b"[" * 5000 + b"]" * 5000, b'{"a":' * 5000, b"<a>" * 5000, b"9" * 5000),
    ],
    ids=["empty", "zero", "half UTF-16", "half UTF-8", "open", "deep", "deep keys", "deep XML", "huge number"],
)
def test_what_holds_none_of_it_is_refused_in_a_sentence(reader: str, content: bytes, tmp_path: Path) -> None:
    read, refusal = READERS[reader]
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    if reader == "a runbook" and b"\xff" not in content and b"\xc3" not in content:
        assert read(file) == content.decode()  # prose may be anything
        return

    with pytest.raises(refusal, match=r"odd\.yaml"):
        read(file)


def test_a_file_is_read_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    file = tmp_path / "ten"
    file.write_bytes(b"0123456789")

    assert read_foreign_bytes(file, 10) == b"0123456789"
    with pytest.raises(UnreadableFileError, match=r"^is longer than 9 bytes; is it the right file"):
        read_foreign_bytes(file, 9)


def test_the_line_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mixed"
    file.write_bytes(b"good\ngood\r\nb\xe4d\n")

    with pytest.raises(UnreadableFileError, match=r"^is not UTF-8 text from line 3 on; save it as UTF-8$"):
        read_foreign_text(file, 100)
    assert read_foreign_text(file, 100, "latin-1") == "good\ngood\nbäd\n"


def test_yaml_of_any_style_is_read_to_a_depth_and_not_beyond(tmp_path: Path) -> None:
    file = tmp_path / "deep.yaml"
    for text in ("[" * 101 + "]" * 101, "- " * 101 + "a", "".join(f"{' ' * it}a:\n" for it in range(101))):
        file.write_text(text)
        assert [error.sentence for error in parse_file(file).errors] == ["this file is nested too deeply"]
    file.write_text("[" * 100 + "]" * 100)
    assert not parse_file(file).errors


def test_json_is_read_to_a_depth_and_not_beyond() -> None:
    just = "[" * JSON_DEPTH_MAX + "]" * JSON_DEPTH_MAX

    assert parse_foreign_json(just)
    assert parse_foreign_json("[" + "[]," * 500 + "[]]")
    for deep in (f"[{just}]", f'{{"a": {just}}}', "[" * 9000 + "]" * 9000):
        with pytest.raises(ValueError, match="is nested more than 100 deep"):
            parse_foreign_json(deep)


def test_half_a_character_is_no_text() -> None:
    assert parse_foreign_json(r'"\ud83d\ude00"') == "😀"
    with pytest.raises(ValueError, match="surrogates not allowed"):
        parse_foreign_json(r'["\ud83d"]')
