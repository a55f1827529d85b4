"""A folder of dumps as it is found: the newest by its manifest, what it is now, and what can't be read."""

import hashlib
import json
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
    ("content", "is_custom", "is_whole"),
    [
        (PLAIN, False, True),
        (PLAIN[:60], False, False),
        (b"", False, False),
        (b"PGDMP\x01\x10", True, True),
    ],
)
def test_a_dump_has_the_end_that_its_format_has(tmp_path, content, is_custom, is_whole):
    lay(tmp_path, "a.dump", content)

    newest = look_into(tmp_path).newest

    assert (newest.is_custom, newest.is_whole, newest.bytes) == (is_custom, is_whole, len(content))
    assert newest.is_unchanged


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
