"""The HTTP client: what it refuses before anything is sent, what it repeats, and how long it waits."""

import socket
import time

import pytest

from gate import http as http_client_module
from gate.http import Answer, CallNotListed, Unreachable, VendorCall
from gate.network.guard import HostNotListed
from gate.outcome import NotShown
from tests.support.servers.listener import answer, dribbling, silent

PATIENCE_S = 3
"""Ten times the limit of a slow request here, and far below the server's patience."""
SLOW_MS = 300
KEY = "service-key-value"
USERS = (VendorCall("GET", "/auth/v1/admin/users"), VendorCall("DELETE", "/auth/v1/admin/users/{id}"))


def test_an_answer_comes_back_as_facts(http_client, listener):
    listener.replies = [answer(b'{"a": 1}', b"418 Teapot", b"Application/JSON; charset=utf-8")]

    seen = http_client.ask("GET", f"{listener.url}/pot?full=1")

    assert (seen.status, seen.content_type, seen.json) == (418, "application/json", {"a": 1})
    assert str(seen) == f"GET {listener.url}/pot?full=1 answered 418 application/json"


@pytest.mark.parametrize("body", [b"<html>", b'{"cut', b"", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_none(http_client, listener, body):
    listener.replies = [answer(body)]

    assert http_client.ask("GET", listener.url).json is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{other}/",
        "http://localhost:{listed}/",
        "http://127.0.0.2:{listed}/",
        "http://127.0.0.1:{listed}@127.0.0.1:{other}/",
        "http://127.0.0.1:{listed}\\@127.0.0.1:{other}/",
    ],
)
def test_an_unlisted_origin_is_refused_before_anything_is_sent(http_client, listener, other, url):
    with pytest.raises(HostNotListed, match=r"environments/here\.yaml, so nothing was sent; add it to `hosts`"):
        http_client.ask("GET", url.format(listed=listener.port, other=other.port))

    assert listener.connections == other.connections == 0


@pytest.mark.parametrize("url", ["http://[x/", "http://127.0.0.1:port/", "\0"])
def test_what_is_no_address_is_refused_in_a_sentence(http_client, url):
    with pytest.raises(NotShown):
        http_client.ask("GET", url)


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"307 Temporary", b"308 Permanent"])
def test_a_redirect_is_an_answer_and_never_followed(http_client, listener, other, status):
    listener.replies = [answer(b"", status, more=b"Location: http://127.0.0.1:%d/\r\n" % other.port)]

    seen = http_client.ask("GET", listener.url)

    assert seen.status == int(status[:3])
    assert (listener.connections, other.connections) == (1, 0)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_that_failed_is_repeated_once_and_counted(http_client, listener, method):
    listener.replies = [answer(b"", b"503 Unavailable"), answer(b"")]

    assert http_client.ask(method, listener.url).status == 200
    assert (listener.connections, http_client.retries) == (2, 1)


