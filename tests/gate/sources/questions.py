"""Each question that a source puts to its vendor, and what the vendor answers while nothing ails it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gate.environment import vendors
from gate.environment.indicators import Indicator
from gate.http import HttpClient
from gate.sample import Window
from gate.sources.app_store import AppStore
from gate.sources.apple_links import AppleLinks
from gate.sources.github import GitHub
from gate.sources.google.asset_links import AssetLinks
from gate.sources.google.fcm import Fcm
from gate.sources.google.play import Play
from gate.sources.netlify import Netlify
from gate.sources.paystack import PaymentCounts, Paystack
from gate.sources.prometheus import Prometheus
from gate.sources.sendgrid import SendGrid
from gate.sources.sentry import Sentry, SentryRoundTrip
from gate.sources.sentry.round_trip import SentEvent
from gate.sources.statuspage import Statuspage
from gate.sources.supabase.logs import SupabaseLogs
from gate.sources.supabase.project import SupabaseProject
from gate.sources.twilio import Twilio
from gate.sources.unleash import Unleash
from gate.sources.uptimerobot import UptimeRobot
from gate.sources.zendesk import Zendesk
from tests.support.source_faults import SECRET

NOW = datetime.now(UTC)
TWO_HOURS_AGO = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
HOUR, HOURS = (Window(TWO_HOURS_AGO, TWO_HOURS_AGO + timedelta(hours=hours)) for hours in (1, 2))
WEEK = Window(NOW - timedelta(days=7), NOW)
COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
KEYS = [
    key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for key in (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048))
]
TOKEN = "ya29.planted-access-token"  # noqa: S105 - planted
PLANTED = (SECRET, TOKEN, *(key.splitlines()[1] for key in KEYS))


@dataclass(frozen=True)
class Source:
    """A source that can be opened at an address, and how its sentences begin."""

    system: str
    open_at: Callable[[HttpClient, str], Any]

    def asked(self, ask: Callable[[Any], object], *healthy: object, **more: Any) -> "Question":
        return Question(self, ask, healthy, **more)


@dataclass(frozen=True)
class Question:
    """What is asked of a source, and what it answers before something is wrong.

    sentences: what is said instead of the usual; answers: what is no fault here, but documented.
    """

    source: Source
    ask: Callable[[Any], object]
    healthy: tuple[object, ...] = ()
    sentences: dict[str, str] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()


def indicator(source: str, **more: object) -> Indicator:
    return Indicator.model_validate({"source": source, "window": "10m", "poll": "5s", "lag_max": "1m", **more})


def google_key(url: str) -> str:
    account = {"client_email": "verify@alaskapay.iam.gserviceaccount.com", "private_key_id": "k1"}
    return json.dumps({"type": "service_account", "private_key": KEYS[1], "token_uri": f"{url}/token", **account})


def supabase(url: str) -> vendors.SupabaseManagement:
    return vendors.SupabaseManagement(url=url, token=SECRET)


def sentry(url: str) -> vendors.Sentry:
    return vendors.Sentry(url=url, org="o", project="alaskapay", token=SECRET)


class NoDrafts:
    """Where nothing is written down."""

    def note(self, line: str) -> None: ...

    def forget(self, line: str) -> None: ...

    def due(self) -> list[str]:
        return []


APPLE_LINKS = Source(
    "Apple's CDN for associations",
    lambda http_client, url: AppleLinks(http_client, vendors.AppleLinks(url=url)),
)
ASSET_LINKS = Source(
    "Google's Digital Asset Links API",
    lambda http_client, url: AssetLinks(http_client, vendors.AssetLinks(url=url)),
)
APP_STORE = Source(
    "App Store Connect",
    lambda http_client, url: AppStore(
        http_client, vendors.AppStore(url=url, app="6448311069", issuer="69a6de70-1", key_id="2X9R4HXF34", key=KEYS[0])
    ),
)
FCM = Source(
    "Firebase Cloud Messaging",
    lambda http_client, url: Fcm(
        http_client, vendors.Fcm(url=url, key=google_key(url), project="alaskapay", device="d")
    ),
)
GITHUB = Source(
    "GitHub",
    lambda http_client, url: GitHub(
        http_client, vendors.GitHub(url=url, repository="alaskapay/alaskapay", token=SECRET)
    ),
)
NETLIFY = Source(
    "Netlify", lambda http_client, url: Netlify(http_client, vendors.Netlify(url=url, site="s1", token=SECRET))
)
PAYMENTS = Source(
    "Paystack", lambda http_client, url: Paystack(http_client, vendors.Paystack(url=url, secret_key=SECRET))
)
PAYSTACK = Source(
    "Paystack",
    lambda http_client, url: PaymentCounts(
        http_client, vendors.Paystack(url=url, secret_key=SECRET), "test", "example.org"
    ),
)
PLAY = Source(
    "Google Play",
    lambda http_client, url: Play(http_client, vendors.Play(url=url, package="com.alaskapay.app", key=google_key(url))),
)
PROMETHEUS = Source(
    "Prometheus", lambda http_client, url: Prometheus(http_client, vendors.Prometheus(url=url, token=SECRET))
)
SENDGRID = Source("SendGrid", lambda http_client, url: SendGrid(http_client, vendors.SendGrid(url=url, token=SECRET)))
SENTRY = Source("Sentry", lambda http_client, url: Sentry(http_client, sentry(url)))
ROUND_TRIP = Source("Sentry", lambda http_client, url: SentryRoundTrip(http_client, sentry(url)))
STATUSPAGE = Source("Statuspage", lambda http_client, url: Statuspage(http_client, vendors.Statuspage(url=url)))
LOGS = Source("Supabase's logs", lambda http_client, url: SupabaseLogs(http_client, supabase(url), "sandbox"))
PROJECT = Source(
    "Supabase's Management API", lambda http_client, url: SupabaseProject(http_client, supabase(url), "sandbox")
)
TWILIO = Source(
    "Twilio",
    lambda http_client, url: Twilio(http_client, vendors.Twilio(url=url, account="AC1", key="SK1", secret=SECRET)),
)
UNLEASH = Source(
    "Unleash",
    lambda http_client, url: Unleash(
        http_client, vendors.Unleash(url=url, environment="production", flag="new-checkout", token=SECRET)
    ),
)
UPTIMEROBOT = Source(
    "UptimeRobot",
    lambda http_client, url: UptimeRobot(
        http_client, vendors.UptimeRobot(url=url, monitor="7", token=SECRET), "https://alaskapay.com"
    ),
)
ZENDESK = Source(
    "Zendesk",
    lambda http_client, url: Zendesk(
        http_client, vendors.Zendesk(url=url, email="ada@alaskapay.com", token=SECRET), "verify.alaskapay.com"
    ),
)

VERSION = {
    "platform": "IOS",
    "versionString": "2.4.0",
    "appVersionState": "READY_FOR_DISTRIBUTION",
    "earliestReleaseDate": NOW.isoformat(),
}
GOOGLE_TOKEN = {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}
REVIEW = {"reviewId": "r1", "comments": [{"userComment": {"starRating": 5, "lastModified": {"seconds": "1795000000"}}}]}
FLAG = {
    "name": "new-checkout",
    "project": "default",
    "environments": [{"name": "production", "enabled": True, "strategies": [{"id": "1", "name": "default"}]}],
}
REQUESTS = {
    "project": "alaskapay",
    "trace.status": "ok",
    "count_sample()": 9,
    "count()": 9,
    "min(precise.finish_ts)": TWO_HOURS_AGO.timestamp(),
    "max(precise.finish_ts)": TWO_HOURS_AGO.timestamp() + 60,
}
SESSIONS = {
    "intervals": [(TWO_HOURS_AGO + timedelta(hours=number)).isoformat() for number in range(2)],
    "groups": [
        {
            "by": {"release": "com.alaskapay.app@2.4.0+2400", "session.status": "healthy"},
            "totals": {"sum(session)": 18},
            "series": {"sum(session)": [9, 9]},
        }
    ],
}
MONITOR = {"id": 7, "url": "https://alaskapay.com", "status": "UP", "interval": 60, "currentStateDuration": 86_400}
MONITORS = {"data": [MONITOR], "nextLink": None}
TICKETS = {"count": {"value": 700, "refreshed_at": NOW.isoformat()}}
ERROR_RATE = indicator("prometheus", query="requests_total", bad='status=~"5.."')


def stars(source: Any) -> object:
    return source.stars("2.4.0")


def error_rate(source: Any) -> object:
    return source.counts("error_rate", indicator("sentry"), HOUR)


def crash_free(sentry: Any) -> object:
    return sentry.crash_free("2.4.0", HOURS)


def tickets(zendesk: Any) -> object:
    return zendesk.daily_tickets(Window(WEEK.start - timedelta(days=1), WEEK.end - timedelta(days=1)), "Africa/Lagos")


QUESTIONS = {
    "app store: version": APP_STORE.asked(stars),
    "app store: a version in full": APP_STORE.asked(lambda store: store.version("2.4.0")),
    "app store: reviews": APP_STORE.asked(stars, {"data": [{"attributes": VERSION}]}),
    "fcm: token": FCM.asked(
        Fcm.knows_device,
        sentences={"wrong token": "Google refuses the service account's key (401): renew it"},
    ),
    "fcm: device": FCM.asked(
        Fcm.knows_device, GOOGLE_TOKEN, sentences={"unknown project": "refuses the question (no reason given)"}
    ),
    "github: check runs": GITHUB.asked(lambda github: github.check_runs(COMMIT)),
    "github: statuses": GITHUB.asked(lambda github: github.statuses(COMMIT)),
    "github: runs": GITHUB.asked(lambda github: github.runs_of(COMMIT)),
    "github: run approvals": GITHUB.asked(lambda github: github.run_approvals(7)),
    "github: release": GITHUB.asked(lambda github: github.release_of("v2.4.0")),
    "github: compare": GITHUB.asked(lambda github: github.compare("v2.3.1", "v2.4.0")),
    "github: tag": GITHUB.asked(lambda github: github.has("v2.4.0")),
    "github: text": GITHUB.asked(lambda github: github.text_of("CHANGELOG.md", COMMIT)),
    "github: pull requests of a commit": GITHUB.asked(lambda github: github.pull_requests_of(COMMIT)),
    "github: milestone": GITHUB.asked(lambda github: github.milestone("2.4.0")),
    "github: issues": GITHUB.asked(lambda github: github.issues("critical")),
    "github: pull requests": GITHUB.asked(lambda github: github.pull_requests()),
    "github: reviews": GITHUB.asked(lambda github: github.reviews(412)),
    "github: protection": GITHUB.asked(
        lambda github: github.protection(),
        answers=frozenset({"empty"}),  # a branch may be protected against nothing
        sentences={"unknown project": "answered 404: it does not know this branch, or the token may not administer it"},
    ),
    "github: alerts": GITHUB.asked(lambda github: github.open_alerts()),
    "github: code alerts": GITHUB.asked(lambda github: github.code_alerts()),
    "github: said": GITHUB.asked(lambda github: github.said_of(COMMIT)),
    "netlify: hosts beside": NETLIFY.asked(lambda netlify: netlify.hosts_beside("https://alaskapay.com")),
    "netlify: live deploy": NETLIFY.asked(lambda netlify: netlify.live_deploy("https://shop.example")),
    "netlify: files of the published deploy": NETLIFY.asked(Netlify.published_files),
    "netlify: split tests": NETLIFY.asked(Netlify.split_tests),
    "netlify: kept deploys": NETLIFY.asked(lambda netlify: [*netlify.kept_deploys(COMMIT)]),
    "netlify: deploys since": NETLIFY.asked(lambda netlify: netlify.made_since(NOW)),
    "paystack: payments": PAYSTACK.asked(
        lambda paystack: paystack.counts("payment_success", indicator("paystack", limit=0.95), HOUR)
    ),
    "paystack: payment": PAYMENTS.asked(lambda paystack: paystack.payment("AP-1")),
    "paystack: way back": PAYMENTS.asked(lambda paystack: paystack.give_back("AP-1", 100)),
    "apple links: copy": APPLE_LINKS.asked(  # it is the site's file, which may hold nothing
        lambda links: links.copy_for("alaskapay.com"), answers=frozenset({"empty", "a list"})
    ),
    "asset links: check": ASSET_LINKS.asked(
        lambda links: links.check("https://alaskapay.com", "com.alaskapay.app", "8D")
    ),
    "play: draft": PLAY.asked(lambda play: play.production_track(NoDrafts()), GOOGLE_TOKEN),
    "play: certificates": PLAY.asked(
        lambda play: play.signing_certificates("20400"), GOOGLE_TOKEN, sentences={"empty": "it has signed nothing"}
    ),
    "play: first page": PLAY.asked(stars, GOOGLE_TOKEN, sentences={"empty": "it lists no review of the last week"}),
    "play: second page": PLAY.asked(
        stars,
        GOOGLE_TOKEN,
        {"reviews": [REVIEW], "tokenPagination": {"nextPageToken": "two"}},
        answers=frozenset({"empty"}),
    ),
    "prometheus: minutes": PROMETHEUS.asked(lambda prometheus: prometheus.counts("error_rate", ERROR_RATE, HOUR)),
    "prometheus: week": PROMETHEUS.asked(lambda prometheus: prometheus.counts("error_rate", ERROR_RATE, WEEK)),
    "sendgrid: domains": SENDGRID.asked(SendGrid.sender_domains),
    "sendgrid: bounces": SENDGRID.asked(lambda sendgrid: sendgrid.returned(WEEK)),
    "sendgrid: blocks": SENDGRID.asked(lambda sendgrid: sendgrid.returned(WEEK), []),
    "sentry: requests": SENTRY.asked(error_rate),
    "sentry: outcomes of requests": SENTRY.asked(error_rate, {"data": [REQUESTS], "meta": {}}),
    "sentry: sessions": SENTRY.asked(crash_free),
    "sentry: outcomes of errors": SENTRY.asked(crash_free, SESSIONS),
    "sentry: issues": SENTRY.asked(lambda sentry: sentry.new_fatal_issues("2.4.0", NOW)),
    "sentry: fatal start-ups": SENTRY.asked(lambda sentry: sentry.fatal_start_ups("2.4.0", NOW)),
    "sentry: events": SENTRY.asked(lambda sentry: sentry.events_of_any_version(timedelta(minutes=15))),
    "sentry: our event": ROUND_TRIP.asked(lambda sentry: sentry.has(SentEvent("ab" * 16))),
    "sentry: alert rules": ROUND_TRIP.asked(SentryRoundTrip.alert_rules),
    "statuspage: state": STATUSPAGE.asked(Statuspage.state),
    "supabase: logs": LOGS.asked(error_rate, sentences={"empty": "result wrong, so it can't be read"}),
    "supabase: networks": PROJECT.asked(SupabaseProject.network_restrictions),
    "supabase: backups": PROJECT.asked(SupabaseProject.backups),
    "supabase: functions": PROJECT.asked(SupabaseProject.active_functions),
    "supabase: functions in full": PROJECT.asked(SupabaseProject.functions),
    "supabase: secrets": PROJECT.asked(SupabaseProject.secrets),
    "supabase: sign-in guards": PROJECT.asked(  # a project may have set none
        SupabaseProject.sign_in_guards, answers=frozenset({"empty"})
    ),
    "supabase: addresses of Auth": PROJECT.asked(SupabaseProject.auth_addresses, answers=frozenset({"empty"})),
    "twilio: messages": TWILIO.asked(lambda twilio: twilio.messages_to("+2348012345678")),
    "unleash: flag": UNLEASH.asked(lambda unleash: unleash.flag(NOW)),
    "unleash: history": UNLEASH.asked(lambda unleash: unleash.flag(NOW), FLAG),
    "unleash: switch": UNLEASH.asked(Unleash.switch, answers=frozenset({"unknown project"})),  # no such flag
    "unleash: other flags": UNLEASH.asked(lambda unleash: unleash.turned_beside(HOUR.start, HOUR.end)),
    "uptimerobot: monitors": UPTIMEROBOT.asked(lambda robot: robot.downtime(HOUR)),
    "uptimerobot: incidents": UPTIMEROBOT.asked(lambda robot: robot.downtime(HOUR), MONITORS),
    "uptimerobot: response times": UPTIMEROBOT.asked(
        lambda robot: robot.downtime(HOUR), MONITORS, {"data": [], "nextLink": None}
    ),
    "uptimerobot: state": UPTIMEROBOT.asked(UptimeRobot.state, MONITORS),
    "uptimerobot: watchers": UPTIMEROBOT.asked(UptimeRobot.watchers),
    "zendesk: freshness": ZENDESK.asked(tickets),
    "zendesk: day": ZENDESK.asked(tickets, TICKETS),
    "zendesk: ours": ZENDESK.asked(tickets, TICKETS, *[{"count": 3}] * 6),
    "zendesk: whole": ZENDESK.asked(tickets, TICKETS, *[{"count": 3}] * 7),
}
