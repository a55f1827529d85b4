"""Google's tokens: a service account's key is exchanged for one, for one purpose and an hour."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import jwt
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

ACCOUNT = "verify@alaskapay.iam.gserviceaccount.com"
KEY_ID = "6f1c2b7ad0"
GOOGLES_OWN = "https://oauth2.googleapis.com/token"
"""What Google's client writes as audience, wherever the key sends it."""
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIVES = timedelta(hours=1)


def service_account_key(context: "Context", address: str) -> str:
    """Write the file that Google gives out for a service account, as far as anybody reads it."""
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "alaskapay",
            "private_key_id": KEY_ID,
            "private_key": context.keys.play_private_key,
            "client_email": ACCOUNT,
            "client_id": "104857600000000000001",
            "token_uri": f"{context.addresses[address]}/token",
        }
    )


class Tokens:
    """Those that were given out at one address."""

    def __init__(self, context: "Context", address: str) -> None:
        """Have given out none yet."""
        self.context = context
        self.address = address
        self.scopes: dict[str, tuple[str, datetime]] = {}

    async def exchange(self, request: "Request") -> Response:
        """Exchange an assertion that the service account has signed."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if form.get("grant_type") != GRANT:
            return _none("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        try:
            claims = jwt.decode(
                form.get("assertion", ""),
                self.context.keys.play_public_key,
                algorithms=["RS256"],
                audience=[GOOGLES_OWN, f"{self.context.addresses[self.address]}/token"],
                issuer=ACCOUNT,
                options={"require": ["exp", "iat"]},
            )
        except jwt.PyJWTError as problem:
            return _none("invalid_grant", f"Invalid JWT: {problem}")
        token = f"ya29.{secrets.token_urlsafe(60)}"
        self.scopes[token] = str(claims.get("scope", "")), datetime.now(UTC) + LIVES
        lives_s = int(LIVES.total_seconds()) - 1
        return JSONResponse({"access_token": token, "expires_in": lives_s, "token_type": "Bearer"})

    def scopes_of(self, token: str | None) -> list[str] | None:
        """What a token is good for; None where it is none, or has ended."""
        scope, ends = self.scopes.get(token or "", ("", datetime.now(UTC)))
        return scope.split() if ends > datetime.now(UTC) else None


def _none(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, HTTPStatus.BAD_REQUEST)
