"""The link in a mail that a new address is confirmed with, and where whoever follows it is sent on to."""

import secrets
from http import HTTPStatus
from urllib.parse import urlencode

from psycopg.rows import DictRow
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.auth.errors import AuthError, json_object
from sandbox.product.supabase.auth.mails import demand_mail_quota, send_mail
from sandbox.product.supabase.auth.users import open_session, session_json

SUBJECT = "Confirm Your Signup"
NOBODYS_SITE = "http://localhost:3000"
"""What a project's site address is until somebody writes the right one."""
REFUSED = {
    "error": "access_denied",
    "error_code": "otp_expired",
    "error_description": "Email link is invalid or has expired",
}
IN_THE_FRAGMENT = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")


def must_be_confirmed(context: Context) -> bool:
    """Whether a new address is worth nothing before its owner has followed the link."""
    return context.setup.has("email-confirmation")


async def send_confirmation(context: Context, user: DictRow, wanted: str) -> None:
    """Mail the link; afterwards it leads to `wanted`, where that is the site's own, else to the site."""
    demand_mail_quota(context)
    token, site = secrets.token_hex(28), context.addresses["SITE_URL"]
    async with context.pool.connection() as connection:
        await connection.execute(
            "update auth.users set confirmation_token = %s, confirmation_sent_at = now() where id = %s",
            (token, user["id"]),
        )
    if context.faults.is_on("confirmation-mail-missing"):
        return
    leads_to = wanted if wanted.startswith(f"{site}/") else site
    if context.faults.is_on("confirmation-leads-astray"):
        leads_to = NOBODYS_SITE
    query = urlencode({"token": token, "type": "signup", "redirect_to": leads_to})
    text = f"Follow this link to confirm your user:\n\n{context.addresses['SUPABASE_URL']}/auth/v1/verify?{query}\n"
    await send_mail(context, to=user["email"], subject=SUBJECT, text=text)


class Confirmation:
    """The endpoint behind the link."""

    def __init__(self, context: Context) -> None:
        """Work on this context."""
        self.context = context

    def routes(self) -> list[Route]:
        """Name the path."""
        return [Route("/verify", self.follow, methods=["GET"]), Route("/verify", self.trade, methods=["POST"])]

    async def follow(self, request: Request) -> Response:
        """Confirm the address and send its owner on, signed in; a link works once."""
        query = request.query_params
        leads_to = query.get("redirect_to") or self.context.addresses["SITE_URL"]
        if self.context.faults.is_on("confirmation-link-idle"):
            return RedirectResponse(leads_to, HTTPStatus.SEE_OTHER)
        async with self.context.pool.connection() as connection:
            confirmed = await connection.execute(
                "update auth.users set email_confirmed_at = now(), confirmation_token = null"
                " where confirmation_token = %s and %s = 'signup' returning *",
                (query.get("token", ""), query.get("type", "")),
            )
            user = await confirmed.fetchone()
            if user is None:
                return RedirectResponse(f"{leads_to}#{urlencode(REFUSED)}", HTTPStatus.SEE_OTHER)
            session_id = await open_session(connection, user, request.headers.get("user-agent", ""))
            session = await session_json(connection, str(user["id"]), session_id, self.context)
        fragment = urlencode({name: session[name] for name in IN_THE_FRAGMENT} | {"type": "signup"})
        return RedirectResponse(f"{leads_to}#{fragment}", HTTPStatus.SEE_OTHER)

    async def trade(self, request: Request) -> Response:
        """Give a session for the token of a link that an administrator has made; it works once."""
        wish = await json_object(request)
        async with self.context.pool.connection() as connection:
            found = await connection.execute(
                "update auth.users set recovery_token = null"
                " where recovery_token = %s and %s = 'magiclink' returning *",
                (str(wish.get("token_hash", "")), str(wish.get("type", ""))),
            )
            user = await found.fetchone()
            if user is None:
                raise AuthError(HTTPStatus.FORBIDDEN, REFUSED["error_code"], REFUSED["error_description"])
            session_id = await open_session(connection, user, request.headers.get("user-agent", ""))
            return JSONResponse(await session_json(connection, str(user["id"]), session_id, self.context))
