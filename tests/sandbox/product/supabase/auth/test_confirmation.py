"""Is an address worth nothing before the link in the mail was followed, and does each fault of that show?"""

import re
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.running import client_of, running_sandbox

PASSWORD = "correct horse"  # noqa: S105 - of nobody real


class Place:
    """A sandbox that is set up so, as a visitor meets it."""

    def __init__(self, addresses, http):
        self.addresses, self.http = addresses, http

    def auth(self, method, path, body=None, key="SUPABASE_ANON_KEY"):
        url = f"{self.addresses['SUPABASE_URL']}/auth/v1/{path}"
        return self.http.request(method, url, json=body, headers={"apikey": self.addresses[key]})

    def sign_up(self, redirect_to=""):
        email = f"{secrets.token_hex(6)}@verify.alaskapay.com"
        return self.auth("POST", f"signup?redirect_to={redirect_to}", {"email": email, "password": PASSWORD})

    def link_to(self, email):
        mailpit = self.addresses["MAILPIT_URL"]
        found = self.http.get(f"{mailpit}/api/v1/search", params={"query": f"to:{email}"}).json()["messages"]
        if not found:
            return None
        text = self.http.get(f"{mailpit}/api/v1/message/{found[0]['ID']}").json()["Text"]
        return re.search(r"https:\S+", text)[0]

    def password_opens(self, email):
        return self.auth("POST", "token?grant_type=password", {"email": email, "password": PASSWORD})

    def fault(self, method, name):
        self.http.request(method, f"{self.addresses['SANDBOX_URL']}/_sandbox/faults/{name}").raise_for_status()


@pytest.fixture(scope="module")
def place():
    with running_sandbox(SANDBOX_SETUP="email-confirmation") as addresses, client_of(addresses) as http:
        yield Place(addresses, http)


@pytest.fixture
def switch_on_here(place):
    on = []

    def switch(name):
        on.append(name)
        place.fault("PUT", name)

    yield switch
    for name in on:
        place.fault("DELETE", name)


def test_the_settings_say_that_addresses_have_to_be_confirmed(place):
    assert place.auth("GET", "settings").json()["mailer_autoconfirm"] is False


def test_signing_up_brings_the_bare_user_and_a_mail(place, eventually):
    user = place.sign_up().json()

    assert "access_token" not in user
    assert user["email_confirmed_at"] is None
    refused = place.password_opens(user["email"])
    assert (refused.status_code, refused.json()["error_code"]) == (400, "email_not_confirmed")
    assert eventually(lambda: place.link_to(user["email"]), 5).startswith(place.addresses["SUPABASE_URL"])


def test_the_link_confirms_once_and_hands_over_a_session(place, eventually):
    site = place.addresses["SITE_URL"]
    email = place.sign_up(f"{site}/welcome").json()["email"]
    link = eventually(lambda: place.link_to(email), 5)

    sent_on = place.http.get(link)
    address, _, fragment = sent_on.headers["location"].partition("#")
    again = urlsplit(place.http.get(link).headers["location"]).fragment

    assert (sent_on.status_code, address) == (303, f"{site}/welcome")
    assert {"access_token", "refresh_token", "expires_at"} <= parse_qs(fragment).keys()
    assert place.password_opens(email).status_code == 200
    assert parse_qs(again)["error_code"] == ["otp_expired"]


def test_nobody_is_sent_on_to_a_foreign_site(place, eventually):
    email = place.sign_up("https://alaskapay-secure.example/").json()["email"]
    link = eventually(lambda: place.link_to(email), 5)

    assert place.http.get(link).headers["location"].startswith(f"{place.addresses['SITE_URL']}#")


def test_an_administrator_makes_a_confirmed_user_without_a_mail(place):
    wish = {"email": f"{secrets.token_hex(6)}@verify.alaskapay.com", "password": PASSWORD, "email_confirm": True}
    made = place.auth("POST", "admin/users", wish, "SUPABASE_SERVICE_KEY")
    again = place.auth("POST", "admin/users", wish, "SUPABASE_SERVICE_KEY")

    assert made.json()["email_confirmed_at"]
    assert (again.status_code, again.json()["error_code"]) == (422, "email_exists")
    assert place.auth("POST", "admin/users", wish).status_code == 403
    assert place.password_opens(wish["email"]).status_code == 200
    assert place.link_to(wish["email"]) is None


def test_a_mail_is_sent_again_to_whoever_waits_for_it(place, switch_on_here, eventually):
    switch_on_here("confirmation-mail-missing")
    email = place.sign_up().json()["email"]
    place.fault("DELETE", "confirmation-mail-missing")
    assert place.link_to(email) is None

    place.auth("POST", "resend", {"type": "signup", "email": email})

    assert eventually(lambda: place.link_to(email), 5)


def test_a_link_can_confirm_nothing(place, switch_on_here, eventually):
    switch_on_here("confirmation-link-idle")
    email = place.sign_up().json()["email"]
    sent_on = place.http.get(eventually(lambda: place.link_to(email), 5))

    assert sent_on.headers["location"] == place.addresses["SITE_URL"]
    assert place.password_opens(email).status_code == 400


def test_a_link_can_lead_astray(place, switch_on_here, eventually):
    switch_on_here("confirmation-leads-astray")
    email = place.sign_up(f"{place.addresses['SITE_URL']}/").json()["email"]

    sent_on = place.http.get(eventually(lambda: place.link_to(email), 5))

    assert sent_on.headers["location"].startswith("http://localhost:3000#")


def test_a_session_can_come_too_early(place, switch_on_here):
    switch_on_here("session-before-confirmation")

    assert place.sign_up().json()["access_token"]


def test_a_password_can_open_too_early(place, switch_on_here):
    switch_on_here("unconfirmed-signs-in")

    assert place.password_opens(place.sign_up().json()["email"]).status_code == 200


def test_an_administrator_gets_a_link_that_is_traded_for_one_session(place):
    email = f"{secrets.token_hex(6)}@verify.alaskapay.com"
    wish = {"email": email, "password": PASSWORD, "email_confirm": True}
    place.auth("POST", "admin/users", wish, "SUPABASE_SERVICE_KEY")
    ask = {"type": "magiclink", "email": email}
    token = place.auth("POST", "admin/generate_link", ask, "SUPABASE_SERVICE_KEY").json()["hashed_token"]

    session, again = (place.auth("POST", "verify", {"type": "magiclink", "token_hash": token}) for _ in range(2))

    assert session.json()["user"]["email"] == email
    assert (again.status_code, again.json()["error_code"]) == (403, "otp_expired")
    assert place.auth("POST", "admin/generate_link", ask).status_code == 403
