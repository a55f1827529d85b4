"""`python -m reports sign ITEM`: what is written, what is refused, and what is still missing."""

# ruff: noqa: E501 - a sentence stands in one line, as people read it

import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from gate.checklist import Checklist
from gate.environment import Environment
from gate.record import Record, RecordWriter, now
from gate.release import Release
from gate.signing.attestation import items_to_be_seen
from gate.signing.signature import mistrusted
from tests.reports.running_commands import as_process, reports
from tests.support.past_runs import A_RUN

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
RELEASE = f"""\
# our release
version: 2.4.0
commit: {COMMIT}    # the tag
previous: {{version: 2.3.1, commit: 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c}}
deployer: Ada Obi
scope: {{web: true, functions: true, ios: true, android: true, flags: true, sms: true, push: true, beta: true, press: true}}

# signed:
approvals: []  # nobody yet
attestations: []

waivers: []
"""
ENVIRONMENT = """\
kind: {kind}
site: ${{SITE_URL_THAT_IS_NOT_SET}}
people:
  qa:
  - name: Bola Ade
    email: bola@alaskapay.com
    github: bola-ade
    keys: ["{key}"]
  - {{name: Ada Obi, email: ada@alaskapay.com}}
  legal: [{{name: Musa Bello, email: musa@alaskapay.com, github: musa}}]
"""


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "bola"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)  # noqa: S603, S607 - our own command
    return file


@pytest.fixture
def release(tmp_path):
    file = tmp_path / "2.4.0" / "release.yaml"
    file.parent.mkdir()
    file.write_text(RELEASE, encoding="utf-8")
    return file


@pytest.fixture
def environment(tmp_path, key):
    def write(kind: str = "staging"):
        file = tmp_path / f"{kind}.yaml"
        public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
        file.write_text(ENVIRONMENT.format(kind=kind, key=public), encoding="utf-8")
        return file

    return write


@pytest.fixture
def record(release):
    """A run on staging in which all nine items were shown, save those that are named."""

    def write(*not_shown: str, kind: str = "staging", commit: str = COMMIT) -> Record:
        checklist = Checklist.read()
        writer = RecordWriter(release.parent / "2026-11-20-staging.jsonl", lambda text: text)
        facts = {**A_RUN["release"], "commit": commit}
        writer.append("run", **{**A_RUN, "environment": kind, "environment_kind": kind, "release": facts})
        for item in items_to_be_seen(checklist.items["stakeholders.qa"], checklist):
            outcome = "not shown" if item.id in not_shown else "shown"
            writer.append("outcome", item=item.id, outcome=outcome, reason="", waived_by="")
        writer.append("verdict", call="HOLD", reasons=[])
        return Record.read(writer.path)

    return write


@pytest.fixture
def sign(release, environment):
    def run(item: str, *words: object, name: str = "Bola Ade", kind: str = "staging", command=reports):
        return command("sign", item, "--release", release, "--env", environment(kind), "--as", name, *words)

    return run


def test_an_approval_is_written_with_commit_record_end_and_signature(sign, release, record, key, environment):
    seen = record()

    done = sign("stakeholders.qa", "--record", seen.path, "--key", key, command=as_process)

    assert (done.exit_code, done.error) == (0, "")
    read = Release.read(release)
    (entry,) = read.approvals
    assert (entry.item, entry.by, entry.commit, entry.evidence) == ("stakeholders.qa", "Bola Ade", COMMIT, seen.head)
    assert now() - entry.at < timedelta(minutes=1)
    assert timedelta(days=13) < entry.expires - now() < timedelta(days=15)
    assert mistrusted(read, Environment.signers(str(environment())).people) == {entry: ""}
    assert "signed   stakeholders.qa by Bola Ade as qa" in done.out
    assert f"{seen.path.name} (head {seen.head})" in done.out
    assert "with an SSH signature" in done.out
    assert "bola-ade has yet to approve" not in done.out


def test_every_other_character_of_the_file_stays(sign, release, record, key):
    sign("stakeholders.qa", "--record", record().path, "--key", key)
    sign("testing.manual", "--statement", "plan 7: 118 passed, 2 failed", "--key", key)

    kept = release.read_text(encoding="utf-8").splitlines()
    for line in (
        RELEASE.replace("approvals: []", "approvals:").replace("attestations: []", "attestations:").splitlines()
    ):
        assert line in kept
    assert len(Release.read(release).attestations) == 1


def test_without_a_key_it_says_who_has_to_approve_at_github(sign, record):
    done = sign("stakeholders.qa", "--record", record().path)

    assert done.exit_code == 0
    assert "without a signature" in done.out
    assert "missing  bola-ade has yet to approve commit 1a2b3c4 at GitHub; it counts only then" in done.out


def test_it_says_whose_word_the_phase_still_waits_for(sign, record):
    said = sign("stakeholders.qa", "--record", record().path).out

    assert "missing  stakeholders.legal, by Musa Bello as legal" in said
    assert "missing  stakeholders.executive, by nobody as executive" in said
    assert "missing  stakeholders.qa" not in said


