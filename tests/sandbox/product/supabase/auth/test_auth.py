"""Does the auth API sign people up, in and out, and does each of its faults show?"""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import jwt
import pytest

PASSWORD = "correct horse"  # noqa: S105 - of nobody real


def by_password(email, password=PASSWORD):
    return "POST", "token?grant_type=password", {"email": email, "password": password}


def test_signing_up_brings_a_session_a_profile_and_an_empty_wallet(member):
    assert member.session["expires_in"] == 3600
    assert member.api.rest("GET", "profiles?select=email").json() == [{"email": member.email}]
    assert member.balance() == "0.00"


def test_an_access_token_carries_the_claims_of_the_protocol(member):
    claims = jwt.decode(member.session["access_token"], options={"verify_signature": False})

    assert claims["sub"] == member.id
    assert claims["aud"] == claims["role"] == "authenticated"
    assert claims["iss"].endswith("/auth/v1")
    assert {
        "exp",
        "iat",
        "email",
        "phone",
        "aal",
        "amr",
        "session_id",
        "app_metadata",
        "user_metadata",
    } <= claims.keys()


@pytest.mark.parametrize(
    ("wish", "status", "error_code"),
    [
        ({"email": "{taken}", "password": PASSWORD}, 422, "user_already_exists"),
        ({"email": "new@verify.alaskapay.com", "password": "short"}, 422, "weak_password"),
        ({"email": "no address", "password": PASSWORD}, 400, "validation_failed"),
        ({}, 400, "validation_failed"),
        ([], 400, "bad_json"),
    ],
)
def test_a_bad_sign_up_is_refused_by_name(member, wish, status, error_code):
    if wish and wish["email"] == "{taken}":
        wish = {**wish, "email": member.email.upper()}
    answer = member.api.auth("POST", "signup", wish)

    assert answer.status_code == answer.json()["code"] == status
    assert answer.json()["error_code"] == error_code


def test_the_right_password_opens_and_a_wrong_one_does_not(visitor, member):
    assert visitor.auth(*by_password(member.email)).json()["user"]["id"] == member.id
    refused = visitor.auth(*by_password(member.email, "wrong"))

    assert refused.status_code == 400
    assert refused.json()["error_code"] == "invalid_credentials"


def test_a_crowd_is_answered_at_once(member):
    with ThreadPoolExecutor(40) as people:
        answers = list(people.map(lambda _: member.api.auth("GET", "user").status_code, range(80)))

    assert answers == [200] * 80


def test_a_refresh_token_works_once(visitor, member):
    wish = {"refresh_token": member.session["refresh_token"]}
    first, second = (visitor.auth("POST", "token?grant_type=refresh_token", wish) for _ in range(2))

    assert first.json()["user"]["id"] == member.id
    assert second.status_code == 400
    assert second.json()["error_code"] == "refresh_token_not_found"


def test_a_new_password_replaces_the_old_one(visitor, member):
    assert member.api.auth("PUT", "user", {"password": "battery staple"}).status_code == 200

    assert visitor.auth(*by_password(member.email)).status_code == 400
    assert visitor.auth(*by_password(member.email, "battery staple")).status_code == 200


def test_an_address_changes_unless_it_is_taken(sign_up):
    member, other = sign_up(), sign_up()
    taken = member.api.auth("PUT", "user", {"email": other.email.upper()})
    nonsense = member.api.auth("PUT", "user", {"email": "no address"})
    changed = member.api.auth("PUT", "user", {"email": f"new-{member.email}", "data": {"full_name": "Ada"}})

    assert (taken.status_code, taken.json()["error_code"]) == (422, "email_exists")
    assert (nonsense.status_code, nonsense.json()["error_code"]) == (400, "validation_failed")
    assert (changed.json()["email"], changed.json()["user_metadata"]) == (f"new-{member.email}", {"full_name": "Ada"})


def test_signing_out_ends_every_session_of_the_user(visitor, member, signed_in):
    elsewhere = visitor.auth(*by_password(member.email)).json()
    assert member.api.auth("POST", "logout?scope=global").status_code == 204

    for api in (member.api, signed_in(elsewhere)):
        refused = api.auth("GET", "user")
        assert (refused.status_code, refused.json()["error_code"]) == (403, "session_not_found")
        assert api.rest("GET", "wallets").status_code == 401
        assert api.invoke("log-activity", {"action": "x"}).status_code == 401
    refresh = visitor.auth("POST", "token?grant_type=refresh_token", {"refresh_token": elsewhere["refresh_token"]})
    assert refresh.status_code == 400


