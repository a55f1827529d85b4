"""The release file as read, and the ways in which it can be wrong."""

# ruff: noqa: E501 - a message stands in one line, as people read it

from datetime import UTC, datetime

import pytest

from gate.checklist import Checklist, Item
from gate.files.yaml_file import FileError
from gate.release import Release

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
GOOD = f"""\
version: 2.4.0
commit: {COMMIT}
previous: {{version: 2.3.1, commit: 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c}}
deployer: Ada Obi
scope:
  web: true
  functions: true
  ios: true
  android: {{in: false, reason: no change in the app, approver: Bola Ade}}
  flags: true
  sms: true
  push: true
  beta: true
  press: {{in: false, reason: a small release, approver: Bola Ade}}
builds:
  ios: {{number: "2400", launch_test: evidence/ios.xml}}
window:
  opens: 2026-11-24T09:00:00+01:00
  closes: 2026-11-24T10:00:00+01:00
waivers:
- item: infra.cdn
  reason: the vendor repairs it on Thursday
  owner: Chidi Eze
  approver: Bola Ade
  issue: "#12"
  expires: 2026-11-27
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text: str = GOOD) -> Release:
        file = tmp_path / "release.yaml"
        file.write_text(text, encoding="utf-8")
        return Release.read(file)

    return read_text


@pytest.fixture
def errors_in(read, tmp_path):
    def read_wrong(written: str, instead: str) -> list[str]:
        assert written in GOOD
        with pytest.raises(FileError) as caught:
            read(GOOD.replace(written, instead, 1))
        return str(caught.value).replace(f"{tmp_path}/", "").splitlines()

    return read_wrong


def test_a_release_is_read_as_it_is_written(read):
    release = read()

    assert (release.version, release.commit, release.previous.version) == ("2.4.0", COMMIT, "2.3.1")
    assert release.scope.web.is_in
    assert not release.scope.android.is_in
    assert release.window.opens == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert release.rolled_back_to is None


def test_evidence_lies_beside_the_file(read, tmp_path):
    assert read().builds.ios.launch_test == tmp_path / "evidence" / "ios.xml"


def test_a_waiver_ends_with_the_last_second_of_its_day(read):
    assert read().waivers[0].expires == datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC)


def test_an_item_is_left_out_when_all_its_parts_are(read):
    release = read()

    assert release.leaves_out(_item("android")) == "android left out: no change in the app (approved by Bola Ade)"
    assert release.leaves_out(_item("ios", "android")) == ""
    assert release.leaves_out(_item()) == ""


def _item(*parts: str) -> Item:
    return Checklist.read().items["smoke.mobile"].model_copy(update={"of": parts})


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ("version: 2.4.0", "version: 2.4", '1:10: version: must be text; quote it: "2.4"'),
        ("version: 2.4.0", "version: v2.4.0", '1:10: version: "v2.4.0" is not a version; write it as 2.4.0'),
        ("version: 2.4.0", "version: [TARGET]", "1:10: version: still the placeholder [TARGET]; write what is true"),
        ("Ada Obi", '"[Name]"', "4:11: deployer: still the placeholder [Name]; write what is true"),
        (
            f"commit: {COMMIT}",
            "commit: 1a2b3c4",
            '2:9: commit: "1a2b3c4" is not a commit; write all 40 hex digits, as `git rev-parse HEAD` prints them',
        ),
        (
            "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c",
            COMMIT,
            "3:36: previous.commit: this is the release's own commit; write the one that was live before",
        ),
        (
            "press: {in: false, reason: a small release, approver: Bola Ade}",
            "press: false",
            "14:10: scope.press: what is left out says why and who agreed; write {in: false, reason: …, approver: …}",
        ),
        (
            "  web: true",
            "  web: maybe",
            '6:8: scope.web: "maybe" does not say whether it is in; write true, or {in: false, reason: …, approver: …}',
        ),
        (
            "  web: true",
            "  web: yes",
            '6:8: scope.web: yes is a boolean to some and a word to others; write true or false, or quote it: "yes"',
        ),
        ("  web: true\n", "", '5:1: scope: "web" is missing; add it'),
        ('"2400"', "2400", '16:17: builds.ios.number: must be text; quote it: "2400"'),
        ("infra.cdn", "infra.cnd", '21:9: waivers.0.item: there is no item "infra.cnd"; nearest: "infra.cdn"'),
        ("infra.cdn", "infra.tls", "21:9: waivers.0.item: infra.tls can't be waived by anybody; take the waiver out"),
        (
            "approver: Bola Ade\n  issue",
            "approver: Ada Obi\n  issue",
            "24:13: waivers.0.approver: Ada Obi deploys this release; a waiver is approved by somebody else",
        ),
        (
            "expires: 2026-11-27",
            "expires: Friday",
            '26:12: waivers.0.expires: "Friday" is not a day or time; write it as 2026-11-24 or 2026-11-24T09:12:00Z',
        ),
        (
            "expires: 2026-11-27",
            "expires: 2026-11-31",
            '26:12: waivers.0.expires: "2026-11-31" is not a day or time; write it as 2026-11-24 or 2026-11-24T09:12:00Z',
        ),
        ("  expires: 2026-11-27\n", "", '21:3: waivers.0: "expires" is missing; add it'),
        (
            "opens: 2026-11-24T09:00:00+01:00",
            "opens: 2026-11-24T09:00:00",
            '18:10: window.opens: "2026-11-24T09:00:00" is not a time with its zone; write it as 2026-11-24T09:12:00Z',
        ),
        (
            "closes: 2026-11-24T10",
            "closes: 2026-11-23T10",
            "19:11: window.closes: the window closes before it opens; exchange the two, or correct the day",
        ),
        (
            "waivers:",
            "signoffs: []\nwaivers:",
            '20:1: "signoffs" is not known here; known: version, commit, previous, deployer, freeze, window, scope, builds, results, runbook, migrations, guides, brief, on_call, escalation, targets, approvals, attestations, notifications, rotations, announcements, waivers, incidents, rolled_back_to',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_cure(errors_in, written, instead, sentence):
    assert errors_in(written, instead) == [f"release.yaml:{sentence}"]


def test_a_placeholder_where_nothing_has_to_stand_counts_as_nothing(read):
    release = read(GOOD.replace('  ios: {number: "2400", launch_test: evidence/ios.xml}', "  ios: [Build]"))

    assert release.builds.ios is None


def test_a_target_left_as_in_the_procedures_counts_as_none(read):
    targets = read(GOOD + "targets: {registrations: [TARGET], transaction_volume_naira: 50000000}\n").targets

    assert (targets.registrations, targets.active_users, targets.transaction_volume_naira) == (None, None, 50_000_000)


def test_a_target_is_a_number_above_nothing(read, tmp_path):
    with pytest.raises(FileError) as caught:
        read(GOOD + "targets: {registrations: many, active_users: 0}\n")

    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        'release.yaml:27:26: targets.registrations: must be a whole number, not "many"',
        "release.yaml:27:46: targets.active_users: must be more than 0, not 0",
    ]
