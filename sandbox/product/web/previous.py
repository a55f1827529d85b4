"""The web as it was before the release, which its host goes on serving at an address of its own."""

from dataclasses import replace
from http import HTTPStatus

from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.context import Context
from sandbox.product.web import app as web

BLANK = "<!doctype html><title>AlaskaPay</title><div id=root></div><script type=module src=/assets/gone.js></script>"


def before_the_release(context: Context) -> Context:
    """All as it is, with the version and the commit of the release before."""
    moment, release = context.moment, context.moment.release
    before = replace(release, version=release.previous_version, commit=release.previous_commit)
    return replace(context, moment=replace(moment, release=before))


def app(context: Context) -> ASGIApp:
    """Serve it at its own address, unless a fault has taken it away."""
    page = web.app(before_the_release(context))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if context.faults.is_on("previous-deploy-gone"):
            await PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)(scope, receive, send)
        elif context.faults.is_on("previous-deploy-blank"):
            await HTMLResponse(BLANK)(scope, receive, send)
        else:
            await page(scope, receive, send)

    return serve
