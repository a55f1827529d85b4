"""Is the API open to the right callers, and do the faults of endpoints break what they say?"""

import pytest

ENDPOINTS = [("GET", "/auth/v1/health"), ("GET", "/rest/v1/wallet_accounts"), ("POST", "/functions/v1/health-check")]


@pytest.mark.parametrize("path", ["/auth/v1/health", "/rest/v1/wallets", "/functions/v1/health-check"])
@pytest.mark.parametrize(
    ("headers", "message"),
    [({}, "No API key found in request"), ({"apikey": "nonsense"}, "Invalid API key")],
)
def test_without_the_right_key_nothing_is_answered(sandbox, http, path, headers, message):
    answer = http.get(sandbox["SUPABASE_URL"] + path, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["message"] == message


def test_browsers_of_any_origin_may_ask(sandbox, http):
    asked = {"origin": "https://site.example", "access-control-request-method": "PATCH"}
    preflight = http.options(sandbox["SUPABASE_URL"] + "/rest/v1/wallets", headers=asked)
    refused = http.get(sandbox["SUPABASE_URL"] + "/rest/v1/wallets")

    assert preflight.status_code == 204
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert "x-client-info" in preflight.headers["access-control-allow-headers"]
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "content-range" in refused.headers["access-control-expose-headers"]


def test_realtime_is_refused_in_words(visitor):
    answer = visitor.http.get(f"{visitor.origin}/realtime/v1/websocket", headers=visitor.headers)

    assert answer.status_code == 501
    assert "no realtime" in answer.json()["message"]


@pytest.mark.parametrize("breakable", ENDPOINTS, ids=lambda breakable: breakable[1])
@pytest.mark.parametrize(
    ("fault", "seen"),
    [("endpoint-500", (500, "{")), ("endpoint-html", (200, "<")), ("endpoint-wrong-shape", (200, "{"))],
)
def test_a_broken_endpoint_answers_what_its_fault_says(visitor, switch_on, breakable, fault, seen):
    def ask():
        method, path = breakable
        return visitor.http.request(method, visitor.origin + path, headers=visitor.headers)

    sound = ask().text
    switch_on(fault)
    broken = ask()

    assert (broken.status_code, broken.text[0]) == seen
    assert broken.text != sound


def test_only_apps_get_html_when_their_api_is_broken(visitor, switch_on):
    asked = {"platform": "ios", "version": "2.4.0"}
    switch_on("app-api-html")

    assert visitor.invoke("minimum-version", asked).json()["supported"] is True
    assert (
        visitor.invoke("minimum-version", asked, x_app_version="2.4.0").headers["content-type"].startswith("text/html")
    )
