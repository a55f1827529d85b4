"""The home page over new connections, at each address of its host: asked of real servers that do not agree."""

import socket
import ssl
import threading
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from gate.environment.sections import BuildStamp
from gate.http import HttpClient
from gate.network.guard import NetworkGuard
from gate.probes.edge.fresh_answers import FreshAnswers, addresses_of, has_route
from gate.release.live import Build

HOST = "localhost"
NEW, OLD = "1a2b3c4d5e" * 4, "9f8e7d6c5b" * 4
PAGE = '<meta name="commit" content="{}"><script src="/assets/index.js"></script>'


@contextmanager
def serving(authority, address, port, answer):
    """An HTTPS server at one address; `answer(number, handler)` gives status, headers and text."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            seen.append((self.client_address, self.path, dict(self.headers)))
            status, headers, text = answer(len(seen), self)
            self.send_response(status)
            for name, value in {"content-type": "text/html", "content-length": str(len(text)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_OPTIONS = do_GET  # noqa: N815 - as the library calls it

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer((address, port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def asking(authority):
    with ExitStack() as stack:

        def at(port):
            client = HttpClient("here", frozenset({(HOST, port)}), 1000, 2000, authority.cert_pem.bytes().decode())
            stack.enter_context(closing(client))
            return FreshAnswers(client, f"https://{HOST}:{port}/", BuildStamp())

        yield at


def page(commit):
    return lambda _number, _handler: (200, {}, PAGE.format(commit))


def test_each_address_answers_for_itself_under_the_certificate_of_the_host(authority, asking):
    with (
        serving(authority, "127.0.0.1", 0, page(NEW)) as (port, _),
        serving(authority, "127.0.0.2", port, page(OLD)) as (_, old_seen),
    ):
        asks = asking(port)
        answers = [asks.ask_page(address, past_caches=False) for address in ("127.0.0.1", "127.0.0.2")]

    assert [answer.build.commit for answer in answers] == [NEW, OLD]
    assert old_seen[0][2]["Host"] == f"{HOST}:{port}"


def test_every_question_comes_over_a_connection_of_its_own_and_some_go_past_caches(authority, asking):
    with serving(authority, "127.0.0.1", 0, page(NEW)) as (port, seen):
        asks = asking(port)
        for number in range(6):
            asks.ask_page("127.0.0.1", past_caches=bool(number % 2))

    assert len({client for client, _, _ in seen}) == 6
    assert len({path for _, path, _ in seen}) == 4
    assert [headers.get("cache-control") for _, _, headers in seen] == [None, "no-cache"] * 3


def test_every_fourth_answer_that_is_old_is_seen(authority, asking):
    def mixed(number, _handler):
        headers = {"cache-status": '"Netlify Edge"; hit', "age": "312"} if number % 4 == 0 else {}
        return 200, headers, PAGE.format(NEW if number % 4 else OLD)

    with serving(authority, "127.0.0.1", 0, mixed) as (port, _):
        answers = [asking(port).ask_page("127.0.0.1", past_caches=False) for _ in range(8)]

    old = [answer for answer in answers if answer.build.commit == OLD]
    assert len(old) == 2
    assert all(answer.is_from_cache and "age: 312" in answer.why for answer in old)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((503, {}, "<h1>Starting</h1>"), "503 text/html"),
        ((200, {}, "<title>Be right back</title>"), "200 text/html"),
        ((200, {"content-type": "application/json"}, PAGE.format(NEW)), "200 application/json"),
        (
            (302, {"location": "https://elsewhere.example/"}, ""),
            "it leads to elsewhere.example:443, which is not listed",
        ),
        ((302, {"location": "/"}, ""), "it was still sent on after 3 redirects"),
    ],
)
def test_what_is_no_page_of_the_product_is_told_in_words(authority, asking, answer, why):
    with serving(authority, "127.0.0.1", 0, lambda *_: answer) as (port, seen):
        told = asking(port).ask_page("127.0.0.1", past_caches=False)

    assert told.build is None
    assert told.why == why
    assert len(seen) == (3 if answer[1].get("location") == "/" else 1), "no answer is asked for again"


def test_a_redirect_of_the_site_is_followed_at_the_same_address(authority, asking):
    def sent_on(_number, handler):
        return (301, {"location": "/home"}, "") if handler.path == "/" else (200, {}, PAGE.format(NEW))

    with serving(authority, "127.0.0.2", 0, sent_on) as (port, _):
        answer = asking(port).ask_page("127.0.0.2", past_caches=False)

    assert answer.build == Build(NEW, frozenset({"/assets/index.js"}))


def test_an_address_where_nobody_listens_is_a_fact(authority, asking):
    with serving(authority, "127.0.0.1", 0, page(NEW)) as (port, _):
        answer = asking(port).ask_page("127.0.0.3", past_caches=False)

    assert (answer.status, answer.build) == (0, None)
    assert "127.0.0.3" in answer.why


def test_a_function_is_only_asked_what_may_be_sent(authority, asking):
    with serving(authority, "127.0.0.1", 0, lambda *_: (204, {}, "")) as (port, seen):
        answer = asking(port).ask_function("pay", f"https://{HOST}:{port}/functions/v1/pay", "https://a.example")

    assert answer.has_answered
    assert len(seen) == 1


def test_addresses_are_those_of_every_resolver_and_of_this_machine(sandbox):
    told = addresses_of("alaskapay.com", [sandbox["DNS_ADDRESS"], sandbox["SECOND_DNS_ADDRESS"]])

    assert "127.0.0.1" in told
    assert addresses_of("127.0.0.1", []) == ("127.0.0.1",)
    assert "127.0.0.1" in addresses_of(HOST, [])


def test_a_way_is_looked_for_without_sending_anything():
    assert has_route("127.0.0.1")
    assert not has_route("2001:db8::1") or socket.has_ipv6


def test_the_guard_lets_the_addresses_of_a_listed_host_pass_and_no_others():
    guard = NetworkGuard(frozenset({"alaskapay.com"}), "here")

    guard.admit("alaskapay.com", ["192.0.2.1"])

    with pytest.raises(Exception, match="not listed"):
        guard.admit("elsewhere.example", ["192.0.2.2"])


def test_a_stamp_in_a_file_is_asked_for_where_the_page_came_from(authority, asking):
    def at(commit):
        def answers(_number, handler):
            is_file = handler.path.partition("?")[0] == "/version.json"
            stamp = f'{{"commit": "{commit}"}}'
            return (200, {"content-type": "application/json"}, stamp) if is_file else (200, {}, PAGE.format(OLD))

        return answers

    with (
        serving(authority, "127.0.0.1", 0, at(NEW)) as (port, seen),
        serving(authority, "127.0.0.2", port, at(OLD)) as (_, _old_seen),
    ):
        asks = replace(asking(port), stamp=BuildStamp.model_validate({"json": "/version.json"}))
        answers = [asks.ask_page(address, past_caches=True) for address in ("127.0.0.1", "127.0.0.2")]

    assert [answer.build.commit for answer in answers] == [NEW, OLD]
    assert [headers.get("cache-control") for _, _, headers in seen] == ["no-cache"] * 2
