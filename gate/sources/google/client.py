"""Google's own client over ours: a service account's key, a token for it, and calls of the bundled contracts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from urllib.parse import parse_qsl

from pydantic import BaseModel, Field

from gate.http import Answer, HttpClient, Unreachable, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TOKEN_CALLS = (VendorCall("POST", "/token"),)
"""At the address that the key names as `token_uri`."""
KEY_REFUSED = {400, 401}
NO_CONTENT = 204
OURS = frozenset({"authorization", "accept", "content-type"})
"""Headers of Google's client that are sent; the others our HTTP client sets itself."""


class Account(Protocol):
    """How a system of Google's is reached."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def key(self) -> str:
        """The text of the service account's JSON file."""

    @property
    def token_url(self) -> str | None:
        """Where the key is exchanged for a token."""


class _Token(BaseModel):
    access_token: Annotated[str, Field(min_length=1)]
    expires_in: int


class _Anything(BaseModel):
    """Any JSON object: what it holds is read after Google's client has seen it."""


def google_client(  # noqa: PLR0913, PLR0917 - one place for both systems
    http_client: HttpClient,
    system: str,
    api: tuple[str, str, str],
    account: Account,
    setting: str,
    statuses: Collection[int] = (200,),
) -> Any:  # noqa: ANN401 - Google's client makes its methods out of the bundled contract
    """Google's client for an API (name, version, scope); imported here, because that takes half a second.

    Answers of other statuses than these raise NotShown; of these, the client raises HttpError for those from 300 on.
    """
    from google.oauth2.service_account import Credentials  # noqa: PLC0415
    from google_auth_httplib2 import AuthorizedHttp  # noqa: PLC0415
    from googleapiclient.discovery import build  # noqa: PLC0415

    name, version, scope = api
    try:
        key = json.loads(account.key)
        credentials = Credentials.from_service_account_info(key, scopes=[scope])  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, AttributeError):
        raise NotShown(
            f"{system}: {setting} is no key of a service account: give it the whole text of the JSON file"
        ) from None
    return build(
        name,
        version,
        http=AuthorizedHttp(credentials, http=_ThroughHttpClient(http_client, system, account.token_url, statuses)),
        client_options={"api_endpoint": account.url},
        static_discovery=True,
    )


@dataclass
class _ThroughHttpClient:
    """What Google's client takes for its HTTP: `httplib2.Http.request` over our client, and only expected answers."""

    http_client: HttpClient
    system: str
    token_url: str | None
    statuses: Collection[int]

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_of_httplib2: object,
    ) -> tuple[Any, bytes]:
        """Send it. Raises NotShown for anything else than documented JSON, so that the client never tries again."""
        import httplib2  # noqa: PLC0415 - with Google's client only

        text = body.decode() if isinstance(body, bytes) else body
        if uri == self.token_url:
            answer = self._token(self.http_client.ask(method, uri, form=dict(parse_qsl(text or ""))))
        else:
            answer = self.http_client.ask(method, uri, headers=_own(headers or {}), text=text)
            if not (isinstance(answer, Answer) and answer.status == NO_CONTENT and NO_CONTENT in self.statuses):
                read_answer(answer, _Anything, self.system, self.statuses)
        assert isinstance(answer, Answer)  # noqa: S101 - read above
        return httplib2.Response({"status": str(answer.status), **answer.headers}), answer.body

    def close(self) -> None:
        """Leave our HTTP client open: it is the run's."""

    def _token(self, answer: Answer | Unreachable) -> Answer | Unreachable:
        if isinstance(answer, Answer) and answer.status in KEY_REFUSED:
            raise NotShown(
                f"{self.system}: Google refuses the service account's key ({answer.status}): renew it, or set this "
                "machine's clock"
            )
        read_answer(answer, _Token, f"{self.system} (its tokens)")
        return answer


def _own(headers: Mapping[str, str]) -> dict[str, str]:
    """Leave out what our HTTP client sets itself."""
    return {name: value for name, value in headers.items() if name.lower() in OURS}
