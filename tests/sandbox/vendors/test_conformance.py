"""Does each double refuse, miss, limit and fail as its vendor does, and does our source then show nothing?

What only one vendor does stands in the tests of its double; that answers have the right shape, in test_contracts.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fixtures.measures.sources import open_source
from fixtures.run.targeting import Target
from gate.environment.indicators import Indicator
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Window
from gate.sources.sendgrid import SendGrid
from gate.sources.unleash import Unleash

Credentials = dict[str, dict[str, Any]]
Get = Callable[..., httpx.Response]
BY_NAME = {"twilio": "TWILIO_ACCOUNT_SID", "netlify": "NETLIFY_SITE_ID", "app_store": "APP_STORE_APP"}
"""The variable that names whose account it is, where addresses hold that."""


@dataclass(frozen=True)
class Double:
    """Something that is there, and what comes to who shows a wrong credential; {} stands for whose account it is."""

    path: str
    refused: object


DOUBLES = {
    "app_store": Double("/v1/apps/{}/appStoreVersions", {"code": "NOT_AUTHORIZED", "status": "401"}),
    "github": Double("/repos/alaskapay/alaskapay/milestones", {"message": "Bad credentials"}),
    "netlify": Double("/api/v1/sites/{}", {"code": 401, "message": "Access Denied"}),
    "paystack": Double("/balance", {"status": False, "message": "Invalid key"}),
    "prometheus": Double("/api/v1/query?query=up", "Unauthorized\n"),
    "sendgrid": Double("/v3/suppression/bounces", {"message": "authorization required"}),
    "sentry": Double("/api/0/organizations/alaskapay/issues/", {"detail": "Invalid token"}),
    "statuspage": Double("/v1/pages/kctbh9vrtdwd/components", {"error": "Could not authenticate"}),
    "supabase_management": Double("/v1/projects/sandbox/functions", {"message": "Unauthorized"}),
    "twilio": Double("/2010-04-01/Accounts/{}/Balance.json", {"code": 20003, "status": 401}),
    "unleash": Double("/api/admin/projects/default/features/new-checkout", {"name": "UnauthorizedError"}),
    "uptimerobot": Double("/v3/incidents", {"message": "Unauthorized", "code": "000-001"}),
    "zendesk": Double("/api/v2/tickets/count", {"error": "Couldn't authenticate you"}),
}
ANOTHERS = [
    ("app_store", "/v1/apps/1111111111/customerReviews", 404),
    ("github", "/repos/alaskapay/another/milestones", 404),
    ("netlify", "/api/v1/sites/another", 404),
    ("sentry", "/api/0/organizations/another/events/", 403),
    ("supabase_management", "/v1/projects/another/functions", 403),
    ("twilio", f"/2010-04-01/Accounts/AC{'0' * 32}/Balance.json", 403),
    ("unleash", "/api/admin/projects/another/features/new-checkout", 404),
    ("uptimerobot", "/v3/monitors/1/stats/response-time", 404),
]
PACED = {"github": 5_000, "sendgrid": 600, "supabase_management": 60, "uptimerobot": 600, "zendesk": 700}


def said_of(answer: httpx.Response, wanted: object) -> object:
    """What an answer says of what is wanted; JSON without what it is wrapped in."""
    if not isinstance(wanted, dict):
        return answer.text
    content = answer.json()
    told = content["errors"][0] if "errors" in content else content
    return {name: told.get(name) for name in wanted}


def with_another_secret(credential: dict[str, Any]) -> dict[str, Any]:
    if "auth" in credential:
        return {"auth": (credential["auth"][0], "wrong")}
    scheme, _, secret = credential["headers"]["authorization"].rpartition(" ")
    return {"headers": {"authorization": f"{scheme} {'w' * len(secret)}".strip()}}


@pytest.fixture
def get(sandbox: dict[str, str], http: httpx.Client, credentials: Credentials) -> Callable[..., httpx.Response]:
    """Ask a double for what is there, or for what is under another path, as somebody who shows something."""

    def ask(vendor: str, shown: dict[str, Any] | None = None, path: str = "", method: str = "GET") -> httpx.Response:
        origin, there = sandbox[f"{vendor.upper()}_URL"], DOUBLES[vendor].path
        named = (path or there).format(sandbox.get(BY_NAME.get(vendor, ""), ""))
        return http.request(method, origin + named, **(credentials[vendor] if shown is None else shown))

    return ask


@pytest.mark.parametrize("shown", ["nothing", "another secret", "another scheme"])
@pytest.mark.parametrize("vendor", DOUBLES)
def test_who_shows_no_good_credential_is_refused_in_the_vendors_words(
    get: Get, credentials: Credentials, vendor: str, shown: str
) -> None:
    credential = {
        "nothing": {},
        "another secret": with_another_secret(credentials[vendor]),
        "another scheme": {"headers": {"authorization": "Digest c2s6"}},
    }[shown]

    answer = get(vendor, credential)

    assert answer.status_code == 401
    assert said_of(answer, DOUBLES[vendor].refused) == DOUBLES[vendor].refused


@pytest.mark.parametrize("vendor", DOUBLES)
def test_what_is_there_is_shown_to_who_may_see_it_and_is_only_read(get: Get, vendor: str) -> None:
    shown = get(vendor)

    assert (shown.status_code, shown.headers["content-type"]) == (200, "application/json")
    assert get(vendor, method="DELETE").status_code == 405


@pytest.mark.parametrize("vendor", DOUBLES)
def test_a_path_that_the_vendor_does_not_have_is_not_found(get: Get, vendor: str) -> None:
    path = DOUBLES[vendor].path.partition("?")[0].rstrip("/")

    answer = get(vendor, path=f"{path}/nothing")

    kind = "text/plain; charset=utf-8" if vendor in {"paystack", "prometheus"} else "application/json"
    assert (answer.status_code, answer.headers["content-type"]) == (404, kind)


@pytest.mark.parametrize(("vendor", "path", "status"), ANOTHERS, ids=[vendor for vendor, *_ in ANOTHERS])
def test_what_is_somebody_elses_is_not_shown(get: Get, vendor: str, path: str, status: int) -> None:
    answer = get(vendor, path=path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")


@pytest.mark.parametrize("vendor", PACED)
def test_every_answer_says_what_is_left_of_the_minute(get: Get, vendor: str) -> None:
    paces = [get(vendor).headers for _ in range(2)]

    before, left = (int(pace["x-ratelimit-remaining"]) for pace in paces)
    assert {pace["x-ratelimit-limit"] for pace in paces} == {str(PACED[vendor])}
    assert left in {before - 1, PACED[vendor] - 1}  # or a minute has begun


FAULTS = {
    "source-401": "answered 401: the credential is refused",
    "source-429": "answered 429: its rate limit is reached",
    "source-html": "answered text/html where JSON was due",
    "source-null": r"its answer has .* wrong",
}


OWN_WORDS = {
    ("play", "source-401"): r"Google refuses the service account's key \(401\)",
    ("supabase_logs", "source-null"): r"its answer has result\.0\.minute wrong",
}


def counts(name: str, **more: object) -> Callable[[Any, Window], object]:
    watch = {"window": "10m", "poll": "5s", "lag_max": "1m", **more}
    return lambda source, window: source.counts(name, Indicator.model_validate(watch), window)


FIRST = 'http_requests_total{attempt="first"}'
ASKED: dict[str, tuple[str, Callable[[Any, Window], object]]] = {
    "app_store": ("App Store Connect", lambda source, _: source.stars("2.4.0")),
    "paystack": ("Paystack", counts("payment_success", source="paystack", limit=0.95)),
    "play": ("Google Play", lambda source, _: source.stars("2.4.0")),
    "prometheus": ("Prometheus", counts("error_rate", source="prometheus", query=FIRST, bad='status="500"')),
    "sendgrid": (
        "SendGrid",
        lambda source, window: source.returned(Window(window.end - timedelta(days=1), window.end)),
    ),
    "sentry": ("Sentry", counts("error_rate", source="sentry")),
    "supabase_logs": ("Supabase's logs", counts("error_rate", source="supabase_logs")),
    "unleash": ("Unleash", lambda source, window: source.flag(window.start)),
    "uptimerobot": ("UptimeRobot", lambda source, window: source.downtime(window)),
    "zendesk": (
        "Zendesk",
        lambda source, window: source.daily_tickets(Window(window.end - timedelta(days=8), window.end), "Africa/Lagos"),
    ),
}
BESIDE: dict[str, Callable[[HttpClient, Target], Any]] = {
    "sendgrid": lambda http_client, target: SendGrid(http_client, target.environment.vendors.sendgrid),
    "unleash": lambda http_client, target: Unleash(http_client, target.environment.vendors.unleash),
}
"""Sources that give no counts, so that a run opens them elsewhere."""


def ask(vendor: str, http_client: HttpClient, target: Target) -> None:
    now = datetime.now(UTC)
    window = Window(now - timedelta(minutes=10), now)
    if vendor in BESIDE:
        ASKED[vendor][1](BESIDE[vendor](http_client, target), window)
        return
    with open_source(target, vendor) as source:
        ASKED[vendor][1](source, window)


@pytest.mark.parametrize("vendor", ASKED)
def test_a_healthy_double_answers_our_source(http_client: HttpClient, target: Target, vendor: str) -> None:
    ask(vendor, http_client, target)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("vendor", ASKED)
def test_what_ails_a_double_is_not_shown_by_our_source(
    http_client: HttpClient, target: Target, switch_on: Callable[..., None], vendor: str, fault: str
) -> None:
    sentence = OWN_WORDS.get((vendor, fault), FAULTS[fault])
    switch_on(fault)

    with pytest.raises(NotShown, match=f"^{ASKED[vendor][0]}:? .*{sentence}"):
        ask(vendor, http_client, target)
