"""Mail: real SMTP in, and a mailbox that is read as one reads Mailpit."""

import asyncio
import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from http import HTTPStatus
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.release.notifications import notifications, notified_at

CONTROL_SENDER = "control@verify.alaskapay.com"
OUR_DOMAINS = ("alaskapay.com", "verify.alaskapay.com")
FOREIGN_SENDER = "Alaska Pay <no-reply@mailer.example>"
FOREIGN_SITE = "https://alaskapay-secure.example"
NOBODYS = ".invalid"
"""The ending of names that nobody can have (RFC 2606)."""
LATE_S = 10.0
"""How late mail is at strength 1."""
PAGE = 50
SEARCH_TERM = re.compile(r'(?:(?P<field>[a-z-]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Mail:
    """A message that has arrived."""

    id: str
    message: EmailMessage
    recipients: tuple[str, ...]
    arrived_at: datetime

    def text(self, subtype: str) -> str:
        """Read the body as `plain` or `html`, empty where there is none."""
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part else ""


class Mailroom:
    """Takes mail, and keeps everybody's, newest first."""

    def __init__(self) -> None:
        """Begin empty."""
        self.mails: list[Mail] = []
        self.undeliverable: list[tuple[str, datetime]] = []
        """To whom the product sent mail that came back, and when: nobody has their domain."""
        self._servers: list[asyncio.Server] = []

    async def start(self, context: Context) -> None:
        """Take mail by SMTP on a free port."""
        relay = Relay(context, self)
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(relay, hostname="mx.verify.alaskapay.com", enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        self._servers.append(server)
        host, port = server.sockets[0].getsockname()
        context.addresses |= {"SMTP_HOST": host, "SMTP_PORT": str(port)}

    async def stop(self) -> None:
        """Take no more mail."""
        for server in self._servers:
            server.close()

    def app(self, context: Context) -> Starlette:
        """Serve the mailbox over Mailpit's HTTP API."""
        return Starlette(routes=Mailbox(context, self).routes())

    def put(self, message: EmailMessage, recipients: list[str]) -> None:
        """Let a message arrive."""
        self.mails.insert(0, Mail(secrets.token_urlsafe(16), message, tuple(recipients), datetime.now(UTC)))


class Relay:
    """Takes mail by SMTP and brings it to the mailbox, well or badly."""

    def __init__(self, context: Context, mailroom: Mailroom) -> None:
        """Deliver into this mailroom."""
        self.context = context
        self.mailroom = mailroom

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message."""
        message = message_from_bytes(envelope.original_content or b"", policy=SMTP_POLICY)
        is_control = envelope.mail_from == CONTROL_SENDER
        if not is_control and self.context.faults.is_on("mail-dropped"):
            return "250 OK: queued"
        recipients = envelope.rcpt_tos
        if not is_control:
            self._spoil(message)
            lost = [recipient for recipient in recipients if recipient.endswith(NOBODYS)]
            self.mailroom.undeliverable += [(recipient, datetime.now(UTC)) for recipient in lost]
            recipients = [recipient for recipient in recipients if recipient not in lost]
        late_s = 0.0 if is_control else self.context.faults.strength("mail-late") * LATE_S
        asyncio.get_running_loop().call_later(late_s, self._arrive, message, recipients)
        return "250 OK: queued"

    def _spoil(self, message: EmailMessage) -> None:
        if self.context.faults.is_on("mail-wrong-sender"):
            del message["From"]
            message["From"] = FOREIGN_SENDER
        if self.context.faults.is_on("mail-foreign-link"):
            for part in message.walk():
                if part.get_content_maintype() == "text":
                    body = part.get_content().replace(self.context.addresses["SITE_URL"], FOREIGN_SITE)
                    part.set_content(body, subtype=part.get_content_subtype())

    def _arrive(self, message: EmailMessage, recipients: list[str]) -> None:
        if not recipients:
            return
        # As every server does, above what the mail brings.
        seal = f"Authentication-Results: {_authentication_results(message)}\r\n"
        received = message_from_bytes(seal.encode() + message.as_bytes(), policy=SMTP_POLICY)
        self.mailroom.put(received, recipients)


class Mailbox:
    """The endpoints of Mailpit."""

    def __init__(self, context: Context, mailroom: Mailroom) -> None:
        """Show this mailroom."""
        self.context = context
        self.mailroom = mailroom

    def routes(self) -> list[Route]:
        """Name the paths."""
        return [
            Route("/api/v1/messages", self.list_messages, methods=["GET"]),
            Route("/api/v1/messages", self.delete_messages, methods=["DELETE"]),
            Route("/api/v1/search", self.search),
            Route("/api/v1/message/{id}", self.read),
            Route("/api/v1/message/{id}/headers", self.read_headers),
        ]

    async def list_messages(self, request: Request) -> Response:
        """List mails, newest first."""
        return self._listing(request, self._visible())

    async def search(self, request: Request) -> Response:
        """List the mails that a search finds."""
        try:
            terms = _terms(request.query_params.get("query", ""))
        except ValueError as problem:
            return PlainTextResponse(f"Error: {problem}", HTTPStatus.BAD_REQUEST)
        return self._listing(request, [m for m in self._visible() if all(_matches(m, *t) for t in terms)])

    async def read(self, request: Request) -> Response:
        """Show one mail whole."""
        mail = self._find(request)
        return JSONResponse(_whole(mail)) if mail else _not_found()

    async def read_headers(self, request: Request) -> Response:
        """Show the headers of one mail."""
        mail = self._find(request)
        if mail is None:
            return _not_found()
        headers = defaultdict(list)
        for name, value in mail.message.items():
            headers[name].append(str(value))
        return JSONResponse(headers)

    async def delete_messages(self, request: Request) -> Response:
        """Delete the mails that the body names in `IDs`, or all."""
        body = await request.body()
        wanted = (await request.json()).get("IDs", []) if body else []
        mails = self.mailroom.mails
        mails[:] = [mail for mail in mails if wanted and mail.id not in wanted]
        return PlainTextResponse("ok")

    def _visible(self) -> list[Mail]:
        return [] if self.context.faults.is_on("mailbox-blind") else [*self.mailroom.mails, *self._notifications()]

    def _notifications(self) -> list[Mail]:
        """What the teams were told, as far as that has happened by now."""
        moment, faults = self.context.moment, self.context.faults
        at = notified_at(moment, faults)
        if at > datetime.now(UTC):
            return []
        told = notifications(moment, faults, moment.team_zone)
        return [Mail(f"told-{to.partition('@')[0]}", message, (to,), at) for to, message in told]

    def _find(self, request: Request) -> Mail | None:
        wanted = request.path_params["id"]
        return next((mail for mail in self._visible() if wanted in {mail.id, "latest"}), None)

    def _listing(self, request: Request, found: list[Mail]) -> Response:
        start = int(request.query_params.get("start", 0))
        limit = int(request.query_params.get("limit", PAGE))
        shown = found[start : start + limit]
        total = len(self._visible())
        return JSONResponse(
            {
                "total": total,
                "unread": total,
                "count": len(shown),
                "messages_count": len(found),
                "messages_unread": len(found),
                "start": start,
                "tags": [],
                "messages": [_summary(mail) for mail in shown],
            }
        )


def _authentication_results(message: EmailMessage) -> str:
    """Judge the sender as the receiving server would: only our own domains are signed by us."""
    domain = message["From"].addresses[0].domain if message["From"] else "unknown"
    result = "pass" if domain in OUR_DOMAINS else "fail"
    return (
        f"mx.verify.alaskapay.com; spf={result} smtp.mailfrom={domain}; "
        f"dkim={result} header.d={domain}; dmarc={result} header.from={domain}"
    )


def _terms(query: str) -> list[tuple[str, str]]:
    """Split `to:"a@b.c" subject:"code" word` into fields and texts."""
    terms = [
        (found["field"] or "", (found["quoted"] or found["plain"] or "").lower())
        for found in SEARCH_TERM.finditer(query)
    ]
    unknown = [name for name, _ in terms if name not in {"", "to", "from", "subject"}]
    if unknown:
        raise ValueError(f"the sandbox's mailbox searches by to:, from:, subject: and words, not by {unknown[0]}:")
    return terms


def _matches(mail: Mail, name: str, text: str) -> bool:
    if name == "to":
        return any(text in recipient.lower() for recipient in mail.recipients)
    searched = {
        "from": str(mail.message["From"]),
        "subject": str(mail.message["Subject"]),
        "": f"{mail.message['From']} {mail.message['Subject']} {mail.text('plain')} {mail.text('html')}",
    }
    return text in searched[name].lower()


def _summary(mail: Mail) -> dict[str, Any]:
    return _envelope(mail) | {
        "Read": False,
        "Created": mail.arrived_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "Attachments": 0,
        "Snippet": " ".join(mail.text("plain").split())[:250],
    }


def _whole(mail: Mail) -> dict[str, Any]:
    sent_at = mail.message["Date"].datetime if mail.message["Date"] else mail.arrived_at
    return _envelope(mail) | {
        "ReturnPath": _addresses(mail.message["From"])[0]["Address"] if mail.message["From"] else "",
        "Date": sent_at.isoformat(),
        "Text": mail.text("plain"),
        "HTML": mail.text("html"),
        "Inline": [],
        "Attachments": [],
    }


def _envelope(mail: Mail) -> dict[str, Any]:
    senders = _addresses(mail.message["From"])
    return {
        "ID": mail.id,
        "MessageID": str(mail.message["Message-ID"] or "").strip("<>"),
        "From": senders[0] if senders else None,
        "To": _addresses(mail.message["To"]),
        "Cc": _addresses(mail.message["Cc"]),
        "Bcc": [],
        "ReplyTo": _addresses(mail.message["Reply-To"]),
        "Subject": str(mail.message["Subject"] or ""),
        "Username": "",
        "Tags": [],
        "Size": len(mail.message.as_bytes()),
    }


def _addresses(header: Any) -> list[dict[str, str]]:  # noqa: ANN401 - the email package types no headers
    if header is None:
        return []
    return [{"Name": address.display_name, "Address": address.addr_spec} for address in header.addresses]


def _not_found() -> Response:
    return PlainTextResponse("404 page not found", HTTPStatus.NOT_FOUND)
