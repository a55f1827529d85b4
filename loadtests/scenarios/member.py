"""A signed-in user of the product, and what people do with it. Bodies are looked at, not only statuses."""

import json
import random
import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import gevent
from locust import FastHttpUser, TaskSet, between
from locust.exception import StopUser

from loadtests.scenarios.order import CREW, SCENARIO
from loadtests.scenarios.watch import WATCH

Check = Callable[[Any], str | None]
"""Says what is wrong with a body, or nothing."""

TRANSFER_KOBO = (50, 200)
"""Small: a wallet must not run dry however the dice fall."""
CREDIT_POLLS = 10
CREDIT_POLL_S = 0.5
TEST_CARD = {"number": "4084084084084081", "cvv": "408", "expiry_month": "12", "expiry_year": "2030"}


class Pace:
    """Keeps this process to its share of the permitted rate; a second's worth may come at once."""

    def __init__(self) -> None:
        """Begin with a full second."""
        self.next_at = 0.0

    def keep(self) -> None:
        """Wait until another request is permitted."""
        now, step = time.perf_counter(), 1 / CREW.requests_per_second_max
        self.next_at = max(self.next_at + step, now - 1.0)
        if self.next_at > now:
            WATCH.held_back += 1
            gevent.sleep(self.next_at - now)


PACE = Pace()


@cache
def tls() -> ssl.SSLContext:
    """One context for all users: each of its own would read all authorities again."""
    return ssl.create_default_context(cadata=CREW.ca_pem)