def test_signing_out_locally_leaves_other_devices_alone(visitor, member, signed_in):
    elsewhere = signed_in(visitor.auth(*by_password(member.email)).json())
    member.api.auth("POST", "logout?scope=local")

    assert member.api.auth("GET", "user").status_code == 403
    assert elsewhere.auth("GET", "user").status_code == 200


def test_a_forged_token_opens_nothing(visitor, member):
    forged = jwt.encode({"sub": member.id, "role": "service_role"}, "a" * 32, algorithm="HS256")
    bearer = f"Bearer {forged}"

    assert visitor.auth("GET", "user", authorization=bearer).status_code == 403
    assert visitor.rest("GET", "wallets", authorization=bearer).status_code == 401


def test_a_reset_is_mailed_to_known_addresses_only(sandbox, visitor, http, member, eventually):
    unknown = f"nobody-{member.email}"
    for email in (unknown, member.email):
        assert visitor.auth("POST", "recover", {"email": email}).status_code == 200

    def mails(to):
        found = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/search", params={"query": f"to:{to}"})
        return found.json()["messages"]

    [mail] = eventually(lambda: mails(member.email), 5)
    text = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/message/{mail['ID']}").json()["Text"]
    [link] = [word for word in text.split() if word.startswith("https:")]

    assert mail["Subject"] == "Reset your password"
    assert mail["From"] == {"Name": "Alaska Pay", "Address": "no-reply@alaskapay.com"}
    assert urlsplit(link).netloc == urlsplit(sandbox["SITE_URL"]).netloc
    assert mails(unknown) == []


def test_removing_a_user_removes_all_that_belongs_to_it_and_is_logged(admin, member, database):
    member.api.invoke("log-activity", {"action": "x"})
    assert admin.auth("DELETE", f"admin/users/{member.id}").status_code == 200

    for table in ("auth.users where id", "profiles where id", "wallets where user_id"):
        assert database.execute(f"select from {table} = %s", (member.id,)).rowcount == 0
    logged = database.execute("select action from audit_logs where resource_id = %s", (member.id,)).fetchall()
    assert logged == [("user.deleted",)]
    assert database.execute("select from audit_logs where user_id = %s", (member.id,)).rowcount == 1, (
        "it stays on record"
    )
    assert admin.auth("GET", f"admin/users/{member.id}").status_code == 404


def test_users_are_listed_page_by_page(admin, member):
    answer = admin.auth("GET", "admin/users?page=1&per_page=2")

    newest, _ = answer.json()["users"]
    assert newest["email"] == member.email
    assert int(answer.headers["x-total-count"]) > 300


def test_only_the_service_key_sees_users(visitor, member):
    for api in (visitor, member.api):
        for method, path in (("GET", "admin/users"), ("DELETE", f"admin/users/{member.id}")):
            refused = api.auth(method, path)
            assert (refused.status_code, refused.json()["error_code"]) == (403, "not_admin")


@pytest.mark.parametrize(("fault", "table"), [("profile-not-created", "profiles"), ("wallet-not-created", "wallets")])
def test_a_new_user_can_lack_a_part(sign_up, switch_on, fault, table):
    switch_on(fault)

    assert sign_up().api.rest("GET", table).json() == []


def test_a_removal_can_be_ignored(admin, member, switch_on):
    switch_on("user-removal-ignored")

    assert admin.auth("DELETE", f"admin/users/{member.id}").status_code == 200
    assert admin.auth("GET", f"admin/users/{member.id}").status_code == 200


def test_passwords_can_be_taken_wrongly(visitor, member, switch_on):
    switch_on("wrong-password-accepted")
    assert visitor.auth(*by_password(member.email, "wrong")).status_code == 200


def test_passwords_can_be_refused_wrongly(visitor, member, switch_on):
    switch_on("right-password-refused")
    assert visitor.auth(*by_password(member.email)).status_code == 400


def test_a_session_can_survive_its_end(member, switch_on):
    switch_on("session-survives-sign-out")

    assert member.api.auth("POST", "logout?scope=global").status_code == 204
    assert member.api.auth("GET", "user").status_code == 200
