"""Environment files with other texts and variables than their own."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.environment import ENVIRONMENTS, Environment
from gate.files.yaml_file import FileError

PASSWORD = "hunter2hunter2"  # noqa: S105 - planted
REF = "qwertyuiopasdfghjklz"
PRIVATE_KEY = (
    "-----BEGIN PRIVATE KEY-----\n" + "plantedprivatekeyofastoreabcdefg0\n" * 3 + "-----END PRIVATE KEY-----\n"
)


def key(ref: str, role: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"ref": ref, "role": role}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{claims}.c2lnbmF0dXJl"


SANDBOX = {
    **{
        f"{name}_URL": f"https://127.0.0.1:{port}"
        for port, name in enumerate(
            (
                "SITE",
                "SUPABASE",
                "MAILPIT",
                "CONTROL",
                "PAYSTACK",
                "PAYSTACK_CHECKOUT",
                "TWILIO",
                "NETLIFY",
                "SENTRY",
                "UPTIMEROBOT",
                "UNLEASH",
                "ZENDESK",
                "APP_STORE",
                "FCM",
                "PLAY",
                "STATUSPAGE",
                "SUPABASE_MANAGEMENT",
                "PROMETHEUS",
                "GITHUB",
                "PREVIOUS_SITE",
                "SENDGRID",
                "APPLE_LINKS",
                "ASSET_LINKS",
            ),
            4001,
        )
    },
    "SUPABASE_ANON_KEY": key("sandbox", "anon"),
    "SUPABASE_SERVICE_KEY": key("sandbox", "service_role"),
    "REPLACED_SUPABASE_KEY": "replaced-supabase-key",
    "REPLACED_PAYSTACK_KEY": "sk_test_replaced",
    "DATABASE_URL": f"postgresql://verifier:{PASSWORD}@127.0.0.1:5433/postgres?sslmode=verify-full",
    "SCRATCH_DATABASE_URL": f"postgresql://restorer:{PASSWORD}@127.0.0.1:5434/postgres?sslmode=verify-full",
    "BACKUP_FOLDER": "/run/sandbox/dumps",
    "CA_FILE": "/run/sandbox/ca.pem",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "2525",
    "DNS_ADDRESS": "127.0.0.1:5353",
    "SECOND_DNS_ADDRESS": "127.0.0.1:5354",
    "WIDGET_URL": "https://localhost:9444",
    "SITE_PLAIN_PORT": "8080",
    "SUPABASE_PLAIN_PORT": "8081",
    "PAYSTACK_SECRET_KEY": "sk_test_0123456789abcdef",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef",
    "TWILIO_API_KEY": "SK0123456789abcdef",
    "TWILIO_API_SECRET": "twilio-secret-value",
    "SENDGRID_KEY": "SG.sendgrid-secret-value",
    "NETLIFY_SITE_ID": "9f514d57-0351-428c-9285-9a8f876fc358",
    "NETLIFY_TOKEN": "nfp_0123456789",
    "SENTRY_TOKEN": "sntrys_0123456789",
    "SENTRY_DSN": "https://0123456789abcdef@127.0.0.1:4098/4501",
    "SUPABASE_MANAGEMENT_TOKEN": "sbp_0123456789",
    "GITHUB_REPOSITORY": "alaskapay/alaskapay",
    "GITHUB_TOKEN": "github_pat_0123456789",
    "UNLEASH_TOKEN": "*:*.0123456789abcdef",
    "PROMETHEUS_USER": "verifier",
    "PROMETHEUS_PASSWORD": "prometheus-secret-value",
    "NOTIFY_WEBHOOK": "https://127.0.0.1:4002/pages",
    "TEAM_TIMEZONE": "Africa/Lagos",
    "ZENDESK_EMAIL": "verify@alaskapay.com",
    "ZENDESK_TOKEN": "zendesk-secret-value",
    "APP_STORE_APP": "6448311069",
    "APP_STORE_ISSUER": "69a6de70-03db-47e3-e053-5b8c7c11a4d1",
    "APP_STORE_KEY_ID": "2X9R4HXF34",
    "APP_STORE_KEY": PRIVATE_KEY,
    "PLAY_KEY": json.dumps({"token_uri": "https://127.0.0.1:4099/token", "private_key": PRIVATE_KEY}),
    "FCM_KEY": json.dumps({"token_uri": "https://127.0.0.1:4098/token", "private_key": PRIVATE_KEY}),
    "FCM_DEVICE": "a-registration-token",
    "FCM_RECEIVER": "https://127.0.0.1:4097/device/shown",
    "UPTIMEROBOT_MONITOR": "801234567",
    "UPTIMEROBOT_TOKEN": "ur0123456-0123456789",
}
PRODUCTION = {
    "PROD_SUPABASE_ANON_KEY": key(REF, "anon"),
    "PROD_SUPABASE_SERVICE_KEY": key(REF, "service_role"),
    "PROD_DATABASE_URL": f"host=db.{REF}.supabase.co user=verifier password={PASSWORD} sslmode=verify-full",
    "PROD_SYNTHETIC_PHONE": "+2348012345678",
    "PROD_PAYSTACK_SECRET_KEY": "sk_live_0123456789abcdef",
    "PROD_TWILIO_ACCOUNT_SID": "AC0123456789abcdef",
    "PROD_TWILIO_API_KEY": "SK0123456789abcdef",
    "PROD_TWILIO_API_SECRET": "twilio-secret-value",
    "PROD_SENDGRID_KEY": "SG.sendgrid-secret-value",
    "VERIFY_IMAP_HOST": "imap.example.org",
    "VERIFY_IMAP_USER": "verify",
    "VERIFY_IMAP_PASSWORD": "imap-secret-value",
    "CONTROL_SMTP_HOST": "smtp.example.org",
    "CONTROL_SMTP_USER": "control",
    "CONTROL_SMTP_PASSWORD": "smtp-secret-value",
    "NETLIFY_SITE_ID": "9f514d57-0351-428c-9285-9a8f876fc358",
    "NETLIFY_TOKEN": "nfp_0123456789",
    "SENTRY_TOKEN": "sntrys_0123456789",
    "PROMETHEUS_URL": "https://metrics.example.org",
    "PROMETHEUS_TOKEN": "prometheus-secret-value",
    "SUPABASE_MANAGEMENT_TOKEN": "sbp_0123456789",
    "GITHUB_TOKEN": "github_pat_0123456789",
    "UPTIMEROBOT_MONITOR": "801234567",
    "UPTIMEROBOT_TOKEN": "ur0123456-0123456789",
    "PAGE_WEBHOOK": "https://pages.example.org/hook",
    "APPLE_TEAM_ID": "7KX2M9QW4T",
    "ANDROID_FINGERPRINT": ":".join(["8D"] * 32),
}
STAGING_REF = "stagingproject"
STAGING = {
    **{name: value for name, value in PRODUCTION.items() if not name.startswith("PROD_")},
    "STAGING_SUPABASE_REF": STAGING_REF,
    "STAGING_SUPABASE_ANON_KEY": key(STAGING_REF, "anon"),
    "STAGING_SUPABASE_SERVICE_KEY": key(STAGING_REF, "service_role"),
    "STAGING_DATABASE_URL": f"host=db.{STAGING_REF}.supabase.co user=verifier password={PASSWORD} sslmode=verify-full",
    "STAGING_SYNTHETIC_PHONE": "+2348012345678",
    "STAGING_PAYSTACK_SECRET_KEY": "sk_test_0123456789abcdef",
    "STAGING_TWILIO_ACCOUNT_SID": "AC1123456789abcdef",
    "STAGING_TWILIO_API_KEY": "SK1123456789abcdef",
    "STAGING_TWILIO_API_SECRET": "staging-twilio-secret-value",
    "STAGING_SENDGRID_KEY": "SG.staging-sendgrid-secret-value",
}
VARIABLES = {"prod": PRODUCTION, "staging": STAGING, "local": SANDBOX}


@pytest.fixture
def password() -> str:
    """Planted wherever a password stands; to be found nowhere."""
    return PASSWORD


@pytest.fixture
def supabase_key() -> Callable[[str, str], str]:
    """A key as Supabase makes them, for a project and a role."""
    return key


@pytest.fixture
def sandbox_variables() -> dict[str, str]:
    """What the sandbox prints when it starts."""
    return dict(SANDBOX)


@pytest.fixture
def production_variables() -> dict[str, str]:
    """What somebody who may look at production has set."""
    return dict(PRODUCTION)


@pytest.fixture
def staging_variables() -> dict[str, str]:
    """What somebody who verifies staging has set."""
    return dict(STAGING)


@pytest.fixture
def read_environment(tmp_path: Path) -> Callable[..., Environment]:
    """Read the text of an environment with some texts and variables exchanged."""

    def read(name: str, *changes: tuple[str, str], **variables: str) -> Environment:
        text = (ENVIRONMENTS / f"{name}.yaml").read_text(encoding="utf-8")
        for written, instead in changes:
            assert written in text
            text = text.replace(written, instead, 1)
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return Environment.read(str(file), {**VARIABLES[name], **variables})

    return read


@pytest.fixture
def environment_errors(read_environment: Callable[..., Environment], tmp_path: Path) -> Callable[..., list[str]]:
    """The lines of the error for a text that is wrong."""

    def read(name: str, *changes: tuple[str, str], **variables: str) -> list[str]:
        with pytest.raises(FileError) as caught:
            read_environment(name, *changes, **variables)
        return str(caught.value).replace(f"{tmp_path}/", "").splitlines()

    return read
