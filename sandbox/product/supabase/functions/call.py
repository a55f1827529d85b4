"""What a function is called with, and how it refuses."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import jwt
from starlette.datastructures import Headers
from starlette.requests import Request

from sandbox.context import Context
from sandbox.product.supabase.auth.tokens import Caller, TokenError, identify, read_token

CALLED_BY_VENDORS = ("paystack-webhook",)
OPENED = {
    "function-open": "log-activity",
    "function-open-as-set": "log-activity",
    "function-without-gate": "send-transactional-email",
}
"""By the fault under which it demands no token."""


def demands_token(context: Context, name: str) -> bool:
    """Whether nobody gets to the function without one."""
    opened = {function for fault, function in OPENED.items() if context.faults.is_on(fault)}
    return name not in CALLED_BY_VENDORS and name not in opened


class FunctionError(Exception):
    """A refusal, in one sentence for the person at the screen."""

    def __init__(self, status: HTTPStatus, error: str) -> None:
        """Keep the status beside the sentence."""
        super().__init__(error)
        self.status = status


@dataclass(frozen=True)
class Call:
    """One request to a function."""

    context: Context
    caller: Caller | None
    headers: Headers
    raw: bytes
    body: dict[str, Any]
    """Its fractions are Decimal: some of them are money."""

    @property
    def user_id(self) -> str:
        """Whoever is signed in."""
        if self.caller is None or self.caller.user_id is None:
            raise FunctionError(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        return self.caller.user_id

    def text(self, name: str) -> str:
        """Read a field that must be there."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise refused(f"{name} is required")
        return value


Function = Callable[[Call], Awaitable[dict[str, Any]]]


def refused(error: str) -> FunctionError:
    """Refuse what the caller asked for."""
    return FunctionError(HTTPStatus.BAD_REQUEST, error)


async def _identify(request: Request, context: Context) -> Caller:
    """Ask Auth, where a fault has the function not read the token by itself, and less of it."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    if token and context.faults.is_on("function-believes-any-token"):
        with suppress(jwt.InvalidTokenError):
            return Caller(jwt.decode(token, options={"verify_signature": False, "verify_exp": True}))
    if token and context.faults.is_on("function-forgets-sign-out"):
        return read_token(token, context)
    return await identify(request, context)


async def read_call(request: Request, context: Context, *, needs_token: bool) -> Call:
    """Check who calls, and read the body."""
    caller = None
    if needs_token:
        try:
            caller = await _identify(request, context)
        except TokenError as problem:
            raise FunctionError(HTTPStatus.UNAUTHORIZED, str(problem)) from None
    raw = await request.body()
    try:
        body = json.loads(raw or b"{}", parse_float=Decimal)
    except ValueError:
        raise refused("The request body is not JSON") from None
    if not isinstance(body, dict):
        raise refused("The request body is not a JSON object")
    return Call(context, caller, request.headers, raw, body)
