"""Does the sandbox answer as the vendors' own contracts say, and would it be noticed if it did not?"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from gate.sources.supabase.logs import SQL, STATUS
from tests.sandbox.vendors.contract_checks import (
    is_cut_away,
    known_defects,
    request_exists,
    response_complaints,
    unknown,
)

ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
ORGANIZATION = "/api/0/organizations/{organization_id_or_slug}"
APP_VERSIONS = "/v1/apps/{id}/appStoreVersions"
APP_REVIEWS = "/v1/apps/{id}/customerReviews"
APP = {"id": "6448311069"}
ONE_VERSION = {
    "filter[platform]": "IOS",
    "filter[versionString]": "2.4.0",
    "include": "appStoreVersionPhasedRelease",
    "limit": "2",
}
SHOW_FLAG = "/api/admin/projects/{projectId}/features/{featureName}"
SMS = {"To": "+2348012345678", "From": "AlaskaPay", "Body": "Your Alaska Pay code is 123456"}
COUNT_CRASHES = {"dataset": "errors", "field": "count()", "query": "level:fatal", "statsPeriod": "1h"}
RELEASE = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
BASE = {"netlify": "/api/v1", "uptimerobot": "/v3", "statuspage": "/v1"}
STATUS_PAGE = "/pages/{page_id}"
DOMAINS, BOUNCES, BLOCKS = "/v3/whitelabel/domains", "/v3/suppression/bounces", "/v3/suppression/blocks"
NETWORKS = "/v1/projects/{ref}/network-restrictions"
BACKUPS = "/v1/projects/{ref}/database/backups"
LOGS = "/v1/projects/{ref}/analytics/endpoints/logs"
COUNT_LINES = {
    "sql": SQL.format(
        bad=f"{STATUS} >= 500",
        status=STATUS,
        ref="sandbox",
        further="",
        start="2026-11-24 09:12:00.000",
        end="2026-11-24 09:13:00.000",
        start_ms="1795511520000",
        slot_ms="60000",
    ),
    "iso_timestamp_start": "2026-11-24T09:12:00Z",
    "iso_timestamp_end": "2026-11-24T09:13:00Z",
}
REPOSITORY = "/repos/{owner}/{repo}"
SERIES = "/monitors/{id}/stats/response-time"
COUNT_SPANS = {
    "dataset": "spans",
    "field": ["project", "trace.status", "count_sample()", "count()", "max(precise.finish_ts)"],
    "query": "is_transaction:true",
    "statsPeriod": "15m",
    "project": "alaskapay",
}
COUNT_SESSIONS = {
    "field": ["sum(session)", "crash_free_rate(session)"],
    "groupBy": ["release", "session.status"],
    "statsPeriod": "3h",
    "interval": "1h",
}
COUNT_LOST = {"field": "sum(quantity)", "category": "error", "groupBy": ["outcome", "reason"], "statsPeriod": "2h"}
CARD_PAYMENT = {"email": "a@example.org", "amount": 5_000_00, "card": {"number": "4084084084084081"}}
LIST_EVENTS = {"dataset": "errors", "field": ["id", "release", "timestamp"], "per_page": "5"}


@dataclass(frozen=True)
class Call:
    """A request, by the contract's own path, and the status that it must bring."""

    vendor: str
    method: str
    path: str
    status: int = 200
    values: dict[str, str] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None
    form: dict[str, str] | None = None
    with_key: bool = True

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """The path as it is sent, with any value for what the path leaves open."""
        return BASE.get(self.vendor, "") + self.path.format_map(defaultdict(lambda: "any", self.values))

    def __str__(self) -> str:
        given = " ".join(f"{name}={value}" for name, value in (self.values | self.params).items())
        return f"{self.vendor} {self.method} {self.path} {given} {self.status}"


