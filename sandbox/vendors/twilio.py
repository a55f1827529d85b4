"""Twilio: short messages go out, and can be read again."""

import base64
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.guard import Guard

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

E164 = re.compile(r"\+[1-9]\d{7,14}")
PAGE_SIZE = 50
PAGE_SIZE_MAX = 1000
SENT_AFTER = timedelta(milliseconds=150)
DELIVERED_AFTER = timedelta(milliseconds=400)
UNREACHABLE = (30003, "Unreachable destination handset")
ENDS = {"sms-undelivered": "undelivered", "sms-unconfirmed": "sent"}
"""How messages end under a fault."""


@dataclass(frozen=True)
class Sms:
    """A short message on its way, or there."""

    to: str
    sender: str
    body: str
    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ends: str = "delivered"

    @property
    def status(self) -> str:
        """How far it has come by now."""
        age = datetime.now(UTC) - self.created_at
        if age < SENT_AFTER:
            return "queued"
        return "sent" if age < DELIVERED_AFTER else self.ends

    @property
    def error(self) -> tuple[int | None, str | None]:
        """Number and words of what went wrong."""
        return UNREACHABLE if self.status == "undelivered" else (None, None)


class Messages:
    """The endpoints, and what was sent through them."""

    def __init__(self, context: "Context") -> None:
        """Begin with nothing sent."""
        self.context = context
        self.account_sid = context.keys.twilio_account_sid
        self.account = f"/2010-04-01/Accounts/{self.account_sid}"
        self.sent: list[Sms] = []

    async def create(self, request: "Request") -> Response:
        """Send a message."""
        wish = dict(parse_qsl((await request.body()).decode()))
        to, sender, body = (wish.get(name, "") for name in ("To", "From", "Body"))
        if not E164.fullmatch(to):
            return _refused(21211, f"The 'To' number {to} is not a valid phone number.", HTTPStatus.BAD_REQUEST)
        if not sender:
            return _refused(21603, "A 'From' phone number is required.", HTTPStatus.BAD_REQUEST)
        if not body:
            return _refused(21602, "Message body is required.", HTTPStatus.BAD_REQUEST)
        ends = next((end for fault, end in ENDS.items() if self.context.faults.is_on(fault)), Sms.ends)
        sms = Sms(to=to, sender=sender, body=body, ends=ends)
        self.sent.insert(0, sms)
        return JSONResponse(self._shape(sms), HTTPStatus.CREATED)

    async def list_all(self, request: "Request") -> Response:
        """List messages, newest first, page by page."""
        query = request.query_params
        try:
            size = int(query.get("PageSize", PAGE_SIZE))
            page = int(query.get("Page", 0))
            found = [sms for sms in self.sent if _is_wanted(sms, dict(query))]
        except ValueError as problem:
            return _refused(20001, f"Invalid parameter: {problem}", HTTPStatus.BAD_REQUEST)
        if not 1 <= size <= PAGE_SIZE_MAX or page < 0:
            return _refused(20001, f"PageSize must be 1 to {PAGE_SIZE_MAX}, Page 0 or more", HTTPStatus.BAD_REQUEST)
        shown = found[page * size : (page + 1) * size]
        has_more = len(found) > (page + 1) * size
        return JSONResponse(
            {
                "first_page_uri": self._page(request, 0),
                "next_page_uri": self._page(request, page + 1) if has_more else None,
                "previous_page_uri": self._page(request, page - 1) if page else None,
                "uri": self._page(request, page),
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + max(len(shown) - 1, 0),
                "messages": [self._shape(sms) for sms in shown],
            }
        )

    async def fetch(self, request: "Request") -> Response:
        """Show one message."""
        sms = next((sms for sms in self.sent if sms.sid == request.path_params["sid"]), None)
        return JSONResponse(self._shape(sms)) if sms else _not_found(request)

    async def balance(self, _request: "Request") -> Response:
        """Tell the money left for messages."""
        return JSONResponse({"account_sid": self.account_sid, "balance": "148.20", "currency": "USD"})

    def _page(self, request: "Request", page: int) -> str:
        query = {**request.query_params, "Page": page}
        return f"{self.account}/Messages.json?{urlencode(query)}"

    def _shape(self, sms: Sms) -> dict[str, Any]:
        status, (error_code, error_message) = sms.status, sms.error
        uri = f"{self.account}/Messages/{sms.sid}"
        return {
            "sid": sms.sid,
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": sms.body,
            "date_created": format_datetime(sms.created_at),
            "date_sent": None if status == "queued" else format_datetime(sms.created_at + SENT_AFTER),
            "date_updated": format_datetime(datetime.now(UTC)),
            "direction": "outbound-api",
            "error_code": error_code,
            "error_message": error_message,
            "from": sms.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": "-0.05000" if status == "delivered" else None,
            "price_unit": "USD",
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": sms.to,
            "uri": f"{uri}.json",
        }


def app(context: "Context") -> Starlette:
    """Serve one account to its one API key."""
    messages = Messages(context)
    credentials = f"{context.keys.twilio_api_key}:{context.keys.twilio_api_secret}"
    wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}"

    def refusal(request: "Request") -> Response | None:
        if request.headers.get("authorization") != wanted:
            return _refused(20003, "Authenticate", HTTPStatus.UNAUTHORIZED)
        if not request.url.path.startswith(f"{messages.account}/"):
            return _refused(20403, "The account lacks permission to this resource", HTTPStatus.FORBIDDEN)
        return None

    return Starlette(
        routes=[
            Route(f"{messages.account}/Messages.json", messages.create, methods=["POST"]),
            Route(f"{messages.account}/Messages.json", messages.list_all, methods=["GET"]),
            Route(f"{messages.account}/Messages/{{sid}}.json", messages.fetch),
            Route(f"{messages.account}/Balance.json", messages.balance),
        ],
        middleware=[Middleware(Guard, refusal=refusal)],
        exception_handlers={HTTPStatus.NOT_FOUND: lambda request, _: _not_found(request)},
    )


def _is_wanted(sms: Sms, query: dict[str, str]) -> bool:
    day = sms.created_at.date().isoformat()
    return (
        query.get("To") in {None, sms.to}
        and query.get("From") in {None, sms.sender}
        and query.get("DateSent") in {None, day}
        and ("DateSent>" not in query or sms.created_at >= _time(query["DateSent>"]))
        and ("DateSent<" not in query or sms.created_at <= _time(query["DateSent<"]))
    )


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _refused(code: int, message: str, status: HTTPStatus) -> Response:
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more_info, "status": status}, status)


def _not_found(request: "Request") -> Response:
    return _refused(20404, f"The requested resource {request.url.path} was not found", HTTPStatus.NOT_FOUND)
