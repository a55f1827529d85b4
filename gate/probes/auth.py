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
    from collections.abc import Iterator

    from gate.environment.sections import Supabase

SYSTEM = "Supabase Auth (/auth/v1/settings)"
SERVICE_KEY_CALLS = (
    VendorCall("GET", "/auth/v1/admin/users"),
    VendorCall("POST", "/auth/v1/admin/users"),
    VendorCall("POST", "/auth/v1/admin/generate_link"),
    VendorCall("GET", "/auth/v1/admin/users/{id}"),
    VendorCall("DELETE", "/auth/v1/admin/users/{id}"),
)
USERS_A_PAGE = 200
USERS_MAX = 200_000


def powerful_keys(supabase: Supabase) -> tuple[PowerfulKey, ...]:
    """The service key, and all that it is good for here."""
    key = supabase.service_key
    return (PowerfulKey(key, supabase.url, SERVICE_KEY_CALLS),) if key else ()


CAPTCHA, EXISTS = "captcha_failed", "email_exists"
SET_UP_SO = {
    CAPTCHA: "it demands a CAPTCHA, which nobody but a person can solve: on staging, give it the vendor's test keys "
    "(Authentication, Attack Protection); elsewhere let a person try",
    "signup_disabled": "it takes no sign-ups: allow them (Authentication, Sign In / Providers), or let a person try",
    "over_email_send_rate_limit": "it sends no more mails this hour: run again later, or raise the limit "
    "(Authentication, Rate Limits), which needs an SMTP server of your own",
    "over_sms_send_rate_limit": "it sends no more text messages this hour: run again later, or raise the limit "
    "(Authentication, Rate Limits)",
}
"""Refusals that say how Auth is set up, and nothing of the release: by Auth's own names, with what settles it."""


class _Settings(BaseModel):
    disable_signup: StrictBool
    mailer_autoconfirm: StrictBool


@dataclass(frozen=True)
class AuthSettings:
    """How Auth is set up, as it tells anybody.

    takes_sign_ups: whether anybody may sign up. confirms_email: whether whoever does so has to follow a link in a mail
    before the first session.
    """

    takes_sign_ups: bool
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
        return AuthSettings(takes_sign_ups=not read.disable_signup, confirms_email=not read.mailer_autoconfirm)

    def admit(self, settings: AuthSettings, email: str, password: str, full_name: str) -> Answer | Unreachable:
        """Make a user who is in at once: the answer holds the session. It may be asked again until it does.

        As anybody may; where Auth is set up so that this does not suffice, as an administrator: without a mail, and
        without the CAPTCHA, which does not guard what administrators do.
        """
        if settings.takes_sign_ups and not settings.confirms_email:
            answer = self.sign_up(email, password, full_name)
            if error_code_of(answer) != CAPTCHA:
                return answer
        wish = {"email": email, "password": password, "email_confirm": True, "user_metadata": {"full_name": full_name}}
        made = self._as_administrator("POST", "users", wish)
        is_there = isinstance(made, Answer) and made.status == HTTPStatus.OK
        return self._session_by_link(email) if is_there or error_code_of(made) == EXISTS else made

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

    def users_with(self, text: str) -> Iterator[dict[str, Any]]:
        """Users whose e-mail address holds `text`. Raises NotShown where they can't be listed.

        Auth looks for them itself, however many there are; one that does not know how answers all, page by page.
        """
        for page in count(1):
            answer = self._as_administrator("GET", f"users?page={page}&per_page={USERS_A_PAGE}&filter={quote(text)}")
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
        answer = self._as_administrator("GET", f"users/{user_id}")
        if isinstance(answer, Answer) and answer.status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            return answer.status == HTTPStatus.OK
        raise NotShown(f"it can't be told whether a user has been removed: {answer}")

    def remove(self, user_id: str) -> Answer | Unreachable:
        """Remove a user. The answer proves nothing: look whether the user is gone."""
        return self._as_administrator("DELETE", f"users/{user_id}")

    @property
    def _anonymous(self) -> dict[str, str]:
        return {"apikey": self.supabase.anon_key}

    def _session_by_link(self, email: str) -> Answer | Unreachable:
        """Have a link made that would sign its reader in, and trade its token for a session."""
        link = self._as_administrator("POST", "generate_link", {"type": "magiclink", "email": email})
        said = link.json if isinstance(link, Answer) and isinstance(link.json, dict) else {}
        if not isinstance(said.get("hashed_token"), str):
            return link
        body = {"type": "magiclink", "token_hash": said["hashed_token"]}
        return self.http_client.ask("POST", f"{self.supabase.url}/auth/v1/verify", headers=self._anonymous, body=body)

    def _as_administrator(self, method: str, path: str, body: object = None) -> Answer | Unreachable:
        key = self.supabase.service_key
        if key is None:
            raise NotShown("supabase.service_key is missing, so a synthetic user could not be removed again")
        url = f"{self.supabase.url}/auth/v1/admin/{path}"
        return self.http_client.ask(method, url, headers=headers_with(key), body=body)


def error_code_of(answer: Answer | Unreachable) -> str:
    """Auth's name for why it refuses; "" where it doesn't."""
    said = answer.json if isinstance(answer, Answer) and answer.status >= HTTPStatus.BAD_REQUEST else None
    return str(said.get("error_code") or "") if isinstance(said, dict) else ""