CALLS = [
    Call("paystack", "POST", "/transaction/initialize", json={"email": "a@example.org", "amount": 100}),
    Call("paystack", "POST", "/transaction/initialize", 400, json={"email": "a@example.org", "amount": 0.5}),
    Call("paystack", "POST", "/transaction/initialize", 401, with_key=False, json={}),
    Call("paystack", "POST", "/charge", json={"reference": "chargeable", **CARD_PAYMENT}),
    Call("paystack", "POST", "/charge", 400, json={"reference": "nobody", **CARD_PAYMENT}),
    Call("paystack", "POST", "/charge", 401, with_key=False, json={}),
    Call("paystack", "GET", "/transaction/verify/{reference}", values={"reference": "paid"}),
    Call("paystack", "GET", "/transaction/verify/{reference}", values={"reference": "declined"}),
    Call("paystack", "GET", "/transaction/verify/{reference}", values={"reference": "opened"}),
    Call("paystack", "GET", "/transaction/verify/{reference}", 404, values={"reference": "nobody"}),
    Call("paystack", "GET", "/transaction/verify/{reference}", 401, with_key=False, values={"reference": "x"}),
    Call("paystack", "GET", "/transaction"),
    Call("paystack", "GET", "/transaction", params={"status": "success", "perPage": "1"}),
    Call("paystack", "GET", "/transaction", 400, params={"status": "lost"}),
    Call("paystack", "GET", "/transaction", 401, with_key=False),
    Call("paystack", "GET", "/transaction/totals"),
    Call("paystack", "GET", "/transaction/totals", 401, with_key=False),
    Call("paystack", "GET", "/balance"),
    Call("paystack", "GET", "/balance", 401, with_key=False),
    Call("paystack", "POST", "/refund", json={"transaction": "returned", "amount": 1}),
    Call("paystack", "POST", "/refund", 404, json={"transaction": "nobody"}),
    Call("paystack", "POST", "/refund", 401, with_key=False, json={}),
    Call("twilio", "POST", f"{ACCOUNT}/Messages.json", 201, form=SMS),
    Call("twilio", "POST", f"{ACCOUNT}/Messages.json", 400, form={"To": "0801"}),
    Call("twilio", "GET", f"{ACCOUNT}/Messages.json", params={"To": SMS["To"], "PageSize": "1"}),
    Call("twilio", "GET", f"{ACCOUNT}/Messages.json", 401, with_key=False),
    Call("twilio", "GET", f"{ACCOUNT}/Messages.json", 403, values={"AccountSid": f"AC{'0' * 32}"}),
    Call("twilio", "GET", f"{ACCOUNT}/Messages/{{Sid}}.json"),
    Call("twilio", "GET", f"{ACCOUNT}/Messages/{{Sid}}.json", 404, values={"Sid": f"SM{'0' * 32}"}),
    Call("twilio", "GET", f"{ACCOUNT}/Balance.json"),
    Call("sendgrid", "GET", DOMAINS),
    Call("sendgrid", "GET", DOMAINS, params={"limit": "1", "offset": "1"}),
    Call("sendgrid", "GET", DOMAINS, 401, with_key=False),
    Call("sendgrid", "GET", BOUNCES),
    Call("sendgrid", "GET", BOUNCES, params={"start_time": "1", "end_time": "4102444800", "limit": "500"}),
    Call("sendgrid", "GET", BOUNCES, 400, params={"limit": "501"}),
    Call("sendgrid", "GET", BOUNCES, 401, with_key=False),
    Call("sendgrid", "GET", BLOCKS),
    Call("sendgrid", "GET", BLOCKS, 401, with_key=False),
    Call("netlify", "GET", "/sites/{site_id}"),
    Call("netlify", "GET", "/sites/{site_id}", 401, with_key=False),
    Call("netlify", "GET", "/sites/{site_id}", 404, values={"site_id": "another"}),
    Call("netlify", "GET", "/sites/{site_id}/deploys"),
    Call("netlify", "GET", "/sites/{site_id}/deploys", params={"page": "2", "per_page": "1"}),
    Call("netlify", "GET", "/sites/{site_id}/deploys", 422, params={"page": "0"}),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", params=COUNT_CRASHES),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", params=LIST_EVENTS),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", params=COUNT_SPANS),
    Call("sentry", "GET", f"{ORGANIZATION}/sessions/", params=COUNT_SESSIONS),
    Call("sentry", "GET", f"{ORGANIZATION}/sessions/", 400, params={**COUNT_SESSIONS, "statsPeriod": "15m"}),
    Call("sentry", "GET", f"{ORGANIZATION}/sessions/", 401, with_key=False),
    Call("sentry", "GET", f"{ORGANIZATION}/stats_v2/", params=COUNT_LOST),
    Call("sentry", "GET", f"{ORGANIZATION}/stats_v2/", 401, with_key=False),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", 400, params={**COUNT_CRASHES, "query": "weather:bad"}),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", 401, with_key=False),
    Call("sentry", "GET", f"{ORGANIZATION}/events/", 403, values={"organization_id_or_slug": "another"}),
    Call("sentry", "GET", f"{ORGANIZATION}/issues/", params={"query": "is:unresolved", "limit": "3"}),
    Call("sentry", "GET", f"{ORGANIZATION}/issues/", 400, params={"query": "is:lost"}),
    Call("sentry", "GET", f"{ORGANIZATION}/releases/{{version}}/"),
    Call("sentry", "GET", f"{ORGANIZATION}/releases/{{version}}/", 404, values={"version": "0.0.1"}),
    Call("supabase_management", "GET", LOGS, params=COUNT_LINES),
    Call("supabase_management", "GET", LOGS, params={**COUNT_LINES, "sql": "select 1"}),
    Call("supabase_management", "GET", LOGS, 401, with_key=False),
    Call("supabase_management", "GET", NETWORKS),
    Call("supabase_management", "GET", NETWORKS, 401, with_key=False),
    Call("supabase_management", "GET", "/v1/projects/{ref}/functions"),
    Call("supabase_management", "GET", BACKUPS),
    Call("supabase_management", "GET", BACKUPS, 401, with_key=False),
    Call("supabase_management", "GET", "/v1/projects/{ref}/secrets"),
    Call("supabase_management", "GET", "/v1/projects/{ref}/config/auth"),
    Call("supabase_management", "GET", LOGS, 403, values={"ref": "another"}),
    Call("unleash", "GET", SHOW_FLAG),
    Call("unleash", "GET", SHOW_FLAG, 404, values={"featureName": "another"}),
    Call("unleash", "GET", SHOW_FLAG, 401, with_key=False),
    Call("unleash", "GET", "/api/admin/search/events", params={"feature": "IS:new-checkout"}),
    Call("unleash", "GET", "/api/admin/search/events", params={"feature": "IS:new-checkout", "limit": "2"}),
    Call("unleash", "GET", "/api/admin/search/events", 400, params={"feature": "new-checkout"}),
    Call("app_store", "GET", APP_VERSIONS, values=APP, params=ONE_VERSION),
    Call("app_store", "GET", APP_VERSIONS, values=APP),
    Call("app_store", "GET", APP_VERSIONS, 404, values={"id": "another"}),
    Call("app_store", "GET", APP_VERSIONS, 401, values=APP, with_key=False),
    Call("app_store", "GET", APP_REVIEWS, values=APP, params={"sort": "-createdDate", "limit": "200"}),
    Call("app_store", "GET", APP_REVIEWS, 400, values=APP, params={"sort": "-createdDate", "limit": "201"}),
    Call("app_store", "GET", APP_REVIEWS, 401, values=APP, with_key=False),
    Call("zendesk", "GET", "/api/v2/search/count", params={"query": "type:ticket created>=2026-11-24T00:00:00Z"}),
    Call("zendesk", "GET", "/api/v2/search/count", params={"query": "type:ticket -requester:*@example.com"}),
    Call("zendesk", "GET", "/api/v2/search/count", 422, params={"query": "type:ticket weather:bad"}),
    Call("zendesk", "GET", "/api/v2/search/count", 401, with_key=False, params={"query": "type:ticket"}),
    Call("zendesk", "GET", "/api/v2/tickets/count"),
    Call("statuspage", "GET", f"{STATUS_PAGE}/components"),
    Call("statuspage", "GET", f"{STATUS_PAGE}/components", 401, with_key=False),
    Call("uptimerobot", "GET", "/monitors"),
    Call("uptimerobot", "GET", "/monitors", params={"limit": "1", "status": "UP"}),
    Call("uptimerobot", "GET", "/monitors", 400, params={"limit": "0"}),
    Call("uptimerobot", "GET", "/monitors", 401, with_key=False),
    Call("uptimerobot", "GET", SERIES),
    Call("uptimerobot", "GET", SERIES, params={"includeTimeSeries": "true"}),
    Call("uptimerobot", "GET", SERIES, 400, params={"from": "yesterday"}),
    Call("uptimerobot", "GET", SERIES, 404, values={"id": "1"}),
    Call("uptimerobot", "GET", "/incidents"),
    Call("uptimerobot", "GET", "/incidents", params={"started_before": "2020-01-01T00:00:00Z"}),
    Call(
        "github",
        "GET",
        f"{REPOSITORY}/commits/{{ref}}/check-runs",
        params={"filter": "latest"},
        values={"ref": RELEASE},
    ),
    Call("github", "GET", f"{REPOSITORY}/commits/{{ref}}/check-runs", 422, values={"ref": "nowhere"}),
    Call("github", "GET", f"{REPOSITORY}/commits/{{ref}}/status", values={"ref": RELEASE}),
    Call("github", "GET", f"{REPOSITORY}/commits/{{ref}}/status", 404, values={"ref": "nowhere"}),
    Call("github", "GET", f"{REPOSITORY}/commits/{{commit_sha}}/pulls", values={"commit_sha": RELEASE}),
    Call("github", "GET", f"{REPOSITORY}/contents/{{path}}", params={"ref": RELEASE}, values={"path": "package.json"}),
    Call("github", "GET", f"{REPOSITORY}/contents/{{path}}", 404, values={"path": "none.json"}),
    Call("github", "GET", f"{REPOSITORY}/actions/runs", params={"head_sha": RELEASE}),
    Call("github", "GET", f"{REPOSITORY}/actions/runs/{{run_id}}/approvals"),
    Call("github", "GET", f"{REPOSITORY}/releases/tags/{{tag}}"),
    Call("github", "GET", f"{REPOSITORY}/releases/tags/{{tag}}", 404, values={"tag": "v0.0.1"}),
    Call("github", "GET", f"{REPOSITORY}/compare/{{basehead}}"),
    Call("github", "GET", f"{REPOSITORY}/compare/{{basehead}}", params={"per_page": "2", "page": "2"}),
    Call("github", "GET", f"{REPOSITORY}/compare/{{basehead}}", 404, values={"basehead": "a...b"}),
    Call("github", "GET", f"{REPOSITORY}/milestones", params={"state": "all"}),
    Call("github", "GET", f"{REPOSITORY}/issues", params={"labels": "known-issue", "state": "open"}),
    Call("github", "GET", f"{REPOSITORY}/issues", params={"labels": "critical", "state": "all"}),
    Call("github", "GET", f"{REPOSITORY}/pulls", params={"state": "all", "sort": "updated", "direction": "desc"}),
    Call("github", "GET", f"{REPOSITORY}/pulls", 422, params={"sort": "popularity"}),
    Call("github", "GET", f"{REPOSITORY}/pulls/{{pull_number}}/reviews"),
    Call("github", "GET", f"{REPOSITORY}/branches/{{branch}}/protection"),
    Call("github", "GET", f"{REPOSITORY}/branches/{{branch}}/protection", 404, values={"branch": "nobodys"}),
    Call("github", "GET", f"{REPOSITORY}/dependabot/alerts", params={"state": "open"}),
    Call("github", "GET", f"{REPOSITORY}/code-scanning/alerts", params={"state": "open"}),
    Call("github", "GET", f"{REPOSITORY}/secret-scanning/alerts", params={"state": "open", "hide_secret": "true"}),
    Call("github", "GET", f"{REPOSITORY}/milestones", 401, with_key=False),
]
Send = Callable[[Call], httpx.Response]


