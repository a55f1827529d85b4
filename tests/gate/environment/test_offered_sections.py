"""What environment files offer in comments can be taken in as it stands, and is then understood."""

import json
import re

import pytest

from gate.environment import ENVIRONMENTS, Environment

OFFERED = re.compile(r"(?m)^(\s*)# ( *[a-z_.]+:(?: .*)?)$")
"""A name begins with a small letter, a sentence with a capital."""
VARIABLE = re.compile(r"\$\{(\w+)\}")
TO_BE_WRITTEN = {
    "https://…": "https://devices.example.org",
    "ssh-ed25519 AAAA…": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPkwn8DRp4SAyTTrhFVHTZCPOkHfQBTNEwBp9LbFcbP9",
    "development: …": "development: dev@example.org",
    "support: …": "support: support@example.org",
    "marketing: …": "marketing: marketing@example.org",
    "executive: …": "executive: executive@example.org",
}


def taken_in(text):
    for blank, written in TO_BE_WRITTEN.items():
        text = text.replace(blank, written)
    return OFFERED.sub(r"\1\2", text)


@pytest.fixture
def variables(production_variables, staging_variables, sandbox_variables, supabase_key):
    def of(text):
        key = json.loads(sandbox_variables["PLAY_KEY"]) | {"token_uri": "https://oauth2.googleapis.com/token"}
        known = {
            **sandbox_variables,
            **production_variables,
            **staging_variables,
            "SENTRY_DSN": "https://0123456789abcdef@o1.ingest.sentry.io/4501",
        }
        known["UNLEASH_INSTANCE"] = "ngaa0001"
        known |= dict.fromkeys(("PLAY_KEY", "STAGING_FIREBASE_KEY"), json.dumps(key))
        known |= {"STAGING_FIREBASE_PROJECT": "alaskapay-staging", "STAGING_TEST_DEVICE_TOKEN": "a-registration-token"}
        known["PROD_REPLACED_SUPABASE_KEY"] = supabase_key("qwertyuiopasdfghjklz", "service_role") + "x"
        known["PROD_REPLACED_PAYSTACK_KEY"] = "sk_live_replaced0123456789"
        known["SCRATCH_DATABASE_URL"] = (
            "postgresql://restorer:scratch-secret-value@scratch.example.org/postgres?sslmode=verify-full"
        )
        return {variable: known[variable] for variable in VARIABLE.findall(text)}

    return of


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_all_that_is_offered_can_be_taken_in(name, variables, tmp_path):
    text = taken_in((ENVIRONMENTS / f"{name}.yaml").read_text(encoding="utf-8"))
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")

    environment = Environment.read(str(file), variables(text))

    assert [person.name for person in environment.people.qa] == ["Bola Ade"]
    assert environment.vendors.unleash
    assert environment.vendors.zendesk
    assert environment.scratch
    assert environment.build.json_
    assert not any("…" in line.partition("#")[0] for line in text.splitlines()), "a blank was left out"
