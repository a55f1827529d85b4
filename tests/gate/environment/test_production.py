"""Production can't be mistaken: no file of another kind leads there, by whatever entry or variable."""

# ruff: noqa: E501 - a case stands in one line

import re

import pytest
import yaml

from gate.environment import ENVIRONMENTS, Environment
from gate.files.yaml_file import VARIABLE, FileError

REF = "qwertyuiopasdfghjklz"
TEXTS = {name: (ENVIRONMENTS / f"{name}.yaml").read_text(encoding="utf-8") for name in ("prod", "staging")}
SHARED = {
    "kind": "is what says that it is staging",
    "permits": "is what this environment permits",
    "limits": "are waiting times",
    "synthetic": "are our own users",
    "mailbox": "is our own mailbox",
    "controls": "lie outside the product",
    "resolvers": "are other people's",
    "mail": "is how mails of the product look",
    "mobile": "are the apps' marks",
    "calendar": "are the team's days",
    "hosts": "",
    "notify": "only tells people",
    "indicators": "are limits",
    "vendors.netlify": "is only read, and one site may serve both",
    "vendors.github": "is one repository",
    "vendors.supabase": "is a token of a person, who reads both projects",
    "vendors.sentry": "is only read",
    "vendors.prometheus": "is only read",
    "vendors.uptimerobot": "is only read",
    "vendors.twilio": "is only read, and meant to be shared where both files name the same variables",
    "vendors.sendgrid": "the same",
}
"""Sections that staging may have from production, each with the reason; "" where a host in it is production's."""


def sections(text):
    """Each section of a file, and each vendor's."""
    top = yaml.safe_load(text)
    vendors = {f"vendors.{name}": section for name, section in top.pop("vendors", {}).items()}
    return {**top, **vendors}


def exchanged(name):
    """staging.yaml with one section of prod.yaml."""
    staging = yaml.safe_load(TEXTS["staging"])
    section = sections(TEXTS["prod"])[name]
    if name.startswith("vendors."):
        staging["vendors"][name.removeprefix("vendors.")] = section
    else:
        staging[name] = section
    return yaml.safe_dump(staging, allow_unicode=True)


@pytest.fixture
def read(tmp_path, production_variables, staging_variables):
    def of(text, **variables):
        file = tmp_path / "mixed.yaml"
        file.write_text(text, encoding="utf-8")
        return Environment.read(str(file), {**production_variables, **staging_variables, **variables})

    return of


@pytest.mark.parametrize("name", [name for name in sections(TEXTS["prod"]) if not SHARED.get(name)])
def test_a_section_of_production_in_the_file_of_staging_is_refused(read, name):
    with pytest.raises(FileError) as caught:
        read(exchanged(name))

    assert f": {name}" in str(caught.value)
    assert "roduction" in str(caught.value) or "environments/prod.yaml has for itself" in str(caught.value)


@pytest.mark.parametrize(
    "name", [name for name in sections(TEXTS["prod"]) if SHARED.get(name) and name not in {"kind", "indicators"}]
)
def test_what_two_environments_may_share_is_read(read, name):
    assert read(exchanged(name)).kind == "staging"


@pytest.mark.parametrize(
    ("mine", "its"),
    [
        (name, name.replace("STAGING_", "PROD_"))
        for name in dict.fromkeys(VARIABLE.findall(re.sub(r"(?m)#.*", "", TEXTS["staging"])))
        if name.startswith("STAGING_") and name != "STAGING_SYNTHETIC_PHONE"
    ],
)
def test_a_variable_of_staging_with_the_value_of_productions_is_refused(read, production_variables, mine, its):
    value = {**production_variables, "PROD_SUPABASE_REF": REF}[its]

    with pytest.raises(FileError) as caught:
        read(TEXTS["staging"], **{mine: value})

    line = TEXTS["staging"].partition(f"${{{mine}}}")[0].count("\n") + 1
    assert f"mixed.yaml:{line}:" in str(caught.value)
    assert value not in str(caught.value) or value == REF


def test_all_variables_of_staging_filled_with_productions_are_refused_without_production_at_hand(
    tmp_path, production_variables, staging_variables
):
    """The slip of a CI whose settings hold production's values under staging's names, and nothing else."""
    slip = {name.replace("PROD_", "STAGING_"): value for name, value in production_variables.items()}
    file = tmp_path / "staging.yaml"
    file.write_text(TEXTS["staging"], encoding="utf-8")

    with pytest.raises(FileError) as caught:
        Environment.read(str(file), {**staging_variables, **slip, "STAGING_SUPABASE_REF": REF})

    told = str(caught.value)
    for entry in ("supabase.url", "supabase.anon_key", "supabase.service_key", "database.dsn", "identity.supabase_ref"):
        assert f": {entry}: " in told
    assert "vendors.paystack.secret_key: is a live payment key, and this environment is staging" in told


