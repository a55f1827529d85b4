"""Is everybody kept out who ought to be: by closed sign-ups, a CAPTCHA, weak passwords, and a limit of mails?"""

import pytest

from tests.support.running import client_of, running_sandbox

SOMEBODY = {"email": "somebody@verify.alaskapay.com", "password": "Verify-0known-to-nobody"}


@pytest.fixture
def ask():
    """Ask the Auth of a sandbox that is set up so; status and reason of each answer."""

    def at(setup, *requests):
        with running_sandbox(SANDBOX_SETUP=setup) as addresses, client_of(addresses) as http:
            url, headers = f"{addresses['SUPABASE_URL']}/auth/v1/", {"apikey": addresses["SUPABASE_ANON_KEY"]}
            settings = http.get(f"{url}settings", headers=headers).json()
            answers = [http.post(url + path, json=body, headers=headers) for path, body in requests]
            return settings, [(answer.status_code, answer.json().get("error_code")) for answer in answers]

    return at


def test_closed_sign_ups_are_told_and_kept(ask):
    settings, answers = ask("signups-closed", ("signup", SOMEBODY))

    assert settings["disable_signup"] is True
    assert answers == [(422, "signup_disabled")]


def test_a_captcha_stands_before_signing_up_signing_in_and_asking_for_a_mail(ask):
    solved = {**SOMEBODY, "gotrue_meta_security": {"captcha_token": "solved"}}
    guarded = [(path, SOMEBODY) for path in ("signup", "token?grant_type=password", "recover")]

    _, answers = ask("captcha", *guarded, ("signup", solved))

    assert answers == [*[(400, "captcha_failed")] * 3, (200, None)]


def test_weak_passwords_are_refused(ask):
    passwords = ("Password1!", "Verify-without-digits", SOMEBODY["password"])

    _, answers = ask("leaked-password-check", *(("signup", {**SOMEBODY, "password": one}) for one in passwords))

    assert answers == [(422, "weak_password"), (422, "weak_password"), (200, None)]


def test_no_mail_is_sent_beyond_the_limit(ask):
    _, answers = ask("mail-limits", ("signup", SOMEBODY), ("recover", SOMEBODY))

    assert answers == [(200, None), (429, "over_email_send_rate_limit")]
