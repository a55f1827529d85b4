"""A company for chats with customers: its script puts a bubble into the corner of every page that asks for it."""

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

WIDGET = """
const bubble = document.createElement("button");
bubble.type = "button";
bubble.textContent = "Chat with us";
Object.assign(bubble.style, {
  position: "fixed", right: "1rem", bottom: "1rem", zIndex: "20", width: "14rem", height: "5rem",
});
fetch(new URL("/hello", document.currentScript.src)).then(() => document.body.append(bubble));
"""
OPEN_TO_ALL = {"access-control-allow-origin": "*"}


def app(_context: "Context") -> Starlette:
    """Serve the script, and what it asks for."""

    async def widget(_request: "Request") -> Response:
        return Response(WIDGET, media_type="application/javascript")

    async def hello(_request: "Request") -> Response:
        return JSONResponse({"online": True}, headers=OPEN_TO_ALL)

    return Starlette(routes=[Route("/widget.js", widget), Route("/hello", hello)])
