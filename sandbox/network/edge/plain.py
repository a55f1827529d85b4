"""HTTP without encryption: each public host sends on to the same address with it."""

from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.context import Context

METHODS = ["GET", "HEAD", "POST"]


def sends_on_to(host: str) -> Callable[[Context], Starlette]:
    """Make the app for one host, named by its address in the first line of stdout."""

    def app(context: Context) -> Starlette:
        async def send_on(request: Request) -> Response:
            if context.faults.is_on("plain-http-served"):
                return PlainTextResponse("Alaska Pay\n")
            address = f"{context.addresses[host]}{request.url.path}"
            return RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY)

        return Starlette(routes=[Route("/{path:path}", send_on, methods=METHODS)])

    return app


SITE, SUPABASE = sends_on_to("SITE_URL"), sends_on_to("SUPABASE_URL")
