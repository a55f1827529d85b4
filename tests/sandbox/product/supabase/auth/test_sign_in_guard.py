"""Are wrong passwords counted, told and stopped, and is somebody else let in meanwhile?"""

import pytest


@pytest.fixture
def sign_in(http, sandbox):
    def ask(email, password):
        return http.post(
            f"{sandbox['SUPABASE_URL']}/auth/v1/token?grant_type=password",
            headers={"apikey": sandbox["SUPABASE_ANON_KEY"]},
            json={"email": email, "password": password},
        )

    return ask


@pytest.fixture
def account(http, sandbox):
    def make(email):
        answer = http.post(
            f"{sandbox['SUPABASE_URL']}/auth/v1/signup",
            headers={"apikey": sandbox["SUPABASE_ANON_KEY"]},
            json={"email": email, "password": "right-password"},
        )
        answer.raise_for_status()
        return email

    return make


def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(sign_in, account):
    ada, bola = account("guard-ada@example.org"), account("guard-bola@example.org")

    statuses = [sign_in(ada, "wrong").status_code for _ in range(6)]

    assert statuses == [400] * 5 + [429]
    assert sign_in(ada.upper(), "right-password").json()["error_code"] == "over_request_rate_limit"
    assert sign_in(bola, "right-password").status_code == 200


def test_the_third_wrong_password_is_told_once(sign_in, account, http, sandbox):
    email = account("guard-emeka@example.org")

    for _ in range(4):
        sign_in(email, "wrong")

    found = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/search", params={"query": f"to:{email}"}).json()
    assert [message["Subject"] for message in found["messages"]] == ["Security alert"]
