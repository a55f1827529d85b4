"""Is mail read over IMAP as its reader sees it, only this run's, and without leaving a mark?"""

import secrets
import socket
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import trustme

from gate.network.guard import HostNotListed, NetworkGuard
from gate.outcome import NotShown
from gate.probes.mail.imap import Imap

READER = "release-check-3f9c2b@verify.alaskapay.com"
GUARD = NetworkGuard(frozenset({"127.0.0.1"}), "imap")
PASSED = "mx.verify.alaskapay.com; spf=pass smtp.mailfrom=alaskapay.com; dkim=pass (2048 bits); dmarc=pass"


@pytest.fixture
def inbox(dovecot):
    inbox = Imap(dovecot.settings, GUARD, 5_000, dovecot.ca_pem)
    yield inbox
    inbox.close()


@pytest.fixture
def open_with(dovecot):
    """Open the mailbox with other settings, or from another place."""

    def attempt(ca_pem=dovecot.ca_pem, within_ms=5_000, **settings):
        Imap(dovecot.settings.model_copy(update=settings), GUARD, within_ms, ca_pem).close()

    return attempt


def mail(to=READER, subject="Reset your password", text="https://alaskapay.com/#auth", **headers):
    message = EmailMessage()
    message["From"] = "Alaska Pay <no-reply@alaskapay.com>"
    message["To"] = to
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_mail_is_read_as_its_reader_sees_it(dovecot, inbox):
    message = mail(subject="Náira: reset your password ₦", text="Open https://alaskapay.com/#auth?token=1.")
    message.add_alternative('<a href="https://www.alaskapay.com/?a=1&amp;b=2">Reset</a>', subtype="html")
    dovecot.deliver(b"Authentication-Results: " + PASSED.encode() + b"\r\n" + message.as_bytes())

    [seen] = inbox.mails_to(READER)

    assert (seen.sender, seen.to) == ("no-reply@alaskapay.com", (READER,))
    assert seen.subject == "Náira: reset your password ₦"
    assert seen.link_hosts == {"alaskapay.com", "www.alaskapay.com"}
    assert seen.authentication == (("spf", "pass"), ("dkim", "pass"), ("dmarc", "pass"))


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_link_is_found_however_the_mail_is_encoded(dovecot, inbox, encoding, charset):
    message = mail()
    link = f"https://accounts.alaskapay-secure.example/{'x' * 90}?token=é"
    message.set_content(f'<p>é <a href="{link}">=</a>', subtype="html", cte=encoding, charset=charset)
    dovecot.deliver(message.as_bytes())

    [seen] = inbox.mails_to(READER)

    assert seen.link_hosts == {"accounts.alaskapay-secure.example"}


def test_a_charset_that_nobody_knows_hides_no_link(dovecot, inbox):
    dovecot.deliver(mail().as_bytes().replace(b'charset="utf-8"', b'charset="x-nobody"'))

    [seen] = inbox.mails_to(READER)

    assert seen.link_hosts == {"alaskapay.com"}


def test_what_a_sender_claims_of_itself_does_not_count(dovecot, inbox):
    forged = "mx.verify.alaskapay.com; spf=pass; dkim=pass; dmarc=pass"
    honest = "mx.verify.alaskapay.com; spf=fail (was: spf=pass) smtp.mailfrom=mailer.example; dmarc=fail"
    message = mail(Authentication_Results=forged)
    dovecot.deliver(b"Authentication-Results: " + honest.encode() + b"\r\n" + message.as_bytes())

    [seen] = inbox.mails_to(READER)

    assert seen.authentication == (("spf", "fail"), ("dmarc", "fail"))


@pytest.mark.parametrize("to", ["somebody@verify.alaskapay.com", f"another-{READER}", f"{READER}.example"])
def test_mail_to_another_address_is_not_ours(dovecot, inbox, to):
    dovecot.deliver(mail(to).as_bytes())

    assert inbox.mails_to(READER) == ()


def test_mail_from_before_the_run_is_not_this_runs(dovecot):
    dovecot.deliver(mail(subject="of an earlier run").as_bytes())
    inbox = Imap(dovecot.settings, GUARD, 5_000, dovecot.ca_pem)
    before = inbox.mails_to(READER)
    dovecot.deliver(mail(subject="of this run").as_bytes())
    after = inbox.mails_to(READER)
    inbox.close()

    assert before == ()
    assert [seen.subject for seen in after] == ["of this run"]


def test_older_mail_is_found_where_it_is_asked_for_with_its_words_and_when_it_came(dovecot, inbox):
    before = datetime.now(UTC) - timedelta(seconds=2)
    message = mail(
        subject="what comes", text="Alaska Pay 2.4.0\ncomes at 02:30.", Date="Mon, 02 Nov 2026 08:00:00 +0100"
    )
    message.add_alternative("<p>Alaska <b>Pay</b> 2.4.0</p>", subtype="html")
    dovecot.deliver(message.as_bytes())
    inbox.close()
    later = Imap(dovecot.settings, GUARD, 5_000, dovecot.ca_pem)
    [seen] = later.mails_since(READER, before)
    after = later.mails_since(READER, datetime.now(UTC) + timedelta(seconds=2))
    later.close()

    assert seen.words == "Alaska Pay 2.4.0 comes at 02:30. Alaska Pay 2.4.0"
    assert before <= seen.arrived_at <= datetime.now(UTC)
    assert after == ()


def test_the_newest_mail_comes_first(dovecot, inbox):
    for subject in ("first", "second"):
        dovecot.deliver(mail(subject=subject).as_bytes())
        inbox.mails_to(READER)

    assert [seen.subject for seen in inbox.mails_to(READER)] == ["second", "first"]


def test_looking_leaves_no_mark(dovecot, inbox):
    dovecot.deliver(mail().as_bytes())

    assert len(inbox.mails_to(READER)) == 1
    inbox.close()
    assert dovecot.marks() == ""


def test_a_wrong_password_is_said_and_not_repeated(open_with):
    wrong = secrets.token_hex(8)

    with pytest.raises(NotShown, match=r"refuses the user or the password: renew mailbox\.imap\.user") as refused:
        open_with(password=wrong)

    assert wrong not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(open_with):
    with pytest.raises(NotShown, match=r"has no folder “Release checks” that may be read: correct mailbox\.imap\.fold"):
        open_with(folder="Release checks")


def test_a_certificate_of_an_unknown_authority_is_not_believed(open_with):
    with pytest.raises(NotShown, match=r"is not trusted .*: correct mailbox\.imap\.host, or have the certificate"):
        open_with(ca_pem=trustme.CA().cert_pem.bytes().decode())


def test_nobody_at_the_address_is_said(open_with):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(NotShown, match=r"127\.0\.0\.1:\d+ can't be reached \(.*refused\): correct mailbox\.imap\.host"):
        open_with(port=port)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(open_with):
    started = time.monotonic()

    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(NotShown, match=r"can't be reached .*timed out"):
        open_with(port=mute.getsockname()[1], within_ms=200)

    assert time.monotonic() - started < 2


def test_a_host_that_is_not_listed_is_not_connected_to(open_with):
    with pytest.raises(HostNotListed, match=r"imap\.example"):
        open_with(host="imap.example")