def apples_token(sandbox: dict[str, str]) -> str:
    now = datetime.now(UTC)
    claims = {
        "iss": sandbox["APP_STORE_ISSUER"],
        "iat": now,
        "exp": now + timedelta(minutes=10),
        "aud": "appstoreconnect-v1",
    }
    return jwt.encode(claims, sandbox["APP_STORE_KEY"], "ES256", {"kid": sandbox["APP_STORE_KEY_ID"]})


@pytest.fixture(scope="module")
def send(sandbox: dict[str, str], http: httpx.Client) -> Send:
    """Send a call with the vendor's credential, to things that are there."""
    keys: dict[str, dict[str, Any]] = {
        "paystack": {"headers": {"authorization": f"Bearer {sandbox['PAYSTACK_SECRET_KEY']}"}},
        "twilio": {"auth": (sandbox["TWILIO_API_KEY"], sandbox["TWILIO_API_SECRET"])},
        "sendgrid": {"headers": {"authorization": f"Bearer {sandbox['SENDGRID_KEY']}"}},
        "netlify": {"headers": {"authorization": f"Bearer {sandbox['NETLIFY_TOKEN']}"}},
        "sentry": {"headers": {"authorization": f"Bearer {sandbox['SENTRY_TOKEN']}"}},
        "supabase_management": {"headers": {"authorization": f"Bearer {sandbox['SUPABASE_MANAGEMENT_TOKEN']}"}},
        "unleash": {"headers": {"authorization": sandbox["UNLEASH_TOKEN"]}},
        "app_store": {"headers": {"authorization": f"Bearer {apples_token(sandbox)}"}},
        "zendesk": {"auth": (f"{sandbox['ZENDESK_EMAIL']}/token", sandbox["ZENDESK_TOKEN"])},
        "uptimerobot": {"headers": {"authorization": f"Bearer {sandbox['UPTIMEROBOT_TOKEN']}"}},
        "github": {"headers": {"authorization": f"Bearer {sandbox['GITHUB_TOKEN']}"}},
        "statuspage": {"headers": {"authorization": f"OAuth {sandbox['STATUSPAGE_KEY']}"}},
    }
    there = {
        "AccountSid": sandbox["TWILIO_ACCOUNT_SID"],
        "site_id": sandbox["NETLIFY_SITE_ID"],
        "organization_id_or_slug": "alaskapay",
        "version": "com.alaskapay.app@2.4.0+2400",
        "ref": "sandbox",
        "id": sandbox["UPTIMEROBOT_MONITOR"],
        "page_id": "kctbh9vrtdwd",
        "owner": "alaskapay",
        "repo": "alaskapay",
        "run_id": "19000000412",
        "tag": "v2.4.0",
        "basehead": "v2.3.1...v2.4.0",
        "branch": "main",
        "pull_number": "412",
        "projectId": "default",
        "featureName": "new-checkout",
    }

    def ask(call: Call) -> httpx.Response:
        path = replace(call, values=there | call.values).address
        return http.request(
            call.method,
            f"{sandbox[f'{call.vendor.upper()}_URL']}{path}",
            params=call.params,
            json=call.json,
            data=call.form,
            **(keys[call.vendor] if call.with_key else {}),
        )

    there["Sid"] = ask(Call("twilio", "POST", f"{ACCOUNT}/Messages.json", form=SMS)).json()["sid"]
    for reference, card in (
        ("paid", "4084084084084081"),
        ("declined", "4084080000005408"),
        ("returned", "4084084084084081"),
        ("opened", None),
        ("chargeable", None),
    ):
        wish = {"email": "a@example.org", "amount": 5_000_00, "reference": reference}
        opened = ask(Call("paystack", "POST", "/transaction/initialize", json=wish)).json()["data"]
        if card:
            typed = {"card": card, "expiry": "12/30", "cvv": "123"}
            http.post(opened["authorization_url"], data=typed).raise_for_status()
    return ask


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_answer_is_as_the_contract_says(contracts: Path, send: Send, call: Call) -> None:
    skip_what_is_cut_away(contracts, call)
    response = send(call)

    assert response.status_code == call.status, response.text
    assert unknown(call.vendor, call.operation, complaints_about(contracts, call, response)) == []


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_request_of_these_tests_exists_in_the_contract(contracts: Path, call: Call) -> None:
    skip_what_is_cut_away(contracts, call)
    assert unknown(call.vendor, call.operation, asked_too_much(contracts, call)) == []


