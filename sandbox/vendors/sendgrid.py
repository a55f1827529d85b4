"""SendGrid: the account by which the product sends its mail, and what came back of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from sandbox.context import Context
    from sandbox.network.mail import Mailroom

USER = 7_412_903
PER_MINUTE = 600
PAGE = 50
PAGE_MAX = 500
DOMAIN = "alaskapay.com"
MARKETING = "news.alaskapay.com"
OURS = "verify.alaskapay.com"
HOUR = timedelta(hours=1)
LAST_NIGHT = 5 * HOUR
MISTYPED = ("ada.obi@gmial.com", "tunde88@yaho.com", "ngozi@outlok.com", "chi.eze@gmail.con")
MISTYPED_EVERY = 7 * HOUR
KEPT_FOR = timedelta(days=30)
OLD_ONE_OF_OURS = timedelta(days=3)
NO_MAILBOX = ("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist.")
NO_DOMAIN = ("5.1.2", "550 5.1.2 unable to find the mail server of the domain")
LOOKS_FORGED = ("5.7.26", "550 5.7.26 This mail is unauthenticated, which poses a security risk to the sender.")
MAILBOX_BUSY = ("4.2.1", "421 4.2.1 The user you are trying to contact is receiving mail too quickly.")


@dataclass(frozen=True)
class Suppression:
    """An address that mail did not get through to."""

    email: str
    at: datetime
    answer: tuple[str, str]

    def json(self) -> dict[str, Any]:
        """Write it as the lists do."""
        status, reason = self.answer
        return {"created": int(self.at.timestamp()), "email": self.email, "reason": reason, "status": status}


class QueryError(ValueError):
    """A query that makes no sense; its first argument is the parameter."""


class Account:
    """The endpoints of the one account."""

    def __init__(self, context: "Context", mailroom: "Mailroom") -> None:
        """Know what this mailroom could not deliver."""
        self.context = context
        self.mailroom = mailroom

    async def domains(self, request: "Request") -> Response:
        """List the sender domains."""
        return _page(request, list(_domains(self.context)))

    async def bounces(self, request: "Request") -> Response:
        """List what came back for good, newest first."""
        return self._suppressions(request, _old_bounces(self.context), self._new_bounces())

    async def blocks(self, request: "Request") -> Response:
        """List what was turned away, newest first."""
        return self._suppressions(request, _old_blocks(self.context))

    def _new_bounces(self) -> "Iterator[Suppression]":
        return (Suppression(email, at, NO_DOMAIN) for email, at in self.mailroom.undeliverable)

    def _suppressions(self, request: "Request", *lists: "Iterator[Suppression]") -> Response:
        since, until = _whole(request, "start_time"), _whole(request, "end_time")
        told_until = self.context.data_until()
        found = sorted((one for some in lists for one in some if one.at <= told_until), key=lambda one: one.at)
        told = [one.json() for one in reversed(found)]
        return _page(
            request,
            [
                one
                for one in told
                if (since is None or one["created"] >= since) and (until is None or one["created"] <= until)
            ],
        )


def app(context: "Context", mailroom: "Mailroom") -> Starlette:
    """Serve the account to its one key."""
    account = Account(context, mailroom)

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) == context.keys.sendgrid_key:
            return None
        return _refused("authorization required", HTTPStatus.UNAUTHORIZED)

    def too_many() -> Response:
        return _refused("too many requests", HTTPStatus.TOO_MANY_REQUESTS)

    return Starlette(
        routes=[
            Route("/v3/whitelabel/domains", account.domains),
            Route("/v3/suppression/bounces", account.bounces),
            Route("/v3/suppression/blocks", account.blocks),
        ],
        middleware=[
            Middleware(FaultySource, context=context),
            Middleware(Guard, refusal=refusal),
            Middleware(Pace, per_minute=PER_MINUTE, refusal=too_many),
        ],
        exception_handlers={
            QueryError: lambda _, problem: _refused("must be a whole number", HTTPStatus.BAD_REQUEST, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused("not found", HTTPStatus.NOT_FOUND),
        },
    )


def _domains(context: "Context") -> "Iterator[dict[str, Any]]":
    faults = context.faults
    if not faults.is_on("sender-domain-missing"):
        is_valid = not faults.is_on("sender-domain-unverified")
        yield _domain(10_412_700, DOMAIN, is_valid=is_valid, is_default=True)
    # Begun by the marketing team, and never ended: no mail of the product comes from it.
    yield _domain(10_655_318, MARKETING, is_valid=False, is_default=False)


def _domain(number: int, name: str, *, is_valid: bool, is_default: bool) -> dict[str, Any]:
    account = f"u{USER}.wl{number % 1000}.sendgrid.net"
    records = {
        "mail_cname": (f"em{number % 10_000}.{name}", account),
        "dkim1": (f"s1._domainkey.{name}", f"s1.domainkey.{account}"),
        "dkim2": (f"s2._domainkey.{name}", f"s2.domainkey.{account}"),
    }
    return {
        "id": number,
        "user_id": USER,
        "subdomain": f"em{number % 10_000}",
        "domain": name,
        "username": "alaskapay",
        "ips": [],
        "custom_spf": False,
        "default": is_default,
        "legacy": False,
        "automatic_security": True,
        "valid": is_valid,
        "dns": {
            record: {"valid": is_valid, "type": "cname", "host": host, "data": data}
            for record, (host, data) in records.items()
        },
    }


def _old_bounces(context: "Context") -> "Iterator[Suppression]":
    """What people mistyped in the last weeks, and a user of ours of days ago."""
    now = context.moment.now
    for number in range(1, KEPT_FOR // MISTYPED_EVERY):
        yield Suppression(MISTYPED[number % len(MISTYPED)], now - number * MISTYPED_EVERY, NO_MAILBOX)
    yield Suppression(f"tester-0c41d2@{OURS}", now - OLD_ONE_OF_OURS, NO_MAILBOX)
    if context.faults.is_on("mail-bounced"):
        yield Suppression(f"tester-7be903@{OURS}", _last_night(), NO_MAILBOX)


def _old_blocks(context: "Context") -> "Iterator[Suppression]":
    """What other servers would not take for a while."""
    now = context.moment.now
    yield Suppression("emeka.n@ymail.com", now - 9 * HOUR, MAILBOX_BUSY)
    yield Suppression(f"tester-c58a16@{OURS}", now - OLD_ONE_OF_OURS, MAILBOX_BUSY)
    if context.faults.is_on("mail-blocked"):
        yield Suppression(f"tester-e2f064@{OURS}", _last_night(), LOOKS_FORGED)


def _last_night() -> datetime:
    """Hours ago, at the full hour, so that it does not move from one request to the next."""
    return (datetime.now(UTC) - LAST_NIGHT).replace(minute=0, second=0, microsecond=0)


def _page(request: "Request", found: list[dict[str, Any]]) -> Response:
    limit, offset = _whole(request, "limit"), _whole(request, "offset") or 0
    if limit is not None and not 1 <= limit <= PAGE_MAX:
        raise QueryError("limit")
    return JSONResponse(found[offset : offset + (limit or PAGE)])


def _whole(request: "Request", name: str) -> int | None:
    text = request.query_params.get(name)
    if text is not None and not text.isdecimal():
        raise QueryError(name)
    return None if text is None else int(text)


def _refused(message: str, status: HTTPStatus, parameter: str | None = None) -> Response:
    return JSONResponse({"errors": [{"field": parameter, "message": message}]}, status)
