"""What the answer of Supabase's storage says of who was let in."""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.storage import entry_of


def answered(status, said):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Answer("POST", "https://a.example/storage/v1/object/list/b", status, "application/json", {}, body, 5)


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        (answered(200, []), "nothing"),
        (answered(200, [{"name": "a", "id": None}]), "let in"),
        (answered(200, {"signedURL": "/object/sign/b/a?token=t"}), "let in"),
        (answered(400, {"statusCode": "404", "error": "not_found", "message": "Object not found"}), "refused"),
        (answered(400, {"statusCode": "403", "error": "Unauthorized", "message": "jwt malformed"}), "refused"),
        (answered(403, {"message": "Forbidden"}), "refused"),
        (answered(404, b""), "refused"),
    ],
)
def test_an_answer_says_who_was_let_in(answer, entry):
    assert entry_of(answer) == entry


@pytest.mark.parametrize(
    "answer",
    [
        answered(200, None),
        answered(200, b"<h1>Maintenance</h1>"),
        answered(400, {"statusCode": "400", "error": "invalid", "message": "body must be object"}),
        answered(429, {"message": "Too many requests"}),
        answered(503, {"message": "Unavailable"}),
        Unreachable("a.example", 5_000, "timed out"),
    ],
)
def test_what_says_neither_yes_nor_no_shows_nothing(answer):
    with pytest.raises(NotShown, match="says neither yes nor no"):
        entry_of(answer)
