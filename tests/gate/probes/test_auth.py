"""Users are found among very many, by a server that looks for them and by one that does not; silence is no absence."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from gate.environment.sections import Supabase
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.probes import auth
from gate.probes.auth import Auth, AuthSettings
from tests.support.servers.listener import Listener, answer, listening

OURS = "release-check-0f3a@verify.alaskapay.com"
MANY = 1_000_000


@pytest.fixture
def server() -> Iterator[Listener]:
    with listening() as server:
        yield server


@pytest.fixture
def product(server: Listener) -> Iterator[Auth]:
    http_client = HttpClient("here", frozenset({("127.0.0.1", server.port)}), 1000, 2000)
    yield Auth(http_client, Supabase(url=server.url, anon_key="anon", service_key="service"))
    http_client.close()


def told(users: object) -> bytes:
    return answer(json.dumps({"users": users, "aud": "authenticated"}).encode())


def somebody(number: int) -> dict[str, str]:
    return {"id": f"id-{number}", "email": f"person-{number}@example.org"}


def having(server: Listener, *, searches: bool, our_place: int | None) -> None:
    """Be an Auth of a million users, ours at its place among them."""

    def reply(connection, _ends):
        query = parse_qs(urlsplit(server.lines[-1].split(" ")[1]).query)
        page, size = int(query["page"][0]), int(query["per_page"][0])
        numbers = range((page - 1) * size, min(page * size, MANY))
        ours = {"id": "id-of-ours", "email": OURS}
        if searches:
            assert query["filter"] == [OURS]
            found = [ours] if our_place is not None and page == 1 else []
        else:
            found = [ours if number == our_place else somebody(number) for number in numbers]
        connection.sendall(told(found))

    server.replies = [reply]


def test_one_of_a_million_is_found_with_one_request(product, server):
    having(server, searches=True, our_place=777_777)

    assert [user["id"] for user in product.users_with(OURS)] == ["id-of-ours"]
    assert len(server.requests) == 1


def test_somebody_who_is_not_among_a_million_is_missed_with_one_request(product, server):
    having(server, searches=True, our_place=None)

    assert list(product.users_with(OURS)) == []
    assert len(server.requests) == 1


def test_a_server_that_does_not_search_is_read_page_by_page(product, server):
    having(server, searches=False, our_place=4_321)

    assert next(product.users_with(OURS))["id"] == "id-of-ours"
    assert len(server.requests) == 4_321 // auth.USERS_A_PAGE + 1


def test_a_list_without_end_is_not_taken_for_an_absence(product, server, monkeypatch):
    monkeypatch.setattr(auth, "USERS_MAX", 1_000)
    having(server, searches=False, our_place=None)

    with pytest.raises(NotShown, match="is not among the first 1,000 users, so it is not removed"):
        list(product.users_with(OURS))


def test_somebody_whose_name_holds_the_text_is_not_taken_for_ours(product, server):
    server.replies = [told([{"id": "1", "email": None}, {"id": "2", "email": "x@example.org", "full_name": OURS}])]

    assert list(product.users_with(OURS)) == []


@pytest.mark.parametrize(
    "reply", [answer(b"<html>", kind=b"text/html"), answer(b'{"users": null}'), answer(b"{}", b"401 Unauthorized")]
)
def test_users_that_can_not_be_listed_are_not_shown(product, server, reply):
    server.replies = [reply]

    with pytest.raises(NotShown, match="users can't be listed, so nothing can be removed"):
        list(product.users_with(OURS))


@pytest.mark.parametrize(("status", "there"), [(b"200 OK", True), (b"404 Not Found", False)])
def test_a_user_is_there_or_gone_by_the_servers_word(product, server, status, there):
    server.replies = [answer(status=status)]

    assert product.has("id-of-ours") is there


@pytest.mark.parametrize("status", [b"401 Unauthorized", b"403 Forbidden", b"500 Internal Server Error"])
def test_another_answer_does_not_mean_that_the_user_is_gone(product, server, status):
    server.replies = [answer(status=status)]

    with pytest.raises(NotShown, match="it can't be told whether a user has been removed"):
        product.has("id-of-ours")


def settings(**said: object) -> bytes:
    return answer(json.dumps({"disable_signup": False, "mailer_autoconfirm": True, **said}).encode())


@pytest.mark.parametrize("confirms_by_itself", [True, False])
def test_whether_addresses_have_to_be_confirmed_is_what_auth_says(product, server, confirms_by_itself):
    server.replies = [settings(mailer_autoconfirm=confirms_by_itself)]

    assert product.settings() == AuthSettings(takes_sign_ups=True, confirms_email=not confirms_by_itself)
    assert server.lines == ["GET /auth/v1/settings"]


@pytest.mark.parametrize(
    "reply",
    [
        settings(mailer_autoconfirm=None),
        settings(disable_signup="no"),
        answer(b"<html>", kind=b"text/html"),
        answer(b"{}", b"500 Broken"),
        answer(),
    ],
)
def test_what_auth_does_not_say_of_itself_is_not_assumed(product, server, reply):
    server.replies = [reply]

    with pytest.raises(NotShown, match="Supabase Auth"):
        product.settings()


OPEN = AuthSettings(takes_sign_ups=True, confirms_email=False)
SESSION = answer(b'{"access_token": "eyJ", "user": {"id": "1"}}')
LINK = answer(b'{"hashed_token": "1f"}')
AS_AN_ADMINISTRATOR = ["POST /auth/v1/admin/users", "POST /auth/v1/admin/generate_link", "POST /auth/v1/verify"]


def refusal(code: str, status: bytes = b"400 Bad Request") -> bytes:
    return answer(json.dumps({"error_code": code}).encode(), status)


def test_where_nothing_stands_in_the_way_a_user_signs_up_as_anybody(product, server):
    server.replies = [SESSION]

    assert "access_token" in product.admit(OPEN, OURS, "secret", "Release Check").json
    assert server.lines == ["POST /auth/v1/signup"]
    assert b"service" not in server.requests[0]


@pytest.mark.parametrize(
    "settings",
    [
        AuthSettings(takes_sign_ups=True, confirms_email=True),
        AuthSettings(takes_sign_ups=False, confirms_email=False),
    ],
)
def test_where_that_does_not_suffice_an_administrator_makes_a_confirmed_user(product, server, settings):
    server.replies = [answer(), LINK, SESSION]

    assert "access_token" in product.admit(settings, OURS, "secret", "Release Check").json
    assert server.lines == AS_AN_ADMINISTRATOR
    made = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert (made["email"], made["email_confirm"]) == (OURS, True)
    assert b"service" not in server.requests[2]


def test_a_captcha_is_left_to_people(product, server):
    server.replies = [refusal("captcha_failed"), answer(), LINK, SESSION]

    assert "access_token" in product.admit(OPEN, OURS, "secret", "Release Check").json
    assert server.lines == ["POST /auth/v1/signup", *AS_AN_ADMINISTRATOR]


def test_another_refusal_is_the_answer(product, server):
    server.replies = [refusal("weak_password", b"422 Unprocessable Entity")]

    assert product.admit(OPEN, OURS, "secret", "Release Check").status == 422
    assert server.lines == ["POST /auth/v1/signup"]


def test_asked_again_it_goes_on_with_the_user_that_it_has_made(product, server):
    server.replies = [refusal("email_exists", b"422 Unprocessable Entity"), LINK, SESSION]
    closed = AuthSettings(takes_sign_ups=False, confirms_email=True)

    assert "access_token" in product.admit(closed, OURS, "secret", "Release Check").json


def test_an_administrator_who_is_refused_is_the_answer(product, server):
    server.replies = [answer(b"{}", b"403 Forbidden")]
    closed = AuthSettings(takes_sign_ups=False, confirms_email=False)

    assert product.admit(closed, OURS, "secret", "Release Check").status == 403
    assert len(server.requests) == 1
