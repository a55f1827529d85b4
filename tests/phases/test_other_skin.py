"""The sandbox's other front-end, with its own environment file: every phase that looks into a browser ends as usual."""

import pytest

BY_ENGINES = "testing.cross-browser"
"""What needs engines that not every machine has."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("phase", ["smoke", "staging", "pre_production"])
def test_a_phase_ends_on_the_other_front_end_as_on_the_first(sandbox_at, due, standing_other, phase):
    run = sandbox_at(skin="other").run("-m", phase, environment=standing_other, within_s=300)

    outcomes = due(run)
    assert {item for item, outcome in outcomes.items() if outcome != "shown"} <= {BY_ENGINES}, run.output
    assert outcomes.get(BY_ENGINES) != "refuted", run.output
