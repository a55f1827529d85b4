"""Environments: the files of the project, where a run may connect to, and what is secret."""

import re
from pathlib import Path

import pytest

from gate.environment import ENVIRONMENTS, Environment, identity_contradictions
from gate.files.yaml_file import FileError

REF = "qwertyuiopasdfghjklz"


def test_local_is_the_sandbox_and_agrees_with_it(sandbox_variables):
    environment = Environment.read("local", sandbox_variables)

    assert (environment.name, environment.kind) == ("local", "local")
    assert environment.file == ENVIRONMENTS / "local.yaml"
    assert environment.controls.smtp.port == 2525
    assert environment.ca_file == Path("/run/sandbox/ca.pem")
    assert identity_contradictions(environment) == []


def test_production_permits_little_and_agrees_with_its_keys(production_variables):
    environment = Environment.read("prod", production_variables)

    assert environment.permits.effects == ("creates-user", "sends-message", "opens-checkout")
    assert (
        environment.permits.requests_per_second_max,
        environment.permits.messages_max,
        environment.permits.spend_max_kobo,
    ) == (5, 3, 0)
    assert environment.limits.mail_ms_max == 60_000
    assert identity_contradictions(environment) == []


def test_staging_has_keys_of_its_own(staging_variables):
    environment = Environment.read("staging", staging_variables)

    assert identity_contradictions(environment) == []
    assert environment.kind == "staging"


@pytest.mark.parametrize("name", ["prod", "staging", "local"])
def test_without_variables_they_are_all_asked_for_in_one_line(name):
    count = len(
        set(re.findall(r"(?m)^[^#\n]*\$\{(\w+)\}", (ENVIRONMENTS / f"{name}.yaml").read_text(encoding="utf-8")))
    )

    with pytest.raises(FileError) as caught:
        Environment.read(name, {})

    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"environments/{name}.yaml: {count} secrets are missing: ")
    assert line.endswith("; set them in the process environment")


def test_variables_come_from_the_process_unless_given(monkeypatch, sandbox_variables):
    for name, value in sandbox_variables.items():
        monkeypatch.setenv(name, value)

    assert Environment.read("local").site == sandbox_variables["SITE_URL"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("prodd", 'there is no environment "prodd"; nearest: "prod"'),
        ("xyz", 'there is no environment "xyz"; known: local, other, prod, staging'),
        ("gone.yaml", "gone.yaml: can't be read: No such file or directory"),
    ],
)
def test_an_unknown_environment_is_answered_with_the_names(name, sentence):
    with pytest.raises(FileError) as caught:
        Environment.read(name, {})

    assert str(caught.value).endswith(sentence)


def test_only_a_local_environment_is_launched(tmp_path):
    claims_to_be_local = tmp_path / "staging.yaml"
    claims_to_be_local.write_text("kind: staging\nlaunch: [python, -m, sandbox]\n")

    assert Environment.launch_command("local") == ["python", "-m", "sandbox"]
    assert Environment.launch_command("prod") is None
    assert Environment.launch_command(str(claims_to_be_local)) is None


def test_connections_go_only_where_the_file_says(production_variables):
    environment = Environment.read("prod", production_variables)

    assert environment.listed_origins == {
        *(
            (host, 443)
            for host in ("alaskapay.com", "alaskapay.ng", "checkout.paystack.com", "js.paystack.co", "example.org")
        ),
        *(
            (host, 443)
            for host in ("api.netlify.com", "api.paystack.co", "api.twilio.com", "sentry.io", f"{REF}.supabase.co")
        ),
        *((host, 443) for host in ("api.supabase.com", "api.github.com", "api.uptimerobot.com", "api.sendgrid.com")),
        *((host, 443) for host in ("metrics.example.org", "pages.example.org")),
        *((host, 80) for host in ("alaskapay.com", "alaskapay.ng", f"{REF}.supabase.co")),
        ("1.1.1.1", 53),
        ("8.8.8.8", 53),
        (f"db.{REF}.supabase.co", 5432),
        ("imap.example.org", 993),
        ("smtp.example.org", 587),
    }
    assert environment.listed_hosts == {host for host, _ in environment.listed_origins}


def test_the_address_that_the_play_key_names_for_tokens_is_listed(sandbox_variables):
    environment = Environment.read("local", sandbox_variables)

    assert ("127.0.0.1", 4099) in environment.listed_origins


def test_every_line_of_a_stores_private_key_is_secret(sandbox_variables):
    assert "plantedprivatekeyofastoreabcdefg0" in Environment.read("local", sandbox_variables).secrets


def test_every_host_of_a_dsn_is_listed(read_environment):
    hosts = f"host=db.{REF}.supabase.co,standby.{REF}.supabase.co hostaddr=10.0.0.1,10.0.0.2"

    listed = read_environment("prod", PROD_DATABASE_URL=f"{hosts} sslmode=verify-full").listed_hosts

    assert {f"db.{REF}.supabase.co", f"standby.{REF}.supabase.co", "10.0.0.1", "10.0.0.2"} <= listed


def test_secrets_are_known_and_never_printed(production_variables, password):
    environment = Environment.read("prod", production_variables)
    printed = repr(environment) + str(environment)
    secret = {
        value
        for name, value in production_variables.items()
        if name.endswith(("_KEY", "_TOKEN", "_PASSWORD", "_SECRET"))
    }

    assert secret | {password, production_variables["PROD_DATABASE_URL"]} <= environment.secrets
    assert not [value for value in secret | {password} if value in printed]
    assert not {"imap.example.org", "smtp.example.org"} & environment.secrets


def test_a_mere_word_is_hidden_only_under_a_key_for_secrets(read_environment):
    words = read_environment("prod", VERIFY_IMAP_USER="verify", VERIFY_IMAP_PASSWORD="tangerine").secrets  # noqa: S106

    assert "tangerine" in words
    assert not {"verify", REF} & words


def test_a_secret_that_stands_in_the_file_itself_is_one_too(read_environment):
    assert "written-by-hand" in read_environment("local", ("token: ${NETLIFY_TOKEN}", "token: written-by-hand")).secrets


def test_nothing_changes_after_reading(sandbox_variables):
    environment = Environment.read("local", sandbox_variables)

    with pytest.raises(ValueError, match="frozen"):
        environment.site = "https://elsewhere.example.org"


def test_endpoints_and_invariants_are_added_replaced_and_left_out(read_environment, sandbox_variables):
    usual = Environment.read("local", sandbox_variables)
    additions = """\
endpoints:
  robots:
  auth-health: {path: auth/v1/health, as_who: service, expects: {status: [204]}}
  mine: {path: rest/v1/mine, as_who: user, expects: {status: [200]}}
invariants:
  no-negative-wallet:
  mine: select 1 where false
mail:
"""
    own = read_environment("local", ("mail:\n", additions))

    names = [endpoint.name for endpoint in own.endpoints]
    assert set(names) == {endpoint.name for endpoint in usual.endpoints} - {"robots"} | {"mine"}
    assert own.endpoints[names.index("auth-health")].as_who == "service"
    assert set(own.invariants) == set(usual.invariants) - {"no-negative-wallet"} | {"mine"}


def test_limits_that_the_file_leaves_out_are_those_of_its_kind(read_environment):
    limits = read_environment("local", ("mail:\n", "limits: {mail_ms_max: 1234}\nmail:\n")).limits

    assert (limits.mail_ms_max, limits.settle_ms) == (1234, 600)
