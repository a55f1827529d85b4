"""Do short messages go out and come back as at Twilio?"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

NUMBER = "+2348012345678"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    account = f"{sandbox['TWILIO_URL']}/2010-04-01/Accounts/{sandbox['TWILIO_ACCOUNT_SID']}"
    key = (sandbox["TWILIO_API_KEY"], sandbox["TWILIO_API_SECRET"])

    def send(method: str, path: str, **more: Any) -> httpx.Response:
        return http.request(method, f"{account}{path}", **{"auth": key, **more})

    return send


def message_to(number: str, body: str = "Your Alaska Pay code is 123456") -> dict[str, str]:
    return {"To": number, "From": "AlaskaPay", "Body": body}


def test_a_message_is_queued_then_sent_then_delivered(ask: Ask, eventually: Callable[..., Any]) -> None:
    queued = ask("POST", "/Messages.json", data=message_to(NUMBER)).json()

    def status() -> str:
        said: str = ask("GET", f"/Messages/{queued['sid']}.json").json()["status"]
        return said

    assert (queued["status"], queued["date_sent"]) == ("queued", None)
    assert eventually(lambda: status() == "sent", 1.0)
    assert eventually(lambda: status() == "delivered", 1.0)


def test_a_message_that_is_lost_or_never_confirmed_is_told_as_such(
    ask: Ask, switch_on: Callable[..., None], eventually: Callable[..., Any]
) -> None:
    switch_on("sms-unconfirmed")
    unconfirmed = ask("POST", "/Messages.json", data=message_to(NUMBER)).json()
    switch_on("sms-undelivered")
    lost = ask("POST", "/Messages.json", data=message_to(NUMBER)).json()

    def said(sms: dict[str, Any]) -> tuple[str, int | None]:
        told = ask("GET", f"/Messages/{sms['sid']}.json").json()
        return told["status"], told["error_code"]

    assert eventually(lambda: said(lost) == ("undelivered", 30003), 1.0)
    assert said(unconfirmed) == ("sent", None)


def test_only_a_numbers_own_messages_are_in_its_list_newest_first(ask: Ask) -> None:
    for body in ("first", "second"):
        ask("POST", "/Messages.json", data=message_to("+2348000000001", body))
    ask("POST", "/Messages.json", data=message_to("+2348000000002", "another"))

    found = ask("GET", "/Messages.json", params={"To": "+2348000000001"}).json()["messages"]

    assert [(sms["body"], sms["from"]) for sms in found] == [("second", "AlaskaPay"), ("first", "AlaskaPay")]


def test_a_long_list_comes_in_pages(sandbox: dict[str, str], http: httpx.Client, ask: Ask) -> None:
    for body in ("1", "2", "3"):
        ask("POST", "/Messages.json", data=message_to("+2348000000003", body))

    first = ask("GET", "/Messages.json", params={"To": "+2348000000003", "PageSize": 2}).json()
    key = (sandbox["TWILIO_API_KEY"], sandbox["TWILIO_API_SECRET"])
    second = http.get(f"{sandbox['TWILIO_URL']}{first['next_page_uri']}", auth=key).json()

    assert [sms["body"] for sms in first["messages"]] == ["3", "2"]
    assert [sms["body"] for sms in second["messages"]] == ["1"]
    assert second["next_page_uri"] is None


@pytest.mark.parametrize(("when", "count"), [("2020-01-01", 1), ("2999-01-01", 0)])
def test_messages_are_filtered_by_date(ask: Ask, when: str, count: int) -> None:
    number = f"+234800000{when[:4]}"
    ask("POST", "/Messages.json", data=message_to(number))

    found = ask("GET", "/Messages.json", params={"To": number, "DateSent>": when}).json()["messages"]

    assert len(found) == count


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"From": "AlaskaPay", "Body": "Hello"}, 21211),
        (message_to("08012345678"), 21211),
        ({"To": NUMBER, "Body": "Hello"}, 21603),
        ({"To": NUMBER, "From": "AlaskaPay"}, 21602),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused_with_twilios_code(
    ask: Ask, message: dict[str, str], code: int
) -> None:
    answer = ask("POST", "/Messages.json", data=message)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("query", [{"PageSize": "0"}, {"PageSize": "many"}, {"DateSent>": "yesterday"}])
def test_a_query_that_makes_no_sense_is_refused(ask: Ask, query: dict[str, str]) -> None:
    assert ask("GET", "/Messages.json", params=query).status_code == 400
