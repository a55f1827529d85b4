"""What an answer of the REST API says of access: yes, no, or neither."""

import json
from collections.abc import Iterator

import pytest

from gate.http import Answer, HttpClient, Unreachable
from gate.outcome import NotShown
from gate.probes.rest import Rest, entry_of
from tests.support.servers.listener import Listener, listening
from tests.support.servers.listener import answer as reply


@pytest.fixture
def server() -> Iterator[Listener]:
    with listening() as server:
        yield server


@pytest.fixture
def rest(server: Listener) -> Iterator[Rest]:
    http_client = HttpClient("here", frozenset({("127.0.0.1", server.port)}), 1000, 500)
    yield Rest(http_client, server.url, "anon-key", "token-of-a-member")
    http_client.close()


def said(status: bytes, code: str) -> bytes:
    return reply(json.dumps({"code": code, "message": "no"}).encode(), status)


def answer(status, body, content_type="application/json"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer("GET", "https://x.example/rest/v1/wallets", status, content_type, {}, content, 5)


@pytest.mark.parametrize(
    ("status", "body", "entry"),
    [
        (200, [], "nothing"),
        (200, [{"id": 1}], "let in"),
        (206, [{"id": 1}], "let in"),
        (401, {"code": "42501", "message": "permission denied for table wallets"}, "refused"),
        (403, {"code": "42501"}, "refused"),
        (404, {"code": "PGRST205"}, "refused"),
        (404, {"code": "PGRST202"}, "refused"),
    ],
)
def test_yes_and_no_are_told_by_rows_and_by_codes(status, body, entry):
    assert entry_of(answer(status, body)) == entry


@pytest.mark.parametrize(
    "unclear",
    [
        answer(401, {"message": "Invalid API key"}),
        answer(401, {"code": "PGRST301", "message": "JWT expired"}),
        answer(403, {"message": "blocked by a firewall"}),
        answer(404, b"<html>", "text/html"),
        answer(200, b"<html>", "text/html"),
        answer(200, {"message": "ok"}),
        answer(400, {"code": "42703"}),
        answer(429, {}),
        answer(500, {"code": "XX000"}),
        answer(503, b""),
        Unreachable("x.example", 5000, "timed out"),
    ],
    ids=lambda unclear: getattr(unclear, "body", b"silence").decode() + str(getattr(unclear, "status", "")),
)
def test_what_is_neither_is_not_shown(unclear):
    with pytest.raises(NotShown, match="neither yes nor no"):
        entry_of(unclear)


def test_rows_are_asked_for_one_at_most_and_as_the_bearer(server, rest):
    server.replies = [reply(b"[]")]

    assert rest.reads("wallets") == "nothing"
    assert server.lines == ["GET /rest/v1/wallets?select=*&limit=1"]
    assert b"apikey: anon-key" in server.requests[0]
    assert b"authorization: Bearer token-of-a-member" in server.requests[0].replace(b"Authorization", b"authorization")


@pytest.mark.parametrize(
    ("answered", "entry"),
    [
        (reply(b"17"), "let in"),
        (reply(b"null"), "let in"),
        (said(b"401 Unauthorized", "42501"), "refused"),
        (said(b"404 Not Found", "PGRST202"), "refused"),
        (said(b"400 Bad Request", "P0001"), "refused"),
        (said(b"400 Bad Request", "22P02"), "refused"),
    ],
)
def test_a_function_answers_or_refuses(server, rest, answered, entry):
    server.replies = [answered]

    assert rest.calls("balance_of", ("phone",)) == entry
    assert server.lines == ["POST /rest/v1/rpc/balance_of"]
    assert server.requests[0].endswith(b'{"phone":null}')


@pytest.mark.parametrize(
    ("answered", "entry"),
    [
        (reply(b"", b"201 Created"), "let in"),
        (said(b"409 Conflict", "23505"), "let in"),
        (said(b"400 Bad Request", "23502"), "let in"),
        (said(b"403 Forbidden", "42501"), "refused"),
    ],
)
def test_a_row_that_only_a_constraint_has_stopped_was_let_in(server, rest, answered, entry):
    server.replies = [answered]

    assert rest.changes("POST", "wallets", {"user_id": "x"}) == entry


def test_changed_rows_are_asked_for_and_none_is_nothing(server, rest):
    server.replies = [reply(b"[]"), reply(b'[{"id": 1}]')]

    assert rest.changes("PATCH", "wallets?user_id=eq.x", {"user_id": "x"}) == "nothing"
    assert rest.changes("DELETE", "wallets?user_id=eq.x") == "let in"
    assert all(b"prefer: return=representation" in request.lower() for request in server.requests)
