"""Does mail that goes in by SMTP come out of the mailbox, and does each fault change what its reader sees?"""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

PRODUCT = "Alaska Pay <no-reply@alaskapay.com>"
CONTROL = "control@verify.alaskapay.com"
READER = "reader@verify.alaskapay.com"
Send = Callable[..., None]
Search = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def send(sandbox: dict[str, str], http: httpx.Client) -> Send:
    """Send a mail with one link to the site, by SMTP, into an empty mailbox."""
    http.delete(f"{sandbox['MAILPIT_URL']}/api/v1/messages").raise_for_status()

    def hand_over(
        sender: str = PRODUCT, to: str = READER, subject: str = "Reset your password", claim: str = ""
    ) -> None:
        message = EmailMessage()
        message["From"] = sender
        message["To"] = to
        message["Subject"] = subject
        if claim:
            message["Authentication-Results"] = claim
        link = f"{sandbox['SITE_URL']}/#auth?token=3f9c2b"
        message.set_content(f"Choose a new password here:\n{link}\nThe link works once. ₦")
        message.add_alternative(f'<p>Choose a <a href="{link}">new password</a>.</p>', subtype="html")
        with smtplib.SMTP(sandbox["SMTP_HOST"], int(sandbox["SMTP_PORT"]), timeout=5) as connection:
            connection.send_message(message)

    return hand_over


@pytest.fixture
def search(sandbox: dict[str, str], http: httpx.Client) -> Search:
    def find(query: str = f'to:"{READER}"') -> list[dict[str, Any]]:
        answer = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/search", params={"query": query})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
        return found

    return find


@pytest.fixture
def read(sandbox: dict[str, str], http: httpx.Client) -> Callable[..., Any]:
    def newest(part: str = "") -> Any:
        return http.get(f"{sandbox['MAILPIT_URL']}/api/v1/message/latest{part}").raise_for_status().json()

    return newest


def test_a_mail_is_found_by_its_reader_and_read_whole(
    sandbox: dict[str, str], send: Send, search: Search, read: Callable[..., Any]
) -> None:
    send()

    [row] = search()
    mail = read()
    assert (row["ID"], row["Subject"]) == (mail["ID"], "Reset your password")
    assert mail["From"] == {"Name": "Alaska Pay", "Address": "no-reply@alaskapay.com"}
    assert mail["To"] == [{"Name": "", "Address": READER}]
    assert f"{sandbox['SITE_URL']}/#auth?token=3f9c2b" in mail["Text"]
    assert f'href="{sandbox["SITE_URL"]}/#auth?token=3f9c2b"' in mail["HTML"]
    assert "₦" in mail["Text"]


def test_the_mailbox_says_whether_the_sender_is_genuine(send: Send, read: Callable[..., Any]) -> None:
    send()
    [genuine] = read("/headers")["Authentication-Results"]
    send(sender="Alaska Pay <no-reply@alaskapay.example>")
    [forged] = read("/headers")["Authentication-Results"]

    assert all(f"{check}=pass" in genuine for check in ("spf", "dkim", "dmarc"))
    assert all(f"{check}=fail" in forged for check in ("spf", "dkim", "dmarc"))


def test_what_a_sender_claims_of_itself_stands_below(send: Send, read: Callable[..., Any]) -> None:
    send(sender="Alaska Pay <no-reply@alaskapay.example>", claim="mx.verify.alaskapay.com; spf=pass")

    ours, claimed = read("/headers")["Authentication-Results"]

    assert "spf=fail" in ours
    assert "spf=pass" in claimed


def test_mails_are_listed_newest_first_page_by_page(sandbox: dict[str, str], http: httpx.Client, send: Send) -> None:
    before = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/messages").json()["total"]
    for number in range(3):
        send(subject=f"Mail {number}")

    page = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/messages", params={"start": 1, "limit": 1}).json()

    assert [mail["Subject"] for mail in page["messages"]] == ["Mail 1"]
    assert (page["total"], page["count"], page["start"]) == (before + 3, 1, 1)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("to:someone@else.example", 0),
        ('subject:"your password"', 1),
        ("from:no-reply token=3f9c2b", 1),
        ("nonsense", 0),
    ],
)
def test_mails_are_searched_by_field_and_by_word(send: Send, search: Search, query: str, count: int) -> None:
    send()

    assert len(search(query)) == count


def test_a_search_that_the_mailbox_does_not_know_is_refused_by_name(
    sandbox: dict[str, str], http: httpx.Client
) -> None:
    answer = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/search", params={"query": "has:attachment"})

    assert answer.status_code == 400
    assert "has:" in answer.text


def test_only_the_named_mails_are_deleted(
    sandbox: dict[str, str], http: httpx.Client, send: Send, search: Search
) -> None:
    send(subject="Keep")
    send(subject="Delete")
    wanted = search("subject:delete")[0]["ID"]

    http.request("DELETE", f"{sandbox['MAILPIT_URL']}/api/v1/messages", json={"IDs": [wanted]})

    assert [mail["Subject"] for mail in search()] == ["Keep"]


def test_a_mail_that_is_not_there_is_not_found(sandbox: dict[str, str], http: httpx.Client) -> None:
    assert http.get(f"{sandbox['MAILPIT_URL']}/api/v1/message/nobody").status_code == 404


def test_dropped_mail_never_arrives_but_control_mail_does(
    send: Send, search: Search, switch_on: Callable[..., None]
) -> None:
    switch_on("mail-dropped")

    send()
    send(sender=CONTROL)

    assert [mail["From"]["Address"] for mail in search()] == [CONTROL]


def test_late_mail_arrives_after_control_mail(
    send: Send, search: Search, switch_on: Callable[..., None], eventually: Callable[..., Any]
) -> None:
    switch_on("mail-late", 0.05)

    send()
    send(sender=CONTROL)

    assert [mail["From"]["Address"] for mail in search()] == [CONTROL]
    assert eventually(lambda: search("from:no-reply"), 2.0)


def test_a_wrong_sender_is_seen_and_not_genuine(
    send: Send, read: Callable[..., Any], switch_on: Callable[..., None]
) -> None:
    switch_on("mail-wrong-sender")

    send()

    assert not read()["From"]["Address"].endswith("@alaskapay.com")
    assert "dmarc=fail" in read("/headers")["Authentication-Results"][0]


def test_a_foreign_link_takes_the_place_of_ours_in_text_and_page(
    sandbox: dict[str, str], send: Send, read: Callable[..., Any], switch_on: Callable[..., None]
) -> None:
    switch_on("mail-foreign-link")

    send()

    mail = read()
    assert all("https://alaskapay-secure.example/#auth?token=3f9c2b" in mail[part] for part in ("Text", "HTML"))
    assert all(sandbox["SITE_URL"] not in mail[part] for part in ("Text", "HTML"))


def test_a_blind_mailbox_hides_even_control_mail(send: Send, search: Search, switch_on: Callable[..., None]) -> None:
    switch_on("mailbox-blind")

    send(sender=CONTROL)

    assert search() == []
