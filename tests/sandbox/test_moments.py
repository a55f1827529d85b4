"""The sample release at each moment of its life: what is planned, signed and seen by then, as the suite reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate.checklist import Checklist
from gate.checklist.timing import PhaseTime, Timing, phase_time
from gate.outcome import Outcome
from gate.record.history import RunHistory
from gate.release import Release
from reports.__main__ import main
from sandbox.faults.switches import Faults
from sandbox.moments import MOMENTS, Moment, moment_now
from sandbox.release.release_files import write_release_files
from sandbox.traffic.requests.flow import Flow

CHECKLIST = Checklist.read()


@dataclass(frozen=True)
class Sample:
    """The sample release at a moment, and the folder of its file."""

    moment: Moment
    release: Release
    folder: Path

    def timing(self, phase: str) -> Timing:
        time = phase_time(CHECKLIST.phases[phase], self.opens, self.moment.deployed_at)
        assert isinstance(time, PhaseTime)
        return time.timing(self.moment.now)

    @property
    def opens(self) -> datetime:
        assert self.release.window is not None
        return self.release.window.opens


@pytest.fixture
def sample_at(tmp_path: Path) -> Callable[[str], Sample]:
    def write(name: str) -> Sample:
        moment = moment_now(name)
        file = write_release_files(moment, Faults(), tmp_path, "https://alaskapay.example")
        return Sample(moment, Release.read(file), tmp_path)

    return write


@pytest.mark.parametrize(
    ("name", "phase"), [("freeze", "pre_production"), ("staging", "staging"), ("eve", "pre_deployment")]
)
def test_each_moment_before_the_launch_lies_in_the_time_of_its_phase(
    sample_at: Callable[[str], Sample], name: str, phase: str
) -> None:
    sample = sample_at(name)
    in_order = ("pre_production", "staging", "pre_deployment")
    later = in_order[in_order.index(phase) + 1 :]

    assert sample.timing(phase) is Timing.IN_TIME
    assert [sample.timing(other) for other in later] == [Timing.EARLY] * len(later)


@pytest.mark.parametrize("name", MOMENTS)
def test_the_window_lies_where_people_are_fewest(sample_at: Callable[[str], Sample], name: str) -> None:
    sample = sample_at(name)
    flow = Flow(1000, sample.moment.deployed_at)
    of_the_week = sorted(flow.rate(sample.opens + timedelta(hours=hour)) for hour in range(168))

    assert flow.rate(sample.opens) <= of_the_week[168 // 4]


@pytest.mark.parametrize("name", MOMENTS)
def test_nothing_was_signed_or_frozen_in_the_time_to_come(sample_at: Callable[[str], Sample], name: str) -> None:
    sample = sample_at(name)
    release, now = sample.release, sample.moment.now
    signed = [*release.approvals, *release.attestations]

    assert all(one.at and one.at < now for one in signed)
    assert release.freeze is not None
    assert release.freeze.at < min(now, sample.opens)


@pytest.mark.parametrize(("name", "approvals"), [("freeze", 0), ("staging", 0), ("eve", 5), ("launch", 5)])
def test_the_stakeholders_approve_between_staging_and_the_eve(
    sample_at: Callable[[str], Sample], name: str, approvals: int
) -> None:
    sample = sample_at(name)
    records = sorted(sample.folder.glob("*.jsonl"))

    assert len(sample.release.approvals) == approvals
    assert len(records) == (2 if approvals else 0)
    assert any(one.item.startswith("final.") for one in sample.release.attestations) is bool(approvals)
    assert any(one.item == "testing.manual" for one in sample.release.attestations)


@pytest.mark.parametrize("name", ["eve", "launch"])
def test_the_records_of_staging_are_a_hold_and_then_a_go_as_anybody_can_recount(
    sample_at: Callable[[str], Sample], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = sample_at(name)

    assert main(["verify", str(sample.folder)]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("good")]
    assert [line.partition(": ")[2].partition(",")[0] for line in said] == ["HOLD", "GO"]
    earlier = RunHistory((sample.folder,), "local", "local", sample.release, CHECKLIST)
    assert earlier.outcome("phase:staging").outcome is Outcome.SHOWN
    assert {one.evidence for one in sample.release.approvals} == {said[0].rpartition(" ")[2]}


def test_a_moment_that_there_is_not_is_told() -> None:
    with pytest.raises(SystemExit, match="There is no moment 'eve-of-launch'"):
        moment_now("eve-of-launch")
