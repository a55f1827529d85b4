"""The only client for outgoing HTTP: allow-list, pace, deadline, one retry for idempotent reads.

httpx is imported here and nowhere else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from threading import Event, Lock, Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from gate.files.addresses import Origin, origin_of
from gate.network.guard import HostNotListed
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

IDEMPOTENT = frozenset({"GET", "HEAD"})
SERVER_ERROR = 500
KEPT_CHARACTERS_MAX = 4_000
BODY_BYTES_MAX = 20_000_000
FORM = "application/x-www-form-urlencoded"
UNTRUSTED = ("CERTIFICATE_VERIFY_FAILED", "ERR_CERT_")
"""OpenSSL's and Chromium's words for a certificate that they refuse."""


class CallNotListed(NotShown):
    """A vendor call that no source declares; refused before it was sent."""


@dataclass(frozen=True)
class Unreachable:
    """Nobody answered at `host` within `after_ms`, or nobody who could be trusted."""

    host: str
    after_ms: int
    why: str

    def __str__(self) -> str:
        """Read as a sentence."""
        if any(word in self.why for word in UNTRUSTED):
            return f"{self.host} shows a certificate that is not trusted ({self.why})"
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
        except (ValueError, RecursionError):
            return None

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.method} {self.url} answered {self.status} {self.content_type or 'without content type'}"


@dataclass(frozen=True)
class VendorCall:
    """A call that a source may send: method and a path pattern in which {name} stands for one plain segment."""

    method: str
    path: str

    def matches(self, method: str, path: str) -> bool:
        """Whether this request is the declared call."""
        pattern = "".join(
            "[^/%]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", self.path)
        )
        return method == self.method and re.fullmatch(pattern, path) is not None


@dataclass(frozen=True)
class PowerfulKey:
    """A key that is shown to one origin only, and there with these calls only."""

    key: str = field(repr=False)
    url: str
    calls: tuple[VendorCall, ...]


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, for the record; headers are left out, they hold tokens."""

    request: str
    sent: str
    answer: str
    body: str