@pytest.mark.parametrize(
    ("written", "instead", "entry"),
    [
        ("site: https://staging--alaskapay.netlify.app", "site: https://alaskapay.com", "site"),
        ("site: https://staging--alaskapay.netlify.app", "site: https://www.alaskapay.com/", "site"),
        ("hosts: [staging--alaskapay.netlify.app]", "hosts: [staging--alaskapay.netlify.app, alaskapay.ng]", "identity.hosts.1"),
        ("  - https://js.paystack.co", "  - alaskapay.ng:8443", "hosts.1"),
        ("url: https://${STAGING_SUPABASE_REF}.supabase.co", f"url: https://{REF}.functions.supabase.co", "supabase.url"),
        ("dsn: ${STAGING_DATABASE_URL}", f'dsn: "postgresql://verifier.{REF}@pooler.example.org/x?sslmode=verify-full"', "database.dsn"),
        ("dsn: ${STAGING_DATABASE_URL}", "dsn: ${PROD_DATABASE_URL}", "database.dsn"),
        ("# scratch:\n#   dsn: ${SCRATCH_DATABASE_URL}", "scratch:\n  dsn: ${PROD_DATABASE_URL}", "scratch.dsn"),
        ("\nmail:\n", "\nnotify: {webhook: https://alaskapay.com/hook}\nmail:\n", "notify.webhook"),
    ],
)  # fmt: skip
def test_no_other_way_leads_there(read, written, instead, entry):
    assert written in TEXTS["staging"]

    with pytest.raises(FileError) as caught:
        read(TEXTS["staging"].replace(written, instead, 1))

    assert f": {entry}: " in str(caught.value)


def test_the_scratch_server_may_not_have_the_value_of_productions_database(read):
    text = TEXTS["staging"].replace("# scratch:\n#   dsn:", "scratch:\n  dsn:", 1)
    elsewhere = "host=db.example.org user=owner password=secret-value sslmode=verify-full"

    with pytest.raises(FileError, match="SCRATCH_DATABASE_URL has the value of PROD_DATABASE_URL, which environments/"):
        read(text, SCRATCH_DATABASE_URL=elsewhere, PROD_DATABASE_URL=elsewhere)

    assert read(text, SCRATCH_DATABASE_URL=elsewhere).scratch


def test_what_is_meant_to_be_shared_has_one_name(read, production_variables):
    account = {"STAGING_TWILIO_ACCOUNT_SID": production_variables["PROD_TWILIO_ACCOUNT_SID"]}

    with pytest.raises(FileError, match=r"meant to be shared, write \$\{PROD_TWILIO_ACCOUNT_SID\} here, too"):
        read(TEXTS["staging"], **account)

    assert read(TEXTS["staging"].replace("${STAGING_TWILIO_ACCOUNT_SID}", "${PROD_TWILIO_ACCOUNT_SID}"))


def test_flags_of_productions_environment_are_not_stagings(tmp_path, production_variables, staging_variables):
    unleash = """\
  unleash: {url: "https://flags.example.org", environment: production, flag: new-checkout, token: "${NETLIFY_TOKEN}"}
"""
    for name, text in TEXTS.items():
        added = text.replace("vendors:\n", f"vendors:\n{unleash}", 1)
        (tmp_path / f"{name}.yaml").write_text(added, encoding="utf-8")

    with pytest.raises(FileError, match=r"unleash\.environment: production has production's flags by .*prod\.yaml"):
        Environment.read(str(tmp_path / "staging.yaml"), {**production_variables, **staging_variables})


def test_production_is_known_by_plain_text(tmp_path, production_variables, staging_variables):
    hidden = TEXTS["prod"].replace(f"supabase_ref: {REF}", "supabase_ref: ${PROD_SUPABASE_REF}")
    (tmp_path / "prod.yaml").write_text(hidden, encoding="utf-8")
    (tmp_path / "staging.yaml").write_text(TEXTS["staging"], encoding="utf-8")
    variables = {**production_variables, **staging_variables, "PROD_SUPABASE_REF": REF}

    for name in ("prod", "staging"):
        with pytest.raises(FileError) as caught:
            Environment.read(str(tmp_path / f"{name}.yaml"), variables)
        assert str(caught.value).endswith(
            "prod.yaml:15:17: identity.supabase_ref: is ${PROD_SUPABASE_REF}; write it as it is: "
            "it is no secret, and other environments are told from it"
        )


def test_an_address_of_production_that_is_none_is_told_with_its_line(tmp_path, staging_variables):
    wrong = TEXTS["prod"].replace("hosts: [alaskapay.com, alaskapay.ng]", 'hosts: [alaskapay.com, "alaska pay"]')
    (tmp_path / "prod.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "staging.yaml").write_text(TEXTS["staging"], encoding="utf-8")

    with pytest.raises(FileError, match=r"prod\.yaml:17:26: identity\.hosts\.1: names no host; write it as"):
        Environment.read(str(tmp_path / "staging.yaml"), staging_variables)


def test_where_production_is_not_known_nothing_else_is_read(tmp_path, monkeypatch, staging_variables):
    (tmp_path / "staging.yaml").write_text(TEXTS["staging"], encoding="utf-8")
    monkeypatch.setattr("gate.environment.file.ENVIRONMENTS", tmp_path)

    with pytest.raises(FileError, match="environments/ has no file of kind production, so nothing can be told from"):
        Environment.read("staging", staging_variables)


def test_production_itself_and_the_files_as_shipped_are_read(read, production_variables):
    assert read(TEXTS["staging"]).kind == "staging"
    assert Environment.read("prod", production_variables).identity.supabase_ref == REF
