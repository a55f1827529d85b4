"""What is asked of the doubles, by the contracts' own paths: each operation, refused ones too."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gate.sources.supabase.logs import SQL, STATUS

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
    Call("netlify", "GET", "/sites/{site_id}/files"),
    Call("netlify", "GET", "/sites/{site_id}/traffic_splits"),
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
    Call("app_store", "GET", APP_VERSIONS, values=APP, params={"include": "appStoreVersionPhasedRelease,build"}),
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
