"""`python -m reports verify`: what was altered, what is gone, what can't be told, and what does not follow."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gate.outcome import Outcome
from gate.record import Record
from gate.verdict import Finding
from tests.reports.running_commands import as_process, reports
from tests.support.past_runs import CHECKLIST, COMMIT, OTHER, Past, a_release, write_past

OPEN = timedelta(hours=-2)
USUAL: dict[str, Any] = {"phases": ("smoke",), "release": a_release(OPEN), "has_attachments": True}
BAD_PAYMENT = {"smoke.payment": Outcome.REFUTED}
WAIVER = {"reason": "known", "owner": "Bola Ade", "approver": "Bola Ade", "issue": "#1", "expires": "2099-01-01"}


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Write the record of a run of the smoke phase, or of another."""

    def write(number: int = 0, folder: Path = tmp_path, **told: Any) -> Path:
        return write_past(folder, number, Past(**{**USUAL, **told}))

    return write


def forge(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Alter a record and chain its lines anew, as somebody would who knows how."""
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(entries)
    prev, lines = "", []
    for entry in entries:
        line = json.dumps({**entry, "prev": prev}, ensure_ascii=False)
        prev = hashlib.sha256(line.encode()).hexdigest()
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def where(entries: list[dict[str, Any]], **fields: object) -> dict[str, Any]:
    return next(entry for entry in entries if all(entry.get(name) == value for name, value in fields.items()))


def test_a_good_record_is_recounted_to_the_same(record):
    path = record()

    done = as_process("verify", path)

    assert (done.exit_code, done.error) == (0, "")
    assert (
        done.out == f"good     {path}: GO, {len(path.read_text().splitlines())} lines, head {Record.read(path).head}\n"
    )


@pytest.mark.parametrize(
    ("told", "call"),
    [
        ({"seen": BAD_PAYMENT}, "NO-GO"),
        ({"seen": {"smoke.email": Outcome.NOT_SHOWN}}, "HOLD"),
        (
            {
                "seen": {"smoke.email": Outcome.REFUTED},
                "release": a_release(OPEN, waivers=[{"item": "smoke.email", **WAIVER}]),
            },
            "GO",
        ),
        ({"live": OTHER, "findings": (Finding("release.live", Outcome.REFUTED),)}, "NO-GO"),
    ],
    ids=["refuted", "not shown", "waived", "another commit live"],
)
def test_each_kind_of_verdict_is_recounted_to_the_same(record, told, call):
    done = reports("verify", record(**told))

    assert (done.exit_code, call in done.out) == (0, True), done.out


DAY_BEFORE = {item.id for item in CHECKLIST.all_items if item.phase == "pre_deployment"}
TAKEN: dict[str, Any] = {"phases": ("pre_deployment",), "lacks": DAY_BEFORE - {"backup.taken"}}
PRACTISED: dict[str, Any] = {"phases": ("pre_deployment",), "lacks": DAY_BEFORE - {"practice.backup"}}


@pytest.fixture
def later(record: Callable[..., Path]) -> Callable[[Path], Path]:
    """The record of a run that says: the backup is practised, since it was taken in an earlier one."""
    return lambda earlier: record(5, **PRACTISED, rests_on={"backup.taken": earlier})


def test_what_follows_from_an_earlier_record_is_recounted_and_the_record_missed_when_it_is_gone(record, later):
    earlier = record(**TAKEN)
    resting = later(earlier)
    assert reports("verify", resting).exit_code == 0

    earlier.unlink()

    done = reports("verify", resting)
    assert done.exit_code == 1
    assert f"backup.taken rests on {earlier.name}" in done.out
    assert "which is not here: it was removed or altered" in done.out


def test_what_rests_on_a_record_of_another_folder_is_a_doubt(record, later, tmp_path):
    (tmp_path / "elsewhere").mkdir()

    done = reports("verify", later(record(folder=tmp_path / "elsewhere", **TAKEN)))

    assert (done.exit_code, "which lay in another folder" in done.out) == (10, True), done.out


def test_an_earlier_record_that_says_something_else_than_was_taken_from_it_is_found(record, later):
    earlier = record(**TAKEN, seen={"backup.taken": Outcome.REFUTED})

    done = reports("verify", later(earlier))

    assert (done.exit_code, "is taken as shown, but that record says refuted" in done.out) == (1, True), done.out


def test_what_no_record_was_noted_for_is_not_shown(record, later):
    resting = later(record(**TAKEN))
    forge(resting, lambda lines: lines.remove(where(lines, kind="used")))

    done = reports("verify", resting)

    assert done.exit_code == 1
    assert "practice.backup is shown, recounted not shown (not shown yet: backup.taken)" in done.out


def test_in_a_folder_a_record_is_missed_that_a_later_one_has_seen(record, tmp_path):
    first = record(1)
    second = record(2, follows=first)
    third = record(3, follows=second)
    assert reports("verify", tmp_path).exit_code == 0

    second.unlink()

    done = reports("verify", tmp_path)
    assert done.exit_code == 1
    assert f"missing  {third}:1: {second.name}" in done.out
    assert "was here when this run began, and is not: it was removed or altered" in done.out


def test_one_altered_byte_anywhere_is_found_and_told_with_its_place(record):
    path = record()
    content = path.read_bytes()
    last_time = content.rindex(b'"at": "')
    only_the_head_tells = range(last_time + 7, last_time + 36)
    for at in [*range(0, len(content) - 1, 97), *range(content.rindex(b"\n", 0, -1) + 1, len(content) - 1)]:
        if at in only_the_head_tells:
            continue
        path.write_bytes(content[:at] + (b"#" if content[at : at + 1] != b"#" else b"!") + content[at + 1 :])

        done = reports("verify", path)

        assert done.exit_code in {1, 10}, content[at - 20 : at + 20]  # 10: no verdict is left to recount
        assert f"{path}:" in done.out.splitlines()[1]


def test_a_line_taken_out_is_found(record):
    path = record()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5] + lines[6:]), encoding="utf-8")

    done = reports("verify", path)

    assert done.exit_code == 1
    assert f"{path}:6: does not follow the line before; the record was altered" in done.out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda lines: where(lines, kind="verdict").update(call="GO"),
            "call of the verdict is GO, recounted NO-GO",
        ),
        (
            lambda lines: where(lines, kind="outcome", item="smoke.payment").update(outcome="shown"),
            "smoke.payment is shown, recounted refuted (as seen then)",
        ),
        (
            lambda lines: where(lines, kind="outcome", item="smoke.payment").update(waived_by="Ada Obi: it is fine"),
            "smoke.payment is refuted, waived by Ada Obi: it is fine, recounted refuted (as seen then)",
        ),
        (
            lambda lines: where(lines, kind="observation", item="smoke.payment").update(outcome="shown"),
            "smoke.payment is refuted, recounted shown",
        ),
        (
            lambda lines: lines.remove(where(lines, kind="observation", item="smoke.email")),
            "smoke.email is shown, recounted not shown (not looked at: it works)",
        ),
        (
            lambda lines: lines.remove(where(lines, kind="outcome", item="smoke.payment")),
            "smoke.payment has no outcome: a line is missing",
        ),
        (
            lambda lines: where(lines, kind="verdict").update(shown=7),
            "shown of the verdict is 7, recounted 6",
        ),
        (
            lambda lines: where(lines, kind="live").update(commit=OTHER),
            "commit 9f8e7d6 was live, but release.live is shown",
        ),
        (
            lambda lines: lines[0]["release"].update(scope="everything"),
            ":1: its release can't be read",
        ),
    ],
    ids=["verdict", "outcome", "waiver", "observation", "observation gone", "outcome gone", "count", "live", "release"],
)
def test_what_does_not_follow_is_found_though_the_chain_is_whole(record, change, sentence):
    path = record(seen=BAD_PAYMENT)
    forge(path, change)

    done = reports("verify", path)

    assert (done.exit_code, sentence in done.out) == (1, True), done.out


def test_an_attachment_that_was_altered_or_is_gone_is_found_with_the_line_that_names_it(record):
    path = record()
    first, second, *_ = sorted((path.with_suffix("") / "attachments").iterdir())
    first.write_text("nothing happened", encoding="utf-8")
    second.unlink()

    done = reports("verify", path)

    assert done.exit_code == 1
    assert f"(attachments/{first.name}) was altered" in done.out
    assert f"(attachments/{second.name}) is gone" in done.out


def test_a_run_that_was_cut_short_is_a_doubt_and_no_alteration(record):
    path = record()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]) + lines[-1][:20], encoding="utf-8")

    done = reports("verify", path)

    assert done.exit_code == 10
    assert done.out.startswith("doubtful ")
    assert f":{len(lines)}: ends in the middle of a line: the run was killed here" in done.out
    assert "no verdict follows: the run was cut short" in done.out


def test_in_a_folder_each_record_is_told_and_one_that_somebody_signed_on_is_missed(record, tmp_path):
    kept, gone = record(1), record(2)
    heads = [Record.read(path).head for path in (kept, gone)]
    entries = "".join(f"- {{item: stakeholders.qa, by: Bola Ade, evidence: {head}}}\n" for head in heads)
    (tmp_path / "release.yaml").write_text(f"version: 2.4.0\napprovals:\n{entries}", encoding="utf-8")
    assert reports("verify", tmp_path).exit_code == 0

    gone.unlink()

    done = reports("verify", tmp_path)
    assert done.exit_code == 1
    assert f"release.yaml:4: Bola Ade signed stakeholders.qa on the record {heads[1][:12]}…" in done.out
    assert heads[0][:12] in done.out.splitlines()[0]
    assert f"on the record {heads[0][:12]}" not in done.out


def test_a_record_without_its_release_needs_the_very_file_of_its_run(record, tmp_path):
    path, file = record(), tmp_path / "elsewhere.yaml"
    basics = a_release(OPEN).for_the_record()
    file.write_text(json.dumps(basics), encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()

    def only_names(lines: list[dict[str, Any]]) -> None:
        lines[0]["release"] = {"version": "2.4.0", "commit": COMMIT, "deployer": "Ada Obi"}
        lines[0]["digests"] = {"release": digest}

    forge(path, only_names)

    without = reports("verify", path)
    assert (without.exit_code, "name it with --release" in without.out) == (10, True)
    assert reports("verify", path, "--release", file).exit_code == 0
    file.write_text(json.dumps({**basics, "deployer": "Bola Ade"}), encoding="utf-8")
    assert reports("verify", path, "--release", file).exit_code == 10


def test_a_folder_without_records_is_told(tmp_path):
    done = reports("verify", tmp_path)

    assert (done.exit_code, done.out) == (4, "")
    assert "holds no record" in done.error


def test_what_is_no_record_is_told(tmp_path):
    done = reports("verify", tmp_path / "nowhere.jsonl")

    assert done.exit_code == 1
    assert "can't be read" in done.out
    assert "Traceback" not in done.error
