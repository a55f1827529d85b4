"""The platform as people set it up: smoke is GO in each single setting, and in all of them together."""

import pytest

from sandbox.setups import DEFAULTS, SETTINGS


@pytest.mark.timeout(240)
@pytest.mark.parametrize("setup", [*SETTINGS, DEFAULTS])
def test_smoke_is_go_in_every_setting(sandbox_at, due, setup):
    run = sandbox_at(setup=setup).run("-m", "smoke")

    assert set(due(run).values()) == {"shown"}, run.output
    assert run.exit_code == 0, run.output
