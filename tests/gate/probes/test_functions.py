"""What the answer of an edge function says of whoever called it."""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.probes.functions import entry_of


def answered(status, said=None):
    body = json.dumps(said).encode() if said is not None else b"<h1>Maintenance</h1>"
    return Answer("POST", "https://a.example/functions/v1/pay", status, "application/json", {}, body, 5)


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        (answered(401, {"error": "Unauthorized"}), "refused"),
        (answered(403, {"message": "Forbidden"}), "refused"),
        (answered(200, {"error": "Unauthorized"}), "refused"),
        (answered(200, {"success": False}), "refused"),
        (answered(200, {"success": True}), "let in"),
        (answered(201, {"id": 7}), "let in"),
        (answered(200, []), "let in"),
        (answered(204), "let in"),
        (answered(400, {"error": "amount is required"}), "untold"),
        (answered(404, {"error": "There is no such payment"}), "untold"),
        (answered(429, {}), "untold"),
        (answered(503, {"code": "BOOT_ERROR"}), "untold"),
        (answered(500), "untold"),
        (Unreachable("a.example", 5_000, "timed out"), "untold"),
    ],
)
def test_an_answer_says_who_was_let_in(answer, entry):
    assert entry_of(answer) == entry
