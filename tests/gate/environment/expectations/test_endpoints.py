"""What the API promises: the defaults, and what an environment makes of them."""

import pytest

from gate.environment.expectations.endpoints import Endpoint, default_endpoints
from gate.files.yaml_text import parse


def endpoint(text: str) -> Endpoint:
    return Endpoint.model_validate(parse(text).value)


PROFILES = "{name: profiles, path: rest/v1/profiles, as_who: anonymous, expects: {status: [200, 401], shape: []}}"


def test_the_defaults_look_at_each_protected_table_signed_in_and_signed_out():
    paths = {
        who: {entry.path.split("?")[0] for entry in default_endpoints().values() if entry and entry.as_who == who}
        for who in ("user", "anonymous")
    }
    protected = {path for path in paths["user"] if path.startswith("rest/v1/")} | {
        "auth/v1/user",
        "functions/v1/get-notifications",
    }

    assert protected <= paths["user"] & paths["anonymous"]


def test_no_default_changes_anything():
    harmless = {"health-check", "minimum-version", "get-notifications", "wallet-transfer"}
    sent = {entry.path for entry in default_endpoints().values() if entry and entry.method == "POST"}

    assert sent <= {f"functions/v1/{name}" for name in harmless}
    assert all(e.as_who == "anonymous" for e in default_endpoints().values() if e and "transfer" in e.path)


@pytest.mark.parametrize(
    ("status", "content_type", "value", "sentence"),
    [
        (200, "application/json; charset=utf-8", [], None),
        (200, "application/vnd.pgrst.object+json", [], None),
        (401, "application/json", {"message": "no"}, None),
        (200, "application/json", [{"id": 1}], "$ should be empty, but has 1 entry"),
        (500, "application/json", [], "status 500 instead of 200 or 401"),
        (200, "text/html", None, "status 200, but content type text/html instead of application/json"),
        (200, "", None, "status 200, but content type unknown instead of application/json"),
    ],
)
def test_a_promise_is_a_status_a_content_type_and_a_shape(status, content_type, value, sentence):
    assert endpoint(PROFILES).expects.mismatch(status, content_type, value) == sentence


def test_an_answer_that_is_no_json_has_only_its_content_type():
    robots = endpoint(
        "{name: r, path: robots.txt, base: site, as_who: anonymous, expects: {status: [200], content_type: text/plain}}"
    )

    assert robots.expects.mismatch(200, "text/plain; charset=UTF-8", None) is None
