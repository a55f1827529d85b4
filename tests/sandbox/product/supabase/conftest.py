"""People who use the product through its API."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

PASSWORD = "correct horse"  # noqa: S105 - of nobody real
MESSAGES = "{TWILIO_URL}/2010-04-01/Accounts/{TWILIO_ACCOUNT_SID}/Messages.json"


@dataclass(frozen=True)
class Api:
    """Supabase as one caller sees it."""

    http: httpx.Client
    origin: str
    headers: Mapping[str, str]

    def auth(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        return self._ask(method, f"/auth/v1/{path}", body, headers)

    def rest(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        return self._ask(method, f"/rest/v1/{path}", body, headers)

    def invoke(self, name: str, body: object = None, **headers: str) -> httpx.Response:
        return self._ask("POST", f"/functions/v1/{name}", body, headers)

    def _ask(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> httpx.Response:
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, self.origin + path, json=body, headers={**self.headers, **own})


@dataclass(frozen=True)
class Member:
    """Somebody who has just signed up."""

    api: Api
    id: str
    email: str
    phone: str
    session: Mapping[str, Any]

    def balance(self) -> str:
        """As the JSON spells it, to the last kobo."""
        found = re.search(r'"balance":([\d.]+)', self.api.rest("GET", "wallets?select=balance").text)
        return found[1] if found else ""


@pytest.fixture
def visitor(sandbox: dict[str, str], http: httpx.Client) -> Api:
    return Api(http, sandbox["SUPABASE_URL"], {"apikey": sandbox["SUPABASE_ANON_KEY"]})


@pytest.fixture
def admin(sandbox: dict[str, str], http: httpx.Client) -> Api:
    return Api(http, sandbox["SUPABASE_URL"], {"apikey": sandbox["SUPABASE_SERVICE_KEY"]})


@pytest.fixture
def signed_in(visitor: Api) -> Callable[[Mapping[str, Any]], Api]:
    def act(session: Mapping[str, Any]) -> Api:
        bearer = {"authorization": f"Bearer {session['access_token']}"}
        return Api(visitor.http, visitor.origin, {**visitor.headers, **bearer})

    return act


@pytest.fixture
def sign_up(visitor: Api, admin: Api, signed_in: Callable[..., Api]) -> Iterator[Callable[[], Member]]:
    """Let people join; in the end they are removed with all that they did."""
    joined = []

    def join() -> Member:
        email = f"{secrets.token_hex(6)}@verify.alaskapay.com"
        phone = f"+23470{secrets.randbelow(10**8):08}"
        session = visitor.auth("POST", "signup", {"email": email, "password": PASSWORD}).json()
        member = Member(signed_in(session), session["user"]["id"], email, phone, session)
        member.api.rest("PATCH", f"profiles?id=eq.{member.id}", {"phone_number": phone, "phone_verified": True})
        joined.append(member)
        return member

    yield join
    for member in joined:
        admin.auth("DELETE", f"admin/users/{member.id}")


@pytest.fixture
def member(sign_up: Callable[[], Member]) -> Member:
    return sign_up()


@pytest.fixture
def pay(http: httpx.Client) -> Callable[[Member, float], str]:
    """Top up by card as far as Paystack's part goes, and give the payment's reference."""

    def top_up(member: Member, naira: float) -> str:
        opened = member.api.invoke("paystack-initialize", {"amount": naira, "email": member.email}).json()
        card = {"card": "4084084084084081", "expiry": "12/30", "cvv": "408"}
        assert http.post(opened["authorization_url"], data=card).status_code == 303
        return str(opened["reference"])

    return top_up


@pytest.fixture
def last_sms(sandbox: dict[str, str], http: httpx.Client) -> Callable[[str], str]:
    def read(phone: str) -> str:
        key = (sandbox["TWILIO_API_KEY"], sandbox["TWILIO_API_SECRET"])
        answer = http.get(MESSAGES.format_map(sandbox), params={"To": phone}, auth=key).json()
        return next((str(sms["body"]) for sms in answer["messages"]), "")

    return read
