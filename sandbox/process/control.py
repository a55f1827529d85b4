"""The levers of the sandbox, where pages for people arrive, and a page that only proves that the network works."""

import asyncio
import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.faults.catalogue import FAULTS, UnknownFaultError
from sandbox.traffic.synthetic import plant_synthetic
from sandbox.traffic.trade import forget_declined

PAGES = "/_sandbox/pages"
SETTLES_WITHIN_S = 5


def app(context: Context) -> Starlette:
    """Serve the control page at `/` and the levers under `/_sandbox`."""

    async def control_page(_request: Request) -> Response:
        return PlainTextResponse("The network works.\n")

    async def turn_flag(request: Request) -> Response:
        context.flag.turn(_whole(await request.body(), "percent"))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_flag(_request: Request) -> Response:
        return JSONResponse({"percent": context.flag.percent})

    async def plant(request: Request) -> Response:
        await plant_synthetic(context, _whole(await request.body(), "users"))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return Starlette(
        routes=[
            Route("/", control_page),
            Route("/_sandbox/flag", show_flag, methods=["GET"]),
            Route("/_sandbox/flag", turn_flag, methods=["PUT"]),
            Route("/_sandbox/synthetic", plant, methods=["POST"]),
            *fault_routes(context),
            *page_routes(),
        ],
        exception_handlers={
            ValueError: lambda _, problem: PlainTextResponse(f"{problem}\n", HTTPStatus.BAD_REQUEST),
            UnknownFaultError: lambda _, problem: PlainTextResponse(f"{problem}\n", HTTPStatus.NOT_FOUND),
        },
    )


def fault_routes(context: Context) -> list[Route]:
    """Show all faults, switch one on or off, or all off; or all off as if none had been, so that counters fall."""

    async def list_faults(_request: Request) -> Response:
        return JSONResponse(
            {
                fault.name: {
                    "sentence": fault.sentence,
                    "strength": context.faults.strength(fault.name),
                    "has_strength": fault.has_strength,
                }
                for fault in FAULTS.values()
            }
        )

    async def switch_on(request: Request) -> Response:
        strength, is_since_the_deploy = _switch(await request.body())
        since = context.moment.deployed_at if is_since_the_deploy else None
        context.faults.switch(request.path_params["name"], strength, since)
        await _settled(context)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def switch_off(request: Request) -> Response:
        context.faults.switch(request.path_params["name"], 0.0)
        await _settled(context)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def switch_all_off(_request: Request) -> Response:
        context.faults.switch_all_off()
        await _settled(context)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def forget_what_was(_request: Request) -> Response:
        context.faults.switch_all_off()
        await forget_declined(context)
        context.faults.forget_what_was()
        context.own_events.clear()
        await _settled(context)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/_sandbox/faults", list_faults, methods=["GET"]),
        Route("/_sandbox/faults", switch_all_off, methods=["DELETE"]),
        Route("/_sandbox/past", forget_what_was, methods=["DELETE"]),
        Route("/_sandbox/faults/{name}", switch_on, methods=["PUT"]),
        Route("/_sandbox/faults/{name}", switch_off, methods=["DELETE"]),
    ]


def page_routes() -> list[Route]:
    """Take what a webhook sends, as whatever JSON it likes, and show what came, oldest first."""
    came: list[Any] = []

    async def take(request: Request) -> Response:
        came.append(json.loads(await request.body()))
        return JSONResponse({"ok": True})

    async def show(_request: Request) -> Response:
        return JSONResponse(came)

    return [Route(PAGES, take, methods=["POST"]), Route(PAGES, show, methods=["GET"])]


async def _settled(context: Context) -> None:
    """Answer once what was switched is so, and not before: somebody may look at once."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in context.effects_at_rest)), SETTLES_WITHIN_S)


def _whole(body: bytes, name: str) -> int:
    """Read `{"percent": 50}`."""
    wish = json.loads(body)
    number = wish.get(name) if isinstance(wish, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError(f"{name} must be a whole number of 0 or more, not {number!r}.")
    return number


def _switch(body: bytes) -> tuple[float, bool]:
    """Read `{"strength": 0.2, "since": "deploy"}`; nothing means at full strength, from now on."""
    wish = json.loads(body) if body else {}
    strength = wish.get("strength", 1.0) if isinstance(wish, dict) else None
    if not isinstance(strength, int | float) or strength < 0:
        raise ValueError(f"strength must be a number of 0 or more, not {strength!r}.")
    since = wish.get("since")
    if since not in {None, "deploy"}:
        raise ValueError(f'since must be "deploy", or not be there, not {since!r}.')
    return float(strength), since == "deploy"
