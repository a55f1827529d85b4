"""Mail that the product sends, by SMTP like everybody's."""

import asyncio
import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http import HTTPStatus

from sandbox.context import Context
from sandbox.product.supabase.auth.errors import AuthError

SENDER = "Alaska Pay <no-reply@alaskapay.com>"
DOMAIN = "alaskapay.com"
DEADLINE_S = 10


def demand_mail_quota(context: Context) -> None:
    """Refuse what would send a mail, where this hour's are used up."""
    if context.setup.has("mail-limits"):
        message = "email rate limit exceeded"
        raise AuthError(HTTPStatus.TOO_MANY_REQUESTS, "over_email_send_rate_limit", message)


async def send_mail(context: Context, *, to: str, subject: str, text: str) -> str:
    """Hand a mail to the relay and give its message id."""
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message.set_content(text)
    await asyncio.to_thread(_hand_over, message, context.smtp)
    return str(message["Message-ID"])


def _hand_over(message: EmailMessage, relay: tuple[str, int]) -> None:
    with smtplib.SMTP(*relay, local_hostname=DOMAIN, timeout=DEADLINE_S) as connection:
        connection.send_message(message)
