"""Supabase's Management API: the logs of a project and its settings, for one token and at a pace."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.vendors.guard import Guard, bearer_token
from sandbox.vendors.pace import Pace
from sandbox.vendors.supabase import project
from sandbox.vendors.supabase.logs import Logs
from sandbox.vendors.supabase.project import LIVE_REF, REF

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

BASE = "/v1/projects"
PER_MINUTE = 60


def app(context: "Context") -> Starlette:
    """Serve the project to the one token of the sandbox."""
    logs = Logs(context)

    def refusal(request: "Request") -> Response | None:
        if bearer_token(request) != context.keys.supabase_token:
            return _refused(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        if not request.url.path.startswith((f"{BASE}/{REF}/", f"{BASE}/{LIVE_REF}/")):
            return _refused(HTTPStatus.FORBIDDEN, "Forbidden resource")
        return None

    return Starlette(
        routes=[
            Route(f"{BASE}/{REF}/analytics/endpoints/logs", logs.query),
            *project.routes(context, BASE),
        ],
        middleware=[
            Middleware(FaultySource, context=context),
            Middleware(Guard, refusal=refusal),
            Middleware(
                Pace,
                per_minute=PER_MINUTE,
                refusal=lambda: _refused(HTTPStatus.TOO_MANY_REQUESTS, "ThrottlerException: Too Many Requests"),
            ),
        ],
        exception_handlers={
            HTTPStatus.NOT_FOUND: lambda request, _: _refused(HTTPStatus.NOT_FOUND, f"Cannot GET {request.url.path}")
        },
    )


def _refused(status: HTTPStatus, message: str) -> Response:
    return JSONResponse({"message": message}, status)
