"""The pool: synthetic users with tokens and filled wallets, made once for a run and removed after it."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import count
from threading import Event, local
from typing import TYPE_CHECKING, Any, Self

from gate.http import Answer, HttpClient, Unreachable
from gate.outcome import NotShown
from gate.probes.auth import Auth
from gate.probes.waiting import wait_for
from gate.record.cleanup_journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gate.environment import Environment
    from gate.probes.auth import AuthSettings
    from loadtests.target import Target

PREFIX = "load-test-"
THREADS = 4
TRIES_MAX = 20
PAUSE_S = 1.0
PAUSE_S_MAX = 60.0
FUND_KOBO = 100_00
"""Enough for a hundred transfers of one naira, if nobody ever sends any back."""
PHONE_PREFIX = "+234000"
"""No subscriber has such a number: national numbers of Nigeria don't begin with 0."""
TEST_CARD = {"number": "4084084084084081", "cvv": "408", "expiry_month": "12", "expiry_year": "2030"}
TRY_AGAIN = (429, 500, 502, 503, 504)


@dataclass(frozen=True)
class PoolEntry:
    """The users of one pool: all whose e-mail address begins with `tag`. It is one line of the clean-up journal."""

    tag: str
    domain: str

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read a line of the journal."""
        tag, _, domain = line.partition("@")
        return cls(tag, domain)

    @property
    def line(self) -> str:
        """As it stands in the journal."""
        return f"{self.tag}@{self.domain}"

    def owns(self, email: str) -> bool:
        """Whether this is the address of one of them."""
        return email.startswith(f"{self.tag}-") and email.endswith(f"@{self.domain}") and email.startswith(PREFIX)


def pool_journal(environment: Environment) -> Journal:
    """The journal of this environment's pools, each of which is one line."""
    return Journal.of(environment, "pools")


@dataclass(frozen=True)
class Account:
    """A user of the pool, as the generator needs it."""

    email: str
    password: str = field(repr=False)
    user_id: str
    access_token: str = field(repr=False)
    phone: str
    pin: str = field(repr=False)

    def as_entry(self) -> dict[str, str]:
        """Plain JSON."""
        return asdict(self)


