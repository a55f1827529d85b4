"""Does the account tell of the sender's domain, and of mail that came back, as at SendGrid?"""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

OURS = "@verify.alaskapay.com"
DOMAINS, BOUNCES, BLOCKS = "/v3/whitelabel/domains", "/v3/suppression/bounces", "/v3/suppression/blocks"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    def send(path: str, key: str = sandbox["SENDGRID_KEY"], **params: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {key}"}
        return http.get(f"{sandbox['SENDGRID_URL']}{path}", headers=headers, params=params)

    return send


def since(**ago: float) -> int:
    return int((datetime.now(UTC) - timedelta(**ago)).timestamp())


def ours(rows: list[dict[str, Any]]) -> list[str]:
    return [row["status"] for row in rows if row["email"].endswith(OURS)]


def test_the_domain_of_the_sender_is_verified_beside_one_that_is_not(ask: Ask) -> None:
    told = {row["domain"]: (row["valid"], row["default"]) for row in ask(DOMAINS).json()}

    assert told == {"alaskapay.com": (True, True), "news.alaskapay.com": (False, False)}


@pytest.mark.parametrize(
    ("fault", "domains"),
    [
        ("sender-domain-unverified", {"alaskapay.com": False, "news.alaskapay.com": False}),
        ("sender-domain-missing", {"news.alaskapay.com": False}),
    ],
)
def test_the_domain_of_the_sender_is_lost_by_its_faults(
    ask: Ask, switch_on: Callable[..., None], fault: str, domains: dict[str, bool]
) -> None:
    switch_on(fault)

    assert {row["domain"]: row["valid"] for row in ask(DOMAINS).json()} == domains


@pytest.mark.parametrize("path", [BOUNCES, BLOCKS])
def test_in_good_days_only_mail_to_others_comes_back_though_once_it_was_ours(ask: Ask, path: str) -> None:
    assert ask(path, start_time=since(hours=24)).json() != []
    assert ours(ask(path, start_time=since(hours=24)).json()) == []
    assert len(ours(ask(path, start_time=since(days=4), limit=500).json())) == 1


@pytest.mark.parametrize(
    ("fault", "path", "status"), [("mail-bounced", BOUNCES, "5.1.1"), ("mail-blocked", BLOCKS, "5.7.26")]
)
def test_mail_to_a_user_of_ours_came_back_last_night(
    ask: Ask, switch_on: Callable[..., None], fault: str, path: str, status: str
) -> None:
    switch_on(fault)

    assert ours(ask(path, start_time=since(hours=24)).json()) == [status]
    assert ours(ask(path, start_time=since(hours=24), end_time=since(hours=7)).json()) == []
    (other,) = {BOUNCES, BLOCKS} - {path}
    assert ours(ask(other, start_time=since(hours=24)).json()) == []


def test_what_the_product_sends_to_a_name_that_nobody_has_comes_back(sandbox: dict[str, str], ask: Ask) -> None:
    message = EmailMessage()
    message["From"] = "Alaska Pay <no-reply@alaskapay.com>"
    message["To"] = "ada@mistyped.invalid"
    before = since(seconds=1)

    with smtplib.SMTP(sandbox["SMTP_HOST"], int(sandbox["SMTP_PORT"]), timeout=5) as connection:
        connection.send_message(message)

    (row,) = ask(BOUNCES, start_time=before).json()
    assert (row["email"], row["status"]) == ("ada@mistyped.invalid", "5.1.2")


def test_blocks_are_told_in_the_shape_of_bounces(ask: Ask) -> None:
    shapes = {
        tuple((name, type(value)) for name, value in row.items()) for p in (BOUNCES, BLOCKS) for row in ask(p).json()
    }

    assert shapes == {(("created", int), ("email", str), ("reason", str), ("status", str))}


def test_a_long_list_comes_in_pages_newest_first(ask: Ask) -> None:
    whole = ask(BOUNCES, limit=500, end_time=since(hours=1)).json()
    pages = [ask(BOUNCES, limit=40, offset=offset, end_time=since(hours=1)).json() for offset in (0, 40, 80, 120)]

    assert len(ask(BOUNCES).json()) == 50
    assert [len(page) for page in pages] == [40, 40, len(whole) - 80, 0]
    assert [row for page in pages for row in page] == whole
    assert [row["created"] for row in whole] == sorted((row["created"] for row in whole), reverse=True)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "501"}, {"offset": "-1"}, {"start_time": "yesterday"}])
def test_a_query_that_makes_no_sense_is_refused_by_its_name(ask: Ask, query: dict[str, str]) -> None:
    refused = ask(BOUNCES, **query)

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, next(iter(query)))


@pytest.mark.parametrize("path", [DOMAINS, BOUNCES, BLOCKS])
def test_a_wrong_key_is_refused_for_every_list(ask: Ask, path: str) -> None:
    assert ask(path, key="SG.another").status_code == 401


def test_an_address_without_the_version_is_not_found(ask: Ask) -> None:
    assert ask("/suppression/bounces").status_code == 404
