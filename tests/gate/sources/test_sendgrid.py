"""Which sender domains SendGrid has verified, which mails came back, and what can't be believed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.environment.vendors import SendGrid as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Window
from gate.sources import sendgrid
from gate.sources.sendgrid import CALLS, Returned, SenderDomain, SendGrid
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import SECRET

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = Window(NOON - timedelta(days=1), NOON)
START, END = 1795435200, 1795521600
NONE = answer(b"[]")


@pytest.fixture
def source(vendor: Listener, http_client: HttpClient) -> SendGrid:
    return SendGrid(http_client, Settings(url=vendor.url, token=SECRET))


def page(*entries: Any) -> bytes:
    return answer(json.dumps(entries).encode())


def domain(name: str = "alaskapay.com", **more: Any) -> dict[str, Any]:
    return {"id": 1, "domain": name, "valid": True, "default": False, **more}


def suppression(email: str = "ada@verify.alaskapay.com", created: Any = END, **more: Any) -> dict[str, Any]:
    return {"email": email, "created": created, "reason": "550 No such user", "status": "5.1.1", **more}


def test_only_reading_is_declared() -> None:
    assert {call.method for call in CALLS} == {"GET"}


def test_domains_are_told_whether_verified_or_not(vendor: Listener, source: SendGrid) -> None:
    vendor.replies = [page(domain("AlaskaPay.com", default=True), domain("news.alaskapay.com", valid=False)), NONE]

    assert source.sender_domains() == (
        SenderDomain("alaskapay.com", is_valid=True, is_default=True),
        SenderDomain("news.alaskapay.com", is_valid=False, is_default=False),
    )
    assert f"authorization: bearer {SECRET}".encode() in vendor.requests[0].lower()


def test_lists_are_read_until_an_empty_page_however_short_the_others_are(vendor: Listener, source: SendGrid) -> None:
    vendor.replies = [page(domain("a.com"), domain("b.com")), page(domain("c.com")), NONE]

    assert [one.name for one in source.sender_domains()] == ["a.com", "b.com", "c.com"]
    assert vendor.lines == [f"GET /v3/whitelabel/domains?limit=500&offset={offset}" for offset in (0, 2, 3)]


def test_a_list_without_end_is_not_shown(vendor: Listener, source: SendGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sendgrid, "PAGES_MAX", 3)
    vendor.replies = [page(domain())]

    with pytest.raises(NotShown, match="SendGrid: /v3/whitelabel/domains has more than 3 pages"):
        source.sender_domains()
    assert len(vendor.lines) == 3


def test_mails_that_bounced_and_mails_that_were_blocked_are_told_as_such(vendor: Listener, source: SendGrid) -> None:
    blocked = suppression("Obi@Example.org", START, reason="421 too\r\n many ", status="")
    vendor.replies = [page(suppression()), NONE, page(blocked), NONE]

    bounced, turned_away = source.returned(DAY)

    assert bounced == Returned("bounced", "ada@verify.alaskapay.com", NOON, "5.1.1", "550 No such user")
    assert (turned_away.how, turned_away.domain) == ("blocked", "example.org")
    assert str(turned_away) == "mail to Obi@Example.org blocked at 2026-11-23 12:00 UTC (?: 421 too many)"
    asked = f"start_time={START}&end_time={END}&limit=500&offset="
    assert vendor.lines == [
        f"GET /v3/suppression/{name}?{asked}{offset}" for name in ("bounces", "blocks") for offset in (0, 1)
    ]


@pytest.mark.parametrize(("created", "count"), [(START - 1, 0), (START, 1), (END, 1), (END + 1, 0)])
def test_what_lies_outside_of_the_time_does_not_count_whatever_the_system_sends(
    vendor: Listener, source: SendGrid, created: int, count: int
) -> None:
    vendor.replies = [page(suppression(created=created)), NONE]

    assert len(source.returned(DAY)) == count


@pytest.mark.parametrize("wrong", [{"valid": None}, {"valid": "true"}, {"domain": None}, {"default": 1}])
def test_a_domain_that_can_not_be_read_is_not_taken_for_a_verified_one(
    vendor: Listener, source: SendGrid, wrong: dict[str, Any]
) -> None:
    vendor.replies = [page(domain(**wrong)), NONE]

    with pytest.raises(NotShown, match=rf"SendGrid: its answer has 0\.{next(iter(wrong))} wrong"):
        source.sender_domains()


@pytest.mark.parametrize("wrong", [{"created": None}, {"created": "soon"}, {"email": None}])
def test_a_returned_mail_that_can_not_be_read_is_not_passed_over(
    vendor: Listener, source: SendGrid, wrong: dict[str, Any]
) -> None:
    vendor.replies = [page({**suppression(), **wrong}), NONE]

    with pytest.raises(NotShown, match=rf"SendGrid: its answer has 0\.{next(iter(wrong))} wrong"):
        source.returned(DAY)


@pytest.mark.parametrize("url", ["https://api.sendgrid.com/v3", "https://api.sendgrid.com/v3/"])
def test_an_address_with_the_version_is_refused_with_the_right_one(url: str) -> None:
    with pytest.raises(ValueError, match=r"write only the host, as in https://api\.sendgrid\.com"):
        Settings(url=url, token=SECRET)
