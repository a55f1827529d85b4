"""Does all that the suite asks of a vendor exist in the vendor's contract, and is its double understood?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from gate.environment import vendors
from gate.environment.indicators import Indicator
from gate.http import HttpClient
from gate.sample import Window
from gate.sources import app_store, github, netlify, paystack, sendgrid, sentry, twilio, zendesk
from gate.sources.supabase import logs as supabase_logs
from gate.sources.supabase import project as supabase_project
from gate.sources.unleash import api as unleash
from gate.sources.uptimerobot import api as uptimerobot
from tests.sandbox.vendors.contract_checks import is_cut_away, request_exists, unknown


@dataclass(frozen=True)
class Source:
    """A source over the running sandbox, and all its questions."""

    vendor: str
    module: ModuleType
    http_client: HttpClient
    ask_everything: Callable[[], None]


@pytest.fixture(
    params=[
        "app_store",
        "github",
        "netlify",
        "paystack",
        "sendgrid",
        "sentry",
        "supabase_management",
        "twilio",
        "unleash",
        "uptimerobot",
        "zendesk",
    ]
)
def source(request: pytest.FixtureRequest, sandbox: dict[str, str], http: httpx.Client) -> Iterator[Source]:
    name = request.param
    url = urlsplit(sandbox[f"{name.upper()}_URL"])
    http_client = HttpClient(
        environment="local",
        listed_origins=frozenset({(str(url.hostname), int(url.port or 443))}),
        requests_per_second_max=100,
        request_ms_max=2000,
        ca_pem=Path(sandbox["CA_FILE"]).read_text(encoding="ascii"),
    )
    module, ask_everything = {
        "github": (github, lambda: ask_github(http_client, sandbox)),
        "netlify": (netlify, lambda: ask_netlify(http_client, sandbox)),
        "paystack": (paystack, lambda: ask_paystack(http_client, sandbox, http)),
        "sendgrid": (sendgrid, lambda: ask_sendgrid(http_client, sandbox)),
        "sentry": (sentry, lambda: ask_sentry(http_client, sandbox)),
        "supabase_management": (supabase_logs, lambda: ask_supabase_logs(http_client, sandbox)),
        "twilio": (twilio, lambda: ask_twilio(http_client, sandbox)),
        "unleash": (unleash, lambda: ask_unleash(http_client, sandbox)),
        "app_store": (app_store, lambda: ask_app_store(http_client, sandbox)),
        "zendesk": (zendesk, lambda: ask_zendesk(http_client, sandbox)),
        "uptimerobot": (uptimerobot, lambda: ask_uptimerobot(http_client, sandbox)),
    }[name]
    yield Source(name, module, http_client, ask_everything)
    http_client.close()


def ask_github(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.GitHub(
        url=sandbox["GITHUB_URL"], repository=sandbox["GITHUB_REPOSITORY"], token=sandbox["GITHUB_TOKEN"]
    )
    asked = github.GitHub(http_client, settings)
    asked.check_runs("v2.4.0")
    asked.statuses("v2.4.0")
    asked.release_of("v2.4.0")
    asked.has("v2.4.0")
    asked.text_of("package.json", "v2.4.0")
    asked.pull_requests_of("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d")
    asked.compare("v2.3.1", "v2.4.0")
    asked.milestone("2.4.0")
    asked.issues("known-issue", milestone=24)
    asked.protection()
    asked.open_alerts()
    asked.waiting_pulls_with("supabase/migrations/")
    asked.said_of("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d")


def ask_netlify(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.Netlify(
        url=sandbox["NETLIFY_URL"], site=sandbox["NETLIFY_SITE_ID"], token=sandbox["NETLIFY_TOKEN"]
    )
    asked = netlify.Netlify(http_client, settings)
    asked.live_deploy()
    asked.deploy_of("9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c")
    asked.made_since(datetime.now(UTC) - timedelta(hours=1))


PAYMENTS = Indicator(source="paystack", limit=0.95, window="1h", poll="5s", lag_max="1m")


def ask_paystack(http_client: HttpClient, sandbox: dict[str, str], http: httpx.Client) -> None:
    opened = http.post(
        f"{sandbox['PAYSTACK_URL']}/transaction/initialize",
        headers={"authorization": f"Bearer {sandbox['PAYSTACK_SECRET_KEY']}"},
        json={"email": "ada@verify.alaskapay.com", "amount": 100},
    )
    settings = vendors.Paystack(url=sandbox["PAYSTACK_URL"], secret_key=sandbox["PAYSTACK_SECRET_KEY"])
    reference, card = opened.json()["data"]["reference"], {"number": "4084084084084081"}
    http.post(
        f"{sandbox['PAYSTACK_URL']}/charge",
        headers={"authorization": f"Bearer {sandbox['PAYSTACK_SECRET_KEY']}"},
        json={"reference": reference, "email": "ada@verify.alaskapay.com", "amount": 100, "card": card},
    )
    paystack.Paystack(http_client, settings).payment(reference)
    paystack.Paystack(http_client, settings).give_back(reference, 100)
    now = datetime.now(UTC)
    everyone = paystack.PaymentCounts(http_client, settings, "test", "nobody.example")
    everyone.counts("payment_success", PAYMENTS, Window(now - timedelta(minutes=5), now))


def ask_sendgrid(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    asked = sendgrid.SendGrid(http_client, vendors.SendGrid(url=sandbox["SENDGRID_URL"], token=sandbox["SENDGRID_KEY"]))
    asked.sender_domains()
    now = datetime.now(UTC)
    asked.returned(Window(now - timedelta(days=1), now))


def ask_sentry(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.Sentry(
        url=sandbox["SENTRY_URL"], org="alaskapay", project="alaskapay", token=sandbox["SENTRY_TOKEN"]
    )
    asked = sentry.Sentry(http_client, settings)
    asked.fatal_start_ups("2.4.0", datetime.now(UTC) - timedelta(minutes=15))
    asked.events_of_any_version(timedelta(minutes=15))
    now = datetime.now(UTC)
    indicator = Indicator(source="sentry", window="15m", poll="5s", lag_max="1m")
    asked.counts("error_rate", indicator, Window(now - timedelta(minutes=15), now))
    asked.crash_free("2.3.1", Window(now - timedelta(hours=2), now))
    asked.new_fatal_issues("2.4.0", now - timedelta(hours=2))
    sentry.SentryRoundTrip(http_client, settings).alert_rules()


def ask_supabase_logs(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.SupabaseManagement(
        url=sandbox["SUPABASE_MANAGEMENT_URL"], token=sandbox["SUPABASE_MANAGEMENT_TOKEN"]
    )
    indicator = Indicator(source="supabase_logs", window="15m", poll="5s", lag_max="1m")
    now = datetime.now(UTC)
    asked = supabase_logs.SupabaseLogs(http_client, settings, "sandbox")
    asked.counts("error_rate", indicator, Window(now - timedelta(minutes=15), now))
    project = supabase_project.SupabaseProject(http_client, settings, "sandbox")
    project.network_restrictions()
    project.backups()
    project.secrets()
    project.sign_in_guards()
    project.active_functions()


def ask_twilio(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.Twilio(
        url=sandbox["TWILIO_URL"],
        account=sandbox["TWILIO_ACCOUNT_SID"],
        key=sandbox["TWILIO_API_KEY"],
        secret=sandbox["TWILIO_API_SECRET"],
    )
    twilio.Twilio(http_client, settings).messages_to("+2348012345678")


def ask_unleash(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.Unleash(
        url=sandbox["UNLEASH_URL"], environment="production", flag="new-checkout", token=sandbox["UNLEASH_TOKEN"]
    )
    asked, now = unleash.Unleash(http_client, settings), datetime.now(UTC)
    asked.flag(now - timedelta(minutes=15))
    asked.turned_beside(now - timedelta(minutes=15), now)


def ask_app_store(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.AppStore(
        url=sandbox["APP_STORE_URL"],
        app=sandbox["APP_STORE_APP"],
        issuer=sandbox["APP_STORE_ISSUER"],
        key_id=sandbox["APP_STORE_KEY_ID"],
        key=sandbox["APP_STORE_KEY"],
    )
    app_store.AppStore(http_client, settings).stars("2.4.0")


def ask_zendesk(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.Zendesk(
        url=sandbox["ZENDESK_URL"], email=sandbox["ZENDESK_EMAIL"], token=sandbox["ZENDESK_TOKEN"]
    )
    now = datetime.now(UTC)
    week = Window(now - timedelta(days=7), now)
    zendesk.Zendesk(http_client, settings, "verify.alaskapay.com").daily_tickets(week, "Africa/Lagos")


def ask_uptimerobot(http_client: HttpClient, sandbox: dict[str, str]) -> None:
    settings = vendors.UptimeRobot(
        url=sandbox["UPTIMEROBOT_URL"], monitor=sandbox["UPTIMEROBOT_MONITOR"], token=sandbox["UPTIMEROBOT_TOKEN"]
    )
    asked = uptimerobot.UptimeRobot(http_client, settings, sandbox["SITE_URL"])
    now = datetime.now(UTC)
    asked.downtime(Window(now - timedelta(minutes=15), now))
    asked.state()


def test_every_request_of_a_source_exists_in_the_contract(contracts: Path, source: Source) -> None:
    source.ask_everything()

    for method, path, query_names in requests_through(source.http_client):
        if not is_cut_away(contracts, source.vendor, path):
            complaints = request_exists(contracts, source.vendor, method, path, query_names)
            assert unknown(source.vendor, f"{method} {path}", complaints) == []


def test_every_call_that_a_source_declares_is_among_them(source: Source) -> None:
    source.ask_everything()

    asked = [(method, path) for method, path, _ in requests_through(source.http_client)]
    assert [call for call in source.module.CALLS if not any(call.matches(*request) for request in asked)] == []


def requests_through(http_client: HttpClient) -> list[tuple[str, str, list[str]]]:
    """Read method, path and names of the query off what the door has sent."""
    sent = [exchange.request.split(" ", 1) for exchange in http_client.exchanges]
    return [
        (method, urlsplit(url).path, [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)])
        for method, url in sent
    ]