def test_every_known_defect_of_a_contract_is_still_met(contracts: Path, send: Send) -> None:
    met = {
        defect
        for call in CALLS
        if not is_cut_away(contracts, call.vendor, call.path)
        for complaint in [*complaints_about(contracts, call, send(call)), *asked_too_much(contracts, call)]
        for defect in known_defects()
        if defect.is_met(call.vendor, call.operation, complaint)
    }

    assert set(known_defects()) - met == set()


VERIFY = Call("paystack", "GET", "/transaction/verify/{reference}", values={"reference": "paid"})
READ_SMS = Call("twilio", "GET", f"{ACCOUNT}/Messages/{{Sid}}.json")
SHOW_SITE = Call("netlify", "GET", "/sites/{site_id}")
SHOW_RELEASE = Call("sentry", "GET", f"{ORGANIZATION}/releases/{{version}}/")
SHOW_SESSIONS = Call("sentry", "GET", f"{ORGANIZATION}/sessions/", params=COUNT_SESSIONS)
READ_LOGS = Call("supabase_management", "GET", LOGS, params=COUNT_LINES)
COMPARE = Call("github", "GET", f"{REPOSITORY}/compare/{{basehead}}")
COUNT_TICKETS = Call("zendesk", "GET", "/api/v2/search/count", params={"query": "type:ticket"})
SHOW_SERIES = Call("uptimerobot", "GET", SERIES)