def test_on_a_machine_of_ones_own_a_bare_line_is_enough(sign, record):
    done = sign("stakeholders.qa", "--record", record(kind="local").path, kind="local")

    assert done.exit_code == 0
    assert "has yet to approve" not in done.out


def test_the_end_can_be_said(sign, release):
    sign("testing.manual", "--statement", "plan 7: 118 passed, 2 failed", "--expires", "2099-01-31")

    assert Release.read(release).attestations[0].expires == datetime(2099, 1, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "name", "sentence"),
    [
        (["testing.manuel"], "Bola Ade", 'there is no item "testing.manuel"; nearest: "testing.manual"'),
        (["testing.load"], "Bola Ade", "testing.load is not settled by anybody's word, but by evidence"),
        (["testing.manual"], "Bola Ade", "nothing was written, for it would not count: Bola Ade has signed, but says nothing; write a `statement`:"),
        (["testing.manual", "--statement", "plan 7: 118 passed, 2 failed"], "Musa Bello", "nothing was written, for it would not count: Musa Bello is not of qa; these are: Bola Ade, Ada Obi"),
        (["testing.manual", "--statement", "plan 7: 118 passed, 2 failed"], "Nobody", "nothing was written, for it would not count: Nobody is not of qa"),
        (["stakeholders.qa"], "Ada Obi", "nothing was written, for it would not count: Ada Obi deploys this release"),
        (["stakeholders.qa"], "Bola Ade", "nothing was written, for it would not count: Bola Ade names no record"),
        (["testing.manual", "--statement", "plan 7: 9 passed, 0 failed", "--expires", "soon"], "Bola Ade", "--expires soon is not a day or time; write it as 2026-11-24"),
        (["testing.manual", "--statement", "plan 7: 9 passed, 0 failed", "--expires", "2020-01-01"], "Bola Ade", "nothing was written, for it would not count: the word of Bola Ade ended on 2020-01-01"),
        (["stakeholders.qa", "--record", "nowhere.jsonl"], "Bola Ade", "nowhere.jsonl: can't be read"),
        (["testing.manual", "--statement", "plan 7: 9 passed, 0 failed", "--key", "nowhere"], "Bola Ade", "there is no key nowhere"),
    ],
)  # fmt: skip
def test_what_would_not_count_is_not_written(sign, release, words, name, sentence):
    done = sign(*words, name=name)

    assert done.exit_code == 4
    assert done.error.startswith(sentence)
    assert "Traceback" not in done.error
    assert release.read_text(encoding="utf-8") == RELEASE
    assert [file.name for file in release.parent.iterdir()] == ["release.yaml"]


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ({"not_shown": ["staging.sms"]}, "does not show staging.sms"),
        ({"kind": "production"}, "is from production, not from staging"),
        ({"commit": "f" * 40}, "is about commit fffffff"),
    ],
)
def test_a_record_that_does_not_show_it_is_not_signed(sign, release, record, run, sentence):
    seen = record(*run.pop("not_shown", ()), **run)

    done = sign("stakeholders.qa", "--record", seen.path)

    assert done.exit_code == 4
    assert sentence in done.error
    assert release.read_text(encoding="utf-8") == RELEASE


def test_the_key_of_somebody_else_is_refused_with_the_place_where_ones_own_belongs(sign, release, tmp_path):
    other = tmp_path / "other"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(other)], check=True)  # noqa: S603, S607 - our own command

    done = sign("testing.manual", "--statement", "plan 7: 118 passed, 2 failed", "--key", other)

    assert done.exit_code == 4
    assert done.error.startswith("nothing was written: the signature made with")
    assert "add the line of the .pub file under people.qa of the environment" in done.error
    assert release.read_text(encoding="utf-8") == RELEASE


def test_a_release_file_with_a_mistake_is_told_with_its_place(sign, release):
    release.write_text(RELEASE.replace("deployer: Ada Obi\n", ""), encoding="utf-8")

    done = sign("testing.manual", "--statement", "plan 7: 118 passed, 2 failed")

    assert (done.exit_code, done.error.count("\n")) == (4, 1)
    assert 'release.yaml:2:1: "deployer" is missing; add it' in done.error


def test_a_release_that_is_not_there_is_told_with_the_way_to_one(environment):
    done = reports("sign", "testing.manual", "--release", "9.9.9", "--env", environment(), "--as", "Bola Ade")

    assert done.exit_code == 4
    assert done.error == "there is no reports/releases/9.9.9/release.yaml; python -m reports new VERSION writes one\n"


def test_an_environment_that_is_not_there_is_told_with_the_nearest(release):
    done = reports("sign", "testing.manual", "--release", release, "--env", "stagin", "--as", "Bola Ade")

    assert (done.exit_code, done.error) == (4, 'there is no environment "stagin"; nearest: "staging"\n')
