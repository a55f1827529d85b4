"""Supabase's storage, asked as somebody: are files listed, signed or shown? What stands in them is never read."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.api_keys import headers_with

if TYPE_CHECKING:
    from gate.http import HttpClient
    from gate.probes.rest import Entry

SYSTEM = "Supabase's storage API"
REFUSALS = frozenset({"401", "403", "404"})


@dataclass(frozen=True)
class Storage:
    """Asks with the key that the page carries, and with a user's token where there is one."""

    http_client: HttpClient
    url: str
    key: str
    token: str = field(default="", repr=False)

    def lists(self, bucket: str) -> Entry:
        """Whether anything of a bucket is listed."""
        return entry_of(self._ask("POST", f"object/list/{quote(bucket)}", {"prefix": "", "limit": 1, "offset": 0}))

    def signs(self, bucket: str, name: str) -> Entry:
        """Whether an address is given at which a file could be read; it is not followed."""
        return entry_of(self._ask("POST", f"object/sign/{quote(bucket)}/{quote(name)}", {"expiresIn": 1}))

    def shows_publicly(self, bucket: str, name: str) -> Entry:
        """Whether a file is there for who has nothing but its address; only that is asked (HEAD)."""
        answer = self._ask("HEAD", f"object/public/{quote(bucket)}/{quote(name)}")
        if isinstance(answer, Answer) and answer.status == HTTPStatus.BAD_REQUEST:
            return "refused"  # a body that would say more does not come with HEAD
        if isinstance(answer, Answer) and answer.status == HTTPStatus.OK:
            return "let in"
        return entry_of(answer)

    def _ask(self, method: str, path: str, body: object = None) -> Answer | Unreachable:
        headers = headers_with(self.key, self.token)
        return self.http_client.ask(method, f"{self.url}/storage/v1/{path}", headers=headers, body=body)


def entry_of(answer: Answer | Unreachable) -> Entry:
    """What an answer says. Refusals come as 400, with the status that is meant in the body; some come as themselves."""
    if isinstance(answer, Answer):
        said = answer.json
        if answer.status == HTTPStatus.OK and isinstance(said, list):
            return "let in" if said else "nothing"
        if answer.status == HTTPStatus.OK and isinstance(said, dict) and "signedURL" in said:
            return "let in"
        meant = said.get("statusCode") if isinstance(said, dict) else None
        is_refusal = HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_refusal and str(meant or answer.status) in REFUSALS:
            return "refused"
    raise NotShown(f"{SYSTEM}: {answer}, which says neither yes nor no: ask again")
