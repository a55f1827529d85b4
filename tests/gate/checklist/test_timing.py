"""When a run of a phase has to begin: counted from the window, or from the deploy."""

from datetime import UTC, datetime, timedelta

import pytest

from gate.checklist import Checklist
from gate.checklist.timing import Timing, phase_time

OPENS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DEPLOYED = OPENS + timedelta(minutes=12)
PHASES = Checklist.read().phases
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("phase", "begins", "ends"),
    [
        ("pre_production", OPENS - timedelta(days=14), OPENS),
        ("pre_deployment", OPENS - timedelta(hours=12), OPENS),
        ("smoke", DEPLOYED, DEPLOYED + timedelta(minutes=15)),
        ("success_metrics", DEPLOYED + timedelta(days=1), DEPLOYED + timedelta(days=8)),
    ],
)
def test_the_time_of_a_phase_counts_from_its_anchor(phase, begins, ends):
    time = phase_time(PHASES[phase], OPENS, DEPLOYED)

    assert time is not None
    assert (time.begins, time.ends) == (begins, ends)
    assert [time.timing(at) for at in (begins - MINUTE, begins, ends, ends + MINUTE)] == [
        Timing.EARLY,
        Timing.IN_TIME,
        Timing.IN_TIME,
        Timing.LATE,
    ]


def test_it_reads_as_a_sentence():
    assert str(phase_time(PHASES["smoke"], None, DEPLOYED)) == "2026-11-24 09:12 to 2026-11-24 09:27 UTC"


@pytest.mark.parametrize(("phase", "known"), [("staging", {"opens": None}), ("smoke", {"deployed_at": None})])
def test_without_its_anchor_nobody_knows(phase, known):
    assert phase_time(PHASES[phase], **{"opens": OPENS, "deployed_at": DEPLOYED, **known}) is None