@pytest.mark.parametrize(
    ("call", "field", "value"),
    [
        pytest.param(VERIFY, "data", None, id="paystack: the payment is missing"),
        pytest.param(VERIFY, "status", "yes", id="paystack: another type"),
        pytest.param(READ_SMS, "status", "arrived", id="twilio: a status outside the enum"),
        pytest.param(READ_SMS, "sid", "42", id="twilio: an id of another form"),
        pytest.param(SHOW_SITE, "ssl", "on", id="netlify: another type"),
        pytest.param(SHOW_RELEASE, "commitCount", "12", id="sentry: another type"),
        pytest.param(SHOW_SESSIONS, "intervals", [17], id="sentry: another type in a list"),
        pytest.param(READ_LOGS, "error", 17, id="supabase: another type"),
        pytest.param(COMPARE, "status", "equal", id="github: a status outside the enum"),
        pytest.param(COMPARE, "ahead_by", "6", id="github: another type"),
        pytest.param(Call("unleash", "GET", SHOW_FLAG), "name", 7, id="unleash: another type"),
        pytest.param(Call("unleash", "GET", SHOW_FLAG), "percent", 50, id="unleash: a field that it has not"),
        pytest.param(
            Call("app_store", "GET", APP_REVIEWS, values=APP), "data", None, id="app_store: the reviews are missing"
        ),
        pytest.param(COUNT_TICKETS, "count", "12", id="zendesk: another type"),
        pytest.param(SHOW_SERIES, "data_points", "12", id="uptimerobot: another type"),
    ],
)
def test_a_planted_wrong_field_is_caught(contracts: Path, send: Send, call: Call, field: str, value: object) -> None:
    response = send(call)
    wrong = httpx.Response(200, json={**response.json(), field: value}, request=response.request)

    assert unknown(call.vendor, call.operation, complaints_about(contracts, call, wrong)) != []


