"""`python -m reports verify`: what was altered, what is gone, what can't be told, and what does not follow."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gate.checklist import Checklist
from gate.checklist.due import not_due
from gate.checklist.needs import look_at_needs
from gate.outcome import ItemOutcome, Observation, Outcome, settle
from gate.record import Record, RecordWriter, keep_attachment, now
from gate.release import Release
from gate.verdict import Finding, decide
from tests.reports.running_commands import as_process, reports

COMMIT, OTHER = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
CHECKLIST = Checklist.read()
SMOKE = ("smoke.homepage", "smoke.login", "smoke.payment", "smoke.email")
BASICS: dict[str, Any] = {
    "version": "2.4.0",
    "commit": COMMIT,
    "previous": {"version": "2.3.1", "commit": OTHER},
    "deployer": "Ada Obi",
    "scope": dict.fromkeys(("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press"), True),
}
WAIVER = {"reason": "known", "owner": "Bola Ade", "approver": "Bola Ade", "issue": "#1", "expires": "2099-01-01"}


@dataclass
class Told:
    """A run that is to be written down: its items with what was seen, and what the release file says."""

    name: str = "2026-11-24T091213Z-prod-smoke"
    phases: tuple[str, ...] = ("smoke",)
    seen: dict[str, Outcome] = field(default_factory=lambda: dict.fromkeys(SMOKE, Outcome.SHOWN))
    release: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, ItemOutcome] = field(default_factory=dict)
    live: str = COMMIT
    rests_on: Path | None = None
    follows: Path | None = None


def write(folder: Path, told: Told) -> Path:
    """Write a record as a run does."""
    writer = RecordWriter(folder / f"{told.name}.jsonl", lambda text: text)
    release = Release.model_validate({**BASICS, **told.release})
    items = [CHECKLIST.items[name] for name in told.seen]
    writer.append(
        "run",
        run=told.name,
        environment="prod",
        environment_kind="production",
        release=release.for_the_record(),
        phases=[{"name": phase, "title": ""} for phase in told.phases],
        is_partial=False,
        items=[item.model_dump(mode="json") for item in items],
        beside=[],
        follows={"record": told.follows.name, "head": Record.read(told.follows).head} if told.follows else None,
    )
    published = (now() - timedelta(minutes=5)).isoformat()
    writer.append("live", when="start", deploy="66f1c0", commit=told.live, published_at=published, schema="", reason="")
    looked = [(item, part) for item in items for part in item.settled_by if part != "items"]
    writer.append("plan", checks=[{"item": item.id, "part": part, "parameter": ""} for item, part in looked])
    outcomes = {}
    for item, part in looked:
        picture = keep_attachment(writer.folder, lambda text: text, "requests", "text/plain", item.id.encode())
        outcome = told.seen[item.id]
        written = {"item": item.id, "part": part, "parameter": "", "outcome": outcome.value, "reason": "why"}
        writer.append("observation", **written, is_unstable=False, attachments=[picture])
        outcomes[item.id] = settle([(part, "")], [Observation(item.id, part, "", outcome, "why")])
    for need, said in told.needs.items():
        used = Record.read(told.rests_on) if told.rests_on else None
        writer.append(
            "used",
            need=need,
            outcome=said.outcome.value,
            reason="",
            record=used.path.name if used else "",
            head=used.head if used else "",
            is_here=used is not None and used.path.parent == folder,
        )
    for item in items:
        derived = look_at_needs(item, {**told.needs, **outcomes})
        if derived:
            outcomes[item.id] = settle([("items", "")], [derived])
    finding = Finding("release.live", Outcome.SHOWN if told.live == COMMIT else Outcome.REFUTED)
    waiting = not_due(items, None, None, now())
    verdict = decide(items, outcomes, [finding], release, now(), not_due=waiting)
    for one in verdict.settled:
        writer.append(
            "outcome",
            item=one.item,
            outcome=one.outcome.value,
            reason=one.reason,
            waived_by=one.waived_by,
            is_advisory=one.is_advisory,
            is_unstable=False,
            not_due="",
            duration_ms=1,
        )
    writer.append("finding", id=finding.id, outcome=finding.outcome.value, reason="")
    counts = {
        name: verdict.count(Outcome(name.replace("_", " "))) for name in ("shown", "refuted", "not_shown", "not_part")
    }
    writer.append(
        "verdict",
        call=verdict.call.value,
        exit_code=verdict.exit_code,
        reasons=list(verdict.reasons),
        **counts,
        waived=verdict.waived,
        checks=len(looked),
        proven=0,
    )
    return writer.path


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    return lambda **told: write(tmp_path, Told(**told))


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
        ({"seen": {**dict.fromkeys(SMOKE, Outcome.SHOWN), "smoke.payment": Outcome.REFUTED}}, "NO-GO"),
        ({"seen": {**dict.fromkeys(SMOKE, Outcome.SHOWN), "smoke.email": Outcome.NOT_SHOWN}}, "HOLD"),
        (
            {
                "seen": {**dict.fromkeys(SMOKE, Outcome.SHOWN), "smoke.email": Outcome.REFUTED},
                "release": {"waivers": [{"item": "smoke.email", **WAIVER}]},
            },
            "GO",
        ),
        ({"live": OTHER}, "NO-GO"),
    ],
    ids=["refuted", "not shown", "waived", "another commit live"],
)
def test_each_kind_of_verdict_is_recounted_to_the_same(record, told, call):
    done = reports("verify", record(**told))

    assert (done.exit_code, call in done.out) == (0, True), done.out


BACKUP = {"phases": ("pre_deployment",), "seen": {"backup.taken": Outcome.SHOWN}}
NEEDS_BACKUP: dict[str, Any] = {
    "name": "2026-11-25T090000Z-prod-pre_deployment",
    "phases": ("pre_deployment",),
    "seen": {"practice.backup": Outcome.SHOWN},
    "needs": {"backup.taken": ItemOutcome(Outcome.SHOWN)},
}


def test_what_follows_from_an_earlier_record_is_recounted_and_the_record_missed_when_it_is_gone(record):
    earlier = record(name="2026-11-20T090000Z-prod-pre_deployment", **BACKUP)
    later = record(rests_on=earlier, **NEEDS_BACKUP)
    assert reports("verify", later).exit_code == 0

    earlier.unlink()

    done = reports("verify", later)
    assert done.exit_code == 1
    assert f"backup.taken rests on {earlier.name}" in done.out
    assert "which is not here: it was removed or altered" in done.out


def test_what_rests_on_a_record_of_another_folder_is_a_doubt(record, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    earlier = write(tmp_path / "elsewhere", Told(name="2026-11-20T090000Z-prod-pre_deployment", **BACKUP))

    done = reports("verify", record(rests_on=earlier, **NEEDS_BACKUP))

    assert (done.exit_code, "which lay in another folder" in done.out) == (10, True), done.out


def test_an_earlier_record_that_says_something_else_than_was_taken_from_it_is_found(record):
    bad = {**BACKUP, "seen": {"backup.taken": Outcome.REFUTED}}
    earlier = record(name="2026-11-20T090000Z-prod-pre_deployment", **bad)

    done = reports("verify", record(rests_on=earlier, **NEEDS_BACKUP))

    assert (done.exit_code, "is taken as shown, but that record says refuted" in done.out) == (1, True), done.out


def test_what_no_record_was_noted_for_is_not_shown(record):
    later = record(rests_on=record(name="2026-11-20T090000Z-prod-pre_deployment", **BACKUP), **NEEDS_BACKUP)
    forge(later, lambda lines: lines.remove(where(lines, kind="used")))

    done = reports("verify", later)

    assert done.exit_code == 1
    assert "practice.backup is shown, recounted not shown (not shown yet: backup.taken)" in done.out


def test_in_a_folder_a_record_is_missed_that_a_later_one_has_seen(record, tmp_path):
    first = record(name="2026-11-20T090000Z-prod-smoke")
    second = record(name="2026-11-21T090000Z-prod-smoke", follows=first)
    third = record(name="2026-11-22T090000Z-prod-smoke", follows=second)
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
            "smoke.payment is shown, recounted refuted (why)",
        ),
        (
            lambda lines: where(lines, kind="outcome", item="smoke.payment").update(waived_by="Ada Obi: it is fine"),
            "smoke.payment is refuted, waived by Ada Obi: it is fine, recounted refuted (why)",
        ),
        (
            lambda lines: where(lines, kind="observation", item="smoke.payment").update(outcome="shown"),
            "smoke.payment is refuted, recounted shown",
        ),
        (
            lambda lines: lines.remove(where(lines, kind="observation", item="smoke.email")),
            "smoke.email is shown, recounted not shown (not looked at: check)",
        ),
        (
            lambda lines: lines.remove(where(lines, kind="outcome", item="smoke.payment")),
            "smoke.payment has no outcome: a line is missing",
        ),
        (
            lambda lines: where(lines, kind="verdict").update(shown=4),
            "shown of the verdict is 4, recounted 3",
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
    path = record(seen={**dict.fromkeys(SMOKE, Outcome.SHOWN), "smoke.payment": Outcome.REFUTED})
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
    kept, gone = record(), record(name="2026-11-23T080000Z-prod-smoke")
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
    file.write_text(json.dumps(BASICS), encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()

    def only_names(lines: list[dict[str, Any]]) -> None:
        lines[0]["release"] = {"version": "2.4.0", "commit": COMMIT, "deployer": "Ada Obi"}
        lines[0]["digests"] = {"release": digest}

    forge(path, only_names)

    without = reports("verify", path)
    assert (without.exit_code, "name it with --release" in without.out) == (10, True)
    assert reports("verify", path, "--release", file).exit_code == 0
    file.write_text(json.dumps({**BASICS, "deployer": "Bola Ade"}), encoding="utf-8")
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
