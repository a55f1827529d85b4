"""`python -m reports show VERSION`: the standing in words, its exit code, and what is told where there is nothing."""

import hashlib
import json
from datetime import timedelta

import pytest
import yaml

from gate.outcome import Outcome
from gate.record import now
from tests.reports.running_commands import as_process, reports
from tests.support.past_runs import COMMIT, Past, a_release, write_past

STAGING = {"environment": "staging", "kind": "staging"}
BEFORE_THE_WINDOW = ("pre_production", "staging", "pre_deployment", "rollback")
PEOPLE = "kind: production\npeople:\n  qa: [{name: Bola Ade, email: bola@alaskapay.com}]\n"


@pytest.fixture
def keep(tmp_path):
    """Write the record of a run that is over, the newest last."""
    written = iter(range(60))

    def write(*phases, **more):
        return write_past(tmp_path, next(written), Past(phases=phases, **more))

    return write


@pytest.fixture
def release_file(tmp_path):
    """The release file beside the records."""

    def write(release):
        file = tmp_path / "release.yaml"
        file.write_text(yaml.safe_dump(release.for_the_record()), encoding="utf-8")
        return file

    return write


def all_go(keep):
    for name in BEFORE_THE_WINDOW:
        keep(name, **(STAGING if name == "staging" else {}))


def test_a_release_of_which_all_is_shown_is_go(keep, release_file):
    all_go(keep)

    done = as_process("show", release_file(a_release()))

    assert (done.exit_code, done.error) == (0, ""), done.out
    lines = done.out.splitlines()
    assert lines[0].startswith(f"Alaska Pay 2.4.0 = commit {COMMIT[:7]}, deployed by Ada Obi · window 20")
    assert lines[-1] == "GO   4 of the 4 phases whose time has come are GO, 8 not yet"
    assert "  GO       staging          14 of 14 items shown · staging, 0 min ago, live: commit 1a2b3c4" in lines
    assert "  not yet  smoke            its time counts from the deploy" in lines


def test_what_is_open_is_told_with_its_reason_and_who_can_settle_it(keep, release_file, tmp_path):
    seen = {"stakeholders.qa": Outcome.NOT_SHOWN, "staging.email": Outcome.REFUTED}
    keep("staging", **STAGING)
    keep("staging", **STAGING, seen=seen)
    people = tmp_path / "people.yaml"
    people.write_text(PEOPLE, encoding="utf-8")

    done = reports("show", release_file(a_release()), "--env", people)

    assert done.exit_code == 1
    assert "NO-GO    staging          12 of 14 items shown, 1 refuted, 1 not shown" in done.out
    assert "refuted    staging.email: as seen then\n" in done.out
    assert "who can settle it: qa (Bola Ade); run the phase again\n" in done.out
    assert "since the run before: staging.email newly refuted, stakeholders.qa newly not shown\n" in done.out
    assert "record     2026-11-24T091201.000Z-staging-staging.jsonl\n" in done.out


def test_a_word_that_is_missing_is_asked_for_with_its_command(keep, release_file):
    keep("staging", **STAGING, seen={"stakeholders.qa": Outcome.NOT_SHOWN})

    done = reports("show", release_file(a_release()))

    assert done.exit_code == 10
    assert "not shown  stakeholders.qa: as seen then\n" in done.out
    assert "who can settle it: qa; python -m reports sign stakeholders.qa, then run the phase again\n" in done.out


def test_a_phase_that_came_late_holds_the_release_up(keep, release_file):
    all_go(keep)

    done = reports("show", release_file(a_release(timedelta(hours=-1))))

    assert done.exit_code == 10
    assert "late: no run of it began in its time, 20" in done.out
    assert done.out.splitlines()[-1].startswith("HOLD   0 of the 8 phases")


def test_the_age_is_told_in_the_unit_that_fits(keep, release_file):
    path = keep("pre_production")
    for age, told in ((timedelta(minutes=59), "59 min"), (timedelta(hours=47), "47 h"), (timedelta(days=3), "3 days")):
        _backdate(path, age)
        assert f"prod, {told} ago" in reports("show", release_file(a_release())).out


def _backdate(path, age):
    """The record as it would be had it been written so long ago."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0]) | {"at": (now() - age).isoformat()}
    path.write_text(_chained([first, *map(json.loads, lines[1:])]), encoding="utf-8")


def _chained(entries):
    prev, lines = "", []
    for entry in entries:
        lines.append(json.dumps({**entry, "prev": prev}))
        prev = hashlib.sha256(lines[-1].encode()).hexdigest()
    return "\n".join(lines) + "\n"


def test_a_record_that_was_altered_is_told_and_holds_the_release_up(keep, release_file):
    all_go(keep)
    file = release_file(a_release())
    broken = keep("smoke")
    broken.write_bytes(broken.read_bytes().replace(b"shown", b"SHOWN", 1))

    done = reports("show", file)

    assert done.exit_code == 10
    assert "doubt    " in done.out
    assert f"{broken.name}:" in done.out
    assert "the record was altered; python -m reports verify" in done.out


def test_without_a_release_file_the_newest_record_says_what_it_is(keep, tmp_path):
    keep("pre_production", environment="local", kind="local")

    done = reports("show", "2.4.0", "--records", tmp_path)

    assert done.exit_code == 10
    assert "GO       pre_production   22 of 22 items shown" in done.out


def test_records_of_another_version_in_the_folder_do_not_count(keep, tmp_path):
    keep("pre_production", environment="local", kind="local")

    done = reports("show", "2.5.0", "--records", tmp_path)

    assert done.exit_code == 4
    assert "there is no " in done.error
    assert "python -m reports new VERSION writes a release file, and --records DIR names another folder" in done.error


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("show", "nowhere/release.yaml"),
            "there is no nowhere/release.yaml, and no record of this release in nowhere",
        ),
        (("show", "9.9.9"), "there is no reports/releases/9.9.9/release.yaml"),
    ],
)
def test_where_there_is_nothing_to_show_one_sentence_says_so(words, sentence):
    done = as_process(*words)

    assert (done.exit_code, done.out) == (4, "")
    assert sentence in done.error
    assert len(done.error.splitlines()) == 1


def test_a_release_file_that_is_wrong_is_told_with_its_place(tmp_path):
    file = tmp_path / "release.yaml"
    file.write_text("version: 2.4\n", encoding="utf-8")

    done = reports("show", file)

    assert done.exit_code == 4
    assert "release.yaml:1" in done.error


def test_an_environment_that_is_not_there_is_told(keep, release_file):
    keep("pre_production")

    done = reports("show", release_file(a_release()), "--env", "nowhere")

    assert done.exit_code == 4
    assert "nowhere" in done.error
