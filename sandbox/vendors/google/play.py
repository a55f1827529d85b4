"""Google Play: reviews, tracks and signing of the app, and where a service account's key is exchanged for a token."""

import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.product.web.link_files import FINGERPRINT
from sandbox.traffic.reviews import Review, reviews
from sandbox.vendors.google.tokens import Tokens
from sandbox.vendors.guard import Guard, bearer_token

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

PACKAGE = "com.alaskapay.app"
APP = f"/androidpublisher/v3/applications/{PACKAGE}"
SHARE = 0.1
"""Of the users, who get the release now."""
DRAFT_LIVES = timedelta(days=7)
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
KEPT_FOR = timedelta(days=7)
PAGE, PAGE_MAX = 10, 100
PARAMETERS = {"maxResults", "token", "startIndex", "translationLanguage", "alt", "prettyPrint"}
STATUS = {
    HTTPStatus.BAD_REQUEST: "INVALID_ARGUMENT",
    HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED",
    HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
}


class QueryError(ValueError):
    """A question that is not in Google's form."""


class PlayApi:
    """The reviews of one app, and the tokens that open them."""

    def __init__(self, context: "Context") -> None:
        """Have given out no token yet."""
        self.context = context
        self.tokens = Tokens(context, "PLAY_TOKEN_URL")
        self.edits: set[str] = set()

    async def list_reviews(self, request: "Request") -> Response:
        """List the reviews of the last week, page by page; a token is where the next page begins."""
        query = request.query_params
        if unknown := sorted(set(query) - PARAMETERS):
            raise QueryError(f'Invalid JSON payload received. Unknown name "{unknown[0]}"')
        texts = query.get("maxResults", str(PAGE)), query.get("token", "0")
        if not all(text.isdecimal() for text in texts):
            raise QueryError("Request contains an invalid argument.")
        begin, end = int(texts[1]), int(texts[1]) + min(int(texts[0]), PAGE_MAX)
        since = datetime.now(UTC) - KEPT_FOR
        found = [review for review in reviews(self.context, "android") if review.written_at >= since]
        answer: dict[str, Any] = {}
        if shown := [_review_json(self.context, review) for review in found[begin:end]]:
            answer["reviews"] = shown
        if end < len(found):
            answer["tokenPagination"] = {"nextPageToken": str(end)}
        return JSONResponse(answer)

    async def insert_edit(self, _request: "Request") -> Response:
        """Open a draft, in which the tracks can be read."""
        edit = secrets.token_hex(10)
        self.edits.add(edit)
        expires = int((datetime.now(UTC) + DRAFT_LIVES).timestamp())
        return JSONResponse({"id": edit, "expiryTimeSeconds": str(expires)})

    async def delete_edit(self, request: "Request") -> Response:
        """Throw a draft away."""
        if request.path_params["edit"] not in self.edits:
            return _refused(HTTPStatus.NOT_FOUND, "No application edit found with the given ID.")
        self.edits.remove(request.path_params["edit"])
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_track(self, request: "Request") -> Response:
        """Show who gets what on the production track: the release some, the version before it all others."""
        if request.path_params["edit"] not in self.edits:
            return _refused(HTTPStatus.NOT_FOUND, "No application edit found with the given ID.")
        faults, release = self.context.faults, self.context.moment.release
        code = int(release.android_build)
        before = {"name": release.previous_version, "versionCodes": [str(code - 90)], "status": "completed"}
        is_full = faults.is_on("play-share-full")
        status = "halted" if faults.is_on("play-rollout-halted") else "inProgress"
        new = {
            "name": release.version,
            "versionCodes": [str(code)],
            **({"status": "completed"} if is_full else {"status": status, "userFraction": SHARE}),
        }
        shown = [before] if faults.is_on("play-version-missing") else [new] if is_full else [new, before]
        return JSONResponse({"track": "production", "releases": shown})

    async def generated_apks(self, request: "Request") -> Response:
        """Tell with which certificate Play signs what it makes of a bundle."""
        if request.path_params["code"] != self.context.moment.release.android_build:
            return _refused(HTTPStatus.NOT_FOUND, "The app bundle was not found.")
        return JSONResponse({"generatedApks": [{"certificateSha256Hash": FINGERPRINT}]})

    def refusal(self, request: "Request") -> Response | None:
        """Let in who has a token, for the right thing and the right app."""
        if request.url.path == "/token":
            return None
        scopes = self.tokens.scopes_of(bearer_token(request))
        if scopes is None:
            return _refused(HTTPStatus.UNAUTHORIZED, "Request had invalid authentication credentials.")
        if SCOPE not in scopes:
            return _refused(HTTPStatus.FORBIDDEN, "Request had insufficient authentication scopes.")
        if not request.url.path.startswith(f"/androidpublisher/v3/applications/{PACKAGE}/"):
            return _refused(HTTPStatus.NOT_FOUND, "Package not found: another.")
        return None


def app(context: "Context") -> Starlette:
    """Serve the store and the tokens, at one address each."""
    api = PlayApi(context)
    return Starlette(
        routes=[
            Route("/token", api.tokens.exchange, methods=["POST"]),
            Route(f"{APP}/reviews", api.list_reviews),
            Route(f"{APP}/edits", api.insert_edit, methods=["POST"]),
            Route(f"{APP}/edits/{{edit}}", api.delete_edit, methods=["DELETE"]),
            Route(f"{APP}/edits/{{edit}}/tracks/production", api.show_track),
            Route(f"{APP}/generatedApks/{{code}}", api.generated_apks),
        ],
        middleware=[Middleware(FaultySource, context=context), Middleware(Guard, refusal=api.refusal)],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "Method not found."),
        },
    )


def _review_json(context: "Context", review: Review) -> dict[str, Any]:
    release = context.moment.release
    is_new = review.version == release.version
    code = int(release.android_build) - (0 if is_new else 90)
    return {
        "reviewId": f"gp:AOqpTOE{review.number + 10_000}",
        "authorName": review.author,
        "comments": [
            {
                "userComment": {
                    "text": f"\t{review.text}",
                    "lastModified": {"seconds": str(int(review.written_at.timestamp())), "nanos": 27_000_000},
                    "starRating": review.stars,
                    "reviewerLanguage": "en",
                    "device": "klte",
                    "androidOsVersion": 34,
                    "appVersionCode": code,
                    "appVersionName": review.version,
                    "thumbsUpCount": 0,
                    "thumbsDownCount": 0,
                }
            }
        ],
    }


def _refused(status: HTTPStatus, message: str) -> Response:
    return JSONResponse({"error": {"code": status.value, "message": message, "status": STATUS[status]}}, status)
