"""A mailbox behind IMAP: looked into read-only, so that no mail is even marked as read."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from typing import TYPE_CHECKING, Any, ClassVar

from gate.outcome import NotShown
from gate.probes.mail.mailbox import Mail, links_of, read_authentication, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from gate.environment.sections import Imap as Settings
    from gate.network.guard import NetworkGuard

BYTES_MAX = 1_000_000
INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
MAILS_MAX = 20


class Imap:
    """Sees what has come since it was opened. Told by the server's own numbering, so that no clock is believed."""

    poll_ms: ClassVar[int] = 1_000

    def __init__(self, settings: Settings, guard: NetworkGuard, within_ms: int, ca_pem: str | None = None) -> None:
        """Connect, sign in and open the folder, each wait at most `within_ms`. Raises NotShown where that fails."""
        guard.check(settings.host)
        self._settings = settings
        self._place = f"{settings.host}:{settings.port}"
        self._connection = self._connect(ssl.create_default_context(cadata=ca_pem), within_ms / 1000)
        try:
            with self._answered():
                self._sign_in()
                self._first_uid = self._open_folder()
        except BaseException:
            self.close()
            raise

    def __str__(self) -> str:
        """For sentences."""
        return f"{self._settings.folder} at {self._place}"

    def close(self) -> None:
        """Say goodbye, or hang up."""
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._connection.logout()

    def mails_to(self, address: str) -> tuple[Mail, ...]:
        """Mails to `address` that have come since this was opened, newest first. Raises NotShown where it is mute."""
        # "n:*" holds the last mail even where its number is below n.
        return self._search(address, "UID", f"{self._first_uid}:*", first_uid=self._first_uid)

    def mails_since(self, address: str, since: datetime) -> tuple[Mail, ...]:
        """Mails to `address` that came since then, newest first. Raises NotShown where the mailbox is mute."""
        a_day_before = imaplib.Time2Internaldate(since - timedelta(days=1)).strip('"').split()[0]  # of any zone
        return tuple(mail for mail in self._search(address, "SINCE", a_day_before) if mail.arrived_at >= since)

    def _search(self, address: str, *criteria: str, first_uid: int = 0) -> tuple[Mail, ...]:
        with self._answered():
            self._connection.noop()  # lets the server tell of what is new
            found = self._ask("SEARCH", *criteria, "TO", f'"{address}"')[0] or b""
            uids = sorted((int(uid) for uid in found.split() if int(uid) >= first_uid), reverse=True)
            mails = [mail for uid in uids[:MAILS_MAX] for mail in self._read(uid)]
        return tuple(mail for mail in mails if address.lower() in map(str.lower, mail.to))

    def _connect(self, context: ssl.SSLContext, within_s: float) -> imaplib.IMAP4_SSL:
        settings = self._settings
        try:
            return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=within_s)
        except ssl.SSLCertVerificationError as error:
            raise NotShown(
                f"the certificate of the mailbox at {self._place} is not trusted ({error.verify_message}): "
                "correct mailbox.imap.host, or have the certificate renewed"
            ) from None
        except ssl.SSLError as error:
            raise NotShown(
                f"the mailbox at {self._place} does not speak TLS from the first byte ({error.reason}): "
                "correct mailbox.imap.port, usually 993"
            ) from None
        except (OSError, imaplib.IMAP4.error) as error:
            raise NotShown(
                f"the mailbox at {self._place} can't be reached ({error}): "
                "correct mailbox.imap.host and port, or look whether it is up"
            ) from None

    def _sign_in(self) -> None:
        try:
            self._connection.login(self._settings.user, self._settings.password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            raise NotShown(
                f"the mailbox at {self._place} refuses the user or the password: "
                "renew mailbox.imap.user and mailbox.imap.password"
            ) from None

    def _open_folder(self) -> int:
        """Open the folder for reading only and return the number that its next mail will have."""
        folder = self._settings.folder
        quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
        status, _ = self._connection.select(f'"{quoted}"', readonly=True)
        if status != "OK":
            raise NotShown(
                f"the mailbox at {self._place} has no folder “{folder}” that may be read: correct mailbox.imap.folder"
            )
        number = self._connection.response("UIDNEXT")[1][0]
        if number is None:
            raise NotShown(
                f"the mailbox at {self._place} does not say which number its next mail gets (UIDNEXT), so older mails "
                "can't be told from this run's: use another mailbox"
            )
        return int(number)

    def _read(self, uid: int) -> Iterator[Mail]:
        """Read one mail; nothing where it is gone by now."""
        parts = self._ask("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{BYTES_MAX}>)")
        beside = b" ".join(part[0] if isinstance(part, tuple) else part for part in parts if part)
        yield from (read_mail(part[1], _arrived_at(beside)) for part in parts if isinstance(part, tuple))

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        status, answer = self._connection.uid(command, *arguments)
        if status != "OK":
            raise NotShown(f"the mailbox at {self._place} answered {status} to {command}: look at its server's log")
        return answer

    @contextlib.contextmanager
    def _answered(self) -> Iterator[None]:
        """Say in a sentence that the server fell silent or hung up."""
        try:
            yield
        except (OSError, imaplib.IMAP4.error) as error:
            raise NotShown(
                f"the mailbox at {self._place} stopped answering ({error}): look whether it is up, and run again"
            ) from None


def _arrived_at(told: bytes) -> datetime:
    """When the server took the mail, by its answer; NotShown where it does not say."""
    found = INTERNAL_DATE.search(told)
    if found is None:
        raise NotShown("the mailbox does not say when a mail came (INTERNALDATE): use another mailbox")
    return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)


def read_mail(content: bytes, arrived_at: datetime) -> Mail:
    """Read a mail as it lies in the mailbox."""
    message: EmailMessage = message_from_bytes(content, policy=modern)
    texts: dict[str, list[str]] = {"plain": [], "html": []}
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_attachment():
            texts.setdefault(part.get_content_subtype(), []).append(_text(part))
    return Mail(
        sender=", ".join(_addresses(message, "From")),
        to=tuple(_addresses(message, "To")),
        subject=str(message.get("Subject", "")),
        links=links_of(texts["plain"], texts["html"]),
        authentication=read_authentication([str(header) for header in message.get_all("Authentication-Results", [])]),
        words=words_of(texts["plain"], texts["html"]),
        arrived_at=arrived_at,
    )


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address.addr_spec for header in message.get_all(name, []) for address in header.addresses]


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a charset that nobody knows
        return bytes(part.get_payload(decode=True)).decode("ascii", "replace")
