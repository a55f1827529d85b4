"""What a vendor can answer instead of an answer, and words that the sentence about it must hold."""

import pytest
from listener import answer, dribbling, silent

SECRET = "planted-secret-value"  # noqa: S105 - planted
BAD_ANSWERS = [
    pytest.param(answer(b"{}", b"401 Unauthorized"), "credential is refused: renew it", id="wrong-token"),
    pytest.param(answer(b"{}", b"403 Forbidden"), "credential lacks a permission", id="missing-scope"),
    pytest.param(answer(b"{}", b"404 Not Found"), "look at the ids in the environment file", id="another-project"),
    pytest.param(answer(b"{}", b"429 Too Many Requests"), "rate limit is reached: wait", id="rate-limit"),
    pytest.param(answer(b"", b"503 Unavailable"), "look at its status page", id="503"),
    pytest.param(answer(b"<html>Sign in</html>", kind=b"text/html"), "is this really its address?", id="html-with-200"),
    pytest.param(answer(b'{"data": [{"id": "1", "coun'), "perhaps cut short", id="truncated"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", "run again", id="body-that-ends-early"),
    pytest.param(silent, "did not answer within", id="silent"),
    pytest.param(dribbling(b"HTTP/1.1 200 OK\r\n"), "did not answer within", id="dribbling-headers"),
    pytest.param(dribbling(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"), "did not answer", id="dribbling-body"),
    pytest.param(answer(b"{}"), "has its API changed?", id="empty-object"),
    pytest.param(answer(b"[]"), "has its API changed?", id="list"),
    pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", "run again", id="no-http"),
]
