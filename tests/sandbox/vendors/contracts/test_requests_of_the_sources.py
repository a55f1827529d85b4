"""Does all that the suite asks of a vendor exist in the vendor's contract, and is its double understood?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest

from gate.environment.indicators import Indicator
from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.sample import Window
from gate.sources import app_store, github, netlify, paystack, sendgrid, sentry, twilio, unleash, uptimerobot, zendesk
from gate.sources.supabase import logs as supabase_logs
from gate.sources.supabase import project as supabase_project
from tests.sandbox.vendors.contracts.contract_checks import is_cut_away, request_exists, unknown

WINDOW = {"window": "1h", "poll": "5s", "lag_max": "1m"}
COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
NOW = datetime.now(UTC)
PAID = f"AP-{uuid4().hex}"


def ago(**since: float) -> Window:
    return Window(NOW - timedelta(**since), NOW)


def ask_github(http_client: HttpClient, settings: Vendors) -> None:
    asked = github.GitHub(http_client, settings.github)
    asked.check_runs("v2.4.0")
    asked.statuses("v2.4.0")
    asked.release_of("v2.4.0")
    asked.has("v2.4.0")
    asked.text_of("package.json", "v2.4.0")
    asked.pull_requests_of(COMMIT)
    asked.compare("v2.3.1", "v2.4.0")
    asked.milestone("2.4.0")
    asked.issues("known-issue", milestone=24)
    asked.protection()
    asked.open_alerts()
    asked.waiting_pulls_with("supabase/migrations/")
    asked.said_of(COMMIT)


def ask_netlify(http_client: HttpClient, settings: Vendors) -> None:
    asked = netlify.Netlify(http_client, settings.netlify)
    with pytest.raises(netlify.AnotherSiteError):
        asked.live_deploy("https://staging--alaskapay.example")
    asked.published_files()
    asked.split_tests()
    list(asked.kept_deploys(COMMIT))
    asked.made_since(NOW - timedelta(hours=1))


@pytest.fixture(scope="module", autouse=True)
def payment(sandbox: dict[str, str], http: httpx.Client, credentials: dict[str, dict[str, Any]]) -> None:
    """A payment of ours that is paid, and can be given back in two parts."""
    wish = {"email": "ada@verify.alaskapay.com", "amount": 200, "reference": PAID}
    for path, more in (("/transaction/initialize", {}), ("/charge", {"card": {"number": "4084084084084081"}})):
        url = f"{sandbox['PAYSTACK_URL']}{path}"
        http.post(url, json={**wish, **more}, **credentials["paystack"]).raise_for_status()


def ask_paystack(http_client: HttpClient, settings: Vendors) -> None:
    paystack.Paystack(http_client, settings.paystack).payment(PAID)
    paystack.Paystack(http_client, settings.paystack).give_back(PAID, 100)
    everyone = paystack.PaymentCounts(http_client, settings.paystack, "test", "nobody.example")
    everyone.counts("payment_success", Indicator(source="paystack", limit=0.95, **WINDOW), ago(minutes=5))


def ask_sendgrid(http_client: HttpClient, settings: Vendors) -> None:
    asked = sendgrid.SendGrid(http_client, settings.sendgrid)
    asked.sender_domains()
    asked.returned(ago(days=1))


def ask_sentry(http_client: HttpClient, settings: Vendors) -> None:
    asked = sentry.Sentry(http_client, settings.sentry)
    asked.fatal_start_ups("2.4.0", NOW - timedelta(minutes=15))
    asked.events_of_any_version(timedelta(minutes=15))
    asked.counts("error_rate", Indicator(source="sentry", **WINDOW), ago(minutes=15))
    asked.crash_free("2.3.1", ago(hours=2))
    asked.new_fatal_issues("2.4.0", NOW - timedelta(hours=2))
    sentry.SentryRoundTrip(http_client, settings.sentry).alert_rules()


def ask_supabase(http_client: HttpClient, settings: Vendors) -> None:
    logs = supabase_logs.SupabaseLogs(http_client, settings.supabase, "sandbox")
    logs.counts("error_rate", Indicator(source="supabase_logs", **WINDOW), ago(minutes=15))
    project = supabase_project.SupabaseProject(http_client, settings.supabase, "sandbox")
    project.network_restrictions()
    project.backups()
    project.secrets()
    project.sign_in_guards()
    project.active_functions()


def ask_twilio(http_client: HttpClient, settings: Vendors) -> None:
    twilio.Twilio(http_client, settings.twilio).messages_to("+2348012345678")


def ask_unleash(http_client: HttpClient, settings: Vendors) -> None:
    asked = unleash.Unleash(http_client, settings.unleash)
    asked.flag(NOW - timedelta(minutes=15))
    asked.turned_beside(NOW - timedelta(minutes=15), NOW)


def ask_app_store(http_client: HttpClient, settings: Vendors) -> None:
    asked = app_store.AppStore(http_client, settings.app_store)
    asked.stars("2.4.0")
    asked.version("2.4.0")


def ask_uptimerobot(http_client: HttpClient, settings: Vendors) -> None:
    site = urlsplit(settings.uptimerobot.url).hostname
    asked = uptimerobot.UptimeRobot(http_client, settings.uptimerobot, f"https://{site}")
    asked.downtime(ago(minutes=15))
    asked.state()


def ask_zendesk(http_client: HttpClient, settings: Vendors) -> None:
    zendesk.Zendesk(http_client, settings.zendesk, "verify.alaskapay.com").daily_tickets(ago(days=7), "Africa/Lagos")


SOURCES: dict[str, tuple[ModuleType, Callable[[HttpClient, Vendors], None]]] = {
    "app_store": (app_store, ask_app_store),
    "github": (github, ask_github),
    "netlify": (netlify, ask_netlify),
    "paystack": (paystack, ask_paystack),
    "sendgrid": (sendgrid, ask_sendgrid),
    "sentry": (sentry, ask_sentry),
    "supabase_management": (supabase_logs, ask_supabase),
    "twilio": (twilio, ask_twilio),
    "unleash": (unleash, ask_unleash),
    "uptimerobot": (uptimerobot, ask_uptimerobot),
    "zendesk": (zendesk, ask_zendesk),
}
"""By the name of the contract, each source with all its questions."""


@pytest.mark.parametrize("vendor", SOURCES)
def test_every_request_of_a_source_exists_in_the_contract(
    contracts: Path, http_client: HttpClient, settings: Vendors, vendor: str
) -> None:
    SOURCES[vendor][1](http_client, settings)

    for method, path, query_names in requests_through(http_client):
        if not is_cut_away(contracts, vendor, path):
            complaints = request_exists(contracts, vendor, method, path, query_names)
            assert unknown(vendor, f"{method} {path}", complaints) == []


@pytest.mark.parametrize("vendor", SOURCES)
def test_every_call_that_a_source_declares_is_among_them(
    http_client: HttpClient, settings: Vendors, vendor: str
) -> None:
    module, ask_everything = SOURCES[vendor]
    ask_everything(http_client, settings)

    asked = [(method, path) for method, path, _ in requests_through(http_client)]
    assert [call for call in module.CALLS if not any(call.matches(*request) for request in asked)] == []


def requests_through(http_client: HttpClient) -> list[tuple[str, str, list[str]]]:
    """Read method, path and names of the query off what the HTTP client has sent."""
    sent = [exchange.request.split(" ", 1) for exchange in http_client.exchanges]
    return [
        (method, urlsplit(url).path, [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)])
        for method, url in sent
    ]
