"""What an answer of the REST API says of access: yes, no, or neither."""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.rest import entry_of


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
