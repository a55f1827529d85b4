"""What the tests of the doubles share: their credentials, and our own sources over them, opened as a run opens them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from fixtures.run.http_clients import open_http_client
from fixtures.run.targeting import Target
from gate.environment import Environment
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from tests.support.targets import target_at


@pytest.fixture(scope="module")
def target(sandbox: dict[str, str]) -> Target:
    return target_at(sandbox, Environment.read("local", sandbox))


@pytest.fixture(scope="module")
def standing_http_client(target: Target) -> Iterator[HttpClient]:
    http_client = open_http_client(target)
    yield http_client
    http_client.close()


@pytest.fixture
def http_client(standing_http_client: HttpClient) -> HttpClient:
    """The HTTP client of a run; nothing was asked through it in this test yet."""
    standing_http_client.exchanges.clear()
    return standing_http_client


@pytest.fixture(scope="module")
def settings(target: Target) -> Vendors:
    """The vendors as environments/local.yaml names them."""
    return target.environment.vendors


@pytest.fixture(scope="module")
def credentials(sandbox: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What each double wants to be shown, for httpx."""
    basic = {
        "prometheus": (sandbox["PROMETHEUS_USER"], sandbox["PROMETHEUS_PASSWORD"]),
        "twilio": (sandbox["TWILIO_API_KEY"], sandbox["TWILIO_API_SECRET"]),
        "zendesk": (f"{sandbox['ZENDESK_EMAIL']}/token", sandbox["ZENDESK_TOKEN"]),
    }
    in_header = {
        "app_store": f"Bearer {_apples_token(sandbox)}",
        "github": f"Bearer {sandbox['GITHUB_TOKEN']}",
        "netlify": f"Bearer {sandbox['NETLIFY_TOKEN']}",
        "paystack": f"Bearer {sandbox['PAYSTACK_SECRET_KEY']}",
        "sendgrid": f"Bearer {sandbox['SENDGRID_KEY']}",
        "sentry": f"Bearer {sandbox['SENTRY_TOKEN']}",
        "statuspage": f"OAuth {sandbox['STATUSPAGE_KEY']}",
        "supabase_management": f"Bearer {sandbox['SUPABASE_MANAGEMENT_TOKEN']}",
        "unleash": sandbox["UNLEASH_TOKEN"],
        "uptimerobot": f"Bearer {sandbox['UPTIMEROBOT_TOKEN']}",
    }
    return {
        **{vendor: {"auth": pair} for vendor, pair in basic.items()},
        **{vendor: {"headers": {"authorization": value}} for vendor, value in in_header.items()},
    }


def _apples_token(sandbox: dict[str, str]) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": sandbox["APP_STORE_ISSUER"],
        "iat": now,
        "exp": now + timedelta(minutes=10),
        "aud": "appstoreconnect-v1",
    }
    return jwt.encode(claims, sandbox["APP_STORE_KEY"], "ES256", {"kid": sandbox["APP_STORE_KEY_ID"]})
