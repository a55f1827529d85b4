"""What the auth API reads, and how it refuses."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class AuthError(Exception):
    """A refusal in the auth API's words."""

    def __init__(self, status: HTTPStatus, error_code: str, message: str, *reasons: str) -> None:
        """Keep what the answer consists of; `reasons` are those of a weak password."""
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.reasons = reasons


def answer_auth_error(_request: Request, error: Exception) -> Response:
    """Show a refusal."""
    assert isinstance(error, AuthError)  # noqa: S101 - Starlette's type of a handler is wider
    body: dict[str, Any] = {"code": error.status, "error_code": error.error_code, "msg": str(error)}
    if error.error_code == "weak_password":
        body["weak_password"] = {"reasons": error.reasons}
    return JSONResponse(body, error.status, {"x-sb-error-code": error.error_code})


async def json_object(request: Request) -> dict[str, Any]:
    """Read the body."""
    try:
        body = await request.json()
    except ValueError:
        raise AuthError(HTTPStatus.BAD_REQUEST, "bad_json", "Could not parse request body as JSON") from None
    if not isinstance(body, dict):
        raise AuthError(HTTPStatus.BAD_REQUEST, "bad_json", "The request body must be a JSON object")
    return body