@dataclass
class HttpClient:
    """Sends what the environment permits, and nothing else. An address in `vendor_calls` gets only these calls."""

    environment: str
    listed_origins: frozenset[tuple[str, int]]
    requests_per_second_max: float
    request_ms_max: int
    ca_pem: str | None = None
    keeps_bodies: bool = True
    vendor_calls: Mapping[str, tuple[VendorCall, ...]] = field(default_factory=dict)
    powerful_keys: tuple[PowerfulKey, ...] = ()
    hears: Callable[[Answer], object] | None = None
    """Told of every answer."""
    exchanges: list[Exchange] = field(default_factory=list, init=False)
    retries: int = field(default=0, init=False)
    _next_at: float = field(default=0.0, init=False)
    _sockets: dict[Origin, socket.socket] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Open one client; redirects are never followed, so that no host is reached unasked."""
        context = ssl.create_default_context(cadata=self.ca_pem)
        self._client = httpx.Client(verify=context, follow_redirects=False, trust_env=False)
        once = httpx.Limits(max_keepalive_connections=0)
        self._afresh = httpx.Client(verify=context, follow_redirects=False, trust_env=False, limits=once)
        self._pace = Lock()
        self._calls_by_origin = {
            origin_of(url): tuple(VendorCall(call.method, urlsplit(url).path + call.path) for call in calls)
            for url, calls in self.vendor_calls.items()
        }

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._afresh.close()

    def ask(  # noqa: PLR0913 - named arguments
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 - JSON
        form: Mapping[str, str] | None = None,
        text: str | None = None,
        auth: tuple[str, str] | None = None,
        within_ms: int | None = None,
        is_secret: bool = False,
    ) -> Answer | Unreachable:
        """Send one request. Raises HostNotListed or CallNotListed before anything is sent.

        `body` goes as JSON, `text` as it is; its type is among the headers. `form` goes as a form and exchanges one
        credential for another: of such a request neither what was sent nor what came back is kept. `is_secret` where
        what comes back holds secrets beside what is wanted.
        """
        limit_ms = within_ms or self.request_ms_max
        try:
            request = self._client.build_request(
                method, url, headers=headers, json=body, data=form, content=text, timeout=limit_ms / 1000
            )
        except httpx.InvalidURL as error:
            raise CallNotListed(f"{url} is no address ({error}); nothing was sent") from None
        self._refuse_unlisted(request)
        self._refuse_powerful(request, auth or ())
        answer = self._send(request, url, auth, limit_ms, is_secret=is_secret)
        failed = isinstance(answer, Unreachable) or answer.status >= SERVER_ERROR
        if failed and method in IDEMPOTENT:
            again = self._send(request, url, auth, limit_ms, is_secret=is_secret)
            if not isinstance(again, Unreachable) and again.status < SERVER_ERROR:
                self.retries += 1
            return again
        return answer

    def ask_afresh(
        self,
        method: str,
        url: str,
        *,
        address: str = "",
        headers: Mapping[str, str] | None = None,
        within_ms: int | None = None,
    ) -> Answer | Unreachable:
        """Send one request over a connection of its own, from any thread, and never a second time.

        `address`: the IP address to go to, of those that the host has; the certificate still has to be the host's.
        Raises HostNotListed or CallNotListed before anything is sent.
        """
        limit_ms = within_ms or self.request_ms_max
        request = self._afresh.build_request(method, url, headers=headers, timeout=limit_ms / 1000)
        self._refuse_unlisted(request)
        self._refuse_powerful(request, ())
        if address:
            request.extensions["sni_hostname"] = request.url.host
            request.url = request.url.copy_with(host=address)  # the header Host stays as it was
        self._keep_pace()
        started = time.monotonic()
        try:
            with self._ending_after(limit_ms / 1000, request, {}):
                response = self._afresh.send(request, stream=True)
                content = self._read_until(response, started + limit_ms / 1000)
        except httpx.HTTPError as error:
            after_ms = round((time.monotonic() - started) * 1000)
            return Unreachable(request.url.netloc.decode(), after_ms, str(error) or type(error).__name__)
        return _answer(method, url, response, content, started)

    def _refuse_unlisted(self, request: httpx.Request) -> None:
        """Look at the request as it would leave, not at the text that it was made of."""
        origin, path = _origin(request), _path(request)
        if origin not in self.listed_origins:
            raise HostNotListed(f"{origin.host}:{origin.port}", self.environment)
        calls = self._calls_by_origin.get(origin)
        if calls is not None and not any(call.matches(request.method, path) for call in calls):
            raise CallNotListed(
                f"{request.method} {path} at {origin.host} is no call that a source declares; nothing was sent"
            )

    def _refuse_powerful(self, request: httpx.Request, auth: tuple[str, ...]) -> None:
        carried = "\n".join((str(request.url), *request.headers.values(), request.content.decode(), *auth))
        for powerful in self.powerful_keys:
            is_its_place = _origin(request) == origin_of(powerful.url)
            is_declared = any(call.matches(request.method, _path(request)) for call in powerful.calls)
            if powerful.key in carried and not (is_its_place and is_declared):
                raise CallNotListed(
                    f"{request.method} {_path(request)} at {request.url.host} may not carry the service key; "
                    "nothing was sent"
                )

    def _send(
        self, request: httpx.Request, url: str, auth: tuple[str, str] | None, limit_ms: int, *, is_secret: bool
    ) -> Answer | Unreachable:
        self._keep_pace()
        started = time.monotonic()
        is_kept = not is_secret and not request.headers.get("content-type", "").startswith(FORM)
        what, sent = f"{request.method} {url}", request.content.decode() if is_kept else "(a credential)"
        try:
            with self._ending_after(limit_ms / 1000, request, self._sockets):
                response = self._client.send(request, auth=auth, stream=True)
                content = self._read_until(response, started + limit_ms / 1000)
        except httpx.HTTPError as error:
            after_ms = round((time.monotonic() - started) * 1000)
            why = str(error) or type(error).__name__
            unreachable = Unreachable(request.url.netloc.decode(), after_ms, why)
            self.exchanges.append(Exchange(what, sent, str(unreachable), ""))
            return unreachable
        answer = _answer(request.method, url, response, content, started)
        if self.hears:
            self.hears(answer)
        self.exchanges.append(Exchange(what, sent, str(answer), self._kept(answer) if is_kept else "(a credential)"))
        return answer

    def _kept(self, answer: Answer) -> str:
        """What may stand in the record of an answer: on production it may hold people's data."""
        if self.keeps_bodies:
            return answer.text[:KEPT_CHARACTERS_MAX]
        return f"({len(answer.body)} bytes, SHA-256 {hashlib.sha256(answer.body).hexdigest()[:16]})"

    @staticmethod
    @contextlib.contextmanager
    def _ending_after(limit_s: float, request: httpx.Request, sockets: dict[Origin, socket.socket]) -> Iterator[None]:
        """End the connection at the deadline: httpx limits each wait, and a server may dribble its headers."""
        origin = _origin(request)

        def remember(event: str, info: Mapping[str, Any]) -> None:
            if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
                sockets[origin] = info["return_value"].get_extra_info("socket")

        def end() -> None:
            with contextlib.suppress(KeyError, OSError):  # it has not begun, or has ended already
                socket.socket.shutdown(sockets[origin], socket.SHUT_RDWR)

        request.extensions["trace"] = remember
        timer = Timer(limit_s, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @staticmethod
    def _read_until(response: httpx.Response, deadline_s: float) -> bytes:
        """Read the body, no longer than that and no more than fits."""
        content = bytearray()
        with contextlib.closing(response):
            for chunk in response.iter_bytes():
                content += chunk
                if time.monotonic() > deadline_s:
                    raise httpx.ReadTimeout("the answer did not end in time")
                if len(content) > BODY_BYTES_MAX:
                    raise httpx.ReadError(f"its answer is longer than {BODY_BYTES_MAX} bytes")
        return bytes(content)

    def _keep_pace(self) -> None:
        with self._pace:
            pause_s = self._next_at - time.monotonic()
            if pause_s > 0:
                Event().wait(pause_s)
            self._next_at = max(time.monotonic(), self._next_at) + 1 / self.requests_per_second_max


def _answer(method: str, url: str, response: httpx.Response, content: bytes, started: float) -> Answer:
    return Answer(
        method=method,
        url=url,
        status=response.status_code,
        content_type=response.headers.get("content-type", "").split(";")[0].strip().lower(),
        headers={name.lower(): value for name, value in response.headers.items()},
        body=content,
        took_ms=round((time.monotonic() - started) * 1000),
    )


def _origin(request: httpx.Request) -> Origin:
    return Origin(request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80))


def _path(request: httpx.Request) -> str:
    return request.url.raw_path.partition(b"?")[0].decode()
