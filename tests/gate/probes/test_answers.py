"""Anything else than documented JSON is 'not shown', in one sentence that names the system and what to do."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from gate.environment.vendors import Netlify as NetlifySettings
from gate.environment.vendors import Paystack as PaystackSettings
from gate.environment.vendors import Sentry as SentrySettings
from gate.environment.vendors import Twilio as TwilioSettings
from gate.http import Answer, HttpClient, Unreachable
from gate.outcome import NotShown
from gate.probes.answers import date_of, read_answer, told_at
from gate.sources.netlify import Netlify
from gate.sources.paystack import Paystack
from gate.sources.sentry import Sentry
from gate.sources.twilio import Twilio
from tests.support.servers.listener import Listener, answer, listening

SECRET = "planted-secret-value"  # noqa: S105 - planted
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
SENT = {"sid": "SM1", "status": "delivered", "error_code": None}
SYSTEMS = ("Netlify", "Paystack", "Sentry", "Twilio")


class Paid(BaseModel):
    amount: int


def answered(status: int = 200, kind: str = "application/json", body: bytes = b"{}") -> Answer:
    return Answer("GET", f"https://vendor.example/pay?key={SECRET}", status, kind, {}, body, 12)


def sentence_of(seen: Answer | Unreachable) -> str:
    with pytest.raises(NotShown) as caught:
        read_answer(seen, Paid, "Paystack")
    return str(caught.value)


def test_documented_json_comes_back_as_its_model():
    assert read_answer(answered(body=b'{"amount": 100, "more": 1}'), Paid, "Paystack") == Paid(amount=100)


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (answered(401), "Paystack answered 401: the credential is refused: renew it"),
        (
            answered(403),
            "Paystack answered 403: the credential lacks a permission: see the guide to the environment file",
        ),
        (
            answered(404),
            "Paystack answered 404: it does not know this project: look at the ids in the environment file",
        ),
        (answered(429), "Paystack answered 429: its rate limit is reached: wait and run again"),
        (answered(500), "Paystack answered 500: look at its status page"),
        (answered(599), "Paystack answered 599: look at its status page"),
        (answered(299), "Paystack answered 299: look at its status page"),
        (
            answered(kind="text/html", body=b"<html>"),
            "Paystack answered text/html where JSON was due: is this really its address?",
        ),
        (answered(kind=""), "Paystack answered nothing where JSON was due: is this really its address?"),
        (
            answered(body=b'{"amount": 1'),
            "Paystack: its answer is no JSON, perhaps cut short: run again, then look at its status page",
        ),
        (
            answered(body=b'{"amount": null}'),
            (
                "Paystack: its answer has amount wrong (input should be a valid integer), "
                "so it can't be read: has its API changed?"
            ),
        ),
        (
            answered(body=b"[1]"),
            (
                "Paystack: its answer has its body wrong (input should be a valid dictionary or instance of paid), "
                "so it can't be read: has its API changed?"
            ),
        ),
        (
            Unreachable("api.co", 5000, "timed out"),
            "Paystack: api.co did not answer within 5000 ms (timed out): run again, then look at its status page",
        ),
    ],
    ids=["401", "403", "404", "429", "500", "599", "299", "html", "nothing", "cut", "null", "list", "unreachable"],
)
def test_what_is_not_documented_is_not_shown_in_one_sentence(seen, sentence):
    assert sentence_of(seen) == sentence


@settings(derandomize=True, deadline=None)
@given(status=st.integers(100, 999), body=st.binary(max_size=40), kind=st.sampled_from(["", "application/json", "a/b"]))
def test_no_answer_is_a_crash_and_none_shows_its_address(status, body, kind):
    said = sentence_of(answered(status, kind, body))

    assert "Paystack" in said
    assert SECRET not in said


@pytest.fixture
def vendor() -> Iterator[Listener]:
    with listening() as vendor:
        yield vendor


@pytest.fixture
def ask(vendor: Listener) -> Iterator[dict[str, Callable[[], object]]]:
    """A question of the system of this name to `vendor`."""
    http_client = HttpClient("here", frozenset({("127.0.0.1", vendor.port)}), 1000, 2000)
    netlify = Netlify(http_client, NetlifySettings(url=vendor.url, site="9f514d57", token=SECRET))
    paystack = Paystack(http_client, PaystackSettings(url=vendor.url, secret_key=SECRET))
    sentry = Sentry(http_client, SentrySettings(url=vendor.url, org="o", project="p", token=SECRET))
    twilio = Twilio(http_client, TwilioSettings(url=vendor.url, account="AC1", key="SK012345", secret=SECRET))
    yield {
        "Netlify": lambda: netlify.live_deploy("https://shop.example"),
        "Paystack": lambda: paystack.payment("AP-1"),
        "Sentry": lambda: sentry.fatal_start_ups("2.4.0", SINCE),
        "Twilio": lambda: twilio.messages_to("+2348012345678"),
    }
    http_client.close()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "reply",
    [
        answer(b'{"message": "no"}', b"401 Unauthorized"),
        answer(b"{}", b"403 Forbidden"),
        answer(b"{}", b"404 Not Found"),
        answer(b"{}", b"429 Too Many Requests"),
        answer(b"", b"500 Error"),
        answer(b"", b"599 Odd"),
        answer(b"<html>", kind=b"text/html"),
        answer(b'{"data": [{'),
        answer(b"{}"),
        answer(b"[]"),
        answer(b"null"),
        answer(b'{"data": null, "messages": null, "published_deploy": null}'),
        answer(b'{"data": [{"count()": null}], "messages": [null], "published_deploy": {"id": null}}'),
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
    ids=[
        "401",
        "403",
        "404",
        "429",
        "500",
        "599",
        "html",
        "cut",
        "empty",
        "list",
        "null",
        "nulls",
        "deeper-nulls",
        "hung-up",
        "no-http",
    ],
)
def test_every_source_says_not_shown_and_names_its_system(ask, vendor, system, reply):
    vendor.replies = [reply]

    with pytest.raises(NotShown) as caught:
        ask[system]()

    said = str(caught.value)
    assert said.startswith(system)
    assert "\n" not in said
    assert SECRET not in said


@pytest.mark.parametrize("date", [None, "", "yesterday", "Tue, 24 Nov 2026 09:12:13 -0000", 17])
def test_a_text_message_with_an_unreadable_time_is_not_shown(ask, vendor, date):
    message = {"body": "Your Alaska Pay code is 123456", "to": "+2348012345678", "date_created": date} | SENT
    vendor.replies = [answer(json.dumps({"messages": [message]}).encode())]

    with pytest.raises(NotShown, match=r"Twilio: its answer has messages\.0\.date_created wrong"):
        ask["Twilio"]()


def test_a_text_message_is_read_with_its_time_and_others_are_left_out(ask, vendor):
    messages = [
        {"body": "code 1", "to": "+2348012345678", "date_created": "Tue, 24 Nov 2026 09:12:13 +0000"} | SENT,
        {"body": "code 2", "to": "+2348000000000", "date_created": "Tue, 24 Nov 2026 09:12:13 +0000"} | SENT,
    ]
    vendor.replies = [answer(json.dumps({"messages": messages}).encode())]

    (message,) = ask["Twilio"]()

    assert message.body == "code 1"
    assert message.created_at.isoformat() == "2026-11-24T09:12:13+00:00"


@pytest.mark.parametrize(
    ("told", "age_s"),
    [
        (lambda: {"date": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)}, 3600),
        (lambda: {"date": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)}, 0),
        (lambda: {"date": "yesterday"}, 0),
        (dict, 0),
    ],
    ids=["old", "ahead", "unreadable", "without"],
)
def test_an_answer_is_as_old_as_it_says_and_never_of_the_future(told, age_s):
    seen = Answer("GET", "https://vendor.example/", 200, "application/json", told(), b"{}", 12)

    assert abs((datetime.now(UTC) - told_at(seen)).total_seconds() - age_s) < 60
    assert date_of(Unreachable("vendor.example", 12, "timed out")) is None
