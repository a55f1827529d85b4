"""What stands before all of Supabase: CORS, the API key, and endpoints that a fault has broken."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.context import Context
from sandbox.product.supabase.cold_functions import ColdFunctions
from sandbox.product.supabase.crowd import Crowd
from sandbox.product.supabase.deployed import PATH, answers_for_the_forgotten
from sandbox.product.supabase.functions.call import demands_token
from sandbox.product.supabase.storage import PUBLIC_FILES

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
ALLOWED_HEADERS = (
    "apikey, authorization, x-client-info, x-supabase-api-version, x-app-version, accept-profile,"
    " content-profile, content-type, prefer, range"
)
OPEN_PATHS = ("/auth/v1/verify", "/auth/v1/.well-known/jwks.json")
"""Called by whoever follows a link in a mail, and by who verifies tokens."""
BREAKABLE_PATHS = ("/auth/v1/health", "/rest/v1/wallet_accounts", "/functions/v1/health-check")
"""One endpoint of each kind for the faults of endpoints; none that the page itself needs."""
MAINTENANCE = "<!doctype html><title>Alaska Pay</title><h1>We'll be right back</h1>\n"


class Gateway:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        """Stand before the app."""
        self.app = app
        self.context = context
        self.crowd = Crowd(context)
        self.cold = ColdFunctions(context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the app where it need not be asked."""
        request = Request(scope)

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["access-control-allow-origin"] = "*"
                headers["access-control-expose-headers"] = "content-range"
                headers["strict-transport-security"] = "max-age=31536000; includeSubDomains; preload"
                if self.context.faults.is_on("cors-reflects") and "origin" in request.headers:
                    headers["access-control-allow-origin"] = request.headers["origin"]
                    headers["access-control-allow-credentials"] = "true"
            await send(message)

        answer = answers_for_the_forgotten(request, self.context) or self.cold.stands_in_the_way(request)
        answer = answer or _preflight(request) or self._broken(request) or self._without_key(request)
        answer = answer or await self.crowd.stands_in_the_way(request)
        await (answer or self.app)(scope, receive, send_with_cors)

    def _without_key(self, request: Request) -> Response | None:
        path = request.url.path
        is_open_function = path.startswith(PATH) and not demands_token(self.context, path.removeprefix(PATH))
        if path in OPEN_PATHS or is_open_function or path.startswith(PUBLIC_FILES):
            return None
        key = request.headers.get("apikey") or request.query_params.get("apikey")
        known = {self.context.keys.anon, self.context.keys.service}
        if self.context.faults.is_on("replaced-key-opens"):
            known.add(self.context.keys.replaced_service)
        if key in known:
            return None
        message, hint = "Invalid API key", "Double check your Supabase `anon` or `service_role` API key."
        if not key:
            message = "No API key found in request"
            hint = "No `apikey` request header or url param was found."
        return JSONResponse({"message": message, "hint": hint}, HTTPStatus.UNAUTHORIZED)

    def _broken(self, request: Request) -> Response | None:
        faults = self.context.faults
        if faults.is_on("app-api-html") and "x-app-version" in request.headers:
            return HTMLResponse(MAINTENANCE)
        if request.url.path not in BREAKABLE_PATHS:
            return None
        if faults.is_on("endpoint-500"):
            return JSONResponse({"message": "Internal server error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        if faults.is_on("endpoint-html"):
            return HTMLResponse(MAINTENANCE)
        if faults.is_on("endpoint-wrong-shape"):
            return JSONResponse({"result": "ok"})
        return None


def _preflight(request: Request) -> Response | None:
    if request.method != "OPTIONS":
        return None
    return Response(
        status_code=HTTPStatus.NO_CONTENT,
        headers={
            "access-control-allow-methods": METHODS,
            "access-control-allow-headers": ALLOWED_HEADERS,
            "access-control-max-age": "3600",
        },
    )
