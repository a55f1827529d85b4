"""The platform as people set it up: smoke is GO in each setting, and in all together, or says what is in its way."""

import pytest

from sandbox.setups import DEFAULTS, SETTINGS

IN_THE_WAY = {
    "signups-closed": {"smoke.registration": "it takes no sign-ups"},
    "captcha": dict.fromkeys(
        ("smoke.registration", "smoke.login", "smoke.payment", "smoke.email"), "it demands a CAPTCHA"
    ),
    "mail-limits": {"smoke.email": "it sends no more mails this hour"},
}
"""Settings in which some things can't be tried by a machine, and what is said of each."""


@pytest.mark.timeout(240)
@pytest.mark.parametrize("setup", [*(setting for setting in SETTINGS if setting not in IN_THE_WAY), DEFAULTS])
def test_smoke_is_go_in_every_setting(sandbox_at, due, setup):
    run = sandbox_at(setup=setup).run("-m", "smoke")

    assert set(due(run).values()) == {"shown"}, run.output
    assert run.exit_code == 0, run.output


@pytest.mark.timeout(240)
@pytest.mark.parametrize("setup", IN_THE_WAY)
def test_what_a_setting_keeps_a_machine_from_is_not_shown_with_what_settles_it(sandbox_at, due, setup):
    run = sandbox_at(setup=setup).run("-m", "smoke")

    assert {item for item, outcome in due(run).items() if outcome != "shown"} == set(IN_THE_WAY[setup]), run.output
    assert set(due(run).values()) == {"shown", "not shown"}, run.output
    for item, sentence in IN_THE_WAY[setup].items():
        assert sentence in run.reason(item), run.output
    assert run.exit_code == 10, run.output
