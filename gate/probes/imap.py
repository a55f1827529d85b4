"""A mailbox behind IMAP: looked into read-only, so that no mail is even marked as read."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from email import message_from_bytes
from email.policy import default as modern
from typing import TYPE_CHECKING, Any, ClassVar

from gate.outcome import NotShown
from gate.probes.mailbox import Mail, hosts_of_links, read_authentication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from gate.network_guard import NetworkGuard
    from gate.sections import Imap as Settings

BYTES_MAX = 1_000_000
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
        with self._answered():
            self._connection.noop()  # lets the server tell of what is new
            criteria = ("UID", f"{self._first_uid}:*", "TO", f'"{address}"')
            found = self._ask("SEARCH", *criteria)[0] or b""
            # "n:*" holds the last mail even where its number is below n.
            uids = sorted((int(uid) for uid in found.split() if int(uid) >= self._first_uid), reverse=True)
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
        parts = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{BYTES_MAX}>)")
        yield from (read_mail(part[1]) for part in parts if isinstance(part, tuple))

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


def read_mail(content: bytes) -> Mail:
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
        link_hosts=hosts_of_links(texts["plain"], texts["html"]),
        authentication=read_authentication([str(header) for header in message.get_all("Authentication-Results", [])]),
    )


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address.addr_spec for header in message.get_all(name, []) for address in header.addresses]


def _text(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a charset that nobody knows
        return bytes(part.get_payload(decode=True)).decode("ascii", "replace")
