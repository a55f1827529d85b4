"""Is the page served as its host serves it, and does each fault change what is served?"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from psycopg_pool import AsyncConnectionPool

from sandbox.certificates import issue_certificates
from sandbox.faults import WEB, Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.web.app import app
from sandbox.world import World

Get = Callable[..., httpx.Response]
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
def world(tmp_path: Path) -> World:
    certificates = issue_certificates(tmp_path)
    return World(
        moment=moment_now("launch"),
        faults=Faults(),
        keys=cut_keys(),
        directory=tmp_path,
        tls=certificates.server,
        http=httpx.AsyncClient(),
        pool=AsyncConnectionPool(open=False),
        addresses={"SUPABASE_URL": "https://127.0.0.1:1"},
    )


@pytest.fixture
def get(world: World) -> Get:
    site = app(world)

    def ask(path: str, **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="https://site") as client:
                return await client.get(
                    path, headers={name.replace("_", "-"): value for name, value in headers.items()}
                )

        return asyncio.run(send())

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


def test_the_page_may_connect_to_nothing_but_its_api(get: Get) -> None:
    policy = get("/").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "connect-src 'self' https://127.0.0.1:1;" in policy
    assert "unsafe" not in policy


def test_the_shell_names_its_commit(get: Get, world: World) -> None:
    assert f'<meta name="commit" content="{world.moment.release.commit}">' in get("/").text


def test_the_link_files_name_the_app(get: Get) -> None:
    apple, android = get("/.well-known/apple-app-site-association"), get("/.well-known/assetlinks.json")

    assert apple.headers["content-type"] == android.headers["content-type"] == "application/json"
    [app_id] = apple.json()["applinks"]["details"][0]["appIDs"]
    assert re.fullmatch(r"[A-Z0-9]{10}\.com\.alaskapay\.app", app_id)
    [fingerprint] = android.json()[0]["target"]["sha256_cert_fingerprints"]
    assert re.fullmatch(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", fingerprint)


def test_the_link_files_can_hold_placeholders(get: Get, world: World) -> None:
    world.faults.switch("link-file-placeholder", 1)

    assert "TEAM_ID.com.alaskapay.app" in get("/.well-known/apple-app-site-association").text
    assert "PLACEHOLDER" in get("/.well-known/assetlinks.json").text


def test_the_link_files_can_be_swallowed_by_the_rewrite(get: Get, world: World) -> None:
    world.faults.switch("link-file-app-shell", 1)

    assert get("/.well-known/assetlinks.json").headers["content-type"].startswith("text/html")


def test_a_missing_script_answers_the_shell(get: Get, world: World) -> None:
    world.faults.switch("missing-script", 1)
    [script] = HASHED_SCRIPT.findall(get("/").text)

    assert get(script).headers["content-type"].startswith("text/html")


def test_a_site_that_is_down_answers_nothing_else(get: Get, world: World) -> None:
    world.faults.switch("site-down", 1)

    assert {get(path).status_code for path in ("/", "/favicon.svg", "/service-worker.js")} == {503}


def test_a_slow_page_is_as_slow_as_it_was_told(get: Get, world: World) -> None:
    world.faults.switch("slow-page", 0.02)

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(asyncio.to_thread(get, "/"), 0.1))


@pytest.mark.parametrize("fault", [fault.name for fault in WEB if fault.name not in {"slow-page", "site-down"}])
def test_a_fault_changes_the_site_and_leaves_no_trace(get: Get, world: World, fault: str) -> None:
    def site() -> str:
        return get("/").text + get("/service-worker.js").text

    healthy = site()
    world.faults.switch(fault, 1)
    faulty = site()
    world.faults.switch(fault, 0)

    assert faulty != healthy
    assert site() == healthy