@pytest.mark.parametrize(
    ("call", "field", "value"),
    [
        pytest.param(Call("sendgrid", "GET", DOMAINS), "valid", "yes", id="sendgrid: another type"),
        pytest.param(Call("sendgrid", "GET", BOUNCES), "created", "1795511520", id="sendgrid: a number as text"),
    ],
)
def test_a_planted_wrong_field_in_a_list_is_caught(
    contracts: Path, send: Send, call: Call, field: str, value: object
) -> None:
    response = send(call)
    first, *others = response.json()
    wrong = httpx.Response(200, json=[{**first, field: value}, *others], request=response.request)

    assert unknown(call.vendor, call.operation, complaints_about(contracts, call, wrong)) != []


def test_a_planted_missing_field_is_caught(contracts: Path, send: Send) -> None:
    response = send(SHOW_RELEASE)
    body = {name: value for name, value in response.json().items() if name != "newGroups"}
    wrong = httpx.Response(200, json=body, request=response.request)

    assert unknown(SHOW_RELEASE.vendor, SHOW_RELEASE.operation, complaints_about(contracts, SHOW_RELEASE, wrong)) != []


def test_a_page_in_place_of_json_is_caught(contracts: Path, send: Send) -> None:
    response = send(SHOW_SITE)
    wrong = httpx.Response(200, html="<h1>Welcome</h1>", request=response.request)

    assert unknown(SHOW_SITE.vendor, SHOW_SITE.operation, complaints_about(contracts, SHOW_SITE, wrong)) != []


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (Call("paystack", "GET", "/transaction", params={"since": ""}), "has no query parameter 'since'"),
        (Call("paystack", "GET", "/transactions"), "there is no GET /transactions"),
        (Call("paystack", "DELETE", "/transaction"), "there is no DELETE /transaction"),
        (Call("sendgrid", "GET", "/suppression/bounces"), "there is no GET /suppression/bounces"),
        (Call("sendgrid", "GET", BOUNCES, params={"since": ""}), "has no query parameter 'since'"),
        (Call("netlify", "GET", "/site/{site_id}"), "there is no GET /api/v1/site/any"),
        (Call("sentry", "GET", "/api/0/projects/a/events/"), "there is no GET /api/0/projects/a/events/"),
        (
            Call("supabase_management", "GET", f"{LOGS}.any"),
            "there is no GET /v1/projects/any/analytics/endpoints/logs.any",
        ),
        (Call("supabase_management", "GET", f"{LOGS}.all", params={"query": ""}), "has no query parameter 'query'"),
        (Call("uptimerobot", "GET", "/incidents", params={"since": ""}), "has no query parameter 'since'"),
        (Call("github", "GET", f"{REPOSITORY}/pulls", params={"label": ""}), "has no query parameter 'label'"),
        (Call("github", "GET", "/repos/{owner}/milestones"), "there is no GET /repos/any/milestones"),
        (Call("app_store", "GET", APP_REVIEWS, params={"since": ""}), "has no query parameter 'since'"),
        (Call("unleash", "GET", "/api/admin/search/events", params={"since": ""}), "has no query parameter 'since'"),
        (Call("zendesk", "GET", "/api/v2/search/count", params={"q": ""}), "has no query parameter 'q'"),
        (Call("zendesk", "GET", "/api/v2/tickets"), "there is no GET /api/v2/tickets"),
        (Call("uptimerobot", "GET", "/monitor"), "there is no GET /v3/monitor"),
    ],
)
def test_a_planted_wrong_request_is_caught(contracts: Path, asked: Call, complaint: str) -> None:
    complaints = asked_too_much(contracts, asked)

    assert len(complaints) == 1
    assert complaints[0].endswith(complaint)


def skip_what_is_cut_away(contracts: Path, call: Call) -> None:
    if is_cut_away(contracts, call.vendor, call.path):
        pytest.skip(f"the contract that is given lacks {call.operation}")


def complaints_about(contracts: Path, call: Call, response: httpx.Response) -> list[str]:
    return response_complaints(contracts, call.vendor, call.method, call.path, response)


def asked_too_much(contracts: Path, call: Call) -> list[str]:
    return request_exists(contracts, call.vendor, call.method, call.address, list(call.params))
