"""Supabase's Auth: signing up, and what the service key may do with users."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from gate.http import Answer, HttpClient, PowerfulKey, Unreachable, VendorCall
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.sections import Supabase

SERVICE_KEY_CALLS = (VendorCall("GET", "/auth/v1/admin/users"), VendorCall("DELETE", "/auth/v1/admin/users/{id}"))
USERS_A_PAGE = 200


def powerful_keys(supabase: Supabase) -> tuple[PowerfulKey, ...]:
    """The service key, and all that it is good for here."""
    key = supabase.service_key
    return (PowerfulKey(key, supabase.url, SERVICE_KEY_CALLS),) if key else ()


@dataclass(frozen=True)
class Auth:
    """Makes users as anybody may, lists and removes them as an administrator."""

    http_client: HttpClient
    supabase: Supabase

    def sign_up(self, email: str, password: str, full_name: str) -> Answer | Unreachable:
        """Register somebody."""
        return self.http_client.ask(
            "POST",
            f"{self.supabase.url}/auth/v1/signup",
            headers={"apikey": self.supabase.anon_key},
            body={"email": email, "password": password, "data": {"full_name": full_name}},
        )

    def users(self) -> Iterator[dict[str, Any]]:
        """All users, asked page by page. Raises NotShown where they can't be listed."""
        for page in count(1):
            answer = self._as_administrator("GET", f"?page={page}&per_page={USERS_A_PAGE}")
            users = answer.json.get("users") if isinstance(answer, Answer) and isinstance(answer.json, dict) else None
            if not isinstance(users, list):
                raise NotShown(f"users can't be listed, so nothing can be removed: {answer}")
            yield from users
            if len(users) < USERS_A_PAGE:
                return

    def remove(self, user_id: str) -> Answer | Unreachable:
        """Remove a user. The answer proves nothing: look whether the user is gone."""
        return self._as_administrator("DELETE", f"/{user_id}")

    def _as_administrator(self, method: str, rest: str) -> Answer | Unreachable:
        key = self.supabase.service_key
        if key is None:
            raise NotShown("supabase.service_key is missing, so a synthetic user could not be removed again")
        headers = {"apikey": key, "authorization": f"Bearer {key}"}
        return self.http_client.ask(method, f"{self.supabase.url}/auth/v1/admin/users{rest}", headers=headers)
