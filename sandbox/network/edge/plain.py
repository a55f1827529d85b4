"""HTTP without encryption: each public host sends on to the same address with it."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sandbox.context import World

METHODS = ["GET", "HEAD", "POST"]


def sends_on_to(host: str) -> "Callable[[World], Starlette]":
    """Make the app for one host, named by its address in the first line of stdout."""

    def app(world: "World") -> Starlette:
        async def send_on(request: "Request") -> Response:
            if world.faults.is_on("plain-http-served"):
                return PlainTextResponse("Alaska Pay\n")
            address = f"{world.addresses[host]}{request.url.path}"
            return RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY)

        return Starlette(routes=[Route("/{path:path}", send_on, methods=METHODS)])

    return app


SITE, SUPABASE = sends_on_to("SITE_URL"), sends_on_to("SUPABASE_URL")