class Member(FastHttpUser):
    """Has an account of the pool while it runs. Subclasses choose their tasks by `tasks_of`."""

    abstract = True
    wait_time = between(SCENARIO["think_s"][0], SCENARIO["think_s"][1])
    insecure = False
    network_timeout = 30.0
    connection_timeout = 10.0
    ssl_context_factory = staticmethod(tls)

    def on_start(self) -> None:
        """Take an account; without one there is nobody to be."""
        if not CREW.free:
            raise StopUser
        self.client.client.redirect_response_codes = frozenset()  # type: ignore[misc] # no other host is reached
        self.account = CREW.free.popleft()
        self.headers = {"apikey": CREW.anon_key, "authorization": f"Bearer {self.account['access_token']}"}

    def on_stop(self) -> None:
        """Give the account back."""
        if hasattr(self, "account"):
            CREW.free.append(self.account)

    def ask(  # noqa: PLR0913 - a request has that many parts
        self,
        method: str,
        path: str,
        check: Check,
        *,
        body: Any = None,  # noqa: ANN401 - JSON
        name: str = "",
        headers: dict[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        """Send one request under the name of its endpoint; give its body, or None where it failed."""
        PACE.keep()
        name = name or path.partition("?")[0].rpartition("/")[2]
        sent = self.headers if headers is None else headers
        with self.client.request(method, path, name=name, json=body, headers=sent, catch_response=True) as answer:
            status = answer.status_code
            if not status:
                answer.failure(f"no answer: {type(answer.error).__name__}")
                return None
            if not 200 <= status < 300:  # noqa: PLR2004 - success
                answer.failure(f"status {status}")
                return None
            found = _json_of(answer)
            wrong = check(found)
            if wrong:
                answer.failure(f"wrong body: {wrong}")
                return None
            return found

    def tell(self, step: str, began: float, wrong: str | None) -> None:
        """Report a step that is no request of its own."""
        self.environment.events.request.fire(
            request_type="STEP",
            name=step,
            response_time=(time.perf_counter() - began) * 1000,
            response_length=0,
            exception=RuntimeError(wrong) if wrong else None,
            context={},
        )


def look_at_wallet(member: Member) -> None:
    """Read the balance, and what has moved lately."""
    member.ask("GET", "/rest/v1/wallet_accounts?select=*", one_row_with("balance", "currency"))
    latest = "/rest/v1/wallet_transactions?select=*&order=created_at.desc&limit=20"
    member.ask("GET", latest, rows_of(member.account["user_id"]))


def open_dashboard(member: Member) -> None:
    """See one's name, and what one was told."""
    user_id = member.account["user_id"]
    member.ask("GET", f"/rest/v1/profiles?select=*&id=eq.{user_id}", one_row_with("id", "email"))
    member.ask("POST", "/functions/v1/get-notifications", has("notifications"), body={})


def transfer(member: Member) -> None:
    """Send a little to somebody else of the pool, and look at the balance."""
    answer = member.ask(
        "POST", "/functions/v1/verify-transaction-pin", says("verified"), body={"pin": member.account["pin"]}
    )
    if answer is not None:
        others = (phone for phone in iter(lambda: random.choice(CREW.phones), None))  # noqa: S311 - no secret
        phone = next(phone for phone in others if phone != member.account["phone"])
        kobo = random.randint(*TRANSFER_KOBO)  # noqa: S311 - no secret
        wish = {"recipient_phone": phone, "amount": kobo / 100, "currency": "NGN", "description": "load test"}
        member.ask("POST", "/functions/v1/wallet-transfer", says("success"), body=wish)
    member.ask("GET", "/rest/v1/wallet_accounts?select=*", one_row_with("balance", "currency"))


def top_up(member: Member) -> None:
    """Pay into the wallet with the provider's test card, and wait until it has come."""
    naira, email = SCENARIO["top_up_kobo"] // 100, member.account["email"]
    initialize, verify = "/functions/v1/paystack-initialize", "/functions/v1/verify-paystack-payment"
    opened = member.ask("POST", initialize, has("reference"), body={"email": email, "amount": naira})
    if opened is None:
        return
    reference = opened["reference"]
    charge = {"email": email, "amount": naira * 100, "reference": reference, "card": TEST_CARD}
    provider = CREW.provider
    charged = member.ask(
        "POST",
        f"{provider['url']}/charge",
        lambda body: None if body and body.get("status") is True else "the test card was refused",
        body=charge,
        name="provider: charge",
        headers={"authorization": f"Bearer {provider['secret_key']}"},
    )
    if charged is None:
        return
    began = time.perf_counter()
    member.ask("POST", verify, says("success"), body={"reference": reference})
    member.tell("wallet credited", began, None if is_credited(member, reference) else "not within 5 s")


def is_credited(member: Member, reference: str) -> bool:
    """Look again and again whether the payment has arrived."""
    path = f"/rest/v1/wallet_transactions?select=status&reference=eq.{reference}"
    for _ in range(CREDIT_POLLS):
        rows = member.ask("GET", path, lambda rows: None if rows else "the payment is gone", name="payment status")
        if rows and rows[0].get("status") == "completed":
            return True
        gevent.sleep(CREDIT_POLL_S)
    return False


def sign_in(member: Member) -> None:
    """Sign in once more, with all that the page asks for on the way."""
    account = member.account
    anonymous = {"apikey": CREW.anon_key}
    credentials = {"email": account["email"], "password": account["password"]}
    token = "/auth/v1/token?grant_type=password"  # noqa: S105 - a path
    session = member.ask("POST", token, has("access_token"), body=credentials, headers=anonymous)
    if session is None:
        return
    own = {"apikey": CREW.anon_key, "authorization": f"Bearer {session['access_token']}"}
    user_id, email = account["user_id"], account["email"]
    steps: list[tuple[str, str, Check, Any, dict[str, str]]] = [
        ("POST", "/functions/v1/create-session", says("success"), {}, own),
        ("DELETE", f"/rest/v1/failed_login_attempts?email=eq.{email}", anything, None, own),
        ("GET", "/auth/v1/user", has("id"), None, own),
        ("POST", "/functions/v1/log-activity", says("success"), {"action": "login"}, own),
        ("GET", f"/rest/v1/two_factor_auth?select=enabled&user_id=eq.{user_id}", is_a_list, None, own),
        ("GET", f"/rest/v1/profiles?select=role&id=eq.{user_id}", one_row_with("role"), None, own),
        ("GET", f"/rest/v1/notification_history?select=*&user_id=eq.{user_id}&limit=20", is_a_list, None, own),
        ("POST", "/functions/v1/send-activity-alert", says("success"), {"activity": "login"}, own),
    ]
    for method, path, check, body, headers in steps:
        member.ask(method, path, check, body=body, headers=headers)


TASKS: dict[str, Callable[[Member], None]] = {
    task.__name__: task for task in (look_at_wallet, open_dashboard, transfer, top_up, sign_in)
}


def tasks_of_the_scenario() -> list[TaskSet | Callable[..., Any]]:
    """Give each task of the scenario as often as its share says; each counts its rounds."""
    return [task for name, share in SCENARIO["shares"].items() for task in [_counted(TASKS[name])] * share]


def _counted(task: Callable[[Member], None]) -> Callable[[Member], None]:
    def counted(member: Member) -> None:
        WATCH.rounds[task.__name__] += 1
        task(member)

    return counted


def anything(_: Any) -> None:  # noqa: ANN401 - JSON
    """Be content with a success."""


def has(*names: str) -> Check:
    """Demand an object with these fields."""

    def check(body: Any) -> str | None:  # noqa: ANN401 - JSON
        if not isinstance(body, dict):
            return "no object"
        missing = [name for name in names if name not in body]
        return f"without {', '.join(missing)}" if missing else None

    return check


def says(name: str) -> Check:
    """Demand an object in which this field is true."""

    def check(body: Any) -> str | None:  # noqa: ANN401 - JSON
        return None if isinstance(body, dict) and body.get(name) is True else f"{name} is not true"

    return check


def is_a_list(body: Any) -> str | None:  # noqa: ANN401 - JSON
    """Demand a list."""
    return None if isinstance(body, list) else "no list"


def one_row_with(*names: str) -> Check:
    """Demand exactly one row, with these columns: row-level security shows a user no more."""

    def check(body: Any) -> str | None:  # noqa: ANN401 - JSON
        if not isinstance(body, list) or len(body) != 1:
            return f"{len(body) if isinstance(body, list) else 'no'} rows instead of one"
        return has(*names)(body[0])

    return check


def rows_of(user_id: str) -> Check:
    """Demand a list of rows that are all this user's."""

    def check(body: Any) -> str | None:  # noqa: ANN401 - JSON
        if not isinstance(body, list):
            return "no list"
        return None if all(row.get("user_id") == user_id for row in body) else "rows of somebody else"

    return check


def _json_of(answer: Any) -> Any:  # noqa: ANN401 - Locust's
    """Read the body; None where it is no JSON. Locust's own way would guess the encoding of each answer."""
    if "json" not in (answer.headers.get("content-type") or ""):
        return None
    try:
        return json.loads(answer.content)
    except ValueError:
        return None
