"""The levers of the sandbox: switch faults, and a page that only proves that the network works."""

import json
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.faults import FAULTS, UnknownFaultError
from sandbox.world import World


def app(world: World) -> Starlette:
    """Serve the control page at `/` and the levers under `/_sandbox`."""

    async def control_page(_request: Request) -> Response:
        return PlainTextResponse("The network works.\n")

    async def list_faults(_request: Request) -> Response:
        return JSONResponse(
            {
                fault.name: {
                    "sentence": fault.sentence,
                    "strength": world.faults.strength(fault.name),
                    "has_strength": fault.has_strength,
                }
                for fault in FAULTS.values()
            }
        )

    async def switch_on(request: Request) -> Response:
        try:
            strength = _strength(await request.body())
        except ValueError as problem:
            return PlainTextResponse(f"{problem}\n", HTTPStatus.BAD_REQUEST)
        return _switch(request.path_params["name"], strength)

    async def switch_off(request: Request) -> Response:
        return _switch(request.path_params["name"], 0.0)

    async def switch_all_off(_request: Request) -> Response:
        world.faults.switch_all_off()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _switch(name: str, strength: float) -> Response:
        try:
            world.faults.switch(name, strength)
        except UnknownFaultError as problem:
            return PlainTextResponse(f"{problem}\n", HTTPStatus.NOT_FOUND)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return Starlette(
        routes=[
            Route("/", control_page),
            Route("/_sandbox/faults", list_faults, methods=["GET"]),
            Route("/_sandbox/faults", switch_all_off, methods=["DELETE"]),
            Route("/_sandbox/faults/{name}", switch_on, methods=["PUT"]),
            Route("/_sandbox/faults/{name}", switch_off, methods=["DELETE"]),
        ]
    )


def _strength(body: bytes) -> float:
    """Read `{"strength": 0.2}`; nothing means full strength."""
    if not body:
        return 1.0
    wish = json.loads(body)
    strength = wish.get("strength", 1.0) if isinstance(wish, dict) else None
    if not isinstance(strength, int | float) or strength < 0:
        raise ValueError(f"strength must be a number of 0 or more, not {strength!r}.")
    return float(strength)
