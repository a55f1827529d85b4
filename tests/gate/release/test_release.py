"""The release file as read."""

from datetime import UTC, datetime

import pytest

from gate.checklist import Checklist, Item
from gate.files.yaml_file import FileError
from gate.release import Release
from tests.support.written_files import COMMIT, RELEASE


@pytest.fixture
def read(tmp_path):
    def read_text(text: str = RELEASE) -> Release:
        file = tmp_path / "release.yaml"
        file.write_text(text, encoding="utf-8")
        return Release.read(file)

    return read_text


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


def test_a_placeholder_where_nothing_has_to_stand_counts_as_nothing(read):
    release = read(RELEASE.replace('  ios: {number: "2400", launch_test: evidence/ios.xml}', "  ios: [Build]"))

    assert release.builds.ios is None


def test_a_target_left_as_in_the_procedures_counts_as_none(read):
    targets = read(RELEASE + "targets: {registrations: [TARGET], transaction_volume_naira: 50000000}\n").targets

    assert (targets.registrations, targets.active_users, targets.transaction_volume_naira) == (None, None, 50_000_000)


def test_a_target_is_a_number_above_nothing(read, tmp_path):
    with pytest.raises(FileError) as caught:
        read(RELEASE + "targets: {registrations: many, active_users: 0}\n")

    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        'release.yaml:27:26: targets.registrations: must be a whole number, not "many"',
        "release.yaml:27:46: targets.active_users: must be more than 0, not 0",
    ]
