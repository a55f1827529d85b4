"""Does the sandbox answer as the vendors' own contracts say, and would it be noticed if it did not?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.vendors.contracts.calls import (
    ACCOUNT,
    APP,
    APP_REVIEWS,
    BOUNCES,
    CALLS,
    COUNT_LINES,
    COUNT_SESSIONS,
    DOMAINS,
    LOGS,
    ORGANIZATION,
    REPOSITORY,
    SERIES,
    SHOW_FLAG,
    SMS,
    Call,
)
from tests.sandbox.vendors.contracts.contract_checks import (
    is_cut_away,
    known_defects,
    request_exists,
    response_complaints,
    unknown,
)

Send = Callable[[Call], httpx.Response]


@pytest.fixture(scope="module")
def send(sandbox: dict[str, str], http: httpx.Client, credentials: dict[str, dict[str, Any]]) -> Send:
    """Send a call with the vendor's credential, to things that are there."""
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
            **(credentials[call.vendor] if call.with_key else {}),
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
        pytest.param(Call("sendgrid", "GET", DOMAINS), "valid", "yes", id="sendgrid: another type in a list"),
        pytest.param(Call("sendgrid", "GET", BOUNCES), "created", "17955", id="sendgrid: a number as text in a list"),
    ],
)
def test_a_planted_wrong_field_is_caught(contracts: Path, send: Send, call: Call, field: str, value: object) -> None:
    response = send(call)
    body = response.json()
    broken = [{**body[0], field: value}, *body[1:]] if isinstance(body, list) else {**body, field: value}
    wrong = httpx.Response(200, json=broken, request=response.request)

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
