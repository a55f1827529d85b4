"""The seven smoke items as one script with Playwright, httpx and psycopg, and nothing of this suite: the yardstick.

Addresses come from the process environment, as the sandbox names them. The steps, waits and queries are the suite's;
what the suite adds (record, verdict, guards, clean-up journal, evidence) is not here.
"""
# ruff: noqa: S101, PLR2004 - a script judges with assert and states its numbers

import json
import os
import re
import secrets
import ssl
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.smoke.bare_data import AGE_CACHE, READ_SESSION, SIGNED_IN, SIGNED_OUT

A = os.environ
SITE, SUPABASE = A["SITE_URL"], A["SUPABASE_URL"]
HEADLINE = "Your Complete Payment Solution"
PHONE = "+2348012345678"
ANON = {"apikey": A["SUPABASE_ANON_KEY"], "authorization": f"Bearer {A['SUPABASE_ANON_KEY']}"}
ADMIN = {"apikey": A["SUPABASE_SERVICE_KEY"], "authorization": f"Bearer {A['SUPABASE_SERVICE_KEY']}"}
ROOT = Path(__file__).resolve().parents[2]
INVARIANTS = yaml.safe_load((ROOT / "gate" / "environment" / "expectations" / "invariants.yaml").read_text())[
    "invariants"
].values()
SETTLE_S = 0.6


def wait_for(look: Callable[[], Any], within_s: float) -> Any:  # noqa: ANN401 - whatever `look` sees
    """Look until there is something to see, or the time is up."""
    deadline = time.monotonic() + within_s
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen


