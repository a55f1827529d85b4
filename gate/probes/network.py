"""Controls: do our own instruments work, so that an absence can count?"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING

import dns.exception
import dns.resolver

from gate.files.addresses import origin_of
from gate.http import HttpClient, Unreachable

if TYPE_CHECKING:
    from gate.environment.sections import ControlSmtp

DNS_PORT = 53
LOOKUP_S_MAX = 3.0
SMTP_S_MAX = 10


def web_control_fault(http_client: HttpClient, url: str) -> str:
    """Why the control address can't be reached; "" where it answers."""
    answer = http_client.ask("GET", url)
    return f"network control failed: {answer}" if isinstance(answer, Unreachable) else ""


def resolver_at(address: str, within_s: float) -> dns.resolver.Resolver:
    """Whatever asks this resolver alone (host or host:port), never this machine's. Raises ValueError for a name."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.lifetime = within_s
    host, resolver.port = origin_of(address, DNS_PORT)
    resolver.nameservers = [host]
    return resolver


def resolver_control_fault(address: str, name: str) -> str:
    """Why a resolver (host or host:port) doesn't resolve the control name; "" where it does."""
    try:
        resolver_at(address, LOOKUP_S_MAX).resolve(name, "A")
    except ValueError:
        return f"resolver control failed: {address} is not the IP address of a resolver; write it as 1.1.1.1"
    except dns.exception.DNSException as error:
        return f"resolver control failed: {address} does not resolve {name} ({type(error).__name__})"
    return ""


def send_control_mail(control: ControlSmtp, to: str, ca_pem: str | None = None) -> str:
    """Send a mail past the product into our mailbox; why it could not be handed over, or ""."""
    mail = EmailMessage()
    own_name = control.from_.partition("@")[2]  # without it smtplib looks this machine's name up
    mail["From"], mail["To"], mail["Subject"] = control.from_, to, "Mailbox control"
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=own_name)  # a mail without them looks like spam
    mail.set_content("This mail shows that the mailbox works.")
    context = ssl.create_default_context(cadata=ca_pem)  # smtplib by itself believes every certificate
    try:
        with _connect(control, own_name, context) as server:
            if control.tls == "starttls":
                server.starttls(context=context)
            if control.user and control.password:
                server.login(control.user, control.password)
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        return f"mailbox control failed: {control.host} does not take our mail ({error})"
    return ""


def _connect(control: ControlSmtp, own_name: str, context: ssl.SSLContext) -> smtplib.SMTP:
    if control.tls == "implicit":
        return smtplib.SMTP_SSL(control.host, control.port, own_name, timeout=SMTP_S_MAX, context=context)
    return smtplib.SMTP(control.host, control.port, own_name, timeout=SMTP_S_MAX)
