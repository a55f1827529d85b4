"""What people write around a release: the plan, who can be reached, what they have signed, what happened."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import textwrap
from datetime import UTC, datetime

import pytest

from gate.files.yaml_file import FileError
from gate.release import Release

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
HEAD = "0123456789abcdef" * 4
CORE = f"""\
version: 2.4.0
commit: {COMMIT}
previous: {{version: 2.3.1, commit: 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c}}
deployer: Ada Obi
scope: {{web: true, functions: true, ios: true, android: true, flags: true, sms: true, push: true, beta: true, press: true}}
"""


@pytest.fixture
def read(tmp_path):
    def read_text(more: str = "") -> Release:
        file = tmp_path / "release.yaml"
        file.write_text(CORE + textwrap.dedent(more), encoding="utf-8")
        return Release.read(file)

    return read_text


@pytest.fixture
def errors_in(read, tmp_path):
    def read_wrong(more: str) -> list[str]:
        with pytest.raises(FileError) as caught:
            read(more)
        return str(caught.value).replace(f"{tmp_path}/", "").splitlines()

    return read_wrong


def test_what_nobody_has_written_is_absent_and_never_an_error(read):
    release = read()

    assert (release.freeze, release.window, release.brief, release.on_call.primary) == (None, None, None, None)
    assert (release.runbook, release.escalation, release.approvals, release.incidents) == ((), (), (), ())


def test_the_procedures_own_placeholders_count_as_nothing(read):
    release = read(
        """
        brief: [Address]
        guides: {user: "[URL]", admin: "[URL]"}
        on_call:
          primary: {name: [Name], phone: [Phone]}
          secondary: [Name]
        freeze: {commit: [Commit], at: [Time]}
        window: {opens: [Time], closes: [Time]}
        rolled_back_to: [Commit]
        escalation:
        - {role: Team lead, from_minutes: 15, to_minutes: 30, name: [Name], phone: [Phone]}
        targets: {registrations: [TARGET], active_users: [TARGET], transaction_volume_naira: [TARGET]}
        approvals:
        - {item: stakeholders.qa, by: [Name], commit: [Commit]}
        """
    )

    assert (release.brief, release.guides.user) == (None, None)
    assert (release.freeze, release.window, release.rolled_back_to) == (None, None, None)
    assert (release.on_call.primary, release.on_call.secondary) == (None, None)
    assert (release.escalation[0].name, release.escalation[0].to_minutes) == (None, 30)
    assert release.targets.registrations is None
    assert (release.approvals[0].by, release.approvals[0].commit) == (None, None)


def test_files_are_found_beside_the_release_file_one_or_several(read, tmp_path):
    assert read("runbook: runbook.md").runbook == (tmp_path / "runbook.md",)
    assert read("runbook: [DEPLOYMENT.md]").runbook == (tmp_path / "DEPLOYMENT.md",)
    assert read("runbook: [web.md, database.md]").runbook == (tmp_path / "web.md", tmp_path / "database.md")


def test_times_carry_their_zone_and_an_address_stays_as_it_is_written(read):
    release = read(
        f"""
        freeze: {{commit: {COMMIT}, at: "2026-11-10T18:00:00+01:00"}}
        window: {{opens: "2026-11-24T03:00:00+01:00", closes: "2026-11-24T04:00:00+01:00"}}
        guides: {{user: "https://docs.alaskapay.com/guide/?v=2.4"}}
        """
    )

    assert release.freeze.at == datetime(2026, 11, 10, 17, tzinfo=UTC)
    assert release.window.opens == datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert release.guides.user == "https://docs.alaskapay.com/guide/?v=2.4"


def test_all_that_is_signed_for_an_item_is_found_in_both_lists(read):
    release = read(
        f"""
        approvals:
        - {{item: stakeholders.qa, by: Bola Ade, at: "2026-11-20T09:00:00Z", commit: {COMMIT}, evidence: {HEAD}, expires: 2026-11-27}}
        - {{item: stakeholders.legal, by: Musa Bello}}
        attestations:
        - {{item: testing.manual, by: Bola Ade, statement: "plan 7: 118 passed, 2 failed"}}
        """
    )

    assert [signed.by for signed in release.signed_for("stakeholders.qa")] == ["Bola Ade"]
    assert release.signed_for("stakeholders.qa")[0].expires == datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC)
    assert [signed.statement for signed in release.signed_for("testing.manual")] == ["plan 7: 118 passed, 2 failed"]
    assert release.signed_for("final.support") == ()


def test_what_decides_is_the_same_after_it_was_on_the_record(read):
    release = read(
        """
        rolled_back_to: {commit: 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c, reason: payments failed, at: "2026-11-24T10:00:00Z"}
        waivers:
        - {item: infra.cdn, reason: repaired on Thursday, owner: Chidi Eze, approver: Bola Ade, issue: "#12", expires: 2026-11-27}
        """
    )

    again = Release.of_record(release.for_the_record())

    assert (again.waivers, again.scope, again.deployer) == (release.waivers, release.scope, release.deployer)
    assert again.rolled_back_to == release.rolled_back_to


def test_an_incident_tells_who_was_told_and_what_was_done(read):
    (incident,) = read(
        """
        incidents:
        - title: top-ups fail
          items: [smoke.payment]
          severity: critical
          detected: 2026-11-24T09:20:00Z
          told: [{who: Chidi Eze, at: "2026-11-24T09:24:00Z"}]
          done: [{at: "2026-11-24T09:40:00Z", what: rolled back}]
          impact: 214 top-ups were refused
          post_mortem: {at: "2026-11-26T13:00:00Z", address: "https://wiki.alaskapay.com/pm/12"}
        """
    ).incidents

    assert (incident.severity, incident.told[0].who, incident.done[0].what) == ("critical", "Chidi Eze", "rolled back")
    assert incident.post_mortem.at > incident.detected


def test_a_rotation_names_its_key_and_its_time_or_nothing_yet(read, errors_in):
    release = read("rotations: [{key: PAYSTACK_SECRET_KEY, at: 2026-11-12T09:00:00+01:00}, {key: OTHER, at: '[Time]'}]")

    assert [(rotation.key, rotation.at) for rotation in release.rotations] == [
        ("PAYSTACK_SECRET_KEY", datetime(2026, 11, 12, 8, tzinfo=UTC)),
        ("OTHER", None),
    ]
    (error,) = errors_in("rotations: [{at: 2026-11-12T09:00:00+01:00}]")
    assert error.endswith('rotations.0: "key" is missing; add it')