class Script:
    """Everything the steps share."""

    def __init__(self, browser: Browser, http: httpx.Client, database: psycopg.Connection[Any]) -> None:
        """All three are open."""
        self.browser, self.http, self.database = browser, http, database
        self.password = f"Verify-{secrets.token_urlsafe(12)}"

    def run(self) -> None:
        """Look at all seven, one after the other."""
        member, leaver = self.sign_up(), self.sign_up()
        self.homepage()
        self.registration()
        self.login(member["user"]["email"], leaver["user"]["email"])
        self.payment(member["user"]["email"])
        self.email(member["user"]["email"])
        self.api(member["access_token"])
        self.mobile()
        self.remove(member["user"]["id"])
        self.remove(leaver["user"]["id"])

    def homepage(self) -> None:
        """For a new visitor, and for one with an old cache."""
        with self.page() as page:
            self.home_is_usable(page)
        with self.page() as page:
            for _ in range(2):
                page.goto(SITE, wait_until="commit")
                page.get_by_role("heading", level=1).wait_for()
                page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            page.evaluate(AGE_CACHE)
            again = page.context.new_page()
            page.close()
            self.home_is_usable(again)

    def home_is_usable(self, page: Page) -> None:
        """Headline, main button, silent console, two seconds."""
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(error.message))
        started = time.monotonic()
        page.goto(SITE, wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
        way_in = page.get_by_role("button", name="Get Started Free", exact=True)
        way_in.click(trial=True)
        assert time.monotonic() - started < 2
        way_in.click()
        page.get_by_role("heading", name="Sign Up", exact=True).wait_for()
        assert not complaints, complaints

    def registration(self) -> None:
        """Browser, text message, rows, removal."""
        email = new_email()
        with self.page() as page:
            page.goto(SITE, wait_until="commit")
            page.get_by_role("button", name="Sign Up", exact=True).first.click()
            page.get_by_role("heading", name="Sign Up", exact=True).wait_for()
            page.fill("#fullName", "Release Check")
            page.fill("#email", email)
            page.fill("#password", self.password)
            page.get_by_role("button", name="Continue", exact=True).click()
            page.fill("#phone", "08012345678")
            asked_at = datetime.now(UTC).replace(microsecond=0)
            page.locator("xpath=//*[@id='phone']/following::button[1]").click()
            page.get_by_text("OTP Sent").first.wait_for()
            page.fill("#otp", wait_for(lambda: self.code(asked_at), 3))
            page.get_by_role("button", name="Verify Code", exact=True).click()
            dialog = page.get_by_role("dialog", name="Set Transaction PIN")
            dialog.wait_for()
            page.fill("#pin", "4711")
            page.fill("#confirmPin", "4711")
            dialog.get_by_role("button", name="Set PIN", exact=True).click()
            page.get_by_text("Account setup complete!").first.wait_for()
        rows = self.sql(
            """select u.id::text, (select count(*) from public.profiles p where p.id = u.id and p.phone_verified),
            (select count(*) from public.wallets w where w.user_id = u.id), (select sum(w.balance)
            from public.wallets w where w.user_id = u.id) from auth.users u where u.email = %s""",
            email,
        )
        assert [row[1:] for row in rows] == [(1, 1, 0)], rows
        self.remove(rows[0][0])

    def code(self, since: datetime) -> str:
        """The newest code on the phone."""
        answer = self.http.get(
            f"{A['TWILIO_URL']}/2010-04-01/Accounts/{A['TWILIO_ACCOUNT_SID']}/Messages.json",
            params={"To": PHONE, "PageSize": 20},
            auth=(A["TWILIO_API_KEY"], A["TWILIO_API_SECRET"]),
        )
        for message in answer.json()["messages"]:
            if datetime.strptime(message["date_created"], "%a, %d %b %Y %H:%M:%S %z") >= since:
                return str(re.findall(r"\b\d{6}\b", message["body"])[0])
        return ""

    def login(self, email: str, leaver: str) -> None:
        """Right password, wrong password, signing out."""
        with self.page() as page:
            self.sign_in(page, email)
        with self.page() as page:
            self.submit(page, email, "wrong")
            page.get_by_text("Invalid login credentials").first.wait_for()
            self.dashboard_is_closed(page)
        with self.page() as page:
            self.sign_in(page, leaver)
            token = page.evaluate(READ_SESSION)
            page.get_by_role("button", name="Sign Out", exact=True).click()
            page.get_by_role("button", name="Sign In", exact=True).first.wait_for()
            self.dashboard_is_closed(page)
        assert self.ask("GET", "auth/v1/user", None, token).status_code in {401, 403}

    def dashboard_is_closed(self, page: Page) -> None:
        """Whether the dashboard asks to sign in."""
        page.goto(f"{SITE}/#dashboard", wait_until="commit")
        page.get_by_role("heading", name="Authentication Required", exact=True).wait_for()

    def payment(self, email: str) -> None:
        """A checkout that is abandoned, one that is paid, and the books."""
        with self.page() as page:
            self.go_to_checkout(page, email)
        self.books_are_right()
        before = self.balance(email)
        with self.page() as page:
            self.go_to_checkout(page, email)
            page.fill("#card", "4084084084084081")
            page.fill("#expiry", "12/30")
            page.fill("#cvv", "408")
            page.get_by_role("button", name="Pay", exact=True).click()
            page.wait_for_url(lambda url: url.startswith(SITE), wait_until="commit")
            reference = re.findall(r"reference=([^&#]+)", page.url)[0]
        wait_for(lambda: self.balance(email) != before, 5)
        wait_for(lambda: self.balance(email) != before + 1000, SETTLE_S)
        assert self.balance(email) == before + 1000
        headers = {"authorization": f"Bearer {A['PAYSTACK_SECRET_KEY']}"}
        paid = self.http.get(f"{A['PAYSTACK_URL']}/transaction/verify/{reference}", headers=headers).json()["data"]
        assert (paid["status"], paid["amount"], paid["domain"]) == ("success", 100_000, "test")
        deposits = self.sql("select status from public.transactions where reference = %s", reference)
        assert deposits == [("completed",)], deposits
        self.books_are_right()

    def go_to_checkout(self, page: Page, email: str) -> None:
        """Sign in and top up, as far as the provider's page."""
        self.sign_in(page, email)
        page.get_by_role("tab", name="Wallet", exact=True).click()
        page.get_by_role("heading", name="Wallet", exact=True).wait_for()
        page.get_by_role("button", name="Top Up", exact=True).click()
        dialog = page.get_by_role("dialog", name="Top Up Wallet")
        dialog.get_by_placeholder("Enter amount").fill("1000")
        dialog.get_by_role("button", name="Continue", exact=True).click()
        page.get_by_role("heading", name="Select Payment Method", exact=True).wait_for()
        page.get_by_role("button", name=re.compile("^Paystack")).click()
        page.wait_for_url(lambda url: not url.startswith(SITE), wait_until="commit")
        expect(page.get_by_text(re.compile(r"NGN\s?1,000\.00")).first).to_be_visible()

    def balance(self, email: str) -> int:
        """The wallet's balance in naira."""
        query = "select sum(balance) from public.wallets w join auth.users u on u.id = w.user_id where u.email = %s"
        return int(self.sql(query, email)[0][0])

    def books_are_right(self) -> None:
        """No rule about money is broken."""
        for query in INVARIANTS:
            assert self.sql(query) == [], query

    def email(self, email: str) -> None:
        """A reset mail: sender, link, authentication."""
        with self.page() as page:
            page.goto(f"{SITE}/#auth", wait_until="commit")
            page.get_by_role("button", name="Forgot password?", exact=True).click()
            page.get_by_role("heading", name="Reset Password", exact=True).wait_for()
            page.fill("#email", email)
            page.get_by_role("button", name="Send Reset Link", exact=True).click()
            page.locator("[role=status]").first.wait_for()
        search = f"{A['MAILPIT_URL']}/api/v1/search"
        found = wait_for(lambda: self.http.get(search, params={"query": f'to:"{email}"'}).json()["messages"], 3)
        mail = self.http.get(f"{A['MAILPIT_URL']}/api/v1/message/{found[0]['ID']}").json()
        headers = self.http.get(f"{A['MAILPIT_URL']}/api/v1/message/{found[0]['ID']}/headers").json()
        assert (mail["Subject"], mail["From"]["Address"]) == ("Reset your password", "no-reply@alaskapay.com")
        links = re.findall(r"https?://[^\s\"<]+", mail["Text"])
        assert links, mail["Text"]
        assert all(link.startswith(SITE) for link in links), links
        assert not re.search(r"(spf|dkim|dmarc)=(?!pass)", " ".join(headers.get("Authentication-Results", [])))

    def api(self, token: str) -> None:
        """Each endpoint, and the health rows."""
        for method, path, body, statuses in SIGNED_OUT:
            answer = self.ask(method, path, body)
            assert answer.status_code in statuses, (path, answer)
            assert answer.json() == [] or isinstance(answer.json(), dict), (path, answer.text)
        for method, path, body in SIGNED_IN:
            answer = self.ask(method, path, body, token)
            assert answer.status_code == 200, (path, answer)
            answer.json()
        assert self.http.get(f"{SITE}/manifest.json").json()["name"]
        assert self.http.get(f"{SITE}/robots.txt").headers["content-type"].startswith("text/plain")
        services = self.ask("POST", "functions/v1/health-check", {}).json()["checks"]
        assert services
        assert all(service["status"] == "healthy" for service in services), services
        newest = "select distinct on (service_name) status from public.health_check_logs"
        assert {status for (status,) in self.sql(f"{newest} order by service_name, checked_at desc")} == {"healthy"}

    def mobile(self) -> None:
        """Launch tests, versions in the field, link files, crashes."""
        release = yaml.safe_load(Path(A["RELEASE_FILE"]).read_text())
        for build in release["builds"].values():
            report = ET.parse(Path(A["RELEASE_FILE"]).parent / build["launch_test"])  # noqa: S314 - our own file
            assert next(entry.get("value") for entry in report.iter("property")) == build["number"]
            assert list(report.iter("testcase"))
            assert not list(report.iter("failure"))
        for platform in ("ios", "android"):
            for version in ("2.3.1", "2.4.0"):
                answer = self.ask("POST", "functions/v1/minimum-version", {"platform": platform, "version": version})
                assert answer.json()["supported"], answer.text
        for name, wanted in {"apple-app-site-association": "7KX2M9QW4T.com", "assetlinks.json": "8D:41"}.items():
            answer = self.http.get(f"{SITE}/.well-known/{name}")
            assert wanted in json.dumps(answer.json()), answer.text
        site = f"{A['NETLIFY_URL']}/api/v1/sites/{A['NETLIFY_SITE_ID']}"
        live = self.http.get(site, headers={"authorization": f"Bearer {A['NETLIFY_TOKEN']}"}).json()
        assert live["published_deploy"]["commit_ref"] == release["commit"]
        assert self.events("level:fatal release.version:2.4.0", live["published_deploy"]["published_at"][:19]) == 0
        assert self.events("", f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}") > 0

    def events(self, query: str, start: str) -> int:
        """Error events that Sentry counts since `start`."""
        answer = self.http.get(
            f"{A['SENTRY_URL']}/api/0/organizations/alaskapay/events/",
            params={
                "dataset": "errors",
                "field": "count()",
                "query": query,
                "start": start,
                "end": f"{datetime.now(UTC) + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}",
            },
            headers={"authorization": f"Bearer {A['SENTRY_TOKEN']}"},
        )
        return sum(row["count()"] for row in answer.json()["data"])

    def sign_in(self, page: Page, email: str) -> None:
        """To the dashboard."""
        self.submit(page, email, self.password)
        page.get_by_role("heading", name="My Dashboard", exact=True).wait_for()
        page.get_by_role("tab", name="Wallet", exact=True).wait_for()

    def submit(self, page: Page, email: str, password: str) -> None:
        """Fill in the sign-in form."""
        page.goto(f"{SITE}/#auth", wait_until="commit")
        page.get_by_role("heading", name="Login", exact=True).wait_for()
        page.fill("#email", email)
        page.fill("#password", password)
        page.get_by_role("button", name="Login", exact=True).click()

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A page of a new visitor."""
        context = self.browser.new_context(locale="en-NG", viewport={"width": 1280, "height": 800})
        context.set_default_timeout(5_000)
        yield context.new_page()
        context.close()

    def ask(self, method: str, path: str, body: object, token: str = "") -> httpx.Response:
        """Ask Supabase, signed in with a token or signed out."""
        headers = {**ANON, "x-app-version": "2.4.0"} | ({"authorization": f"Bearer {token}"} if token else {})
        return self.http.request(method, f"{SUPABASE}/{path}", headers=headers, json=body)

    def sql(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows of the product's database."""
        return self.database.execute(query.encode(), values or None).fetchall()

    def sign_up(self) -> dict[str, Any]:
        """A synthetic user, with its session."""
        body = {"email": new_email(), "password": self.password, "data": {"full_name": "Release Check"}}
        session: dict[str, Any] = self.ask("POST", "auth/v1/signup", body).json()
        return session

    def remove(self, user_id: str) -> None:
        """Take a synthetic user away, and look."""
        self.http.delete(f"{SUPABASE}/auth/v1/admin/users/{user_id}", headers=ADMIN).raise_for_status()
        assert self.sql("select 1 from auth.users where id::text = %s", user_id) == []


def new_email() -> str:
    """An address that nobody has."""
    return f"release-check-{secrets.token_hex(6)}@verify.alaskapay.com"


def main() -> None:
    """Open what is needed and look."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=A.get("BROWSER_EXECUTABLE"),
            args=["--ignore-certificate-errors"],
            chromium_sandbox=os.geteuid() != 0,
        ) as browser,
        httpx.Client(verify=ssl.create_default_context(cafile=A["CA_FILE"]), trust_env=False) as http,
        psycopg.connect(A["DATABASE_URL"], autocommit=True) as database,
    ):
        Script(browser, http, database).run()


if __name__ == "__main__":
    main()
