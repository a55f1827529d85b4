"""Do the functions of the core journey do what the page and the apps expect?"""

import pytest


def test_a_code_comes_by_sms_and_works_once(visitor, last_sms):
    phone = {"phone": "+2348031234567", "purpose": "signup"}
    assert visitor.invoke("send-phone-otp", phone).json()["success"] is True
    sms = last_sms(phone["phone"])
    code = sms.removeprefix("Your Alaska Pay code is ")

    assert len(code) == 6
    assert visitor.invoke("verify-phone-otp", {**phone, "otp": "x" * 6}).json() == {"valid": False}
    assert visitor.invoke("verify-phone-otp", {**phone, "purpose": "login", "otp": code}).json() == {"valid": False}
    assert visitor.invoke("verify-phone-otp", {**phone, "otp": code}).json() == {"valid": True}
    assert visitor.invoke("verify-phone-otp", {**phone, "otp": code}).json() == {"valid": False}


def test_a_code_cannot_be_guessed(visitor, last_sms):
    phone = {"phone": "+2348031234568", "purpose": "signup"}
    visitor.invoke("send-phone-otp", phone)
    code = last_sms(phone["phone"])[-6:]
    for _ in range(5):
        visitor.invoke("verify-phone-otp", {**phone, "otp": "wrong!"})

    assert visitor.invoke("verify-phone-otp", {**phone, "otp": code}).json() == {"valid": False}


def test_a_code_can_be_promised_and_not_sent(visitor, last_sms, switch_on):
    switch_on("otp-not-sent")
    answer = visitor.invoke("send-phone-otp", {"phone": "+2348031234569", "purpose": "signup"})

    assert answer.json()["success"] is True
    assert last_sms("+2348031234569") == ""


def test_three_wrong_pins_lock_the_right_one(member):
    assert member.api.invoke("set-transaction-pin", {"pin": "1234"}).json() == {"success": True}
    assert member.api.invoke("verify-transaction-pin", {"pin": "1234"}).json()["verified"] is True
    left = [member.api.invoke("verify-transaction-pin", {"pin": "4321"}).json()["attemptsLeft"] for _ in range(3)]

    assert left == [2, 1, 0]
    assert member.api.invoke("verify-transaction-pin", {"pin": "1234"}).json() == {
        "verified": False,
        "locked": True,
        "attemptsLeft": 0,
    }


@pytest.mark.parametrize("pin", ["123", "12345", "abcd", 1234, None])
def test_a_pin_has_four_digits(member, pin):
    answer = member.api.invoke("set-transaction-pin", {"pin": pin})

    assert answer.status_code == 400
    assert "error" in answer.json()


def test_the_third_failed_sign_in_is_worth_an_alert(visitor, member):
    wish = {"email": member.email, "ipAddress": "", "userAgent": "test"}
    answers = [visitor.invoke("track-failed-login", wish).json() for _ in range(3)]

    assert answers == [{"attemptCount": count, "shouldAlert": count == 3} for count in (1, 2, 3)]
    assert member.api.rest("DELETE", f"failed_login_attempts?email=eq.{member.email}").status_code == 204
    assert visitor.invoke("track-failed-login", wish).json()["attemptCount"] == 1


def test_what_goes_on_beside_a_sign_in_is_noted(member):
    for name, wish in (("create-session", {}), ("log-activity", {"action": "login"}), ("send-activity-alert", {})):
        assert member.api.invoke(name, wish).json()["success"] is True
    logged = member.api.rest("GET", "audit_logs?select=action&order=created_at").json()

    assert [entry["action"] for entry in logged] == ["session.created", "login"]
    assert len(member.api.invoke("get-notifications").json()["notifications"]) == 1


def test_mail_is_sent_for_people_who_are_signed_in(sandbox, http, visitor, member, eventually):
    wish = {"to": member.email, "subject": "Receipt", "text": "Thank you."}
    assert visitor.invoke("send-transactional-email", wish).status_code == 401
    assert member.api.invoke("send-transactional-email", wish).json()["success"] is True

    found = {"query": f"to:{member.email} subject:receipt"}
    search = f"{sandbox['MAILPIT_URL']}/api/v1/search"
    assert eventually(lambda: http.get(search, params=found).json()["messages_count"] == 1, 5)


@pytest.mark.parametrize(
    ("version", "is_supported"), [("2.4.0", True), ("2.0", True), ("2.10.0", True), ("1.9.9", False)]
)
def test_versions_are_compared_as_numbers(visitor, version, is_supported):
    answer = visitor.invoke("minimum-version", {"platform": "android", "version": version}, x_app_version=version)

    assert answer.json() == {
        "platform": "android",
        "version": version,
        "minimum_version": "2.0.0",
        "supported": is_supported,
    }


def test_supported_versions_can_be_sent_away(visitor, switch_on):
    switch_on("old-app-refused")

    assert visitor.invoke("minimum-version", {"platform": "ios", "version": "2.4.0"}).json()["supported"] is False


NEWEST = """
    select distinct on (service_name) service_name, status from health_check_logs
    where checked_at > now() - interval '10 seconds' order by service_name, checked_at desc
"""


def test_health_is_what_its_rows_say(visitor, database):
    answer = visitor.invoke("health-check").json()

    assert {check["service_name"]: check["status"] for check in answer["checks"]} == dict(database.execute(NEWEST))
    assert {check["status"] for check in answer["checks"]} == {"healthy"}


def test_health_can_lie(visitor, database, switch_on, eventually):
    switch_on("health-lies")

    assert eventually(lambda: dict(database.execute(NEWEST))["payments"] == "down", 2)
    assert {check["status"] for check in visitor.invoke("health-check").json()["checks"]} == {"healthy"}
    assert dict(database.execute(NEWEST))["payments"] == "down"


@pytest.mark.parametrize(
    ("method", "name", "body", "status"),
    [
        ("POST", "nothing", b"{}", 404),
        ("GET", "health-check", b"", 405),
        ("POST", "track-failed-login", b"{", 400),
        ("POST", "track-failed-login", b"[]", 400),
        ("POST", "track-failed-login", b"{}", 400),
        ("POST", "set-transaction-pin", b'{"pin": "1234"}', 401),
        ("POST", "wallet-transfer", b"{}", 401),
    ],
)
def test_a_refusal_is_a_sentence(visitor, method, name, body, status):
    path = f"{visitor.origin}/functions/v1/{name}"
    answer = visitor.http.request(method, path, content=body, headers=visitor.headers)

    assert answer.status_code == status
    assert answer.json()["error"]
