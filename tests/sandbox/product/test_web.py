"""Is the page served as its host serves it, and does each fault change what is served?"""

import re
from collections.abc import Callable

import httpx
import pytest

from sandbox.faults.areas.page import WEB
from sandbox.moments import SampleRelease

Get = Callable[..., httpx.Response]
SwitchOn = Callable[..., None]
HASHED_SCRIPT = re.compile(r'<script type="module" src="(/assets/index-\w+\.js)">')
ROUTES = (
    "/",
    "/admin",
    "/subscriptions",
    "/pre-testing",
    "/beta",
    "/transaction-testing",
    "/terms",
    "/privacy",
    "/nowhere",
)


@pytest.fixture
def get(sandbox: dict[str, str], http: httpx.Client) -> Get:
    def ask(path: str, **headers: str) -> httpx.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.get(sandbox["SITE_URL"] + path, headers=names)

    return ask


@pytest.mark.parametrize("route", ROUTES)
def test_every_path_answers_the_same_shell(get: Get, route: str) -> None:
    answer = get(route)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text == get("/").text


def test_a_script_that_is_gone_answers_the_shell_too(get: Get) -> None:
    assert get("/assets/index-00000000.js").text == get("/").text


def test_every_script_that_a_script_names_is_there(get: Get) -> None:
    wanted = re.findall(r'href="(/assets/[^"]+)"', get("/").text) + HASHED_SCRIPT.findall(get("/").text)
    imported = {f"/assets/{name}" for path in wanted for name in re.findall(r'from "\./([^"]+)"', get(path).text)}

    types = {path: get(path).headers["content-type"].split(";")[0] for path in {*wanted, *imported}}

    assert set(types.values()) == {"application/javascript", "text/css"}
    assert imported <= set(wanted), "a module that is not preloaded costs another round trip"


def test_only_hashed_files_are_kept_for_ever(get: Get) -> None:
    script = get(HASHED_SCRIPT.findall(get("/").text)[0])

    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "must-revalidate" in get("/").headers["cache-control"]
    assert "must-revalidate" in get("/service-worker.js").headers["cache-control"]


def test_an_unchanged_shell_is_not_sent_again(get: Get) -> None:
    tag = get("/").headers["etag"]

    assert get("/", if_none_match=tag).status_code == 304


def test_text_is_compressed(get: Get) -> None:
    assert get("/", accept_encoding="gzip").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "header",
    [
        "strict-transport-security",
        "content-security-policy",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
    ],
)
def test_security_headers_stand_on_every_answer(get: Get, header: str) -> None:
    assert all(header in get(path).headers for path in ("/", "/service-worker.js", "/nowhere"))


def test_the_page_may_connect_to_nothing_but_its_api(get: Get, sandbox: dict[str, str]) -> None:
    policy = get("/").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert f"connect-src 'self' {sandbox['SUPABASE_URL']};" in policy
    assert "unsafe" not in policy


def test_the_shell_names_its_commit(get: Get) -> None:
    assert f'<meta name="commit" content="{SampleRelease().commit}">' in get("/").text


def test_the_link_files_name_the_app(get: Get) -> None:
    apple, android = get("/.well-known/apple-app-site-association"), get("/.well-known/assetlinks.json")

    assert apple.headers["content-type"] == android.headers["content-type"] == "application/json"
    [app_id] = apple.json()["applinks"]["details"][0]["appIDs"]
    assert re.fullmatch(r"[A-Z0-9]{10}\.com\.alaskapay\.app", app_id)
    [fingerprint] = android.json()[0]["target"]["sha256_cert_fingerprints"]
    assert re.fullmatch(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", fingerprint)


def test_the_link_files_can_hold_placeholders(get: Get, switch_on: SwitchOn) -> None:
    switch_on("link-file-placeholder")

    assert "TEAM_ID.com.alaskapay.app" in get("/.well-known/apple-app-site-association").text
    assert "PLACEHOLDER" in get("/.well-known/assetlinks.json").text


def test_the_link_files_can_be_swallowed_by_the_rewrite(get: Get, switch_on: SwitchOn) -> None:
    switch_on("link-file-app-shell")

    assert get("/.well-known/assetlinks.json").headers["content-type"].startswith("text/html")


def test_a_missing_script_answers_the_shell(get: Get, switch_on: SwitchOn) -> None:
    switch_on("missing-script")
    [script] = HASHED_SCRIPT.findall(get("/").text)

    assert get(script).headers["content-type"].startswith("text/html")


def test_a_site_that_is_down_answers_nothing_else(get: Get, switch_on: SwitchOn) -> None:
    switch_on("site-down")

    assert {get(path).status_code for path in ("/", "/favicon.svg", "/service-worker.js")} == {503}


def test_a_slow_page_is_as_slow_as_it_was_told(get: Get, switch_on: SwitchOn) -> None:
    switch_on("slow-page", 0.02)

    assert get("/").elapsed.total_seconds() >= 0.2
    assert get("/favicon.svg").elapsed.total_seconds() < 0.2


@pytest.mark.parametrize("fault", [fault.name for fault in WEB if fault.name not in {"slow-page", "site-down"}])
def test_a_fault_changes_the_site_and_leaves_no_trace(get: Get, switch_on: SwitchOn, fault: str) -> None:
    def site() -> str:
        return get("/").text + get("/service-worker.js").text

    healthy = site()
    switch_on(fault)
    faulty = site()
    switch_on(fault, 0)

    assert faulty != healthy
    assert site() == healthy
