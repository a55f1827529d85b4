"""A folder of dumps as it is found: the newest by its manifest, what it is now, and what can't be read."""

import bz2
import gzip
import hashlib
import json
import lzma
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gate.outcome import NotShown
from gate.probes.database.dumps.dump import DumpFolder, look_into

PLAIN = b"--\n-- PostgreSQL database dump\n--\nselect 1;\n--\n-- PostgreSQL database dump complete\n--\n"


def lay(folder: Path, name: str, content: bytes = PLAIN, **other: object) -> None:
    manifest = {
        "taken_at": "2026-11-24T08:15:00Z",
        "system_identifier": "7712027927174907535",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "roles": ["anon"],
        "rows": {"public.wallets": 2},
        "sums": {"public.wallets.balance": "8812.50"},
    }
    (folder / name).write_bytes(content)
    (folder / f"{name}.manifest.json").write_text(json.dumps(manifest | other), encoding="utf-8")


def test_the_newest_dump_is_that_whose_manifest_says_so(tmp_path):
    lay(tmp_path, "b.sql", taken_at="2026-11-24T08:15:00+01:00")
    lay(tmp_path, "a.sql", taken_at="2026-11-24T07:16:00Z")
    (tmp_path / "by-hand.sql").write_bytes(PLAIN)

    found = look_into(tmp_path)

    assert found.newest.file.name == "a.sql"
    assert found.newest.manifest.taken_at == datetime(2026, 11, 24, 7, 16, tzinfo=UTC)
    assert found.without_manifest == ("by-hand.sql",)


@pytest.mark.parametrize(
    ("content", "is_archive", "is_whole"),
    [
        (PLAIN, False, True),
        (PLAIN[:60], False, False),
        (PLAIN.replace(b"\n", b"\r\n"), False, True),
        (PLAIN + b"\n\\unrestrict " + b"k" * 63 + b"\n\n", False, True),
        (b"", False, False),
        (b"pg_dump: error: connection to server failed\n", False, False),
        (b"PGDMP\x01\x10", True, True),
        (b"toc.dat".ljust(257, b"\0") + b"ustar\x0000" + bytes(1_024), True, True),
        (b"toc.dat".ljust(257, b"\0") + b"ustar\x0000" + bytes(500), True, False),
    ],
)
def test_a_dump_has_the_end_that_its_format_has(tmp_path, content, is_archive, is_whole):
    lay(tmp_path, "a.dump", content)

    newest = look_into(tmp_path).newest

    assert (newest.is_archive, newest.is_whole, newest.bytes) == (is_archive, is_whole, len(content))
    assert (newest.is_unchanged, newest.foreign) == (True, "")


@pytest.mark.parametrize(
    ("content", "foreign"),
    [
        (gzip.compress(PLAIN, mtime=0), "compressed by gzip"),
        (bytes.fromhex("28b52ffd 0458"), "compressed by zstd"),
        (lzma.compress(PLAIN), "compressed by xz"),
        (bz2.compress(PLAIN), "compressed by bzip2"),
        (bytes.fromhex("04224d18 6440"), "compressed by lz4"),
        (b"PK\x03\x04\x14", "a ZIP archive"),
        (b"backup/toc.dat".ljust(257, b"\0") + b"ustar", "a tar archive of another program than pg_dump"),
        (b"age-encryption.org/v1\n", "encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\n", "encrypted"),
        (b"Salted__\x01", "encrypted"),
        (PLAIN.decode().encode("utf-16"), "in UTF-16, as PowerShell's > writes text, perhaps not as it was"),
        (PLAIN.replace(b"base dump", b"base cluster dump"), "of all databases and roles (pg_dumpall)"),
        (
            PLAIN.replace(b"select 1;", b"CREATE DATABASE pay;\n\n\\connect pay\n"),
            "for a database of its own name (pg_dump --create)",
        ),
    ],
)
def test_what_is_no_dump_of_one_database_is_named(tmp_path, content, foreign):
    lay(tmp_path, "a.dump", content)

    assert look_into(tmp_path).newest.foreign == foreign


def test_a_dump_in_a_folder_is_named(tmp_path):
    lay(tmp_path, "a.dump")
    (tmp_path / "a.dump").unlink()
    (tmp_path / "a.dump").mkdir()

    assert look_into(tmp_path).newest.foreign == "a folder (pg_dump --format=directory)"


def test_a_dump_that_was_changed_or_taken_away_is_not_what_its_manifest_was_written_for(tmp_path):
    lay(tmp_path, "a.sql")
    (tmp_path / "a.sql").write_bytes(PLAIN + b"\n")

    changed = look_into(tmp_path).newest
    (tmp_path / "a.sql").unlink()
    gone = look_into(tmp_path).newest

    assert (changed.is_unchanged, changed.is_whole) == (False, True)
    assert (gone.is_unchanged, gone.is_whole, gone.bytes) == (False, False, 0)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"taken_at": "2026-11-24 08:15"}, "taken_at is wrong"),
        ({"sums": {"public.wallets.balance": 8812.5}}, "sums.public.wallets.balance is wrong"),
        ({"sums": {"public.wallets.balance": "NaN"}}, "sums.public.wallets.balance is wrong"),
        ({"rows": {"public.wallets": "2"}}, "rows.public.wallets is wrong"),
        ({"sha256": "?"}, "sha256 is wrong"),
        ({"roles": None}, "roles is wrong"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_not_shown_and_named(tmp_path, other, sentence):
    lay(tmp_path, "a.sql", **other)

    with pytest.raises(NotShown, match=r"a\.sql\.manifest\.json: " + sentence):
        look_into(tmp_path)


def test_an_empty_folder_has_no_dump_and_a_missing_one_is_not_shown(tmp_path):
    assert look_into(tmp_path) == DumpFolder(None, ())
    with pytest.raises(NotShown, match=r"can't be read \(No such file or directory\): look at backup.folder"):
        look_into(tmp_path / "nowhere")
