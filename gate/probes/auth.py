"""Supabase's Auth: how it is set up, signing up and in, and what the service key may do with users."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import BaseModel, StrictBool

from gate.http import Answer, HttpClient, PowerfulKey, Unreachable, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer
from gate.probes.api_keys import headers_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gate.environment.sections import Supabase

SYSTEM = "Supabase Auth (/auth/v1/settings)"
SERVICE_KEY_CALLS = (
    VendorCall("GET", "/auth/v1/admin/users"),
    VendorCall("POST", "/auth/v1/admin/users"),
    VendorCall("GET", "/auth/v1/admin/users/{id}"),
    VendorCall("DELETE", "/auth/v1/admin/users/{id}"),
)
USERS_A_PAGE = 200
USERS_MAX = 200_000


def powerful_keys(supabase: Supabase) -> tuple[PowerfulKey, ...]:
    """The service key, and all that it is good for here."""
    key = supabase.service_key
    return (PowerfulKey(key, supabase.url, SERVICE_KEY_CALLS),) if key else ()


class _Settings(BaseModel):
    mailer_autoconfirm: StrictBool


@dataclass(frozen=True)
class AuthSettings:
    """How Auth is set up, as it tells anybody.

    confirms_email: whether whoever signs up has to follow a link in a mail before the first session.
    """

    confirms_email: bool


@dataclass(frozen=True)
class Auth:
    """Makes users as anybody may, or as an administrator, who also finds and removes them."""

    http_client: HttpClient
    supabase: Supabase

    def settings(self) -> AuthSettings:
        """How Auth is set up. Raises NotShown where it doesn't tell: nothing of it is assumed."""
        url = f"{self.supabase.url}/auth/v1/settings"
        read = read_answer(self.http_client.ask("GET", url, headers=self._anonymous), _Settings, SYSTEM)
        return AuthSettings(confirms_email=not read.mailer_autoconfirm)

    def admission(
        self, settings: AuthSettings, email: str, password: str, full_name: str
    ) -> tuple[Callable[[], Answer | Unreachable], ...]:
        """Requests that make a user who is in at once; the last of them is answered with a session.

        Where an address has to be confirmed first, an administrator makes it as a confirmed one, and no mail is sent.
        """
        if not settings.confirms_email:
            return (lambda: self.sign_up(email, password, full_name),)
        return (
            lambda: self.make_confirmed(email, password, full_name),
            lambda: self.sign_in(email, password),
        )

    def sign_up(self, email: str, password: str, full_name: str) -> Answer | Unreachable:
        """Register somebody."""
        return self.http_client.ask(
            "POST",
            f"{self.supabase.url}/auth/v1/signup",
            headers=self._anonymous,
            body={"email": email, "password": password, "data": {"full_name": full_name}},
        )

    def sign_in(self, email: str, password: str) -> Answer | Unreachable:
        """Ask for a session by password."""
        url = f"{self.supabase.url}/auth/v1/token?grant_type=password"
        return self.http_client.ask("POST", url, headers=self._anonymous, body={"email": email, "password": password})

    def make_confirmed(self, email: str, password: str, full_name: str) -> Answer | Unreachable:
        """Make somebody whose address needs no confirmation."""
        wish = {"email": email, "password": password, "email_confirm": True, "user_metadata": {"full_name": full_name}}
        return self._as_administrator("POST", "", wish)

    def users_with(self, text: str) -> Iterator[dict[str, Any]]:
        """Users whose e-mail address holds `text`. Raises NotShown where they can't be listed.

        Auth looks for them itself, however many there are; one that does not know how answers all, page by page.
        """
        for page in count(1):
            answer = self._as_administrator("GET", f"?page={page}&per_page={USERS_A_PAGE}&filter={quote(text)}")
            users = answer.json.get("users") if isinstance(answer, Answer) and isinstance(answer.json, dict) else None
            if not isinstance(users, list):
                raise NotShown(f"users can't be listed, so nothing can be removed: {answer}")
            yield from (user for user in users if text in str(user.get("email")))
            if len(users) < USERS_A_PAGE:
                return
            if page * USERS_A_PAGE >= USERS_MAX:
                raise NotShown(f"{text} is not among the first {USERS_MAX:,} users, so it is not removed")

    def has(self, user_id: str) -> bool:
        """Whether there is this user. Raises NotShown where that can't be told."""
        answer = self._as_administrator("GET", f"/{user_id}")
        if isinstance(answer, Answer) and answer.status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            return answer.status == HTTPStatus.OK
        raise NotShown(f"it can't be told whether a user has been removed: {answer}")

    def remove(self, user_id: str) -> Answer | Unreachable:
        """Remove a user. The answer proves nothing: look whether the user is gone."""
        return self._as_administrator("DELETE", f"/{user_id}")

    @property
    def _anonymous(self) -> dict[str, str]:
        return {"apikey": self.supabase.anon_key}

    def _as_administrator(self, method: str, rest: str, body: object = None) -> Answer | Unreachable:
        key = self.supabase.service_key
        if key is None:
            raise NotShown("supabase.service_key is missing, so a synthetic user could not be removed again")
        url = f"{self.supabase.url}/auth/v1/admin/users{rest}"
        return self.http_client.ask(method, url, headers=headers_with(key), body=body)
