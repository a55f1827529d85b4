"""What is asked for, and what is refused before anything is sent."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gate.environment import Environment
from gate.load.scenarios import load_scenarios
from loadtests.__main__ import main
from loadtests.target import AskedWronglyError, refuse_load


@dataclass(frozen=True)
class Answer:
    """What a command came to."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Ask for what ends before anything is sent, so that no process of its own is needed."""

    def ask(*arguments: str, **variables: str) -> Answer:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        try:
            exit_code = main(arguments)
        except SystemExit as ended:
            exit_code = int(ended.code or 0)
        return Answer(exit_code, *capsys.readouterr())

    return ask


@pytest.mark.parametrize("scenario", load_scenarios())
def test_a_dry_run_shows_the_full_shape_and_sends_nothing(asked, scenario):
    shown = asked(scenario, "--env=staging", "--dry-run")
    full = load_scenarios()[scenario]

    assert shown.exit_code == 0
    assert f"{scenario} load at scale 1: {full.users:,} users, {full.lasts.total_seconds():,.0f} s" in shown.stdout
    assert [line.split("to ")[-1] for line in shown.stdout.splitlines() if "   to " in line] == [
        f"{stage.users:,} users" for stage in full.stages
    ]


def test_help_names_scenarios_exit_codes_and_machines(asked):
    shown = asked("--help")

    assert shown.exit_code == 0
    for word in ("wallet,payment,endurance,system,clean", "--worker", "10 not shown", "unencrypted"):
        assert word in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["walet", "--env=local"], "invalid choice: 'walet'"),
        (["wallet"], "the following arguments are required: --env"),
        (["wallet", "--env=local", "--scale=2"], "must be above 0 and at most 1, not 2"),
        (["wallet", "--env=local", "--scale=0"], "must be above 0 and at most 1, not 0"),
        (["wallet", "--env=local", "--processes=0"], "must be 1 or more, not 0"),
        (["wallet", "--env=local", "--processes=2", "--master"], "not allowed with"),
        (["wallet", "--env=stagin"], 'there is no environment "stagin"; nearest: "staging"'),
        (["wallet", "--env=local", "--worker=127.0.0.1"], "is on its master's machine alone; use --processes"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_ends_with_4(asked, arguments, why):
    refused = asked(*arguments)

    assert refused.exit_code == 4
    assert why in refused.stderr


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("kind: local", "kind: production"), '"load" is never permitted where kind is production; take it out'),
        ((", load]", "]"), "load is not permitted in standing (permits.effects), so nothing was sent"),
        (("[creates-user, ", "["), "creates-user is not permitted in standing"),
        (("load_spend_max_kobo: 3000000000", "load_spend_max_kobo: 10"), "permits 10 (permits.load_spend_max_kobo)"),
        (("  load_requests_per_second_max: 600 ", "  load_requests_per_second_max: 2 "), "permits 2 (permits.load_"),
        (("supabase_ref: sandbox", "supabase_ref: another"), "nothing was sent to standing: supabase.anon_key is of"),
    ],
)
def test_an_environment_that_permits_no_load_gets_none(asked, standing, tmp_path, change, why):
    text = standing.environment.read_text(encoding="utf-8")
    assert change[0] in text
    changed = tmp_path / "standing.yaml"
    changed.write_text(text.replace(*change), encoding="utf-8")
    arguments = ("wallet", f"--env={changed}", f"--release={standing.sandbox['RELEASE_FILE']}", "--scale=0.01")

    refused = asked(*arguments, **standing.sandbox)

    assert refused.exit_code == 4
    assert why in refused.stderr
    assert standing.pool_users() == 0


def test_production_gets_no_load_whatever_its_file_permits(standing):
    environment = Environment.read(str(standing.environment), standing.sandbox)

    with pytest.raises(AskedWronglyError, match="is production, where no load test ever runs; take --env staging"):
        refuse_load(environment.model_copy(update={"kind": "production"}))


@pytest.mark.parametrize("fault", ["auth-of-production", "site-of-production", "live-payment-key-in-page"])
def test_what_looks_like_production_gets_no_load_whatever_its_file_says(asked, standing, switch_on, fault):
    switch_on(fault)
    arguments = (f"--env={standing.environment}", f"--release={standing.sandbox['RELEASE_FILE']}", "--scale=0.01")

    refused = asked("wallet", *arguments, **standing.sandbox)

    assert refused.exit_code == 4
    assert "standing may be production: " in refused.stderr
    assert "; no load was sent" in refused.stderr
    assert standing.pool_users() == 0


def test_no_release_no_load(asked, standing):
    refused = asked("wallet", f"--env={standing.environment}", "--scale=0.01", **standing.sandbox)

    assert refused.exit_code == 4
    assert "needs --release VERSION" in refused.stderr
