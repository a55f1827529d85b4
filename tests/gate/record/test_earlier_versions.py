"""Records that earlier versions of the suite have written, one of each phase, are read as they were meant."""

import gzip
from pathlib import Path

import pytest

from gate.checklist import Checklist
from gate.record import Record
from gate.record.summary import RunSummary

FOLDER = Path(__file__).with_name("earlier_versions")
SAID = {  # as the run itself printed it
    "pre_production": ("HOLD", "21 of 22 items shown · 0 refuted · 1 not shown · 0 waived"),
    "staging": ("HOLD", "9 of 14 items shown · 0 refuted · 5 not shown · 0 waived"),
    "pre_deployment": ("GO", "26 of 26 items shown · 0 refuted · 0 not shown · 0 waived"),
    "deployment": ("HOLD", "0 of 5 items shown · 0 refuted · 5 not shown · 0 waived"),
    "smoke": ("ROLLBACK", "6 of 7 items shown · 1 refuted · 0 not shown · 0 waived · triggers: 1 refuted, 5 quiet"),
    "monitoring": ("HOLD", "0 of 6 items shown · 0 refuted · 6 not shown · 0 waived · triggers: 6 quiet"),
    "rollout": ("HOLD", "0 of 3 items shown · 0 refuted · 3 not shown · 0 waived · triggers: 6 quiet"),
    "rollback": ("HOLD", "6 of 10 items shown · 0 refuted · 4 not shown · 0 waived"),
    "post_production": ("HOLD", "0 of 12 items shown · 0 refuted · 12 not shown · 0 waived · triggers: 6 quiet"),
    "post_launch": ("HOLD", "0 of 11 items shown · 0 refuted · 11 not shown · 0 waived"),
    "success_metrics": ("GO", "10 of 10 items shown · 0 refuted · 0 not shown · 0 waived"),
    "report": ("HOLD", "0 of 8 items shown · 0 refuted · 8 not shown · 0 waived"),
}


@pytest.fixture
def record(phase: str, tmp_path: Path) -> Record:
    file = tmp_path / f"2026-11-29-local-{phase}.jsonl"
    file.write_bytes(gzip.decompress((FOLDER / f"{phase}.jsonl.gz").read_bytes()))
    return Record.read(file)


def test_there_is_one_of_each_phase() -> None:
    assert set(SAID) == set(Checklist.read().phases)


@pytest.mark.parametrize("phase", SAID)
def test_it_says_what_its_run_has_said(phase: str, record: Record) -> None:
    summary = RunSummary.of(record)

    assert (summary.call, summary.counts) == SAID[phase]
    assert len(summary.lines) == len(record.of_kind("outcome"))