def test_a_read_that_fails_twice_is_not_repeated_again_nor_counted_as_mended(http_client, listener):
    listener.replies = [answer(b"first", b"503 Unavailable"), answer(b"second", b"500 Error"), answer()]

    assert http_client.ask("GET", listener.url).text == "second"
    assert (listener.connections, http_client.retries) == (2, 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("reply", [answer(b"", b"503 Unavailable"), b""], ids=["503", "hung up"])
def test_what_may_have_had_an_effect_is_never_repeated(http_client, listener, method, reply):
    listener.replies = [reply]

    http_client.ask(method, listener.url, body={"amount": 1})

    assert (listener.connections, http_client.retries) == (1, 0)


@pytest.mark.parametrize("status", [b"401 Unauthorized", b"404 Not Found", b"429 Too Many"])
def test_a_clear_answer_is_not_repeated(http_client, listener, status):
    listener.replies = [answer(b"", status)]

    http_client.ask("GET", listener.url)

    assert listener.connections == 1


@pytest.mark.parametrize(
    "reply",
    [
        silent,
        dribbling(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        dribbling(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
        dribbling(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"),
    ],
    ids=["silent", "dribbling headers", "dribbling body", "dribbling chunk"],
)
def test_the_deadline_is_kept_whatever_the_server_does(http_client, listener, reply):
    listener.replies = [reply]
    began = time.monotonic()

    seen = http_client.ask("POST", listener.url, within_ms=SLOW_MS)

    assert isinstance(seen, Unreachable)
    assert SLOW_MS <= seen.after_ms <= PATIENCE_S * 1000
    assert time.monotonic() - began < PATIENCE_S


def test_the_client_works_again_after_a_deadline(http_client, listener):
    listener.replies = [dribbling(b"HTTP/1.1 200 OK\r\nX-Slow: "), answer()]

    assert isinstance(http_client.ask("POST", listener.url, within_ms=SLOW_MS), Unreachable)
    assert isinstance(http_client.ask("POST", listener.url), Answer)


def test_nobody_there_is_a_fact_that_names_the_host_and_why(http_client):
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    http_client.listed_origins = frozenset({("127.0.0.1", closed)})

    seen = http_client.ask("GET", f"http://127.0.0.1:{closed}/")

    assert isinstance(seen, Unreachable)
    assert seen.host == f"127.0.0.1:{closed}"
    assert "Connection refused" in str(seen)
    assert [exchange.request for exchange in http_client.exchanges] == [f"GET http://127.0.0.1:{closed}/"] * 2


def test_a_certificate_of_a_strange_authority_is_told_in_its_own_words(http_client, sandbox):
    site = sandbox["SITE_URL"]
    http_client.listed_origins = frozenset({("127.0.0.1", int(site.rpartition(":")[2]))})

    seen = http_client.ask("GET", site)

    assert isinstance(seen, Unreachable)
    assert "certificate verify failed" in seen.why
    assert str(seen).startswith(f"{seen.host} shows a certificate that is not trusted (")


def test_a_body_without_end_is_cut_off(http_client, listener, monkeypatch):
    monkeypatch.setattr(http_client_module, "BODY_BYTES_MAX", 1000)
    listener.replies = [answer(b"x" * 1001), answer(b"x" * 1001)]

    seen = http_client.ask("GET", listener.url)

    assert isinstance(seen, Unreachable)
    assert "its answer is longer than 1000 bytes" in str(seen)


def test_requests_keep_the_pace(opened, listener):
    http_client = opened(requests_per_second_max=20)
    began = time.monotonic()

    for _ in range(6):
        http_client.ask("GET", listener.url)

    assert time.monotonic() - began >= 5 / 20
    assert listener.connections == 6


def test_a_repeated_request_keeps_the_pace_too(opened, listener):
    listener.replies = [answer(b"", b"503 Unavailable")]
    http_client = opened(requests_per_second_max=10)
    began = time.monotonic()

    http_client.ask("GET", listener.url)
    http_client.ask("GET", listener.url)

    assert time.monotonic() - began >= 3 / 10


@pytest.mark.parametrize(("keeps_bodies", "kept"), [(True, '{"name": "Ada"}'), (False, "(15 bytes, SHA-256 ")])
def test_bodies_of_people_are_kept_only_where_there_are_none(opened, listener, keeps_bodies, kept):
    listener.replies = [answer(b'{"name": "Ada"}')]
    http_client = opened(keeps_bodies=keeps_bodies)

    http_client.ask("GET", listener.url, headers={"authorization": "Bearer token-value"})

    (exchange,) = http_client.exchanges
    assert exchange.body.startswith(kept)
    assert "token-value" not in repr(http_client.exchanges)


def test_a_form_goes_as_a_form_and_leaves_no_trace_in_the_record(http_client, listener):
    listener.replies = [answer(b'{"access_token": "token-value"}')]

    got = http_client.ask("POST", f"{listener.url}/token", form={"grant_type": "a b", "assertion": "signed-by-a-key"})

    assert got.json == {"access_token": "token-value"}
    assert b"Content-Type: application/x-www-form-urlencoded" in listener.requests[0]
    (exchange,) = http_client.exchanges
    assert (exchange.request, exchange.sent, exchange.body) == (
        f"POST {listener.url}/token",
        "(a credential)",
        "(a credential)",
    )
    assert "token-value" not in repr(http_client.exchanges)
    assert "signed-by-a-key" not in repr(http_client.exchanges)


def test_the_calls_of_a_vendor_stand_under_the_path_of_its_address(opened, listener):
    calls = {f"{listener.url}/instance": (VendorCall("GET", "/api/flags/{flag}"),)}
    http_client = opened(vendor_calls=calls)

    assert http_client.ask("GET", f"{listener.url}/instance/api/flags/a").status == 200
    with pytest.raises(CallNotListed):
        http_client.ask("GET", f"{listener.url}/api/flags/a")
    assert listener.lines == ["GET /instance/api/flags/a"]


def test_a_text_goes_as_it_is(http_client, listener):
    http_client.ask("POST", listener.url, text='{"a": 1}\n{}\n', headers={"content-type": "application/x-lines"})

    assert listener.requests[0].endswith(b'\r\n\r\n{"a": 1}\n{}\n')
    assert b"content-type: application/x-lines" in listener.requests[0].lower()


def test_an_answer_that_holds_secrets_is_read_and_not_kept(http_client, listener):
    listener.replies = [answer(b'[{"name": "KEY", "value": "planted-secret-value"}]')]

    got = http_client.ask("GET", listener.url, is_secret=True)

    assert got.json[0]["value"] == "planted-secret-value"
    assert "planted-secret-value" not in str(http_client.exchanges)