@dataclass
class Pool:
    """The users of one run."""

    target: Target
    journal: Journal
    is_over: Event = field(default_factory=Event)
    """Set to make set-up give up."""
    _http_clients: list[HttpClient] = field(default_factory=list, init=False)
    _own: local = field(default_factory=local, init=False)

    def prepare(self, users: int, *, fund_kobo: int, made: Callable[[int], None]) -> tuple[PoolEntry, list[Account]]:
        """Make so many users with so much money each; `made` hears after each how many there are. Raises NotShown.

        Each step may be tried again: what a busy or sparing product refuses is asked once more, when it says so.
        """
        synthetic = self.target.environment.synthetic
        assert synthetic is not None  # noqa: S101 - refused by loadtests.target
        entry = PoolEntry(f"{PREFIX}{secrets.token_hex(4)}", synthetic.email_domain)
        self.journal.note(entry.line)
        number, settings = count(1), self._auth().settings()

        def make(index: int) -> Account:
            account = self._make(settings, entry, index, fund_kobo)
            made(next(number))
            return account

        with ThreadPoolExecutor(THREADS) as threads:
            try:
                return entry, list(threads.map(make, range(users)))
            except BaseException:
                self.is_over.set()
                threads.shutdown(cancel_futures=True)
                raise

    def clean(self, removed: Callable[[int], None] = lambda _: None) -> int:
        """Remove the users of all pools that are due; return how many are left. Raises NotShown."""
        entries = [PoolEntry.of_line(line) for line in self.journal.due()]
        if not entries:
            return 0
        number = count(1)

        def remove(user_id: str) -> None:
            self._auth().remove(user_id)
            removed(next(number))

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(remove, self._ids(entries)))
        left = sum(1 for _ in self._ids(entries))
        if not left:
            for entry in entries:
                self.journal.forget(entry.line)
        return left

    def close(self) -> None:
        """Close the connections."""
        for http_client in self._http_clients:
            http_client.close()

    def _make(self, settings: AuthSettings, entry: PoolEntry, index: int, fund_kobo: int) -> Account:
        email, password = f"{entry.tag}-{index:05}@{entry.domain}", f"Load-0{secrets.token_urlsafe(12)}"
        anonymous = {"apikey": self.target.environment.supabase.anon_key}
        session = self._insist(lambda: self._auth().admit(settings, email, password, f"Load Test {index}"))
        if "access_token" not in session:
            raise NotShown(
                "signing up gives no session, so no user of the pool can act, "
                "although Auth says that addresses need no confirmation"
            )
        user_id, token = session["user"]["id"], session["access_token"]
        pin, phone = f"{secrets.randbelow(9000) + 1000}", f"{PHONE_PREFIX}{secrets.randbelow(10**7):07}"
        account = Account(email, password, user_id, token, phone, pin)
        own = anonymous | {"authorization": f"Bearer {token}"}
        profile = {"phone": phone, "phone_verified": True}
        self._send("PATCH", f"/rest/v1/profiles?id=eq.{user_id}", own, profile)
        self._send("POST", "/functions/v1/set-transaction-pin", own, {"pin": pin})
        if fund_kobo:
            self._fund(account, own, fund_kobo)
        return account

    def _fund(self, account: Account, own: dict[str, str], kobo: int) -> None:
        paystack = self.target.environment.vendors.paystack
        assert paystack is not None  # noqa: S101 - refused by loadtests.target
        wish = {"email": account.email, "amount": kobo // 100}
        opened = self._send("POST", "/functions/v1/paystack-initialize", own, wish)
        charge = {
            "email": account.email,
            "amount": kobo,
            "reference": opened.get("reference"),
            "card": TEST_CARD,
        }
        key = {"authorization": f"Bearer {paystack.secret_key}"}
        self._send("POST", "/charge", key, charge, base=paystack.url)
        wallet = "/rest/v1/wallet_accounts?select=balance"

        def balance() -> float | None:
            rows = self._send("GET", wallet, own, None)
            return (rows[0]["balance"] or None) if rows else None

        if wait_for(balance, self.target.environment.limits.credit_ms_max, poll_ms=200) is None:
            raise NotShown(f"{account.email} paid with the test card, and its wallet stays empty")

    def _send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: Any,  # noqa: ANN401 - JSON
        base: str | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        url = f"{base or self.target.environment.supabase.url}{path}"
        return self._insist(lambda: self._http_client().ask(method, url, headers=headers, body=body))

    def _insist(self, ask: Callable[[], Answer | Unreachable]) -> Any:  # noqa: ANN401 - JSON
        """Ask until the answer is a success; what is refused for good ends the set-up."""
        answer: Answer | Unreachable | None = None
        for _ in range(TRIES_MAX):
            if self.is_over.is_set():
                raise NotShown("the set-up was given up")
            answer = ask()
            if isinstance(answer, Answer) and answer.status < 300:  # noqa: PLR2004 - success
                return answer.json
            if isinstance(answer, Answer) and answer.status not in TRY_AGAIN:
                break
            self.is_over.wait(_pause_s(answer))
        raise NotShown(f"the users of the pool can't be made: {answer}")

    def _ids(self, entries: list[PoolEntry]) -> Iterator[str]:
        """The users of these pools, and nobody else."""
        yield from {
            str(user["id"]): None
            for entry in entries
            for user in self._auth().users_with(entry.tag)
            if entry.owns(user["email"])
        }

    def _auth(self) -> Auth:
        return Auth(self._http_client(), self.target.environment.supabase)

    def _http_client(self) -> HttpClient:
        """One connection a thread."""
        if not hasattr(self._own, "http_client"):
            self._own.http_client = self.target.open_http_client(THREADS)
            self._http_clients.append(self._own.http_client)
        http_client: HttpClient = self._own.http_client
        return http_client


def _pause_s(answer: Answer | Unreachable) -> float:
    said = answer.headers.get("retry-after", "") if isinstance(answer, Answer) else ""
    return min(float(said), PAUSE_S_MAX) if said.isdecimal() else PAUSE_S
