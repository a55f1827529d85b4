"""Whole phases under each fault (--full): is what a fault ought to turn red all that it turns red?"""

import pytest

from tests.matrix.full_runs import Seen

RUN_S_MAX = 400
UNAVAILABLE = {"testing.cross-browser"}
"""What needs engines that not every machine has; its own faults refute it everywhere."""


@pytest.mark.timeout(RUN_S_MAX + 100)
def test_nothing_is_red_but_what_the_fault_explains(sight, explained, suite_under_fault):
    phases = dict.fromkeys([sight.phase, "smoke"])
    run = suite_under_fault(sight)("--no-settle", "-m", " or ".join(phases), within_s=RUN_S_MAX)
    assert run.record, run.output
    seen = Seen.of(sight.id, run.record)
    seen.keep()

    own, red = dict(sight.outcomes), {item: outcome for item, (outcome, _) in seen.red.items()}
    assert {item: run.outcome(item) for item in own} == own, run.output
    beside = {item for item in red if item not in own and (item not in UNAVAILABLE or red[item] == "refuted")}
    known = explained(sight)
    must = {item for item, explanation in known.items() if not explanation.sometimes}
    assert must <= beside <= set(known), f"red: {sorted(beside)}, explained: {sorted(known)}\n{run.output}"
