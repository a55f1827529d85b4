"""The only door for outgoing HTTP: allow-list, pace, deadline, one retry for idempotent reads.

httpx is imported here and nowhere else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import ssl
import time
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from gate.network_guard import HostNotListed
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Mapping

IDEMPOTENT = frozenset({"GET", "HEAD"})
SERVER_ERROR = 500
KEPT_CHARACTERS_MAX = 4_000
BODY_BYTES_MAX = 20_000_000


class CallNotListed(NotShown):
    """A vendor call that no source declares; refused before it was sent."""


@dataclass(frozen=True)
class Unreachable:
    """Nobody answered at `host` within `after_ms`."""

    host: str
    after_ms: int
    why: str

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.host} did not answer within {self.after_ms} ms ({self.why})"


@dataclass(frozen=True)
class Answer:
    """What came back: status, content type without parameters, lower-case header names, body."""

    method: str
    url: str
    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes
    took_ms: int

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON, or None where it isn't JSON; look at `content_type` too."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.method} {self.url} answered {self.status} {self.content_type or 'without content type'}"


@dataclass(frozen=True)
class VendorCall:
    """A call that a source may send: method and a path pattern in which {name} stands for one segment."""

    method: str
    path: str

    def matches(self, method: str, path: str) -> bool:
        """Whether this request is the declared call."""
        pattern = "".join(
            "[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", self.path)
        )
        return method == self.method and re.fullmatch(pattern, path) is not None


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, for the record; headers are left out, they hold tokens."""

    request: str
    sent: str
    answer: str
    body: str


@dataclass
class Door:
    """Sends what the environment permits, and nothing else.

    `vendor_calls` names, per origin, the only calls it may get; `key_calls`, per key, the only calls that may carry it.
    """

    environment: str
    listed_origins: frozenset[tuple[str, int]]
    requests_per_second_max: float
    request_ms_max: int
    ca_pem: str | None = None
    keeps_bodies: bool = True
    vendor_calls: Mapping[str, tuple[VendorCall, ...]] = field(default_factory=dict)
    key_calls: Mapping[str, tuple[VendorCall, ...]] = field(default_factory=dict, repr=False)
    exchanges: list[Exchange] = field(default_factory=list, init=False)
    retries: int = field(default=0, init=False)
    _next_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Open one client; redirects are never followed, so that no host is reached unasked."""
        context = ssl.create_default_context(cadata=self.ca_pem)
        self._client = httpx.Client(verify=context, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(  # noqa: PLR0913 - one door, named arguments
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 - JSON
        auth: tuple[str, str] | None = None,
        within_ms: int | None = None,
    ) -> Answer | Unreachable:
        """Send one request; `body` goes as JSON. Raises HostNotListed or CallNotListed before anything is sent."""
        self._refuse_unlisted(method, url)
        self._refuse_powerful(method, url, headers or {})
        answer = self._send(method, url, headers, body, auth, within_ms)
        failed = isinstance(answer, Unreachable) or answer.status >= SERVER_ERROR
        if failed and method in IDEMPOTENT:
            again = self._send(method, url, headers, body, auth, within_ms)
            if not isinstance(again, Unreachable) and again.status < SERVER_ERROR:
                self.retries += 1
            return again
        return answer

    def _refuse_unlisted(self, method: str, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if (host, port) not in self.listed_origins:
            raise HostNotListed(f"{host}:{port}", self.environment)
        calls = self.vendor_calls.get(f"{parts.scheme}://{parts.netloc}")
        if calls is not None and not any(call.matches(method, parts.path) for call in calls):
            raise CallNotListed(f"{method} {parts.path} at {host} is no call that a source declares; nothing was sent")

    def _refuse_powerful(self, method: str, url: str, headers: Mapping[str, str]) -> None:
        path = urlsplit(url).path
        carried = " ".join(headers.values())
        for key, calls in self.key_calls.items():
            if key in carried and not any(call.matches(method, path) for call in calls):
                raise CallNotListed(f"{method} {path} may not carry the service key; nothing was sent")

    def _send(  # noqa: PLR0913, PLR0917 - see ask
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: Any,  # noqa: ANN401 - JSON
        auth: tuple[str, str] | None,
        within_ms: int | None,
    ) -> Answer | Unreachable:
        self._keep_pace()
        limit_ms = within_ms or self.request_ms_max
        started = time.monotonic()
        sent = "" if body is None else json.dumps(body)
        try:
            request = self._client.build_request(method, url, headers=headers, json=body, timeout=limit_ms / 1000)
            response = self._client.send(request, auth=auth, stream=True)
            content = self._read_until(response, started + limit_ms / 1000)
        except httpx.HTTPError as error:
            after_ms = round((time.monotonic() - started) * 1000)
            unreachable = Unreachable(urlsplit(url).netloc, after_ms, type(error).__name__)
            self.exchanges.append(Exchange(f"{method} {url}", sent, str(unreachable), ""))
            return unreachable
        answer = Answer(
            method=method,
            url=url,
            status=response.status_code,
            content_type=response.headers.get("content-type", "").split(";")[0].strip(),
            headers={name.lower(): value for name, value in response.headers.items()},
            body=content,
            took_ms=round((time.monotonic() - started) * 1000),
        )
        self.exchanges.append(Exchange(f"{method} {url}", sent, str(answer), self._kept(answer)))
        return answer

    def _kept(self, answer: Answer) -> str:
        """What may stand in the record of an answer: on production it may hold people's data."""
        if self.keeps_bodies:
            return answer.text[:KEPT_CHARACTERS_MAX]
        return f"({len(answer.body)} bytes, SHA-256 {hashlib.sha256(answer.body).hexdigest()[:16]})"

    @staticmethod
    def _read_until(response: httpx.Response, deadline_s: float) -> bytes:
        """Read the body; httpx limits each wait, the deadline limits their sum."""
        content = bytearray()
        with contextlib.closing(response):
            for chunk in response.iter_bytes():
                content += chunk
                if time.monotonic() > deadline_s or len(content) > BODY_BYTES_MAX:
                    raise httpx.ReadTimeout("the answer did not end in time")
        return bytes(content)

    def _keep_pace(self) -> None:
        pause_s = self._next_at - time.monotonic()
        if pause_s > 0:
            Event().wait(pause_s)
        self._next_at = max(time.monotonic(), self._next_at) + 1 / self.requests_per_second_max
