"""What can't be true together, in the file and between the file and its keys: then nothing is sent."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import re

import pytest

from gate.environment import ENVIRONMENTS, identity_contradictions

REF = "qwertyuiopasdfghjklz"


def test_production_refuses_what_is_never_done_there(environment_errors):
    lines = environment_errors(
        "prod",
        ("opens-checkout]", "opens-checkout, spends-money, restores, rolls-back, load, breaks-access, forges]"),
        ("spend_max_kobo: 0 ", "spend_max_kobo: 100 "),
        ("paystack_domain: live", "paystack_domain: test"),
        ("kind: production", "kind: production\nlaunch: [python]\nca_file: ca.pem"),
        ("https://js.paystack.co", "js.paystack.co"),
        ("url: https://sentry.io", "url: http://sentry.io"),
    )

    assert lines == [
        "prod.yaml:5:1: launch: only a local environment is started by us, and this one is production; take it out",
        "prod.yaml:6:10: ca_file: a private authority is never trusted on production: people's browsers don't trust it either; take it out",
        'prod.yaml:18:20: identity.paystack_domain: must be "live" where kind is production: no other money is touched there',
        'prod.yaml:21:58: permits.effects.3: "spends-money" is not supported on production: a checkout is opened and abandoned there',
        'prod.yaml:21:72: permits.effects.4: "restores" is never permitted where kind is production; take it out',
        'prod.yaml:21:82: permits.effects.5: "rolls-back" is never permitted where kind is production; take it out',
        'prod.yaml:21:94: permits.effects.6: "load" is never permitted where kind is production; take it out',
        'prod.yaml:21:100: permits.effects.7: "breaks-access" is never permitted where kind is production; take it out',
        'prod.yaml:21:115: permits.effects.8: "forges" is never permitted where kind is production; take it out',
        "prod.yaml:24:19: permits.spend_max_kobo: must be 0 where kind is production: a checkout is opened and abandoned there",
        "prod.yaml:67:10: vendors.sentry.url: is not encrypted; write https://",
    ]


def test_a_build_is_stamped_in_one_place_and_a_file_has_a_path(environment_errors):
    site = "site: ${SITE_URL}"
    (two,) = environment_errors("local", (site, f"{site}\nbuild: {{meta: app-build, header: x-commit}}"))
    (path,) = environment_errors("local", (site, f"{site}\nbuild: {{json: version.json}}"))

    assert two == "local.yaml:6:1: build: a build is stamped in one place; write meta, header or json"
    assert path.endswith('build.json: "version.json" is not a path of the site; write it as /version.json')


def test_a_local_mailbox_lies_on_this_machine(environment_errors):
    lines = environment_errors(
        "local", ("mailpit: ${MAILPIT_URL}", "imap: {host: imap.example.org, user: verify, password: secret}")
    )

    assert lines == [
        "local.yaml:30:16: mailbox.imap.host: imap.example.org is another machine, but local is this one; elsewhere, kind is staging or production",
    ]


@pytest.mark.parametrize(
    ("name", "claims", "sentence"),
    [
        ("ANON_KEY", (REF, "service_role"), "supabase.anon_key has the role service_role, not anon; were the two keys exchanged?"),
        ("SERVICE_KEY", ("stagingproject", "service_role"), f"supabase.service_key is of project stagingproject, but identity.supabase_ref is {REF}"),
    ],
)  # fmt: skip
def test_a_key_of_another_project_or_role_is_a_contradiction(read_environment, supabase_key, name, claims, sentence):
    environment = read_environment("prod", **{f"PROD_SUPABASE_{name}": supabase_key(*claims)})

    assert identity_contradictions(environment) == [sentence]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SUPABASE_ANON_KEY", "anything-else", "supabase.anon_key names no project (it is not a JSON web token), so it can't be told whose it is"),
        ("SUPABASE_SERVICE_KEY", "a.%%%.c", "supabase.service_key names no project (it is not a JSON web token), so it can't be told whose it is"),
        ("DATABASE_URL", "host=db.stagingproject.supabase.co user=verifier sslmode=verify-full", f"database.dsn names {REF}, the project of identity.supabase_ref, neither in its host nor in its user"),
        ("PAYSTACK_SECRET_KEY", "sk_test_0123456789", "vendors.paystack.secret_key is test, but identity.paystack_domain is live"),
        ("PAYSTACK_SECRET_KEY", "0123456789", "vendors.paystack.secret_key is neither test nor live, but identity.paystack_domain is live"),
    ],
)  # fmt: skip
def test_a_key_or_address_of_another_place_is_a_contradiction(read_environment, name, value, sentence):
    assert identity_contradictions(read_environment("prod", **{f"PROD_{name}": value})) == [sentence]


def test_a_site_or_project_of_another_name_is_a_contradiction(read_environment):
    environment = read_environment(
        "prod",
        ("site: https://alaskapay.com", "site: https://alaskapay.com.example.org"),
        ("url: https://qwertyuiopasdfghjklz.supabase.co", "url: https://stagingproject.supabase.co"),
    )

    assert identity_contradictions(environment) == [
        "site is alaskapay.com.example.org, but identity.hosts is alaskapay.com, alaskapay.ng",
        f"supabase.url is project stagingproject, but identity.supabase_ref is {REF}",
    ]


def test_the_pooler_names_the_project_in_its_user(read_environment):
    dsn = f"host=aws-0-eu-west-1.pooler.supabase.com port=6543 user=verifier.{REF} sslmode=verify-full"

    assert identity_contradictions(read_environment("prod", PROD_DATABASE_URL=dsn)) == []


def test_keys_of_the_newer_form_are_believed_where_the_address_names_the_project(read_environment):
    newer = {"PROD_SUPABASE_ANON_KEY": "sb_publishable_0123456789", "PROD_SUPABASE_SERVICE_KEY": "sb_secret_0123456789"}
    exchanged = {"PROD_SUPABASE_ANON_KEY": "sb_secret_0123456789"}

    assert identity_contradictions(read_environment("prod", **newer)) == []
    assert identity_contradictions(read_environment("prod", **exchanged)) == [
        "supabase.anon_key does not begin with sb_publishable_; were the two keys exchanged?"
    ]


def test_behind_an_address_of_ones_own_they_are_believed_where_the_file_claims_that_host(read_environment):
    newer = {"PROD_SUPABASE_ANON_KEY": "sb_publishable_0123456789", "PROD_SUPABASE_SERVICE_KEY": "sb_secret_0123456789"}
    elsewhere = ("url: https://qwertyuiopasdfghjklz.supabase.co", "url: https://api.alaskapay.com")
    claimed = ("hosts: [alaskapay.com,", "hosts: [api.alaskapay.com, alaskapay.com,")

    first, second = identity_contradictions(read_environment("prod", elsewhere, **newer))

    assert first == (
        "supabase.anon_key names no project, as keys of its form do, and neither does api.alaskapay.com: "
        "write that host under identity.hosts too, if it is this environment's own"
    )
    assert second.startswith("supabase.service_key names no project")
    assert identity_contradictions(read_environment("prod", elsewhere, claimed, **newer)) == []


def with_indicator(row: str) -> tuple[str, str]:
    """Put an indicator into prod.yaml, in the place of its own."""
    own = (ENVIRONMENTS / "prod.yaml").read_text(encoding="utf-8").partition("\nindicators:\n")[2]
    return own, f"  {row}\n"


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ("error_rate: {source: sentry, cluster: 3, window: 15m}", []),
        ("crash_free: {source: sentry, window: 15m}", ["indicators.crash_free.window: 15m is too short: sentry tells crash_free by 1h at the finest; widen it"]),
        ("crash_free: {source: sentry, window: 1h}", []),
        ("error_rate: {source: sentry, cluster: 3, window: 30s}", ["indicators.error_rate.window: 30s is too short: sentry tells error_rate by 1m at the finest; widen it"]),
        ("sign_ins: {source: sentry, window: 15m}", ["indicators.sign_ins.source: is sentry, which can't tell sign_ins; postgres can"]),
        ("error_rate: {source: paystack, window: 15m}", [ "indicators.error_rate.source: is paystack, which can't tell error_rate; prometheus or sentry or supabase_logs can" ]),
        ("error_rate: {source: sentry, window: 15m}", [ "indicators.error_rate.cluster: is 1, but sentry can't tell first attempts from retries; write how often a client tries" ]),
    ],
)  # fmt: skip
def test_an_indicator_that_its_source_can_not_answer_is_refused(environment_errors, read_environment, row, errors):
    if not errors:
        assert read_environment("prod", with_indicator(row)).indicators
        return

    lines = environment_errors("prod", with_indicator(row))

    assert [line.partition(": ")[2] for line in lines] == errors
    assert all(re.match(r"prod\.yaml:\d+:\d+: ", line) for line in lines)


def test_what_is_refused_is_pointed_at(environment_errors):
    lines = environment_errors(
        "prod", with_indicator("crash_free:\n    source: sentry\n    window: 15m\n  sign_ins: {source: sentry}")
    )

    first = (ENVIRONMENTS / "prod.yaml").read_text(encoding="utf-8").splitlines().index("indicators:") + 2
    assert [line.split(" ")[0] for line in lines] == [f"prod.yaml:{first + 2}:13:", f"prod.yaml:{first + 3}:22:"]


def test_a_source_is_not_polled_more_often_than_it_answers(environment_errors):
    lines = environment_errors(
        "prod",
        with_indicator("error_rate: {source: supabase_logs, cluster: 3, window: 15m, poll: 1s}"),
    )

    assert len(lines) == 1
    assert lines[0].endswith(
        "indicators.error_rate.poll: 1s is too often: supabase_logs refuses more than one look in 2s; poll less often"
    )


def test_days_that_an_item_names_are_not_refused_for_the_window_of_the_indicator(read_environment):
    found = read_environment("prod", with_indicator("uptime: {source: uptimerobot, window: 1m}"))

    assert found.indicators["uptime"].source == "uptimerobot"
