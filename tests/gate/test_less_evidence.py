"""From the records on the disk to the standing: less evidence, or worse, never makes a release look better."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.checklist import Checklist
from gate.outcome import Outcome
from gate.record import Record, now
from gate.record.history import RunHistory
from gate.record.standing import BADNESS, NOT_YET, standing
from tests.support.past_runs import Past, a_release, write_past

CHECKLIST = Checklist.read()
RELEASE = a_release()
SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome
WORSE = (SHOWN, NOT_SHOWN, REFUTED)
ITEMS = ("staging.email", "staging.console", "stakeholders.qa", "testing.load", "testing.accessibility")
NEEDS = (*ITEMS, "phase:staging")
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACES = {"staging": "staging", "prod": "production"}


@pytest.fixture(autouse=True, scope="module")
def without_waiting_for_the_disk():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gate.record.file.os.fsync", lambda _: None)
        yield


@st.composite
def histories(draw):
    """A few runs of two phases and of single items, on staging and production, oldest first."""
    runs = []
    for _ in range(draw(st.integers(1, 4))):
        environment = draw(st.sampled_from(sorted(PLACES)))
        phases = draw(st.sampled_from([("staging",), ("pre_production",), ("pre_production", "staging"), ()]))
        names = [it for it in ITEMS if not phases or CHECKLIST.items[it].phase in phases]
        some = st.dictionaries(st.sampled_from(names), st.sampled_from(WORSE), min_size=0 if phases else 1, max_size=2)
        seen = draw(some)
        ends = draw(st.sampled_from([True, True, True, False]))
        told = {"environment": environment, "kind": PLACES[environment], "release": RELEASE, "ends": ends}
        runs.append(Past(seen, phases=phases, **told))
    return runs


def words_of(runs):
    """How bad each phase and each need stands, by the records of these runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = [Record.read(write_past(folder, number, run)) for number, run in enumerate(runs) if run]
        stood = standing(records, RELEASE, CHECKLIST, now())
        earlier = RunHistory((folder,), "prod", "production", RELEASE, CHECKLIST)
        found = {need: WORSE.index(earlier.outcome(need).outcome) for need in NEEDS}
        calls = {phase.name: BADNESS.index(phase.word) for phase in stood.phases if phase.word != NOT_YET}
        return {"all": BADNESS.index(stood.call), **calls, **found}


def is_no_better(after, before):
    return all(after[name] >= before[name] for name in before)


@SLOW
@given(histories(), st.data())
def test_an_outcome_that_was_worse_makes_nothing_better(runs, data):
    at = data.draw(st.integers(0, len(runs) - 1))
    run = runs[at]
    name = data.draw(st.sampled_from([it for it in ITEMS if it in run.seen or CHECKLIST.items[it].phase in run.phases]))
    outcome = data.draw(st.sampled_from(WORSE[WORSE.index(run.seen.get(name, SHOWN)) :]))
    worse = [*runs[:at], replace(run, seen={**run.seen, name: outcome}), *runs[at + 1 :]]

    assert is_no_better(words_of(worse), words_of(runs))


@SLOW
@given(histories(), st.data())
def test_without_a_run_that_found_nothing_bad_nothing_is_better(runs, data):
    good = [at for at, run in enumerate(runs) if {*run.seen.values()} <= {SHOWN}]
    if not good:
        return
    at = data.draw(st.sampled_from(good))
    before = words_of(runs)

    assert is_no_better(words_of([*runs[:at], None, *runs[at + 1 :]]), before)
    assert is_no_better(words_of([*runs[:at], replace(runs[at], ends=False), *runs[at + 1 :]]), before)
