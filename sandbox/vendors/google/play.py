"""Google Play: the reviews of the app, and the address where a service account's key is exchanged for a token."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.traffic.reviews import Review, reviews
from sandbox.vendors.google.tokens import Tokens
from sandbox.vendors.guard import Guard, bearer_token

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

PACKAGE = "com.alaskapay.app"
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
            Route(f"/androidpublisher/v3/applications/{PACKAGE}/reviews", api.list_reviews),
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
