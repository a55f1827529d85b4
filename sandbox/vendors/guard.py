"""The door of a vendor's API: who may not come in gets the vendor's own refusal."""

from typing import TYPE_CHECKING

from starlette.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send


class Guard:
    """Let `refusal` answer first; None lets the request in."""

    def __init__(self, app: "ASGIApp", refusal: "Callable[[Request], Response | None]") -> None:
        """Stand before this app."""
        self.app = app
        self.refusal = refusal

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer, or pass on."""
        answer = self.refusal(Request(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)


def bearer_token(request: Request) -> str | None:
    """Read the token of `Authorization: Bearer …`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None
