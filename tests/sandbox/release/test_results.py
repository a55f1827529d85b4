"""Do the result files of the sample release say what machines would have found, well or badly?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from gate.load.results import LoadResult, load_outcome
from gate.load.scenarios import load_scenarios
from gate.probes.documents.junit import read_junit
from gate.probes.documents.sarif import read_scans
from gate.release import Release


@pytest.fixture
def release(sandbox: dict[str, str]) -> Release:
    return Release.read(Path(sandbox["RELEASE_FILE"]))


def counts_of(release: Release) -> tuple[int, int, int]:
    reports = [read_junit(file, "") for file in release.results.junit]
    return (
        sum(report.tests for report in reports),
        sum(len(report.failed) for report in reports),
        sum(len(report.skipped) for report in reports),
    )


def grave_ones_of(release: Release) -> list[str]:
    return [
        one.rule for file in release.results.sarif for scan in read_scans(file) for one in scan.open if one.is_grave
    ]


def loads_of(release: Release) -> set[str]:
    judged = [load_outcome(LoadResult.read(file), release.commit) for file in release.results.load]
    return {str(one.outcome) for one in judged}


def test_every_scenario_was_borne_at_full_size(release: Release) -> None:
    assert {LoadResult.read(file).scenario for file in release.results.load} == set(load_scenarios())
    assert loads_of(release) == {"shown"}


@pytest.mark.parametrize(
    ("fault", "look", "badly"),
    [
        ("unit-test-failed", counts_of, (6, 1, 0)),
        ("unit-test-skipped", counts_of, (6, 0, 1)),
        ("test-reports-empty", counts_of, (0, 0, 0)),
        ("scan-error-open", grave_ones_of, ["js/sql-injection"]),
        ("scan-critical-open", grave_ones_of, ["js/weak-random"]),
        ("load-result-slow", loads_of, {"refuted"}),
        ("load-result-money-broken", loads_of, {"refuted"}),
    ],
)
def test_each_fault_is_seen_in_the_files_and_goes_again(
    release: Release, switch_on: Callable[..., None], fault: str, look: Callable[[Release], object], badly: object
) -> None:
    well = look(release)
    assert well in ((6, 0, 0), [], {"shown"})

    switch_on(fault)
    assert look(release) == badly
    switch_on(fault, 0)
    assert look(release) == well
