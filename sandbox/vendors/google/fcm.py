"""Firebase Cloud Messaging: takes messages for the one device that is registered, and what that device shows."""

import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.google.tokens import Tokens
from sandbox.vendors.guard import Guard, bearer_token

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

PROJECT = "alaskapay"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
SEND = f"/v1/projects/{PROJECT}/messages:send"
OPEN_PATHS = ("/token", "/device/shown")
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
VALIDATED = "fake_message_id"
"""The name of a message that was only validated."""


class FcmApi:
    """Messages to one device."""

    def __init__(self, context: "Context") -> None:
        """Begin with nothing shown."""
        self.context = context
        self.tokens = Tokens(context, "FCM_TOKEN_URL")
        self.shown: list[dict[str, Any]] = []

    async def send(self, request: "Request") -> Response:
        """Take a message, or only look whether it could be sent."""
        try:
            wish = json.loads(await request.body())
            message, only_validate = wish["message"], wish.get("validateOnly", wish.get("validate_only", False))
            token, notification = message["token"], message["notification"]
        except (ValueError, TypeError, KeyError):
            return _refused(HTTPStatus.BAD_REQUEST, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        if token != self.context.keys.fcm_device or self.context.faults.is_on("push-device-unregistered"):
            return _refused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED")
        name = VALIDATED if only_validate else f"0:{secrets.token_hex(16)}"
        if not only_validate and not self.context.faults.is_on("push-not-displayed"):
            self.shown.insert(0, {"title": notification.get("title"), "body": notification.get("body")})
        return JSONResponse({"name": f"projects/{PROJECT}/messages/{name}"})

    async def show(self, _request: "Request") -> Response:
        """Tell what the device has shown, newest first: this is ours, and not Google's."""
        return JSONResponse(self.shown)

    def refusal(self, request: "Request") -> Response | None:
        """Let in who has a token, for the right thing and the right project."""
        if request.url.path in OPEN_PATHS:
            return None
        scopes = self.tokens.scopes_of(bearer_token(request))
        if scopes is None:
            message = "Request had invalid authentication credentials."
            return _refused(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", message)
        if SCOPE not in scopes or request.url.path != SEND:
            return _refused(HTTPStatus.FORBIDDEN, "PERMISSION_DENIED", "Permission denied on this project.")
        return None


def app(context: "Context") -> Starlette:
    """Serve messages, tokens and the device."""
    api = FcmApi(context)
    return Starlette(
        routes=[
            Route("/token", api.tokens.exchange, methods=["POST"]),
            Route(SEND, api.send, methods=["POST"]),
            Route("/device/shown", api.show),
        ],
        middleware=[Middleware(Guard, refusal=api.refusal)],
    )


def _refused(status: HTTPStatus, name: str, message: str, code: str | None = None) -> Response:
    details = [{"@type": FCM_ERROR, "errorCode": code}] if code else []
    error = {"code": status.value, "message": message, "status": name, "details": details}
    return JSONResponse({"error": error}, status)
