"""What can be wrong with any vendor, as the reply of a listener, with what the sentence about it has to say."""

from tests.support.servers.listener import Reply, answer, dribbling, silent

SECRET = "planted-secret-value"  # noqa: S105 - planted

SOURCE_FAULTS: dict[str, tuple[Reply, str]] = {
    "wrong token": (answer(b'{"message": "no"}', b"401 Unauthorized"), "answered 401: the credential is refused"),
    "missing scope": (answer(b"{}", b"403 Forbidden"), "answered 403: the credential lacks a permission"),
    "unknown project": (answer(b"{}", b"404 Not Found"), "answered 404: it does not know this project"),
    "rate limit": (answer(b"{}", b"429 Too Many Requests", more=b"Retry-After: 7\r\n"), "its rate limit is reached"),
    "slow": (silent, "did not answer within"),
    "dribbling": (dribbling(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), "did not answer within"),
    "hung up": (b"", "did not answer within"),
    "500": (answer(b"", b"500 Error"), "answered 500: look at its status page"),
    "503": (answer(b"{}", b"503 Unavailable"), "answered 503: look at its status page"),
    "HTML with 200": (answer(b"<html>", kind=b"text/html"), "answered text/html where JSON was due"),
    "truncated": (answer(b'{"data": [{"id": 8'), "its answer is no JSON, perhaps cut short"),
    "empty": (answer(b"{}"), "can't be read: has its API changed?"),
    "null": (answer(b"null"), "its answer is no JSON"),
    "a list": (answer(b"[17]"), "can't be read: has its API changed?"),
}
DEADLINE_MS = 300
PATIENCE_S = 2 * DEADLINE_MS / 1000 + 1
"""An idempotent read is sent twice; and a machine may be busy."""
